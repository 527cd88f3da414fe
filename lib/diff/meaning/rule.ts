import type { Json, JsonObject } from '../../assembly/document';

/** What a value means beyond its text, so that two spellings of one meaning are no change. */
export interface Rule {
  /** How the items of a list belong together; a list that nobody described is ordered. */
  readonly list?: ListRule;
  /** Reads a value so that equal amounts are equal; what it can't read stays what it is. */
  readonly value?: (value: Json) => Json;
  /** Reads a text that holds data; undefined where it can't be read. */
  readonly parse?: (text: string) => Json | undefined;
  /** What holds where an object says nothing; objects within it hold field by field. */
  readonly defaults?: (object: JsonObject) => JsonObject;
  /** An empty list or object is the same as none at all. */
  readonly emptyIsNone?: boolean;
  /** A list of one is the same as its item, as Terraform writes single blocks. */
  readonly single?: boolean;
  /** Fields that only say which tool wrote it. */
  readonly ignores?: (field: string) => boolean;
}

/** How the items of a list belong together. */
export type ListRule =
  /** By position: an inserted item is one change. */
  | { readonly kind: 'ordered' }
  /** Order and repetition mean nothing. */
  | {
      readonly kind: 'set';
      /** Fields that name an object in the set: one that differs in others has changed. */
      readonly label: readonly string[];
      /** An object is replaced as a whole, and not field by field. */
      readonly whole: boolean;
      /** Several members that come or go are one change of the list, one alone is its own. */
      readonly together?: boolean;
    }
  /** By what tells items apart: the first of these groups of fields by which two items are the same. */
  | {
      readonly kind: 'keyed';
      readonly by: readonly (readonly string[])[];
      /** Whether another order of the same items is a change of its own. */
      readonly order?: true | OrderTest;
      /** What an item that is not there amounts to, where one that comes is told by its parts. */
      readonly blank?: (item: JsonObject) => JsonObject;
    };

/** Whether another order of two lists means something else. */
export type OrderTest = (before: readonly Json[], after: readonly Json[]) => boolean;

/** Rules by where they hold: `spec.containers[].env`, `*` for any one field. */
export type Rules = Readonly<Record<string, Rule>>;

/** A list whose items are told apart by a field, or by several together; else by the next. An empty one is none. */
export function keyed(...by: readonly (string | readonly string[])[]): Rule {
  return { list: { kind: 'keyed', by: by.map((fields) => [fields].flat()) }, emptyIsNone: true };
}

/** The same, where order means something, always or by a test. */
export function keyedInOrder(key: string, order: true | OrderTest = true): Rule {
  return { list: { kind: 'keyed', by: [[key]], order }, emptyIsNone: true };
}

/** A list without order, whose objects may be named by fields. An empty one is none. */
export function set(...label: readonly string[]): Rule {
  return { list: { kind: 'set', label, whole: false }, emptyIsNone: true };
}

/** A list without order in which an object is one thing. */
export function setOfWholes(...label: readonly string[]): Rule {
  return { list: { kind: 'set', label, whole: true }, emptyIsNone: true };
}

/** The same list where an empty one is not the same as none. */
export function emptyCounts(rule: Rule): Rule {
  return { ...rule, emptyIsNone: false };
}

/** What holds where an object says nothing. */
export function defaults(fields: JsonObject | ((object: JsonObject) => JsonObject)): Rule {
  return { defaults: typeof fields === 'function' ? fields : () => fields };
}

/** An empty list or object is none. */
export const NOTHING: Rule = { emptyIsNone: true };

/** The rules of a part, where it stands. */
export function under(place: string, rules: Rules): Rules {
  return Object.fromEntries(
    Object.entries(rules).map(([path, rule]) => [
      path === '' ? place : place === '' ? path : `${place}${path.startsWith('[') ? '' : '.'}${path}`,
      rule,
    ]),
  );
}

/** One rule that is several. */
export function both(...rules: readonly Rule[]): Rule {
  const [first = {}, ...rest] = rules;
  return rest.reduce<Rule>((all, rule) => {
    const [one, other] = [all.defaults, rule.defaults];
    const merged = { ...all, ...rule };
    return one === undefined || other === undefined
      ? merged
      : { ...merged, defaults: (object) => ({ ...one(object), ...other(object) }) };
  }, first);
}

/** Puts tables together; rules for one place are one rule. */
export function merged(...tables: readonly Rules[]): Rules {
  const all: Record<string, Rule> = {};
  for (const table of tables) {
    for (const [path, rule] of Object.entries(table)) {
      const known = all[path];
      all[path] = known === undefined ? rule : both(known, rule);
    }
  }
  return all;
}
