import { documentsOf } from '../../assembly/find';
import type { Assembly } from '../../assembly/assembly';
import type { Json } from '../../assembly/document';
import { at } from '../../check/json';
import type { Assessment, ChangeClass, Direction, Effect } from '../change';
import { quantity, type Measure } from './amount';
import { documentOf, sentence, type Says, type Situation } from './sentence';
import { leafByLeaf, type Judge, type LeafSituation, type WholeSituation } from './table';

/** What a judgement says besides its class and direction. */
export interface Details<S> {
  /** @defaultValue 'in-place' */
  readonly effect?: Effect;
  readonly loses?: Says<S>;
}

/** Makes a judge that always says the same. */
export type Verdict = <S extends Situation>(says: Says<S>, details?: Details<S>) => Judge<S>;

function verdict(touched: ChangeClass, direction: Direction): Verdict {
  return (says, { effect = 'in-place', loses } = {}) =>
    (situation) => ({
      class: touched,
      direction,
      effect,
      says: sentence(says, situation),
      ...(loses === undefined ? {} : { loses: sentence(loses, situation) }),
    });
}

function scale(touched: ChangeClass) {
  return {
    more: verdict(touched, 'more'),
    less: verdict(touched, 'less'),
    other: verdict(touched, 'other'),
  } as const;
}

/** What can be reached, read, used or done. */
export const security = {
  wider: verdict('security', 'wider'),
  narrower: verdict('security', 'narrower'),
  other: verdict('security', 'other'),
} as const;
/** Whether it answers, and how well. */
export const availability = scale('availability');
/** Money. */
export const cost = scale('cost');
/** Data at risk: `more` is what a reviewer has to see. */
export const dataLoss = scale('data-loss');
/** What people learn of it. */
export const observability = scale('observability');
/** What nobody has to look at. */
export const neutral = verdict('neutral', 'other');

/** Several things that one change means. */
export function all<S extends Situation>(...judges: readonly Judge<S>[]): Judge<S> {
  return (situation) => judges.flatMap((judge) => judge(situation));
}

/** The first that a condition holds for; the last one has none. */
export function when<S extends Situation>(
  holds: (situation: S) => boolean,
  then: Judge<S>,
  otherwise: Judge<S>,
): Judge<S> {
  return (situation) => (holds(situation) ? then(situation) : otherwise(situation));
}

/** An amount that went up or down. */
export interface Scale {
  readonly up: readonly Verdict[];
  readonly down: readonly Verdict[];
  /** What holds where it is not set. */
  readonly unset?: Json | ((situation: LeafSituation) => Json | undefined);
  /** @defaultValue quantities */
  readonly by?: Measure;
  readonly effect?: Effect;
}

/** One sentence for an amount; what it means depends on the way that it went. What can't be compared goes neither way. */
export function scaled(
  says: Says<LeafSituation>,
  { up, down, unset, by = quantity, effect }: Scale,
): Judge<LeafSituation> {
  return (given) => {
    const situation = withDefaults(given, unset);
    const { before, after } = situation;
    const [old, now] = [before, after].map((value) => (value === undefined ? undefined : by(value)));
    const said = (verdicts: readonly Verdict[]): Assessment[] =>
      verdicts.flatMap((make) => make<LeafSituation>(says, { effect })(situation));
    if (old !== undefined && now !== undefined) return said(now === old ? [neutral] : now > old ? up : down);
    // Nobody can say which way it goes; it is shown as what it may mean at worst.
    return said([...down, ...up])
      .filter(({ class: touched }, index, list) => list.findIndex((other) => other.class === touched) === index)
      .map((assessment) => ({ ...assessment, direction: 'other' }));
  };
}

/** Something that is on or off. */
export function switched({
  unset,
  on,
  off,
}: {
  readonly unset: boolean | ((situation: LeafSituation) => Json | undefined);
  readonly on: Judge<LeafSituation>;
  readonly off: Judge<LeafSituation>;
}): Judge<LeafSituation> {
  return (given) => {
    const situation = withDefaults(given, unset);
    if (situation.before === situation.after)
      return neutral<LeafSituation>('{key} of {name} is written out; it was {after} before')(situation);
    return (situation.after === true ? on : off)(situation);
  };
}

/** A word of an order, the least first; a word that is not in it counts as the least. */
export function ranked(
  order: readonly string[],
  says: Says<LeafSituation>,
  rest: Omit<Scale, 'by'>,
): Judge<LeafSituation> {
  return scaled(says, {
    ...rest,
    by: (value) => BigInt(Math.max(0, order.indexOf(typeof value === 'string' ? value : ''))),
  });
}

/** What comes to a list, a map or an object, or goes; a value that changes is one that goes and one that comes. */
export function member<S extends LeafSituation>({
  added,
  removed,
  changed = all(removed, added),
}: {
  readonly added: Judge<S>;
  readonly removed: Judge<S>;
  readonly changed?: Judge<S>;
}): Judge<S> {
  return (situation) => {
    if (isNothing(situation.before)) return added(situation);
    return isNothing(situation.after) ? removed(situation) : changed(situation);
  };
}

/** A document that comes or goes. One that is made anew under another name does both. */
export function comesAndGoes({
  added,
  removed,
  renamed,
}: {
  readonly added: Judge<WholeSituation>;
  readonly removed: Judge<WholeSituation>;
  readonly renamed?: Judge<WholeSituation>;
}): Judge<WholeSituation> {
  return (situation) => {
    if (situation.before === undefined) return added(situation);
    if (situation.after === undefined) return goes(removed)(situation);
    return (renamed ?? RENAMED)(situation);
  };
}

/** What is closed or limited in a namespace is not open where the namespace goes as well. */
export function goes(removed: Judge<WholeSituation>): Judge<WholeSituation> {
  return (situation) => {
    const assessments = [removed(situation)].flat();
    if (!losesNamespace(situation)) return assessments;
    const kept = assessments.filter(
      ({ class: touched, direction }) =>
        !(touched === 'security' && direction === 'wider') && !(touched === 'cost' && direction === 'more'),
    );
    if (kept.length === assessments.length) return assessments;
    return [
      ...kept,
      neutral<WholeSituation>('{kind} {name} goes with the namespace of {who}', { effect: 'deletes' })(situation),
    ].flat();
  };
}

function losesNamespace(situation: WholeSituation): boolean {
  const name = at(documentOf(situation).object, 'metadata', 'namespace');
  const has = (assembly: Assembly | undefined): boolean =>
    documentsOf(assembly, 'kubernetes', 'Namespace').some(({ object }) => at(object, 'metadata', 'name') === name);
  return name !== undefined && has(situation.sides.base) && !has(situation.sides.head);
}

const RENAMED: Judge<WholeSituation> = availability.other(
  '{kind} {name} of {who} is deleted and made anew under this name',
  {
    effect: 'replaces',
  },
);

/** The rows of a part, below where it stands. */
export function below(
  place: string,
  paths: Readonly<Record<string, Judge<LeafSituation>>>,
): Record<string, Judge<LeafSituation>> {
  return Object.fromEntries(
    Object.entries(paths).map(([pattern, judge]) => [
      pattern === '' ? place : place === '' ? pattern : `${place}${pattern.startsWith('[') ? '' : '.'}${pattern}`,
      judge,
    ]),
  );
}

/** The same rows, where applying them does something else than changing the object in place. */
export function applied(
  effect: Effect,
  paths: Readonly<Record<string, Judge<LeafSituation>>>,
): Record<string, Judge<LeafSituation>> {
  return Object.fromEntries(
    Object.entries(paths).map(([pattern, judge]) => [
      pattern,
      (situation: LeafSituation) =>
        [judge(situation)].flat().map((said) => (said.effect === 'in-place' ? { ...said, effect } : said)),
    ]),
  );
}

/** What is worth saying of the parts of something that comes or goes as a whole. */
function partByPart(paths: Readonly<Record<string, Judge<LeafSituation>>>): Judge<LeafSituation> {
  const judge = leafByLeaf(paths);
  return (situation) => [judge(situation)].flat().filter(({ class: touched }) => touched !== 'neutral');
}

/** Parts that come or go as a whole are judged by what is in them. */
export function asWhole(
  place: string,
  says: Judge<LeafSituation>,
  part: Readonly<Record<string, Judge<LeafSituation>>>,
): Record<string, Judge<LeafSituation>> {
  const rows = below(place, part);
  return { [place]: all(says, partByPart(rows)), ...rows };
}

/** What a new document opens: the parts of it that widen security, beside what its coming means. */
export function opens(paths: Readonly<Record<string, Judge<LeafSituation>>>): Judge<WholeSituation> {
  const judge = leafByLeaf(paths);
  return (situation) => {
    const document = documentOf(situation);
    const documents = { before: document, after: document };
    const whole = { path: [], before: undefined, after: document.object, documents, sides: situation.sides };
    return [judge(whole)]
      .flat()
      .filter(({ class: touched, direction }) => touched === 'security' && direction === 'wider')
      .map((assessment) => ({ ...assessment, effect: 'creates' }));
  };
}

/** Nothing, or a list or an object with nothing in it. */
export function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function withDefaults(situation: LeafSituation, unset: Scale['unset']): LeafSituation {
  if (unset === undefined) return situation;
  const fallback = typeof unset === 'function' ? unset(situation) : unset;
  return { ...situation, before: situation.before ?? fallback, after: situation.after ?? fallback };
}
