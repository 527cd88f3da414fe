import type { Json } from '../../assembly/document';
import type { Assessment, Effect } from '../../diff/change';
import { type Authority, type Entry, type Place } from '../../diff/review/entry';
import type { Row } from '../../diff/review/overview';
import { isQuiet, type Topic, type TopicEntry } from '../../diff/review/topic';
import type { Review } from '../../diff/review';
import { oneLine } from '../../nearest';
import { count } from '../terminal';

/** The longest that a sentence or a value is shown. */
const LONGEST = { sentence: 400, value: 160 } as const;

/** Who has to agree to a section. */
export const SECTION_TITLES: Readonly<Record<Authority, string>> = {
  platform: 'Platform: what all services share',
  grants: 'Grants: what services can reach, read or use',
  workloads: 'Workloads: what services run',
};

const EFFECTS: Readonly<Record<Effect, string>> = {
  creates: 'new',
  'in-place': 'in place',
  'rolls-pods': 'rolls pods',
  replaces: 'replaces',
  deletes: 'deletes',
  'needs-order': 'needs an order',
  unknown: 'effect unknown',
};

/** `security wider`, `cost more`, `unclassified`. */
export function classText({ class: touched, direction }: Assessment): string {
  return direction === 'other' ? touched : `${touched} ${direction}`;
}

/** `availability less and cost less`: what one sentence means, the gravest first. */
export function classesText(entry: TopicEntry): string {
  return andList([entry, ...(entry.also ?? [])].map(classText));
}

/** `rolls pods`. */
export function effectText({ effect }: Assessment): string {
  return EFFECTS[effect];
}

/** `a, b and c`. */
export function andList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** The sentence of an entry, about the first service of these places and all the environments that it holds in there. */
export function sentenceOf(entry: Entry, places: readonly Place[] = entry.places): string {
  const service = places[0]?.service;
  const environments = distinct(places.filter((place) => place.service === service).map((place) => place.environment));
  const said = fill(entry.says, service, environments);
  const lost = entry.loses === undefined ? '' : fill(entry.loses, service, environments);
  // Some sentences are about the loss itself.
  return oneLine(said.includes(lost) ? said : `${said}; ${lost}`, LONGEST.sentence);
}

function fill(template: string, service: string | undefined, environments: readonly string[]): string {
  return template.replaceAll(/\{(service|environment)\}/g, (_, what: string) =>
    what === 'service' ? (service ?? 'the platform') : andList(environments),
  );
}

/** `the same in 36 other services: a, b, …`, or undefined where it is one service's. */
export function othersText(entry: Entry, review: Review, most: number): string | undefined {
  const byService = new Map<string, string[]>();
  for (const { service, environment } of entry.places) {
    const name = service ?? 'platform';
    byService.set(name, distinct([...(byService.get(name) ?? []), environment]));
  }
  const [first, ...others] = [...byService];
  if (first === undefined || others.length === 0) return undefined;
  const usual = first[1].join();
  const named = others.map(([service, environments]) =>
    environments.join() === usual ? service : `${service} (${environments.join(', ')})`,
  );
  const intro = `the same in ${count(others.length, 'other service')}`;
  const everywhere = servicesIn(review, first[1]);
  if (
    others.length > 9 &&
    named.every((name) => byService.has(name)) &&
    everywhere.every((name) => byService.has(name))
  )
    return `the same in all other ${others.length} services of ${andList(first[1])}`;
  const left = named.length - most;
  // A name is cheaper than to say that one is missing.
  if (left <= 1) return `${intro}: ${named.join(', ')}`;
  return `${intro}: ${named.slice(0, most).join(', ')} and ${left} more`;
}

function servicesIn({ environments }: Review, names: readonly string[]): readonly string[] {
  return distinct(environments.filter(({ name }) => names.includes(name)).flatMap(({ services }) => services));
}

/** The line that caused an entry, in the words of an editor; of the first place that knows one. */
export function lineOf({ places }: Entry): string | undefined {
  const source = places.find((place) => place.source !== undefined)?.source;
  if (source === undefined) return undefined;
  return `${source.file}:${source.line}${source.approximate === true ? ' (near)' : ''}`;
}

/** `new service summarizer in production and staging`. */
export function lifecycleText({ lifecycle, entries }: Topic): string | undefined {
  if (lifecycle === undefined) return undefined;
  const environments = distinct(entries.flatMap(({ places }) => places.map(({ environment }) => environment)));
  const where = environments.length === 0 ? '' : ` in ${andList(environments)}`;
  return `${lifecycle.what} service ${lifecycle.service}${where}`;
}

/** The path of an entry's first place, and its values, each as one short line. */
export interface Values {
  readonly path: string;
  /** Undefined where there is none. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Undefined where the whole document comes, goes or moves, and where the entry above shows the same. */
export function valuesOf(entry: Entry, above?: Entry): Values | undefined {
  const { pattern, before, after, places } = entry;
  if (pattern === undefined || (before === undefined && after === undefined)) return undefined;
  const values = { path: places[0]?.path ?? pattern, from: valueText(before), to: valueText(after) };
  const known = above?.places[0]?.document === places[0]?.document && above !== undefined ? valuesOf(above) : undefined;
  const same = known?.path === values.path && known.from === values.from && known.to === values.to;
  return same ? undefined : values;
}

function valueText(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value), LONGEST.value);
}

/** The cells of a row of the first screen. */
export function cellsOf({ environments, services, entry, also, headline, changes, alike }: Row): {
  readonly where: string;
  readonly who: string;
  readonly what: string;
  readonly also: string;
  readonly changes: string;
  readonly says: string;
} {
  const [first = 'platform', ...others] = services;
  const more = others.length === 0 ? '' : ` and ${count(others.length, 'other')}`;
  const said = headline ?? entry;
  const shown = said.places.filter(({ service, environment }) => {
    return (service ?? 'platform') === first && environments.includes(environment);
  });
  const says = sentenceOf(said, shown.length === 0 ? said.places : shown);
  const begin = entry.within === undefined || headline !== undefined ? '' : `${entry.within.what} service: `;
  const [least, most] = changes;
  return {
    where: environments.join(', '),
    who: `${first}${more}`,
    what: classText(entry),
    also: also.join(', '),
    changes: least === most ? String(least) : `${least} to ${most}`,
    says: `${begin}${says}${alike ? ', and the like' : ''}`,
  };
}

/** Entries that say something that none before them says; several documents may open one door. */
export function distinctSentences(entries: readonly Entry[]): readonly Entry[] {
  const said = new Set<string>();
  return entries.filter((entry) => {
    const text = `${classText(entry)} ${sentenceOf(entry)}`;
    return !said.has(text) && said.add(text);
  });
}

/** What a review comes to, in one line. */
export function verdictOf(review: Review): string {
  const verdict = outcomeOf(review);
  return review.incomplete ? `not all could be compared; of what could, ${verdict}` : verdict;
}

function outcomeOf({ gating, changes }: Review): string {
  if (changes.all === 0) return 'nothing changes';
  if (gating.length === 0) return 'nothing gates';
  const gates = distinct(
    gating.flatMap(({ places }) => places.flatMap(({ gate, accepted }) => (accepted ? [] : (gate ?? [])))),
  );
  return `${count(gating.length, 'change')} ${gating.length === 1 ? 'gates' : 'gate'}: ${gates.join(', ')}`;
}

/** How much there is, in one line. */
export function extentOf({ changes, entries: all }: Review): string {
  if (changes.all === changes.neutral) return `${count(changes.all, 'change')}, all neutral`;
  const entries = all.filter((entry) => !isQuiet(entry));
  const services = distinct(entries.flatMap(({ places }) => places.flatMap(({ service }) => service ?? [])));
  const environments = distinct(entries.flatMap(({ places }) => places.map(({ environment }) => environment)));
  const shared = entries.some(({ places }) => places.some(({ service }) => service === undefined));
  const where = [
    ...(services.length === 0 ? [] : [count(services.length, 'service')]),
    ...(shared ? ['the platform'] : []),
  ];
  const accepted = entries.filter(({ places }) => places.some((place) => place.accepted !== undefined)).length;
  return [
    `${count(changes.all - changes.neutral, 'change')} in ${andList(where)}, in ${count(environments.length, 'environment')}`,
    `${changes.neutral} neutral`,
    ...(accepted === 0 ? [] : [`${accepted} accepted by exceptions`]),
  ].join(', ');
}

/** Without repetitions, in the order of their first. */
export function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
