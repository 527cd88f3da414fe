import { followed, type Schema } from './schema';

/** So many levels down, no kind has fields that somebody would look for. */
const DEEPEST = 12;
/** Written by the cluster; nobody means these. */
const OF_THE_CLUSTER = new Set(['status', 'metadata.managedFields']);

interface Place {
  readonly path: string;
  readonly schema: Schema;
  readonly depth: number;
  /** The schemas that it lies in, so that a kind that contains itself comes to an end. */
  readonly inside: readonly Schema[];
}

/** Every place of a kind, `spec.template.spec.containers[].resources`, by the name of the field; the shallowest first. */
export function placesIn(root: Schema, definitions: (name: string) => Schema): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const queue: Place[] = [{ path: '', schema: root, depth: 0, inside: [] }];
  for (let at = 0, place = queue[0]; place !== undefined; place = queue[++at]) {
    const schema = followed(place.schema, definitions);
    if (OF_THE_CLUSTER.has(place.path) || place.depth > DEEPEST || place.inside.includes(schema)) continue;
    const inside = [...place.inside, schema];
    const depth = place.depth + 1;
    for (const [name, child] of Object.entries(schema.properties ?? {})) {
      const path = place.path === '' ? name : `${place.path}.${name}`;
      const paths = found.get(name);
      if (paths === undefined) found.set(name, [path]);
      else paths.push(path);
      queue.push({ path, schema: child, depth, inside });
    }
    const { items, additionalProperties: more } = schema;
    if (items !== undefined) queue.push({ path: `${place.path}[]`, schema: items, depth: place.depth, inside });
    if (typeof more === 'object') queue.push({ path: `${place.path}.*`, schema: more, depth, inside });
  }
  return found;
}

/** Sorts places by how many steps they are from the object that a path stands in, up and down the tree. */
export function nearestFirst(places: readonly string[], path: string): readonly string[] {
  const from = holderOf(stepsOf(path));
  const steps = new Map(places.map((place) => [place, distance(holderOf(stepsOf(place)), from)]));
  return [...places].sort((one, other) => (steps.get(one) ?? 0) - (steps.get(other) ?? 0));
}

/** Whether a kind has a field in just that place, at whatever index of a list. */
export function isPlace(path: string, root: Schema, definitions: (name: string) => Schema): boolean {
  let schema = followed(root, definitions);
  for (const step of path.split('.')) {
    const { properties = {}, items, additionalProperties: more } = schema;
    const below = /^\d+$/.test(step) && items !== undefined ? items : properties[step];
    const child = below ?? (typeof more === 'object' ? more : undefined);
    if (child === undefined) return false;
    schema = followed(child, definitions);
  }
  return true;
}

/** The fields of a path, whatever the indices between them. */
function stepsOf(path: string): readonly string[] {
  return path
    .replaceAll('[]', '')
    .split('.')
    .filter((step) => !/^\d+$/.test(step));
}

function holderOf(steps: readonly string[]): readonly string[] {
  return steps.slice(0, -1);
}

function distance(one: readonly string[], other: readonly string[]): number {
  let common = 0;
  while (common < one.length && one[common] === other[common]) common++;
  return one.length - common + other.length - common;
}
