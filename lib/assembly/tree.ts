import { stopFilesOf } from '../stop/files';
import type { Document } from './document';
import { filesOf } from './layout';

/** Every file of an environment by path below its folder: those of its documents, and those that stop its services. */
export function treeOf(documents: readonly Document[]): ReadonlyMap<string, string> {
  const files = [...filesOf(documents), ...stopFilesOf(documents)];
  return new Map(files.sort(([one], [other]) => (one < other ? -1 : 1)));
}
