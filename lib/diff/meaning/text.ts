import type { Json, JsonObject } from '../../assembly/document';
import { toQuantity } from '../../check/quantity';
import { fieldNode, type MeaningNode, type MeaningRule } from './rule';

/** Values whose text has been made; an object stands at one place only. */
const known = new WeakMap<object, string>();

/** What a value says, as a text: equal for two values that say the same, and for no others. */
export function meaningText(value: Json | undefined, node: MeaningNode | undefined): string {
  if (typeof value !== 'object' || value === null) return scalarText(value, node?.rule);
  const made = known.get(value) ?? nodeText(value, node);
  known.set(value, made);
  return made;
}

function nodeText(value: JsonObject | readonly Json[], node: MeaningNode | undefined): string {
  if (Array.isArray(value)) {
    const texts = (value as readonly Json[]).map((item) => meaningText(item, node?.item));
    const rule = node?.rule.list;
    if (rule === 'set') return `[${[...new Set(texts)].sort().join()}]`;
    if (orderCounts(value as readonly Json[], node)) return `[${texts.join()}]`;
    return `[${texts.sort().join()}]`;
  }
  const object = inFull(value as JsonObject, node);
  const parts: string[] = [];
  for (const name of Object.keys(object).sort()) {
    const child = fieldNode(node, name);
    if (!isUnset(object[name], child)) parts.push(`${JSON.stringify(name)}:${meaningText(object[name], child)}`);
  }
  return `{${parts.join()}}`;
}

/** Whether the order of a list has meaning. */
export function orderCounts(items: readonly Json[], node: MeaningNode | undefined): boolean {
  const rule = node?.rule.list;
  // Of a list that nobody has described, nobody knows.
  if (typeof rule !== 'object') return rule !== 'set';
  return typeof rule.order === 'function' ? rule.order(items) : (rule.order ?? false);
}

/** An object with the defaults that depend on what stands in it. */
export function inFull(value: JsonObject, node: MeaningNode | undefined): JsonObject {
  const { inFull: complete } = node?.rule ?? {};
  const whole = complete === undefined ? value : complete(value);
  // What always holds says something even where it isn't written.
  const missing =
    node?.defaulted.filter((name) => whole[name] === undefined && node.fields.get(name)?.rule.always) ?? [];
  return missing.length === 0 ? whole : { ...whole, ...Object.fromEntries(missing.map((name) => [name, {}])) };
}

/** Whether a value says what holds anyway. */
export function isUnset(value: Json | undefined, node: MeaningNode | undefined): boolean {
  if (value === undefined || value === null) return true;
  const { unset, emptyIsUnset, always } = node?.rule ?? {};
  if (emptyIsUnset && typeof value === 'object' && Object.keys(value).length === 0) return true;
  if (always && typeof value === 'object') return meaningText(value, node) === '{}';
  return unset !== undefined && meaningText(value, node) === meaningText(unset, node);
}

function scalarText(value: Json | undefined, rule: MeaningRule = {}): string {
  if (value === undefined || value === null) return 'null';
  if (rule.read !== undefined && typeof value === 'string') {
    const read = rule.read(value);
    if (read !== undefined) return JSON.stringify(read);
  }
  switch (rule.scalar) {
    case 'quantity': {
      const amount = toQuantity(value);
      return amount === undefined ? JSON.stringify(value) : `${String(amount)}n`;
    }
    case 'duration': {
      const span = typeof value === 'string' ? toNanoseconds(value) : undefined;
      return span === undefined ? JSON.stringify(value) : `${String(span)}ns`;
    }
    case 'converted':
      return JSON.stringify(typeof value === 'object' ? value : String(value));
    default:
      return JSON.stringify(value);
  }
}

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** A span of time as Go writes it, `1h30m`; undefined where it is none. */
export function toNanoseconds(text: string): bigint | undefined {
  if (text === '0') return 0n;
  const parts = [...text.matchAll(/(\d+)(?:\.(\d+))?(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined;
  return parts.reduce((sum, [, whole = '', fraction = '', unit = '']) => {
    const size = UNITS[unit] ?? 1n;
    return sum + (BigInt(whole + fraction) * size) / 10n ** BigInt(fraction.length);
  }, 0n);
}
