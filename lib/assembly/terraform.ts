import { canonical, canonicalText } from './canonical';
import type { Document, Json, JsonObject } from './document';
import { compareIds, parseId } from './id';

interface Tree {
  [key: string]: Json | Tree;
}

/** Kinds with a label: `output.<name>` and the like. */
const NAMED = new Set(['output', 'variable', 'module']);
/** Kinds without one; Terraform reads them as a list. */
const LISTED = new Set(['moved', 'import']);

/** Renders the blocks of one root module as the text of its `cdk.tf.json`. */
export function terraformText(documents: readonly Document[]): string {
  const root: Tree = {};
  const lists = new Map<string, JsonObject[]>();
  for (const document of [...documents].sort(compareBlocks)) {
    const list = listOf(document.kind);
    if (list === undefined) add(root, document);
    else lists.set(list, [...(lists.get(list) ?? []), document.object]);
  }
  for (const [path, bodies] of lists) put(root, path.split('.'), bodies, path);
  return `${JSON.stringify(canonical(root), null, 2)}\n`;
}

/** Whether a Terraform file has a place for blocks of a kind. */
export function isBlockKind(kind: string): boolean {
  if (listOf(kind) !== undefined || NAMED.has(kind)) return true;
  if (kind === 'terraform.required_providers' || kind === 'locals') return true;
  return /^(?:resource|data|terraform\.backend)\.[^.]+$/.test(kind);
}

/** The list that a block belongs to: several providers of one name, and what has no name. */
function listOf(kind: string): string | undefined {
  return LISTED.has(kind) || /^provider\.[^.]+$/.test(kind) ? kind : undefined;
}

function add(root: Tree, { id, kind, object }: Document): void {
  const [block, type, detail, ...rest] = kind.split('.');
  if (kind.startsWith('terraform.backend.') && detail && rest.length === 0) {
    return put(root, ['terraform', 'backend', detail], object, id);
  }
  if (kind === 'terraform.required_providers') return merge(root, ['terraform', 'required_providers'], object, id);
  if (kind === 'locals') return merge(root, ['locals'], object, id);
  if (NAMED.has(kind)) return put(root, [kind, parseId(id).name], object, id);
  if ((block === 'resource' || block === 'data') && type && detail === undefined) {
    return put(root, [block, type, parseId(id).name], object, id);
  }
  throw new Error(`${id} is of no kind that a Terraform file holds: '${kind}'`);
}

function merge(root: Tree, path: readonly string[], object: JsonObject, id: string): void {
  for (const [key, value] of Object.entries(object)) put(root, [...path, key], value, id);
}

/** Puts a value at its place; two documents may say the same about one place, and nothing else. */
function put(root: Tree, path: readonly string[], value: Json, id: string): void {
  let tree = root;
  for (const key of path.slice(0, -1)) {
    // Only trees lie above a block: every kind has its own depth.
    tree = (tree[key] ??= {}) as Tree;
  }
  const last = path.at(-1) ?? '';
  const present = tree[last];
  if (present !== undefined && canonicalText(present) !== canonicalText(value)) {
    throw new Error(`${id} says something else about ${path.join('.')} than another block of the same file`);
  }
  tree[last] = value;
}

/** By id, but a name that is a number by its value. */
function compareBlocks(one: Document, other: Document): number {
  return compareIds({ id: sortKey(one) }, { id: sortKey(other) });
}

function sortKey({ id }: Document): string {
  return id.replace(/\d+$/, (digits) => digits.padStart(6, '0'));
}
