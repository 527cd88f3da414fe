import { loadAll } from 'js-yaml';
import { parseAllDocuments } from 'yaml';
import type { Assembly } from '../../lib/assembly/assembly';
import { canonicalText } from '../../lib/assembly/canonical';
import type { Json, JsonObject } from '../../lib/assembly/document';
import { compareIds } from '../../lib/assembly/id';
import { comparePosition, filesOf } from '../../lib/assembly/layout';
import { RULE_HOLDERS, ruleFilesOf } from '../../lib/slo/files';
import type { Read } from './documents';
import { difference } from './verdict';

type Reader = (text: string) => readonly unknown[];

/** YAML 1.1, as many tools of Kubernetes read it, and 1.2, each by a library that had no part in writing. */
const READERS: Readonly<Record<string, Reader>> = {
  'js-yaml': (text) => loadAll(text),
  'YAML 1.2': (text) => read(text, '1.2'),
  'YAML 1.1': (text) => read(text, '1.1'),
};

/** Readers that are quick enough for every case. */
export const QUICK = ['js-yaml'];
export const ALL = Object.keys(READERS);

/** Throws where a reader finds something else in a YAML text than these objects. */
export function requireReadable(text: string, objects: readonly JsonObject[], readers: readonly string[]): void {
  const wanted = canonicalText(objects);
  for (const name of readers) {
    const found = difference(canonicalText(READERS[name]?.(text)), wanted);
    if (found !== undefined) throw new Error(`${name} reads something else: ${found}`);
  }
}

/** Throws where a file of an assembly does not hold its documents. */
export function requireFaithful(assembly: Assembly, readers: readonly string[]): void {
  if (readers.length === 0) return;
  for (const [path, text] of filesOf(assembly.documents)) {
    const documents = assembly.documents.filter((document) => document.path === path);
    if (path.endsWith('.yaml')) {
      const objects = [...documents].sort(comparePosition).map(({ object }) => object);
      requireReadable(text, objects, readers);
    } else if (path.endsWith('.md')) {
      if (documents.length !== 1 || documents[0]?.object['markdown'] !== text)
        throw new Error(`${path} says something else`);
    } else requireBlocks(JSON.parse(text) as JsonObject, documents);
  }
  for (const [path, text] of ruleFilesOf(assembly.documents))
    requireReadable(text, [{ groups: groupsOf(assembly, path.split('/', 1)[0] ?? '') }], readers);
}

/** The groups of a service's objects with rules, or of the platform's: of `slo`, `secrets`, `logs`. */
function groupsOf({ documents }: Assembly, owner: string): readonly Json[] {
  return documents
    .filter(({ kind, service = 'platform' }) => RULE_HOLDERS.has(kind) && service === owner)
    .sort((one, other) => compareIds(other, one))
    .flatMap(({ object }) => (object as Read).spec.groups as readonly Json[]);
}

/** Every resource stands under its type and name, as it is in the record. */
function requireBlocks(file: JsonObject, documents: Assembly['documents']): void {
  for (const { id, kind, object } of documents) {
    const [block = '', type = ''] = kind.split('.');
    if (block !== 'resource' && block !== 'data') continue;
    const found = [block, type, id.split('/').at(-1) ?? ''].reduce<unknown>(step, file);
    const apart = difference(canonicalText(found), canonicalText(object));
    if (apart !== undefined) throw new Error(`${id} is something else in its file: ${apart}`);
  }
}

function step(group: unknown, key: string): unknown {
  return typeof group === 'object' && group !== null && Object.hasOwn(group, key) ? (group as JsonObject)[key] : null;
}

function read(text: string, version: '1.1' | '1.2'): readonly unknown[] {
  return parseAllDocuments(text, { version }).map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw problem;
    return document.toJS() as unknown;
  });
}
