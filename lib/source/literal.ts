import type { Entry, Item, Shape } from './shape';

/** Where in an object literal a path leads, or how far it got. */
export interface Reached {
  /** The offset of the key, or of the element of an array. */
  readonly start: number;
  /** False where the path goes on, but what it names isn't written out there. */
  readonly exact: boolean;
  readonly through: 'literal' | 'select';
}

interface Step {
  readonly start: number;
  readonly value: Shape | undefined;
  /** False where a spread that comes later may replace the value. */
  readonly exact: boolean;
}

/** Follows a path through nested literals and the arms of `select`; undefined where not even its first part is written out. */
export function follow(
  shape: Shape | undefined,
  path: readonly string[],
  environment: string | undefined,
): Reached | undefined {
  let at: Reached | undefined;
  let value = shape;
  for (const part of path) {
    const step = stepInto(value, part);
    if (!step) return at && { ...at, exact: false };
    at = { start: step.start, exact: step.exact && (at?.exact ?? true), through: at?.through ?? 'literal' };
    value = step.value;
    while (value?.kind === 'select') {
      at = { ...at, through: 'select' };
      // without an environment, the whole `select` is what was asked for
      const arm = environment === undefined ? undefined : stepInto(value.arms, environment);
      if (arm) at = { ...at, start: arm.start, exact: at.exact && arm.exact };
      else if (environment !== undefined) at = { ...at, exact: false };
      value = arm?.value;
    }
  }
  return at;
}

function stepInto(shape: Shape | undefined, part: string): Step | undefined {
  if (shape?.kind === 'object') return propertyOf(shape.entries, part);
  if (shape?.kind === 'list') return elementOf(shape.items, part);
  return undefined;
}

/** The last of several properties with one name counts. */
function propertyOf(entries: readonly Entry[], name: string): Step | undefined {
  let exact = true;
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index];
    if (entry?.name === name) return { start: entry.start, value: entry.value, exact };
    if (entry?.spread) exact = false;
  }
  return undefined;
}

function elementOf(items: readonly Item[], index: string): Step | undefined {
  const item = items[Number(index)];
  if (!item || items.slice(0, Number(index) + 1).some(({ spread }) => spread)) return undefined;
  return { start: item.start, value: item.value, exact: true };
}
