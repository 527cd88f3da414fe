import type { Document } from '../../assembly/document';
import { parseId } from '../../assembly/id';
import type { Names } from '../meaning/names';

/** A document that is gone, and the one that is there in its place. */
export interface Match {
  readonly before: Document;
  readonly after: Document;
  readonly renamed: 'moved' | 'recreated';
  readonly names: Names;
}

/** The names that change where one document is made anew as another. */
export function namesBetween(before: Document, after: Document): Names {
  const [old, now] = [parseId(before.id), parseId(after.id)];
  const names = [
    [old.name, now.name],
    [old.namespace, now.namespace],
    [before.service, after.service],
  ] as const;
  return names.flatMap(([from, to]) =>
    from === undefined || to === undefined || from === to ? [] : [[from, to] as const],
  );
}
