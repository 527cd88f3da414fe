import { ruleFilesOf } from '../slo/files';
import { stopFilesOf } from '../stop/files';
import type { Document } from './document';
import { filesOf } from './layout';

/** Every file of an environment by path below its folder: those of its documents, and those that follow from them. */
export function treeOf(documents: readonly Document[]): ReadonlyMap<string, string> {
  // What follows comes last: a record of an older library may hold a document for the same path.
  const files = new Map([...filesOf(documents), ...stopFilesOf(documents), ...ruleFilesOf(documents)]);
  return new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)));
}
