import type { Assembly } from '../assembly/assembly';
import type { Document, FieldOrigin, Json, JsonObject } from '../assembly/document';
import { parseId } from '../assembly/id';
import type { SourcePosition } from '../errors';
import { originOf } from '../origin';
import type { PropOrigin } from '../props';
import { deltasOf, type Delta } from './compare';
import { differingFacts, factsIn, translated, type DifferingFact } from './differing-facts';
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

/** One cause of differences: of one service, or of all that a fact is told to. */
export interface Difference {
  readonly reason: Reason;
  /** The prop or the facts that cause it; the document where neither is known. */
  readonly by: string;
  readonly services: readonly string[];
  /** What it is on either side; absent where there is nothing, or several fields differ by one rule. */
  readonly values: Sides<Json>;
  readonly sources: Sides<SourcePosition>;
  /** Why, where the library decides. */
  readonly because?: string;
  /** How many fields of how many documents follow from it. */
  readonly fields: number;
  readonly documents: readonly string[];
}

type Sides<T> = readonly [T | undefined, T | undefined];

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
  const known = { facts: differingFacts(one, other), props: [propsIn(one), propsIn(other)] as const };
  const found = new Map<string, Found>();
  for (const pair of pairsAcross(one, other, new Set(services)))
    for (const cause of causesOf(pair, known)) note(found, pair, cause);
  const differences = [...found.values()].map(({ services: names, documents, ...rest }) => ({
    ...rest,
    services: [...names].sort(),
    documents: [...documents].sort(),
  }));
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

type Cause = Pick<Difference, 'reason' | 'by' | 'values' | 'sources' | 'because'>;

interface Found extends Cause {
  readonly services: Set<string>;
  readonly documents: Set<string>;
  fields: number;
}

interface Known {
  readonly facts: readonly DifferingFact[];
  readonly props: readonly [PropsIn, PropsIn];
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

function causesOf({ sides: [before, after], service }: Pair, known: Known): readonly Cause[] {
  const document = before ?? after;
  if (document === undefined) return [];
  if (before === undefined || after === undefined) {
    const sources = [before?.origins.at, after?.origins.at] as const;
    return [{ reason: 'library', by: shownName(document), values: [before && 'there', after && 'there'], sources }];
  }
  return pairedByFacts(deltasOf(before, after), known.facts).map((delta) =>
    'reason' in delta ? delta : causeOf(service, before, after, delta, known),
  );
}

/** What went under one name of an environment and came under the other's is one difference, and facts cause it. */
function pairedByFacts(deltas: readonly Delta[], facts: readonly DifferingFact[]): readonly (Delta | Cause)[] {
  const come = new Map(
    deltas.flatMap((delta) => (delta.before === undefined ? [[lineOf(delta, delta.after), delta]] : [])),
  );
  const paired = new Set<Delta>();
  const causes = deltas.flatMap((delta): Cause[] => {
    if (delta.after !== undefined) return [];
    const line = lineOf(delta, delta.before);
    const { text, used } = translated(line, facts);
    const counterpart = come.get(text);
    if (counterpart === undefined || used.length === 0 || paired.has(counterpart)) return [];
    paired.add(delta).add(counterpart);
    return [{ reason: 'fact', by: used.map(({ path }) => path).join(', '), ...only(used) }];
  });
  return [...deltas.filter((delta) => !paired.has(delta)), ...causes];
}

function lineOf({ path }: Delta, value: Json | undefined): string {
  return `${pathText(path)} ${JSON.stringify(value)}`;
}

function causeOf(service: string, before: Document, after: Document, delta: Delta, { facts, props }: Known): Cause {
  const origins = [originAt(before, delta), originAt(after, delta)] as const;
  const sources = [origins[0]?.at, origins[1]?.at] as const;
  const values = [delta.before, delta.after] as const;
  const place = `${shownName(after)} ${pathText(delta.path)}`;
  if (origins.some((origin) => origin?.hatch === true)) return { reason: 'escape hatch', by: place, values, sources };
  const prop = origins[0]?.prop ?? origins[1]?.prop;
  const declared = prop === undefined ? undefined : causeOfProp(prop, service, sources, props);
  if (declared !== undefined) return declared;
  const fact = origins[0]?.fact ?? origins[1]?.fact;
  const differing = facts.find(({ path }) => path === fact);
  if (differing !== undefined)
    return { reason: fact === 'tier' ? 'tier' : 'fact', by: differing.path, values: differing.values, sources };
  const explained = explainByFacts(delta, facts);
  if (explained !== undefined)
    return { reason: 'fact', by: explained.map(({ path }) => path).join(', '), ...only(explained) };
  const because = origins[0]?.rule ?? origins[1]?.rule;
  return { reason: 'library', by: prop === undefined ? shownName(after) : place, values, sources, because };
}

function only([first, second]: readonly DifferingFact[]): Pick<Cause, 'values' | 'sources'> {
  const values: Sides<Json> = first === undefined || second !== undefined ? [undefined, undefined] : first.values;
  return { values, sources: [undefined, undefined] };
}

/** A prop whose value differs, and why; undefined where it is the same on both sides. */
function causeOfProp(
  prop: string,
  service: string,
  sources: Sides<SourcePosition>,
  [one, other]: Known['props'],
): Cause | undefined {
  const [left, right] = [one.get(service), other.get(service)];
  const kept = [left?.props[prop], right?.props[prop]] as const;
  const values = [kept[0]?.value, kept[1]?.value] as const;
  if (JSON.stringify(values[0]) === JSON.stringify(values[1])) return undefined;
  const isPin = [left, right].every((side) => side?.pins.has(side.props[prop]?.value ?? null) === true);
  const maturity = [left, right].map((side) => side?.props['maturity']);
  return { reason: isPin ? 'pin' : reasonOf(kept, maturity), by: prop, values, sources, because: kept[1]?.because };
}

/** A document in a word: its kind, its namespace and its name. */
function shownName({ id }: Document): string {
  const { kind, namespace, name } = parseId(id);
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function originAt(document: Document, { path }: Delta): FieldOrigin | undefined {
  return originOf(document, indexPath(document.object, path));
}

/** The facts that make one text the other where each is put in the other's place; undefined where they don't. */
function explainByFacts(
  { before, after }: Delta,
  facts: readonly DifferingFact[],
): readonly DifferingFact[] | undefined {
  if (typeof before !== 'string' || typeof after !== 'string') return undefined;
  const { text, used } = translated(before, facts, after);
  return text === after ? used : undefined;
}

function note(found: Map<string, Found>, { service, sides }: Pair, cause: Cause): void {
  // A fact is the same to all services, a prop is each service's own.
  const shared = cause.reason === 'fact' || cause.reason === 'tier';
  const key = [shared ? '' : service, cause.reason, cause.by].join('\0');
  const before = found.get(key);
  const known = before ?? { ...cause, services: new Set<string>(), documents: new Set<string>(), fields: 0 };
  known.services.add(service);
  for (const side of sides) if (side !== undefined) known.documents.add(side.id);
  known.fields += 1;
  // Several fields that one rule fills have no one value.
  const many = before !== undefined && cause.reason === 'library';
  found.set(key, many ? { ...known, values: [undefined, undefined] } : known);
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

function reasonOf(kept: readonly (KeptProp | undefined)[], maturity: readonly (KeptProp | undefined)[]): Reason {
  const origins = kept.map((one) => one?.origin);
  if (origins.includes('select')) return 'select';
  if (origins.includes('typed')) return 'typed';
  if (maturity[0]?.value !== maturity[1]?.value) return 'maturity';
  return origins.includes('environment') ? 'fact' : 'default';
}

function servicesOf({ documents }: Assembly): readonly string[] {
  return [...new Set(documents.flatMap(({ service }) => service ?? []))].sort();
}

/** What somebody chose comes first, then what follows from the place. */
function compareDifferences(one: Difference, other: Difference): number {
  const rank = ({ reason }: Difference): number => REASONS.indexOf(reason);
  const keys = [one, other].map(({ services, by }) => `${services.join()}\0${by}`);
  return rank(one) - rank(other) || ((keys[0] ?? '') < (keys[1] ?? '') ? -1 : 1);
}
