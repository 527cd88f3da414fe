import type { Assembly } from '../assembly/assembly';
import type { Document, FieldOrigin, Json, JsonObject } from '../assembly/document';
import { parseId } from '../assembly/id';
import type { SourcePosition } from '../errors';
import { leavesOf, originOf } from '../origin';
import type { PropOrigin } from '../props';
import { deltasOf, type Delta } from './compare';
import { indexPath } from './index-path';
import { pathText } from './path';

/** Why one fleet differs between two environments. `pin`: the image that each environment names. */
export const REASONS = [
  'typed',
  'select',
  'maturity',
  'tier',
  'fact',
  'pin',
  'default',
  'escape hatch',
  'library',
] as const;
export type Reason = (typeof REASONS)[number];

/** One cause of differences of one service, or of a fact that all services see. */
export interface Difference {
  readonly service: string;
  readonly reason: Reason;
  /** The prop or the facts that cause it; the place in the documents where neither is known. */
  readonly by: string;
  /** What it is on either side; absent where there is nothing. */
  readonly values: readonly [Json | undefined, Json | undefined];
  readonly sources: readonly [SourcePosition | undefined, SourcePosition | undefined];
  /** How many fields of how many documents follow from it. */
  readonly fields: number;
  readonly documents: readonly string[];
}

/** One fleet in two environments. */
export interface Across {
  readonly environments: readonly [string, string];
  /** Services in both. */
  readonly services: readonly string[];
  /** Services in one of them. */
  readonly only: readonly [readonly string[], readonly string[]];
  readonly differences: readonly Difference[];
}

/** Lists what differs between two environments in the services that both have, and why. */
export function acrossEnvironments(one: Assembly, other: Assembly): Across {
  const [here, there] = [servicesOf(one), servicesOf(other)];
  const services = here.filter((service) => there.includes(service));
  const facts = differingFacts(one, other);
  const found = new Map<string, Found>();
  for (const pair of pairsAcross(one, other, new Set(services))) {
    for (const cause of causesOf(pair, facts)) note(found, pair, cause);
  }
  const props = [propsIn(one), propsIn(other)] as const;
  const differences = [...found.values()].map((cause) => finish(cause, props));
  return {
    environments: [one.environment, other.environment],
    services,
    only: [here.filter((name) => !there.includes(name)), there.filter((name) => !here.includes(name))],
    differences: differences.sort(compareDifferences),
  };
}

interface Pair {
  readonly service: string;
  readonly id: string;
  readonly sides: readonly [Document | undefined, Document | undefined];
}

interface Cause {
  readonly reason: Reason;
  readonly by: string;
  readonly values: readonly [Json | undefined, Json | undefined];
  readonly sources: readonly [SourcePosition | undefined, SourcePosition | undefined];
  /** The prop whose declaration says more. */
  readonly prop?: string;
}

interface Found extends Cause {
  readonly service: string;
  readonly documents: Set<string>;
  fields: number;
}

/** The documents of shared services that differ, each beside the one with its id in the other environment. */
function* pairsAcross(one: Assembly, other: Assembly, services: ReadonlySet<string>): Generator<Pair> {
  const rest = new Map(emitted(other, services).map((document) => [nameIn(document), document]));
  for (const before of emitted(one, services)) {
    const id = nameIn(before);
    const after = rest.get(id);
    rest.delete(id);
    if (after?.sha256 !== before.sha256) yield { service: before.service ?? '', id, sides: [before, after] };
  }
  for (const [id, after] of rest) yield { service: after.service ?? '', id, sides: [undefined, after] };
}

function emitted({ documents }: Assembly, services: ReadonlySet<string>): readonly Document[] {
  return documents.filter(({ service, path }) => path !== undefined && service !== undefined && services.has(service));
}

/** A document's id without its environment, which may be a part of names, too. */
function nameIn({ id }: Document): string {
  const { environment } = parseId(id);
  const [, ...rest] = id.split('/');
  return rest
    .map((part) =>
      part
        .split('.')
        .map((word) => (word === environment ? '*' : word))
        .join('.'),
    )
    .join('/');
}

function causesOf({ id, sides: [before, after] }: Pair, facts: readonly DifferingFact[]): readonly Cause[] {
  if (before === undefined || after === undefined) {
    const sources = [before?.origins.at, after?.origins.at] as const;
    return [{ reason: 'library', by: id, values: [before && 'there', after && 'there'], sources }];
  }
  return deltasOf(before, after).map((delta) => causeOf(id, before, after, delta, facts));
}

function causeOf(id: string, before: Document, after: Document, delta: Delta, facts: readonly DifferingFact[]): Cause {
  const origins = [originAt(before, delta), originAt(after, delta)] as const;
  const sources = [origins[0]?.at, origins[1]?.at] as const;
  const values = [delta.before, delta.after] as const;
  const hatch = origins.some((origin) => origin?.hatch === true);
  if (hatch) return { reason: 'escape hatch', by: `${id} ${pathText(delta.path)}`, values, sources };
  const prop = origins[0]?.prop ?? origins[1]?.prop;
  if (prop !== undefined) return { reason: 'typed', by: prop, prop, values, sources };
  const fact = origins[0]?.fact ?? origins[1]?.fact;
  if (fact === 'tier' || fact?.startsWith('tier.') === true) return { reason: 'tier', by: 'tier', values, sources };
  if (fact !== undefined) return { reason: 'fact', by: fact, values: factValues(facts, fact) ?? values, sources };
  const explained = explainByFacts(delta, facts);
  if (explained === undefined) return { reason: 'library', by: `${id} ${pathText(delta.path)}`, values, sources };
  const [first] = explained;
  const only = explained.length === 1 && first !== undefined ? first.values : values;
  return { reason: 'fact', by: explained.map(({ path }) => path).join(', '), values: only, sources };
}

function originAt(document: Document, { path }: Delta): FieldOrigin | undefined {
  return originOf(document, indexPath(document.object, path));
}

interface DifferingFact {
  readonly path: string;
  readonly values: readonly [Json | undefined, Json | undefined];
}

/** The facts that the two environments don't share, the longest first, so that a part of one is not taken for another. */
function differingFacts(one: Assembly, other: Assembly): readonly DifferingFact[] {
  const [here, there] = [one, other].map((assembly) => new Map(leavesOf(factsIn(assembly))));
  const paths = [...new Set([...(here?.keys() ?? []), ...(there?.keys() ?? [])])];
  return paths
    .map((path): DifferingFact => ({ path, values: [here?.get(path), there?.get(path)] }))
    .filter(({ values: [left, right] }) => JSON.stringify(left) !== JSON.stringify(right))
    .sort((left, right) => lengthOf(right) - lengthOf(left) || (left.path < right.path ? -1 : 1));
}

function lengthOf({ values }: DifferingFact): number {
  return String(values[0]).length;
}

function factValues(facts: readonly DifferingFact[], path: string): DifferingFact['values'] | undefined {
  return facts.find((fact) => fact.path === path)?.values;
}

/** The facts that make one text the other where each is put in the other's place; undefined where they don't. */
function explainByFacts(
  { before, after }: Delta,
  facts: readonly DifferingFact[],
): readonly DifferingFact[] | undefined {
  if (typeof before !== 'string' || typeof after !== 'string') return undefined;
  let text = before;
  const used: DifferingFact[] = [];
  for (const fact of facts) {
    const [left, right] = fact.values;
    if (typeof left !== 'string' || typeof right !== 'string' || left === '' || !text.includes(left)) continue;
    text = text.replaceAll(left, right);
    used.push(fact);
    if (text === after) return used;
  }
  return undefined;
}

function note(found: Map<string, Found>, { service, sides }: Pair, cause: Cause): void {
  const key = [service, cause.reason, cause.by].join('\0');
  const known = found.get(key) ?? { ...cause, service, documents: new Set<string>(), fields: 0 };
  for (const side of sides) if (side !== undefined) known.documents.add(side.id);
  known.fields += 1;
  found.set(key, known);
}

interface KeptProp {
  readonly value: Json;
  readonly origin: PropOrigin;
  readonly because?: string;
}

type PropsIn = ReadonlyMap<
  string,
  { readonly props: Readonly<Record<string, KeptProp>>; readonly pins: ReadonlySet<Json> }
>;

/** What the declaration of each service says of its props. */
function propsIn(assembly: Assembly): PropsIn {
  const pins = new Set(Object.values((factsIn(assembly)['images'] ?? {}) as JsonObject));
  const declarations = assembly.documents.filter(({ domain }) => domain === 'declaration');
  // lib/assemble.ts writes them so.
  return new Map(
    declarations.map(({ service = '', object }) => [
      service,
      { props: (object['props'] ?? {}) as unknown as Readonly<Record<string, KeptProp>>, pins },
    ]),
  );
}

function finish({ service, documents, prop, ...cause }: Found, sides: readonly [PropsIn, PropsIn]): Difference {
  const counted = { fields: cause.fields, documents: [...documents].sort() };
  const { reason, by, values, sources } = cause;
  if (prop === undefined) return { service, reason, by, values, sources, ...counted };
  const [one, other] = sides.map((side) => side.get(service));
  const kept = [one?.props[prop], other?.props[prop]] as const;
  const isPin = [one, other].every((side) => side?.pins.has(side.props[prop]?.value ?? null) === true);
  const told = isPin ? 'pin' : reasonOf(kept, [one?.props['maturity'], other?.props['maturity']]);
  return { service, reason: told, by, values: [kept[0]?.value, kept[1]?.value], sources, ...counted };
}

function reasonOf(kept: readonly (KeptProp | undefined)[], maturity: readonly (KeptProp | undefined)[]): Reason {
  const origins = kept.map((one) => one?.origin);
  if (origins.includes('select')) return 'select';
  if (origins.includes('typed')) return 'typed';
  if (maturity[0]?.value !== maturity[1]?.value) return 'maturity';
  return origins.includes('environment') ? 'fact' : 'default';
}

function factsIn({ documents }: Assembly): JsonObject {
  return documents.find(({ domain }) => domain === 'environment')?.object ?? {};
}

function servicesOf({ documents }: Assembly): readonly string[] {
  return [...new Set(documents.flatMap(({ service }) => service ?? []))].sort();
}

/** What somebody chose comes first, then what follows from the place. */
function compareDifferences(one: Difference, other: Difference): number {
  const rank = ({ reason }: Difference): number => REASONS.indexOf(reason);
  const keys = [one, other].map(({ service, by }) => `${service}\0${by}`);
  return rank(one) - rank(other) || ((keys[0] ?? '') < (keys[1] ?? '') ? -1 : 1);
}
