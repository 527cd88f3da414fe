import { loadAll } from 'js-yaml';
import { parseAllDocuments } from 'yaml';
import type { Assembly } from '../../lib/assembly/assembly';
import { canonicalText } from '../../lib/assembly/canonical';
import type { JsonObject } from '../../lib/assembly/document';
import { comparePosition, filesOf } from '../../lib/assembly/layout';
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
      const apart = difference(canonicalText(text), canonicalText(documents[0]?.object['markdown']));
      if (apart !== undefined) throw new Error(`${path} is something else than its document: ${apart}`);
    } else requireBlocks(JSON.parse(text) as JsonObject, documents);
  }
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
