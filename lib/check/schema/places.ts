import { followed, type Schema } from './schema';

/** So many levels down, no kind has fields that somebody would look for. */
const DEEPEST = 12;
/** Written by the cluster; nobody means these. */
const OF_THE_CLUSTER = new Set(['status', 'metadata.managedFields']);

interface Place {
  readonly path: string;
  readonly schema: Schema;
  readonly depth: number;
}

/**
 * Where fields of a name exist in a kind, as `spec.template.spec.containers[].resources`: those first that have the
 * most in common with a path, then the shallowest.
 */
export function placesOf(
  field: string,
  near: string,
  root: Schema,
  definitions: (name: string) => Schema,
): readonly string[] {
  const found: Place[] = [];
  const seen = new Set<Schema>();
  const queue: Place[] = [{ path: '', schema: root, depth: 0 }];
  for (let at = 0, place = queue[0]; place !== undefined; place = queue[++at]) {
    const schema = followed(place.schema, definitions);
    const inside = at > 0 && (seen.has(schema) || OF_THE_CLUSTER.has(place.path) || place.depth > DEEPEST);
    if (inside) continue;
    seen.add(schema);
    const depth = place.depth + 1;
    for (const [name, child] of Object.entries(schema.properties ?? {})) {
      const path = place.path === '' ? name : `${place.path}.${name}`;
      if (name === field) found.push({ path, schema: child, depth });
      queue.push({ path, schema: child, depth });
    }
    if (schema.items !== undefined) queue.push({ path: `${place.path}[]`, schema: schema.items, depth: place.depth });
    if (typeof schema.additionalProperties === 'object')
      queue.push({ path: `${place.path}.*`, schema: schema.additionalProperties, depth });
  }
  const steps = withoutIndices(near);
  const rank = ({ path }: Place): number => inCommon(path.replaceAll('[]', '').split('.'), steps);
  return found.sort((one, other) => rank(other) - rank(one) || one.depth - other.depth).map(({ path }) => path);
}

/** The fields of a path, whatever the indices between them. */
export function withoutIndices(path: string): readonly string[] {
  return path.split('.').filter((step) => !/^\d+$/.test(step));
}

function inCommon(one: readonly string[], other: readonly string[]): number {
  let count = 0;
  while (count < one.length && one[count] === other[count]) count++;
  return count;
}
