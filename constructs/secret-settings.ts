import { isRecord } from '../lib/facts/refuse';
import { DNS_LABEL_LIMIT, nameProblem, names } from '../lib/names';
import { show } from '../lib/nearest';
import type { Props } from '../lib/props';
import { isLongLived, type SecretEntry } from '../lib/secrets/long-lived';
import { keysOf, PULL_PARTS, VALUE, type DeclaredSecret } from '../lib/secrets/secret';
import { isPulled, readDelivery } from './secret-delivery';
import { readTerms, TERMS } from './secret-terms';

/** Where secrets are read: they belong to a service in an environment, and its workloads share what is in Vault. */
export interface SecretsContext {
  readonly environment: string;
  readonly service: string;
  /** The groups that may own a secret. */
  readonly teams: readonly string[];
  /** The secrets of the workloads that were read before. */
  readonly others: readonly DeclaredSecret[];
}

const KEYS = ['name', 'properties', 'delivery', 'onChange'];
const LIST = "give a list: ['api-key'], or longLived({ … }) for what others know too";

/** The secrets of a workload; never a path, never twice, and long-lived only where that was said. */
export function readSecrets(
  read: Props,
  given: readonly SecretEntry[] | undefined,
  context: SecretsContext,
): readonly DeclaredSecret[] {
  if (given === undefined) {
    read.note('secrets', { value: [], origin: 'default', because: 'closed by default: no secret' });
    return [];
  }
  // A program that no type checker has read may give anything.
  const entries: unknown = given;
  if (!Array.isArray(entries)) {
    read.refuse('secrets', { code: 'SECRET_NAME_INVALID', problem: `is ${show(given)}`, fix: LIST }, given);
    return [];
  }
  const sound: DeclaredSecret[] = [];
  // A hole in a list is no secret, and a loop over its entries alone would pass over it.
  for (const [index, entry] of Array.from(entries as unknown[]).entries()) {
    const secret = readSecret(read, `secrets.${index}`, entry, context);
    if (secret !== undefined && isNew(read, `secrets.${index}`, secret, sound, context.others)) sound.push(secret);
  }
  read.take<unknown>('secrets', sound.map(typed), { value: [], because: '' });
  return sound;
}

/** How the declaration of props keeps a secret: by its name, where nothing else was typed. */
function typed(secret: DeclaredSecret): unknown {
  const { name, class: of, delivery, onChange, properties } = secret;
  const plain = of === 'platform-rotated' && delivery === 'file' && onChange === 'reread' && properties.length === 1;
  return plain && properties[0] === VALUE ? name : secret;
}

function readSecret(read: Props, at: string, entry: unknown, context: SecretsContext): DeclaredSecret | undefined {
  if (!isRecord(entry) || Array.isArray(entry)) {
    const name = readName(read, at, entry);
    return name === undefined ? undefined : declared(context, { name });
  }
  const long = isLongLived(entry);
  const fields: Readonly<Record<string, unknown>> = entry;
  const terms = Object.keys(fields).filter((key) => TERMS.includes(key));
  if (!long && terms.length > 0) {
    const problem = `has ${terms.join(', ')}, as only a long-lived secret does`;
    const fix = "say so: longLived({ … }), imported from 'taxiway'";
    read.refuse(at, { code: 'SECRET_TERMS_INVALID', problem, fix });
    return undefined;
  }
  read.known(at, { ...fields }, long ? [...KEYS, ...TERMS] : KEYS);
  const name = readName(read, `${at}.name`, fields['name']);
  const pulled = isPulled(fields['delivery']);
  if (pulled && !admitsPull(read, at, long, fields['properties'])) return undefined;
  const parts = pulled ? PULL_PARTS : readParts(read, `${at}.properties`, fields['properties']);
  const found = long ? readTerms(read, at, fields, context.teams) : undefined;
  const keys = parts && keysOf(parts.length === 0 ? undefined : parts, long ? 'long-lived' : 'platform-rotated');
  const delivered = keys && readDelivery(read, at, fields, keys);
  if (name === undefined || delivered === undefined || (long && found === undefined)) return undefined;
  return declared(context, { name, properties: keys, ...delivered, ...(found && { terms: found }) });
}

/** Notes what a secret of a registry can't be; true where it can be one. */
function admitsPull(read: Props, at: string, long: boolean, properties: unknown): boolean {
  if (!long) {
    const problem = 'is presented to a registry, which knows it as well';
    const fix = "say so: longLived({ … }), imported from 'taxiway'";
    read.refuse(`${at}.delivery`, { code: 'SECRET_DELIVERY_INVALID', problem, fix });
    return false;
  }
  if (properties === undefined) return true;
  const problem = `is ${show(properties)}, and a registry takes ${PULL_PARTS.join(' and ')}`;
  read.refuse(`${at}.properties`, { code: 'SECRET_DELIVERY_INVALID', problem, fix: 'leave it out' }, properties);
  return false;
}

function declared(
  { environment, service }: SecretsContext,
  { name, terms, ...rest }: Pick<DeclaredSecret, 'name'> & Partial<DeclaredSecret>,
): DeclaredSecret {
  return {
    name,
    class: terms === undefined ? 'platform-rotated' : 'long-lived',
    path: names.secretPath(environment, service, name),
    properties: [VALUE],
    delivery: 'file',
    onChange: 'reread',
    ...rest,
    ...(terms && { terms }),
  };
}

function readName(read: Props, at: string, name: unknown): string | undefined {
  const long = typeof name === 'string' && name.length > DNS_LABEL_LIMIT;
  const problem =
    nameProblem(name) ?? (long ? `has ${name.length} characters; ${DNS_LABEL_LIMIT} are allowed` : undefined);
  // Looked at by nameProblem.
  if (problem === undefined) return name as string;
  const fix = "give a plain name, never a path or a pattern: 'api-key'";
  read.refuse(at, { code: 'SECRET_NAME_INVALID', problem, fix }, name);
  return undefined;
}

/** The parts of one credential; none where it is one value, undefined where they can't be read. */
function readParts(read: Props, at: string, given: unknown): readonly string[] | undefined {
  if (given === undefined) return [];
  const problem = partsProblem(given);
  // Looked at by partsProblem.
  if (problem === undefined) return given as readonly string[];
  const fix = "name what only works together: ['username', 'password']";
  read.refuse(at, { code: 'SECRET_NAME_INVALID', problem, fix }, given);
  return undefined;
}

function partsProblem(given: unknown): string | undefined {
  if (!Array.isArray(given) || given.length < 2) return `is ${show(given)}, not two parts or more`;
  const parts: readonly unknown[] = Array.from(given as unknown[]);
  for (const [index, part] of parts.entries()) {
    const problem = nameProblem(part);
    if (problem !== undefined) return `has a part that ${problem}`;
    if (part === VALUE || /^accepted(?:-|$)/.test(String(part)))
      return `names ${show(part)}, under which the library keeps a value itself`;
    if (parts.indexOf(part) !== index) return `names ${show(part)} twice`;
  }
  return undefined;
}

/** Whether a secret is there for the first time in its workload, and says nothing else than in those before. */
function isNew(
  read: Props,
  at: string,
  secret: DeclaredSecret,
  own: readonly DeclaredSecret[],
  others: readonly DeclaredSecret[],
): boolean {
  const twin = own.find(({ name }) => name === secret.name);
  const other = twin ?? others.find(({ name }) => name === secret.name);
  if (other !== undefined && agreed(other) !== agreed(secret)) {
    const differs = other.class !== secret.class;
    const problem = differs
      ? `'${secret.name}' is ${secret.class} here and ${other.class} elsewhere in this service`
      : `'${secret.name}' is declared in another way elsewhere in this service`;
    const fix = 'it is one object in Vault: declare it once, in a constant that its workloads share';
    read.refuse(at, { code: 'SECRET_CLASS_DIFFERS', problem, fix }, secret.name);
    return false;
  }
  if (twin === undefined) return true;
  const problem = `'${secret.name}' is named twice`;
  read.refuse(at, { code: 'SECRET_DUPLICATE', problem, fix: 'name it once' }, secret.name);
  return false;
}

/** What all workloads have to say alike; how it arrives is each one's own. */
function agreed({ class: of, properties, terms }: DeclaredSecret): string {
  return JSON.stringify([of, properties, terms]);
}
