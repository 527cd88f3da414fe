import { FAILSAFE_SCHEMA, load, YAMLException } from 'js-yaml';
import { parseId } from '../assembly/id';
import { CLASSES, type ChangeClass } from '../diff/change';
import type { Mistake, SourcePosition } from '../errors';
import { chooseFix, show } from '../nearest';
import { subjectOf, type Exception } from './exception';
import { locateYaml, positionIn, type Located } from './located';

/** The file that holds the exceptions of a project, beside its package.json. */
export const EXCEPTIONS_FILE = 'taxiway.exceptions.yaml';

/** What a file of exceptions comes to: those that can be used, and all that is wrong with it. */
export interface ReadExceptions {
  readonly exceptions: readonly Exception[];
  readonly mistakes: readonly Mistake[];
}

const KEYS = ['code', 'class', 'document', 'path', 'fingerprint', 'reason', 'owner', 'expires'] as const;
type Key = (typeof KEYS)[number];
type Texts = { readonly [key in Key]?: string };

/** Objects at a key of an entry; without a key, at the entry. */
type Object_ = (problem: string, fix: string, more?: Partial<Mistake> & { readonly key?: string }) => void;

const EXAMPLE =
  "exceptions: [{ code: SECRET_PAIR_SPLIT, document: production/…, path: …, reason: …, owner: 'group::…', expires: 2027-01-31 }]";

/** Reads a text of exceptions; `codes` are those of the rules that there are. */
export function readExceptions(text: string, file: string, codes: readonly string[]): ReadExceptions {
  let content: unknown;
  try {
    // Everything is a text: a fingerprint may look like a number.
    content = load(text, { filename: file, schema: FAILSAFE_SCHEMA, maxAliases: 0 });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    // Nothing but comments is an empty list.
    if (text.replaceAll(/^\s*(?:#.*)?$/gm, '').trim() === '') return { exceptions: [], mistakes: [] };
    const { line = 0, column = 0 } = error.mark ?? {};
    const source = { file, line: line + 1, column: column + 1 };
    return { exceptions: [], mistakes: [invalid(file, `is no YAML: ${error.reason}`, 'mend it', source)] };
  }
  const top = { file, line: 1, column: 1 };
  // A document without a value.
  if (content === '') return { exceptions: [], mistakes: [] };
  if (!isRecord(content) || !Array.isArray(content['exceptions']) || Object.keys(content).length > 1) {
    const problem = `holds ${show(content)} and no list of exceptions`;
    return { exceptions: [], mistakes: [invalid(file, problem, `write ${EXAMPLE}`, top)] };
  }
  const places = locateYaml(text).entries.get('exceptions')?.items ?? [];
  const mistakes: Mistake[] = [];
  const exceptions = content['exceptions'].flatMap((entry: unknown, index) => {
    const place = places[index];
    const sourceOf = (key?: string): SourcePosition => ({
      file,
      ...positionIn(text, offsetOf(place, key)),
    });
    const object: Object_ = (problem, fix, { key, ...more } = {}) => {
      const at = `exceptions[${index}]${key === undefined ? '' : `.${key}`}`;
      mistakes.push({ ...invalid(at, problem, fix, sourceOf(key)), ...more });
    };
    return readException(entry, sourceOf(), codes, object) ?? [];
  });
  mistakes.push(...twice(exceptions));
  return { exceptions, mistakes };
}

function offsetOf(place: Located | undefined, key: string | undefined): number {
  return (key === undefined ? undefined : place?.entries.get(key)?.offset) ?? place?.offset ?? 0;
}

function readException(
  entry: unknown,
  source: SourcePosition,
  codes: readonly string[],
  object: Object_,
): Exception | undefined {
  const refused: string[] = [];
  const refuse: Object_ = (...objection) => {
    refused.push(objection[0]);
    object(...objection);
  };
  if (!isRecord(entry)) {
    refuse(`is ${show(entry)}`, `write ${EXAMPLE}`);
    return undefined;
  }
  const texts = textsOf(entry, refuse);
  requireSubject(texts, codes, refuse);
  requireDocument(texts.document, refuse);
  const reason = texts.reason?.trim() ?? '';
  if (reason === '') refuse('has no reason', 'say why it is accepted', { key: 'reason' });
  if (texts.owner === undefined || !/^group::[^\s]+$/.test(texts.owner))
    refuse(
      texts.owner === undefined ? 'has no owner' : `is ${show(texts.owner)}`,
      "name the group that answers for it: 'group::…'",
      {
        key: 'owner',
        code: 'EXCEPTION_OWNERLESS',
      },
    );
  if (texts.expires === undefined || !isDay(texts.expires))
    refuse(
      texts.expires === undefined ? 'has no last day' : `is ${show(texts.expires)}`,
      "write the last day on which it holds: '2027-01-31'",
      {
        key: 'expires',
      },
    );
  const { code, class: touched, document, path, fingerprint, owner, expires } = texts;
  if (refused.length > 0 || document === undefined || owner === undefined || expires === undefined) return undefined;
  return {
    ...(code === undefined ? {} : { code }),
    // A word of CLASSES, as was checked.
    ...(touched === undefined ? {} : { class: touched as ChangeClass }),
    document,
    ...(path === undefined ? {} : { path }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    reason,
    owner,
    expires,
    source,
  };
}

function textsOf(entry: Readonly<Record<string, unknown>>, refuse: Object_): Texts {
  const texts: { [key in Key]?: string } = {};
  for (const [name, value] of Object.entries(entry)) {
    const key = KEYS.find((known) => known === name);
    if (key === undefined) refuse('is not known', chooseFix(name, KEYS), { key: name, given: name, allowed: KEYS });
    else if (typeof value === 'string') texts[key] = value;
    else refuse(`is ${show(value)}`, 'write a text', { key, given: value });
  }
  return texts;
}

function requireSubject({ code, class: touched, fingerprint }: Texts, codes: readonly string[], refuse: Object_): void {
  if ((code === undefined) === (touched === undefined)) {
    refuse(
      code === undefined ? 'has neither code nor class' : 'has both code and class',
      'give the code of a finding, or the class of a change',
    );
    return;
  }
  if (code !== undefined && !codes.includes(code))
    refuse(`is ${show(code)}`, chooseFix(code, codes), { key: 'code', given: code, allowed: codes });
  if (touched !== undefined && !CLASSES.some((known) => known === touched))
    refuse(`is ${show(touched)}`, chooseFix(touched, CLASSES), { key: 'class', given: touched, allowed: CLASSES });
  if (fingerprint === undefined) return;
  if (code !== undefined)
    refuse('is set, and a finding has none', 'leave it away, or give a class', { key: 'fingerprint' });
  else if (!/^[0-9a-f]{16}$/.test(fingerprint))
    refuse(`is ${show(fingerprint)}`, 'take it from the JSON of taxiway diff: 16 hexadecimal digits, in quotes', {
      key: 'fingerprint',
    });
}

function requireDocument(document: string | undefined, refuse: Object_): void {
  try {
    if (document === undefined) refuse('has no document', 'give the id of the document, as it is printed');
    else parseId(document);
  } catch {
    refuse(
      `is ${show(document)}`,
      'give the id of one document, as it is printed: environment/stack/group/kind/namespace/name',
      {
        key: 'document',
        given: document,
      },
    );
  }
}

/** Two entries for one thing would have two owners. */
function twice(exceptions: readonly Exception[]): readonly Mistake[] {
  const seen = new Map<string, Exception>();
  const mistakes: Mistake[] = [];
  for (const exception of exceptions) {
    const subject = subjectOf(exception);
    const first = seen.get(subject);
    if (first === undefined) seen.set(subject, exception);
    else
      mistakes.push(
        invalid(subject, `is accepted in line ${first.source.line} already`, 'keep one of the two', exception.source),
      );
  }
  return mistakes;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(at: string, problem: string, fix: string, source: SourcePosition): Mistake {
  return { code: 'EXCEPTIONS_INVALID', at, problem, fix, source };
}
