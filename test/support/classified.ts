import type { Document, Json } from '../../lib/assembly/document';
import type { Assessment } from '../../lib/diff/change';
import { tableOf } from '../../lib/diff/classes/all';
import type { LeafSituation } from '../../lib/diff/classes/table';
import { pathText, type Path } from '../../lib/diff/path';

/** A place in a document that has a value and nothing below. */
export interface Leaf {
  readonly path: Path;
  readonly value: Json;
}

/** Every leaf of a document, and every list and object above one: a change may come as any of them. */
export function* leavesOf(value: Json, path: Path = []): Generator<Leaf & { readonly inner: boolean }> {
  const inner = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (path.length > 0) yield { path, value, inner };
  if (!inner) return;
  for (const [key, child] of Object.entries(value as Readonly<Record<string, Json>>))
    yield* leavesOf(child, [...path, Array.isArray(value) ? `[${key}]` : key]);
}

/** Documents in which nothing was wrong, and how many places they have. */
const FLAWLESS = new Map<string, number>();

/**
 * What is wrong with what the tables say of documents: paths without a class, and sentences that are none. `odd` documents
 * hold texts that look like a sentence gone wrong.
 */
export function unclassifiedIn(
  documents: readonly Document[],
  odd = false,
): {
  readonly paths: number;
  readonly offenders: readonly string[];
} {
  const offenders = new Set<string>();
  const seen = new Set<string>();
  let paths = 0;
  for (const document of documents) {
    // Most of what one example renders another has rendered before.
    const text = `${odd} ${JSON.stringify(document)}`;
    const known = FLAWLESS.get(text);
    paths += known ?? 0;
    if (known !== undefined) continue;
    const before = { paths, offenders: offenders.size };
    const table = tableOf(document.domain, document.kind);
    const say = (path: string, problem: string): unknown => offenders.add(`${document.kind} ${path}: ${problem}`);
    if (table === undefined) {
      say('', 'has no table');
      continue;
    }
    const sides = { base: undefined, head: undefined };
    for (const sided of [{ before: document }, { after: document }, { before: document, after: document }])
      examine([table.whole({ ...sided, sides })].flat(), odd, (problem) => say('as a whole', problem));
    for (const { path, value, inner } of leavesOf(document.object)) {
      paths += 1;
      const generic = `${document.kind} ${pathText(path.map((step) => (step.startsWith('[') ? '[]' : step)))}`;
      const where = `${generic} ${inner ? '' : JSON.stringify(value)}`;
      if (seen.has(where)) continue;
      seen.add(where);
      const judge = table.judgeOf(path);
      if (judge === undefined) {
        say(pathText(path), 'has no class');
        continue;
      }
      const situation = { path, documents: { before: document, after: document }, sides };
      const values: Pick<LeafSituation, 'before' | 'after'>[] = [
        { before: undefined, after: value },
        { before: value, after: undefined },
        ...(inner ? [] : [{ before: value, after: other(value) }]),
      ];
      // A sentence that ends in a value may end as that does.
      const loose = odd || (typeof value === 'string' && value.endsWith('.'));
      for (const changed of values)
        examine([judge({ ...situation, ...changed })].flat(), loose, (problem) => say(pathText(path), problem));
    }
    if (offenders.size === before.offenders) FLAWLESS.set(text, paths - before.paths);
  }
  return { paths, offenders: [...offenders].sort() };
}

/** What a sentence only says where something was put into it that is not there. */
export const BROKEN = /undefined|NaN|\[object|\{(?!service\}|environment\})\w+(?::\w+)?\}/;

function examine(assessments: readonly Assessment[], odd: boolean, say: (problem: string) => void): void {
  if (assessments.length === 0) say('is judged by nothing');
  for (const { class: touched, says, loses = '' } of assessments) {
    if (touched === 'unclassified') say(says);
    if (!odd && (says === '' || says.endsWith('.') || BROKEN.test(says + loses))) say(`is no sentence: ${says}`);
  }
}

function other(value: Json): Json {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return typeof value === 'string' ? `${value}x` : 'x';
}
