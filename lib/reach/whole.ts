import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
import { declarationsOf, type Fleet } from '../check/fleet';
import { names } from '../names';
import { declaredOf, type DeclaredEdge } from './declared';
import { isNone, minus } from './connections';
import { edgeKey, type Edge } from './edge';
import { reachOf } from './reach';

/** What is reachable in an environment beside what is declared there. */
export interface Compared {
  /** Reachable, and nobody asked for it; of an edge that is wider than asked for, what is too much. */
  readonly undeclared: readonly Edge[];
  /** Asked for, and something is in the way; of an edge that is narrower, too. */
  readonly blocked: readonly DeclaredEdge[];
}

const MERGED = new WeakMap<Fleet, Map<string, Assembly>>();
const COMPARED = new WeakMap<Assembly, Compared>();

/** All that is of an environment: its services may come from several repositories, with an assembly each. */
export function wholeOf({ environment }: Assembly, fleet: Fleet): Assembly {
  const known = MERGED.get(fleet) ?? new Map<string, Assembly>();
  MERGED.set(fleet, known);
  const found = known.get(environment);
  if (found !== undefined) return found;
  const parts = fleet.assemblies.filter((one) => one.environment === environment);
  const [first] = parts;
  if (first === undefined) throw new Error(`there is no assembly of ${environment}`);
  const documents = new Map<string, Document>();
  for (const part of parts) for (const document of part.documents) documents.set(document.id, document);
  const whole = parts.length === 1 ? first : { ...first, documents: [...documents.values()] };
  known.set(environment, whole);
  return whole;
}

/** Compares what is reachable with what is declared. */
export function comparedOf(assembly: Assembly): Compared {
  const known = COMPARED.get(assembly);
  if (known !== undefined) return known;
  const declared = declaredOf(assembly);
  const { edges } = reachOf(assembly);
  const reachable = new Map(edges.map((edge) => [edgeKey(edge), edge]));
  const undeclared = edges.flatMap((edge): readonly Edge[] => {
    const asked = declared.get(edgeKey(edge));
    if (asked === undefined) return [edge];
    const more = minus(edge.connections ?? {}, asked.connections ?? {});
    return isNone(more) ? [] : [{ ...edge, connections: more }];
  });
  const stopped = declarationsOf(assembly)
    .filter(({ object }) => object['stopped'] !== undefined)
    .map(({ service = '' }) => `${names.namespace(service)}/`);
  const blocked = [...declared.values()].filter((asked) => {
    // What is stopped is meant to be out of reach.
    if (stopped.some((start) => asked.from.startsWith(start) || asked.to.startsWith(start))) return false;
    const edge = reachable.get(edgeKey(asked));
    // Whether all of a range is open that only bounds what the other end says is no question.
    if (edge === undefined) return true;
    const less = minus(asked.connections ?? {}, edge.connections ?? {});
    return !isNone(less) && !asked.to.startsWith('pods in ');
  });
  const found = { undeclared, blocked };
  COMPARED.set(assembly, found);
  return found;
}
