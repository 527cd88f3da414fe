import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { applyPatch, type Operation } from 'fast-json-patch';
import type { Assembly } from '../../lib/assembly/assembly';
import { canonical, canonicalText } from '../../lib/assembly/canonical';
import { sha256 } from '../../lib/assembly/digest';
import type { Document, JsonObject } from '../../lib/assembly/document';
import { compareIds, parseId } from '../../lib/assembly/id';
import type { ChangeClass, Direction } from '../../lib/diff/change';
import type { StopLevel } from '../../lib/stop/level';
import { obeyStops } from '../../lib/stop/obey';
import { stopsIn } from '../../lib/stop/stopped';
import { assemblyOf } from './assemblies';

/** One edit of what was rendered, as data: nobody needs this library to make it. */
export type Edit =
  /** Changes one document by a JSON Patch (RFC 6902). */
  | { readonly document: string; readonly patch: readonly Operation[] }
  | { readonly remove: string }
  /** Stops a service, `production/spamcheck`, at a level; brings one back. */
  | { readonly stop: string; readonly level: StopLevel; readonly why?: string }
  | { readonly restore: string }
  /** Adds a document that is like another but for its id and its object. */
  | { readonly add: string; readonly like: string; readonly object: JsonObject };

/** What the review has to say of a change; `nothing` where it is none. */
export type Expected =
  | 'nothing'
  | { readonly class: ChangeClass; readonly direction: Direction; readonly says: string };

/** A change that was made on purpose, and what a review has to make of it: one line of a file in test/review/changes. */
export interface SeededChange {
  readonly name: string;
  /** What is made of the rendered base first, where it lacks what changes. */
  readonly before?: readonly Edit[];
  readonly edits: readonly Edit[];
  readonly expect: Expected;
}

const FOLDER = join(__dirname, '../review/changes');

/** Every seeded change, with the file that it stands in, in order. */
export function seededChanges(): readonly (SeededChange & { readonly file: string })[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .flatMap((file) =>
      readFileSync(join(FOLDER, file), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => ({ file, ...(JSON.parse(line) as SeededChange) })),
    );
}

/** The environment that a change is made in. */
export function environmentOf({ edits: [edit] }: SeededChange): string {
  if (edit === undefined) throw new Error('a change without an edit');
  const [id = ''] = [
    ...('document' in edit ? [edit.document] : 'remove' in edit ? [edit.remove] : 'add' in edit ? [edit.add] : []),
    ...('stop' in edit ? [edit.stop] : 'restore' in edit ? [edit.restore] : []),
  ];
  return id.split('/')[0] ?? '';
}

/** Both sides of a change, of this repository's environments. */
export function sidesOf(change: SeededChange): { readonly base: Assembly; readonly head: Assembly } {
  // The edits name one of them.
  const rendered = assemblyOf(environmentOf(change) as 'sandbox' | 'staging' | 'production');
  const base = change.before === undefined ? rendered : withEdits(rendered, change.before);
  return { base, head: withEdits(base, change.edits) };
}

/** A copy with the edits made. */
export function withEdits(assembly: Assembly, edits: readonly Edit[]): Assembly {
  const documents = new Map(assembly.documents.map((document) => [document.id, document]));
  const known = (id: string): Document => {
    const document = documents.get(id);
    if (document === undefined) throw new Error(`there is no document ${id}`);
    return document;
  };
  for (const edit of edits) {
    if ('stop' in edit || 'restore' in edit) {
      const now = stopped({ ...assembly, documents: [...documents.values()].sort(compareIds) }, edit);
      documents.clear();
      for (const document of now.documents) documents.set(document.id, document);
    } else if ('remove' in edit) documents.delete(known(edit.remove).id);
    else if ('add' in edit)
      documents.set(
        edit.add,
        withObject({ ...known(edit.like), id: edit.add, kind: parseId(edit.add).kind }, edit.object),
      );
    else {
      const document = known(edit.document);
      const object = structuredClone(document.object);
      documents.set(document.id, withObject(document, applyPatch(object, edit.patch, true).newDocument));
    }
  }
  return { ...assembly, documents: [...documents.values()].sort(compareIds) };
}

function stopped(
  assembly: Assembly,
  edit: Extract<Edit, { readonly stop: string } | { readonly restore: string }>,
): Assembly {
  const [, service = ''] = ('stop' in edit ? edit.stop : edit.restore).split('/');
  const { [service]: _before, ...others } = stopsIn(assembly);
  if (!('stop' in edit)) return obeyStops(assembly, others);
  const { level, why = 'it answers nonsense' } = edit;
  const record = { level, why, who: 'on-call', when: '2026-11-28T02:10:00Z' };
  return obeyStops(assembly, { ...others, [service]: record });
}

function withObject(document: Document, object: JsonObject): Document {
  return { ...document, object: canonical(object) as JsonObject, sha256: sha256(canonicalText(object)) };
}
