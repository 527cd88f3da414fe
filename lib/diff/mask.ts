import type { Json } from '../assembly/document';
import { hideSecrets, isNamedSecret, SECRET_ARGUMENTS } from '../check/secret-shapes';
import type { Change } from './change';

/** Stands where the value of a secret was. */
const HIDDEN = '[hidden]';

/** A change as it may be shown to anybody: no value of a secret is left in it, whatever put it there. */
export function masked(change: Change): Change {
  const found = new Set<string>();
  const name = nameIn(change.path ?? '');
  const hide = (value: Json | undefined): Json | undefined =>
    value === undefined ? undefined : hideIn(value, name, change, found);
  const [before, after] = [hide(change.before), hide(change.after)];
  const say = (text: string): string => hideSecrets(withoutFlags(without(text, found)));
  return {
    ...change,
    ...(change.path === undefined ? {} : { path: say(change.path) }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    assessments: change.assessments.map((one) => ({
      ...one,
      says: say(one.says),
      ...(one.loses === undefined ? {} : { loses: say(one.loses) }),
    })),
  };
}

/** What a value is called, and whether that is a variable or a flag. */
interface Name {
  readonly text: string;
  readonly variable: boolean;
}

/** `API_TOKEN` of `containers[api].env[API_TOKEN].value`, `password` of `auth.password`. */
function nameIn(path: string): Name {
  const variable = /\[([^\]]+)\]\.value$/.exec(path)?.[1];
  if (variable !== undefined) return { text: variable, variable: true };
  const last = (path.match(/\[[^\]]*\]|[^.[\]]+/g) ?? []).at(-1) ?? '';
  return { text: last.startsWith('[') ? last.slice(1, -1) : last, variable: false };
}

type Holder = Pick<Change, 'domain' | 'kind' | 'path'>;

function hideIn(value: Json, name: Name, holder: Holder, found: Set<string>): Json {
  if (typeof value === 'string') {
    if (isSecret(name, value, holder)) {
      found.add(value);
      return HIDDEN;
    }
    return hideSecrets(withoutFlags(value));
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return hideInList(value as readonly Json[], name, holder, found);
  const named = (value as { readonly name?: Json })['name'];
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      hideSecrets(key),
      hideIn(
        item,
        key === 'value' && typeof named === 'string' ? { text: named, variable: true } : { text: key, variable: false },
        holder,
        found,
      ),
    ]),
  );
}

/** In a list, `--api-key` and its value may be two items. */
function hideInList(list: readonly Json[], name: Name, holder: Holder, found: Set<string>): Json {
  return list.map((item, index) => {
    const flag = /^--?([A-Za-z][\w-]*)$/.exec(textOf(list[index - 1]))?.[1];
    return hideIn(item, flag === undefined ? name : { text: flag, variable: true }, holder, found);
  });
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function isSecret({ text: name, variable }: Name, value: string, { domain, kind, path = '' }: Holder): boolean {
  if (value === '') return false;
  if (domain === 'kubernetes' && /^(?:data|stringData)\b/.test(path)) {
    if (kind === 'Secret') return true;
    if (kind === 'ConfigMap' && isNamedSecret(name, value)) return true;
  }
  // Fields may be called secretKey and hold its name: only variables and flags hold what they are called.
  if (variable || /^[A-Z][A-Z0-9_]*$/.test(name)) return isNamedSecret(name, value);
  return domain === 'terraform' && SECRET_ARGUMENTS.has(name);
}

/** `--api-key=x` keeps its name. */
function withoutFlags(text: string): string {
  return text.replaceAll(
    /(--?([A-Za-z][\w-]*)=)([^\s\]'"]+)/g,
    (all: string, flag: string, name: string, value: string) => (isNamedSecret(name, value) ? `${flag}${HIDDEN}` : all),
  );
}

/** Sentences repeat values; a short one only counts where it stands by itself. */
function without(text: string, found: ReadonlySet<string>): string {
  return [...found]
    .sort((one, other) => other.length - one.length)
    .reduce((left, secret) => {
      if (secret.length >= 8) return left.replaceAll(secret, HIDDEN);
      const alone = secret.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return left.replaceAll(new RegExp(`(?<![\\w-])${alone}(?![\\w-])`, 'g'), HIDDEN);
    }, text);
}
