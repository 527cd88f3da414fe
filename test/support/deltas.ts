import type { Domain, Json, JsonObject } from '../../lib/assembly/document';
import { deltasOf } from '../../lib/diff/compare';
import { pathText } from '../../lib/diff/path';
import { documentOf } from './made-up-documents';

/** What differs between two objects of a kind, `path: before → after`. */
export function differences(
  kind: string,
  before: JsonObject,
  after: JsonObject,
  domain: Domain = 'kubernetes',
): readonly string[] {
  const document = (object: JsonObject) => ({ ...documentOf({ kind, domain }), object });
  const found = deltasOf(document(before), document(after));
  return found.map((delta) => `${pathText(delta.path)}: ${shown(delta.before)} → ${shown(delta.after)}`);
}

function shown(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
