import type { Document, Json } from '../../../assembly/document';
import { canonicalText } from '../../../assembly/canonical';
import { asList, asText, isObject } from '../../../check/json';
import { blockName } from '../../../check/terraform/stack';
import { argumentAt, factFor, nameOf } from '../../effects/argument';
import { effectOf } from '../../effects/effect';
import { factsOf, isSecret } from '../../effects/facts';
import type { Assessment, Effect } from '../../change';
import { documentOf, shown, type Situation } from '../sentence';
import { unclassified, type Judge, type KindClasses, type LeafSituation, type WholeSituation } from '../table';
import { comesAndGoes, isNothing, neutral, type Verdict } from '../vocabulary';
import { META_ROWS } from './meta';
import { goes, isMoved, recreated, replacement } from './replacement';

/** What the changes of a resource type mean. `{it}` in its sentences is the resource. */
export interface ResourceClasses {
  readonly type: string;
  /** What people call it: `the bucket`, which its name follows, or all of it. */
  readonly noun: string | ((document: Document) => string);
  /** The argument that holds its name, where that is not `name`. */
  readonly named?: string;
  readonly comes: Judge<WholeSituation>;
  /** @defaultValue what the type loses when it is deleted */
  readonly goes?: Judge<WholeSituation>;
  /** By argument; a row holds for everything below too, and the longest holds. */
  readonly rows: Readonly<Record<string, Judge<LeafSituation>>>;
  /** What arguments of the provider mean that have no row. */
  readonly rest: Verdict;
  /** Rows whose lists are told as one, and not value by value. */
  readonly asOne?: readonly string[];
  /** Arguments that plan as an update and do more: what is rolled, and what that means. */
  readonly rolls?: { readonly rows: readonly string[]; readonly says: Judge<LeafSituation> };
}

const NOTED = neutral<LeafSituation>((situation) => `{it}: {argument} is ${valueText(situation, 'after')}`);
/** What says something to people only. */
const COMMON: Readonly<Record<string, Judge<LeafSituation>>> = {
  ...META_ROWS,
  description: NOTED,
  display_name: NOTED,
  labels: NOTED,
  annotations: NOTED,
  user_labels: NOTED,
};

/** The table of a resource type: its own rows, and effects from what the providers' code says. */
export function resource(classes: ResourceClasses): KindClasses {
  const rows = { ...COMMON, ...classes.rows };
  const filled = <S extends Situation>(judge: Judge<S>): Judge<S> => {
    return (situation) => [judge(situation)].flat().map((said) => withNoun(said, situation, classes));
  };
  return {
    domain: 'terraform',
    kind: `resource.${classes.type}`,
    whole: filled(
      comesAndGoes({
        added: withEffect('creates', classes.comes),
        removed: withEffect('deletes', classes.goes ?? goes),
        renamed: (situation) => (isMoved(situation) ? MOVED(situation) : recreated(situation)),
      }),
    ),
    // Blocks are written as an object or as a list, so that arguments are found by what providers call them.
    paths: { '**': filled((situation) => judgeLeaf(situation, classes, rows)) },
  };
}

const MOVED = neutral<WholeSituation>('{it} has another address in Terraform; nothing else happens to it');

function withEffect<S>(effect: Effect, judge: Judge<S>): Judge<S> {
  return (situation) =>
    [judge(situation)].flat().map((said) => ({ ...said, effect: said.effect === 'in-place' ? effect : said.effect }));
}

function withNoun(said: Assessment, situation: Situation, { noun, named = 'name' }: ResourceClasses): Assessment {
  const document = documentOf(situation);
  const it = typeof noun === 'function' ? noun(document) : `${noun} ${titleOf(document, named)}`;
  const argument = 'path' in situation ? shown(nameOf(situation.path)) : '';
  const fill = (text: string): string => text.replaceAll('{it}', it).replaceAll('{argument}', argument);
  return { ...said, says: fill(said.says), ...(said.loses === undefined ? {} : { loses: fill(said.loses) }) };
}

/** What a resource is called where people meet it, else in its stack. */
function titleOf(document: Document, named: string): string {
  const title = asText(document.object[named]);
  return shown(title === undefined || title.includes('${') ? blockName(document) : title);
}

function judgeLeaf(
  situation: LeafSituation,
  classes: ResourceClasses,
  rows: ResourceClasses['rows'],
): readonly Assessment[] {
  const { effect, plans, because } = effectOf(situation);
  if (plans === 'same' || isSame(situation))
    return [neutral<LeafSituation>('{it}: {argument} is the same in other words')(situation)].flat();
  if (plans === 'stays')
    return [
      neutral<LeafSituation>(
        (given) => `the plan shows nothing: {it} keeps ${valueText(given, 'before')} as {argument}`,
      )(situation),
    ].flat();
  if (effect === 'unknown' && argumentOf(situation) === undefined && rowFor(rows, situation) === undefined)
    return [{ ...unclassified(`${classes.type} ${nameOf(situation.path)}`), says: `{it}: ${because ?? ''}` }];
  const rolls = classes.rolls?.rows.some((row) => isWithin(nameOf(situation.path), row)) === true;
  const applied: Effect = effect === 'in-place' && rolls ? 'rolls-pods' : effect;
  const whole = classes.asOne?.some((row) => isWithin(nameOf(situation.path), row)) === true;
  const said = (whole ? [situation] : partsOf(situation, rows)).flatMap((part) => meaningOf(part, classes, rows));
  return distinct([
    ...said.map((one) => ({ ...one, effect: one.effect === 'in-place' ? applied : one.effect })),
    ...(effect === 'unknown' ? [{ ...unclassified(''), says: `{it}: ${because ?? 'nobody knows what it does'}` }] : []),
    ...(applied === 'rolls-pods' && classes.rolls !== undefined
      ? [classes.rolls.says(situation)].flat().map((one) => ({ ...one, effect: applied }))
      : []),
    ...replacement(situation, effect === 'replaces'),
  ]);
}

/** A single block is written as an object or as a list of one. */
function isSame({ before, after }: LeafSituation): boolean {
  const [old, now] = [before, after].map((value) =>
    Array.isArray(value) && value.length === 1 ? asList(value)[0] : value,
  );
  return isObject(old) && isObject(now) && canonicalText(old) === canonicalText(now);
}

function meaningOf(
  part: LeafSituation,
  classes: ResourceClasses,
  rows: ResourceClasses['rows'],
): readonly Assessment[] {
  const judge = rowFor(rows, part);
  const said = judge ?? (argumentOf(part) === undefined ? undefined : classes.rest<LeafSituation>(generic));
  if (said === undefined) return [unclassified(`${classes.type} ${nameOf(part.path)}`)];
  const argument = shown(nameOf(part.path));
  return [said(part)].flat().map((one) => ({ ...one, says: one.says.replaceAll('{argument}', argument) }));
}

const generic = (situation: LeafSituation): string =>
  `{it}: {argument} is ${valueText(situation, 'after')} instead of ${valueText(situation, 'before')}`;

/** A value in a sentence; a secret is never shown. */
export function valueText(situation: LeafSituation, side: 'before' | 'after'): string {
  const facts = factsOf(documentOf(situation).kind.slice('resource.'.length));
  const fact = facts === undefined ? undefined : factFor(facts, nameOf(situation.path));
  const value = situation[side];
  if (value !== undefined && fact !== undefined && isSecret(fact))
    return `${side === 'after' ? 'another' : 'a'} secret`;
  return isNothing(value) ? 'nothing' : shown(value);
}

function argumentOf({ documents, path }: LeafSituation) {
  const facts = factsOf(documents.after.kind.slice('resource.'.length));
  return facts === undefined ? undefined : argumentAt(facts, path);
}

const isWithin = (name: string, row: string): boolean => name === row || name.startsWith(`${row}.`);

/** The row of an argument, or the nearest one above. */
function rowFor(rows: ResourceClasses['rows'], { path }: LeafSituation): Judge<LeafSituation> | undefined {
  for (let name = nameOf(path); name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.'))))
    if (Object.hasOwn(rows, name)) return rows[name];
  return undefined;
}

/** What differs, down to what has rows of its own: a block that comes or goes is told by what is in it. */
function partsOf(situation: LeafSituation, rows: ResourceClasses['rows']): readonly LeafSituation[] {
  const { path, before, after } = situation;
  const name = nameOf(path);
  const sides = [before, after].filter((value) => !isNothing(value));
  if (sides.length === 0) return [situation];
  if (sides.every(Array.isArray)) return itemsOf(situation).flatMap((item) => partsOf(item, rows));
  const isMap = argumentOf(situation)?.fact[1].startsWith('map') === true;
  const below = Object.keys(rows).some((row) => row.startsWith(`${name}.`));
  const divided = isMap || below || !Object.hasOwn(rows, name);
  if (!divided || !sides.every(isObject)) return [situation];
  const [old, now] = [before, after].map((value) => (isObject(value) ? value : {}));
  const keys = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])].sort();
  const parts = keys
    .map((key) => ({ ...situation, path: [...path, key], before: old?.[key], after: now?.[key] }))
    .filter((part) => JSON.stringify(part.before) !== JSON.stringify(part.after));
  return parts.flatMap((part) => partsOf(part, rows));
}

/** Lists of values are told value by value, lists of blocks block by block. */
function itemsOf(situation: LeafSituation): readonly LeafSituation[] {
  const [old, now] = [asList(situation.before), asList(situation.after)];
  const plain = [...old, ...now].every((item) => typeof item !== 'object');
  if (!plain) {
    return Array.from({ length: Math.max(old.length, now.length) }, (_, index) => ({
      ...situation,
      path: [...situation.path, `[${index}]`],
      before: old[index],
      after: now[index],
    })).filter((item) => JSON.stringify(item.before) !== JSON.stringify(item.after));
  }
  const item = (value: Json, sides: Pick<LeafSituation, 'before' | 'after'>): LeafSituation => ({
    ...situation,
    path: [...situation.path, `[${typeof value === 'object' ? '' : String(value)}]`],
    ...sides,
  });
  return [
    ...old.filter((value) => !now.includes(value)).map((value) => item(value, { before: value, after: undefined })),
    ...now.filter((value) => !old.includes(value)).map((value) => item(value, { before: undefined, after: value })),
  ];
}

function distinct(said: readonly Assessment[]): readonly Assessment[] {
  return [...new Map(said.map((one) => [JSON.stringify(one), one])).values()];
}
