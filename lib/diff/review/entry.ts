import { sha256 } from '../../assembly/digest';
import type { Domain, Json } from '../../assembly/document';
import type { SourcePosition } from '../../errors';
import type { Assessment, Change, Operation } from '../change';
import { gateOf, type Gate, type Gates } from '../gate';
import { isAdverse } from '../gravity';

/** Who has to agree: platform and grants are applied by the platform's identity, workloads by the service's own. */
export const AUTHORITIES = ['platform', 'grants', 'workloads'] as const;
export type Authority = (typeof AUTHORITIES)[number];

/** Why a change does not gate although its class does. */
export interface Acceptance {
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds. */
  readonly expires: string;
}

/** One document in which a change happens. */
export interface Place {
  readonly environment: string;
  /** Absent for what no service owns. */
  readonly service?: string;
  readonly owner?: string;
  readonly document: string;
  /** The id that it had in the base. */
  readonly from?: string;
  readonly path?: string;
  readonly source?: SourcePosition;
  /** Names this one change with these values, in every run. */
  readonly fingerprint: string;
  /** What it is stopped by; also where it is accepted. */
  readonly gate?: Gate;
  readonly accepted?: Acceptance;
}

/** What one change means in one respect, in every place in which it is the same. */
export interface Entry extends Assessment {
  /** The same for the same entry in every run. */
  readonly key: string;
  readonly authority: Authority;
  readonly adverse: boolean;
  readonly domain: Domain;
  readonly kind: string;
  readonly operation: Operation;
  /** The path, with any item of a list for each. */
  readonly pattern?: string;
  /** Of the first place. */
  readonly before?: Json;
  readonly after?: Json;
  /** At least one; the environments of the highest tier first, then by service and document. */
  readonly places: readonly Place[];
  /** The service that comes or goes with it. */
  readonly within?: Lifecycle;
}

/** A service that is only on one side. */
export interface Lifecycle {
  readonly what: 'new' | 'deleted';
  readonly service: string;
}

/** Gives what accepts a change in one respect, if anything does. */
export type Accept = (change: Change, assessment: Assessment, fingerprint: string) => Acceptance | undefined;

/** What decides about entries. */
export interface EntryOptions {
  readonly gates: Gates;
  readonly accept?: Accept;
  /** Orders names of environments. */
  readonly compareEnvironments: (one: string, other: string) => number;
}

/** Whether anything of it gates. */
export function gatesIn({ places }: Entry): readonly Gate[] {
  return [...new Set(places.flatMap(({ gate, accepted }) => (accepted === undefined ? (gate ?? []) : [])))];
}

/** One entry for what is the same in several services and environments; in no order. */
export function entriesOf(changes: readonly Change[], options: EntryOptions): readonly Entry[] {
  const lifecycles = lifecyclesOf(changes);
  const groups = new Map<string, { readonly entry: Omit<Entry, 'places'>; readonly places: ValuedPlace[] }>();
  for (const change of changes) {
    const within = lifecycles.get(`${change.environment} ${change.service ?? ''}`);
    for (const assessment of change.assessments) {
      const entry = entryOf(change, assessment, within);
      const group = groups.get(entry.key);
      const place = placeOf(change, assessment, options);
      if (group === undefined) groups.set(entry.key, { entry, places: [place] });
      else group.places.push(place);
    }
  }
  return [...groups.values()].map(({ entry, places }) => {
    places.sort((one, other) => comparePlaces(one, other, options));
    return { ...entry, ...places[0]?.value, places: places.map(withoutValue) };
  });
}

type ValuedPlace = Place & { readonly value: Pick<Change, 'before' | 'after'> };

function withoutValue({ value: _value, ...place }: ValuedPlace): Place {
  return place;
}

/** A service comes where its declaration does, and goes with it. */
function lifecyclesOf(changes: readonly Change[]): ReadonlyMap<string, Lifecycle> {
  const found = new Map<string, Lifecycle>();
  for (const { domain, operation, environment, service } of changes) {
    if (domain !== 'declaration' || service === undefined) continue;
    if (operation !== 'added' && operation !== 'removed') continue;
    found.set(`${environment} ${service}`, { what: operation === 'added' ? 'new' : 'deleted', service });
  }
  return found;
}

function authorityOf({ stack }: Change): Authority {
  if (stack === 'platform') return 'platform';
  return stack.endsWith(':grants') ? 'grants' : 'workloads';
}

function entryOf(change: Change, assessment: Assessment, within: Lifecycle | undefined): Omit<Entry, 'places'> {
  const { domain, kind, operation, path, before, after } = change;
  const authority = authorityOf(change);
  const pattern = path?.replaceAll(/\[[^\]]*\]/g, '[]');
  const { class: touched, direction, effect, says, loses } = assessment;
  const same = [authority, domain, kind, operation, pattern, touched, direction, effect, says, loses, within];
  const values = [before, after].map((value) => withoutNames(valueText(value), change));
  return {
    ...assessment,
    key: digest([...same, ...values]),
    authority,
    adverse: isAdverse(assessment),
    domain,
    kind,
    operation,
    ...(pattern === undefined ? {} : { pattern }),
    ...(within === undefined ? {} : { within }),
  };
}

/** Values that differ only in the name of their own service or environment are the same. */
function withoutNames(text: string, { service, environment }: Change): string {
  const left = service === undefined ? text : replaceName(text, service, '{service}');
  return replaceName(left, environment, '{environment}');
}

/** Nothing is not null. */
function valueText(value: Json | undefined): string {
  return value === undefined ? '' : JSON.stringify(value);
}

const names = new Map<string, RegExp>();

function replaceName(text: string, name: string, by: string): string {
  if (!text.includes(name)) return text;
  let alone = names.get(name);
  if (alone === undefined) {
    alone = new RegExp(`(?<![A-Za-z0-9])${name.replaceAll(/[^A-Za-z0-9_]/g, '\\$&')}(?![A-Za-z0-9])`, 'g');
    names.set(name, alone);
  }
  return text.replaceAll(alone, by);
}

function placeOf(change: Change, assessment: Assessment, { gates, accept }: EntryOptions): ValuedPlace {
  const { environment, service, owner, document, from, path, source, before, after } = change;
  const { class: touched, direction, effect } = assessment;
  const fingerprint = digest([
    document,
    path,
    change.operation,
    touched,
    direction,
    effect,
    ...[before, after].map(valueText),
  ]);
  const gate = gateOf(assessment, gates);
  const accepted = accept?.(change, assessment, fingerprint);
  return {
    environment,
    ...(service === undefined ? {} : { service }),
    ...(owner === undefined ? {} : { owner }),
    document,
    ...(from === undefined ? {} : { from }),
    ...(path === undefined ? {} : { path }),
    ...(source === undefined ? {} : { source }),
    fingerprint,
    ...(gate === undefined ? {} : { gate }),
    ...(accepted === undefined ? {} : { accepted }),
    value: { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) },
  };
}

function digest(parts: readonly unknown[]): string {
  return sha256(JSON.stringify(parts)).slice(0, 16);
}

function comparePlaces(one: Place, other: Place, { compareEnvironments }: EntryOptions): number {
  return (
    compareEnvironments(one.environment, other.environment) ||
    compareTexts(one.service ?? '', other.service ?? '') ||
    compareTexts(one.document, other.document) ||
    compareTexts(one.path ?? '', other.path ?? '') ||
    compareTexts(one.fingerprint, other.fingerprint)
  );
}

/** Orders texts code unit by code unit, the same on every machine. */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
