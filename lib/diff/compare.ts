import type { Document, Json, JsonObject } from '../assembly/document';
import { isObject } from '../check/json';
import { pairItems, type ItemPair } from './meaning/items';
import { meaningOf } from './meaning/kinds';
import type { Meaning } from './meaning/meaning';
import { assumedOf, normalText, ownField, read } from './meaning/normal';
import { orderOf } from './meaning/order';
import { renamedObject, type Names } from './meaning/names';
import { valueAt } from '../origin';
import { comparePaths, ORDER, type Path } from './path';

/** One leaf that differs within a pair. */
export interface Delta {
  readonly path: Path;
  /** Undefined where it is not set. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  /** The same place with positions in lists, `spec.containers.0.image`: in the object after, or before where it is gone. */
  readonly place: string;
}

/**
 * What differs in meaning between the two objects of a pair, in the order of their paths. Where the one was made anew
 * under other names, those are no difference.
 */
export function deltasOf(before: Document, after: Document, names: Names = []): readonly Delta[] {
  const meaning = meaningOf(after);
  const comparison = new Comparison();
  comparison.compare({ given: renamedObject(before, names) }, { given: after.object }, meaning);
  const found = names.length === 0 ? comparison.found : comparison.found.flatMap((one) => asItWas(one, before));
  if (found.length > 1) found.sort((one, other) => comparePaths(one.path, other.path));
  return found.map(({ places, ...delta }) => ({
    ...delta,
    place: places[delta.after === undefined ? 'before' : 'after'],
  }));
}

/** A difference with its place on either side, as near as each side has it. */
interface Found extends Omit<Delta, 'place'> {
  readonly places: { readonly before: string; readonly after: string };
}

/** A difference with the value that was there, before names became others; none where only the name would be another. */
function asItWas(delta: Found, { object }: Document): Found[] {
  if (delta.before === undefined) return [delta];
  const before = valueAt(object, delta.places.before) ?? delta.before;
  return delta.after !== undefined && isSame(before, delta.after) ? [] : [{ ...delta, before }];
}

/** A value on one side: as it is given, or what holds because nothing is. */
interface Side {
  readonly given?: Json | undefined;
  readonly assumed?: Json | undefined;
}

class Comparison {
  readonly found: Found[] = [];
  private readonly path: string[] = [];
  private readonly before: string[] = [];
  private readonly after: string[] = [];

  compare(old: Side, now: Side, meaning: Meaning): void {
    const given = [read(old.given, meaning), read(now.given, meaning)] as const;
    const [before, after] = given;
    if (before === after && (before === undefined || typeof before !== 'object')) return;
    const left = before ?? old.assumed;
    const right = after ?? now.assumed;
    if (Array.isArray(left) || Array.isArray(right)) {
      // A readonly array is an array; the guard only knows mutable ones.
      const [olds, nows] = [listOf(left, meaning), listOf(right, meaning)];
      if (olds !== undefined && nows !== undefined) {
        this.compareItems(olds, before !== undefined, nows, after !== undefined, meaning);
        return;
      }
    } else if (isObject(left) || isObject(right)) {
      const [one, other] = [fieldsOf(left, meaning), fieldsOf(right, meaning)];
      if (one !== undefined && other !== undefined) {
        this.compareFields(
          { given: isObject(before) ? before : undefined, assumed: isObject(old.assumed) ? old.assumed : undefined },
          { given: isObject(after) ? after : undefined, assumed: isObject(now.assumed) ? now.assumed : undefined },
          meaning,
        );
        return;
      }
    } else if (left !== undefined && right !== undefined) {
      const { value } = meaning.rule;
      if (left === right || (value !== undefined && value(left) === value(right))) return;
    }
    this.differs(before, after);
  }

  private compareFields(
    old: { readonly given: JsonObject | undefined; readonly assumed: JsonObject | undefined },
    now: { readonly given: JsonObject | undefined; readonly assumed: JsonObject | undefined },
    meaning: Meaning,
  ): void {
    const { ignores } = meaning.rule;
    const unsaidOld = assumedOf(old.given, meaning, old.assumed);
    const unsaidNow = assumedOf(now.given, meaning, now.assumed);
    const field = (key: string): void => {
      if (ignores?.(key) === true) return;
      const before = ownField(old.given, key);
      const after = ownField(now.given, key);
      if (before === after) return;
      this.within(key, key, key, () => {
        this.compare(
          { given: before, assumed: ownField(unsaidOld, key) },
          { given: after, assumed: ownField(unsaidNow, key) },
          meaning.field(key),
        );
      });
    };
    // What neither side says is no difference of its own, whatever holds because of it.
    for (const key of Object.keys(old.given ?? {})) field(key);
    for (const key of Object.keys(now.given ?? {})) if (ownField(old.given, key) === undefined) field(key);
  }

  private compareItems(
    olds: readonly Json[],
    oldGiven: boolean,
    nows: readonly Json[],
    nowGiven: boolean,
    meaning: Meaning,
  ): void {
    if (oldGiven && nowGiven ? isSame(olds, nows) : normalText(olds, meaning) === normalText(nows, meaning)) return;
    const unsaid = oldGiven ? nows : olds;
    if (oldGiven !== nowGiven && (unsaid.length > 0 || meaning.rule.emptyIsNone !== true)) {
      // What holds where nothing is said is another list.
      this.differs(oldGiven ? olds : undefined, nowGiven ? nows : undefined);
      return;
    }
    const pairs = pairItems(olds, nows, meaning);
    const { list } = meaning.rule;
    if (list?.kind === 'set' && list.together === true && pairs.filter(isAlone).length > 1) {
      this.differs(oldGiven ? olds : undefined, nowGiven ? nows : undefined);
      return;
    }
    const item = meaning.item();
    for (const pair of pairs) {
      const { label, before, after } = pair;
      this.within(
        `[${label}]`,
        before === undefined ? undefined : String(before),
        after === undefined ? undefined : String(after),
        () => {
          this.compareItem(pair, side(olds, before, oldGiven, pair), side(nows, after, nowGiven, pair), item);
        },
      );
    }
    const order = orderOf(pairs, olds, nows, meaning);
    if (order !== undefined && oldGiven && nowGiven)
      this.within(ORDER, undefined, undefined, () => {
        this.differs(order.before, order.after);
      });
  }

  private compareItem(pair: ItemPair, old: Side, now: Side, item: Meaning): void {
    const { whole, blank } = pair;
    const alone = isAlone(pair) && blank === undefined;
    if (!alone && whole !== true) this.compare(old, now, item);
    else if (alone || normalText(old.given, item) !== normalText(now.given, item)) this.differs(old.given, now.given);
  }

  private within(step: string, before: string | undefined, after: string | undefined, compare: () => void): void {
    this.path.push(step);
    if (before !== undefined) this.before.push(before);
    if (after !== undefined) this.after.push(after);
    compare();
    this.path.pop();
    if (before !== undefined) this.before.pop();
    if (after !== undefined) this.after.pop();
  }

  private differs(before: Json | undefined, after: Json | undefined): void {
    if (before === undefined && after === undefined) return;
    this.found.push({
      path: [...this.path],
      before,
      after,
      places: { before: this.before.join('.'), after: this.after.join('.') },
    });
  }
}

function side(list: readonly Json[], index: number | undefined, given: boolean, { blank }: ItemPair): Side {
  if (index === undefined) return { assumed: blank };
  return given ? { given: list[index] } : { assumed: list[index] };
}

function isAlone({ before, after }: ItemPair): boolean {
  return before === undefined || after === undefined;
}

/** A list, or an empty one where nothing is the same as that. */
function listOf(value: Json | undefined, { rule }: Meaning): readonly Json[] | undefined {
  if (Array.isArray(value)) return value as readonly Json[];
  return value === undefined && rule.emptyIsNone === true ? [] : undefined;
}

/** An object, or an empty one where nothing is the same as that. */
function fieldsOf(value: Json | undefined, { rule }: Meaning): JsonObject | undefined {
  if (isObject(value)) return value;
  return value === undefined && rule.emptyIsNone === true ? {} : undefined;
}

/** Whether two values are the same in every letter. */
function isSame(one: Json, other: Json): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  const [left, right] = [one as JsonObject, other as JsonObject];
  return keys.every((key) => Object.hasOwn(right, key) && isSame(left[key] ?? null, right[key] ?? null));
}
