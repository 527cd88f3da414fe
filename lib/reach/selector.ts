import type { Json } from '../assembly/document';
import { asList, asObject, asText, asTexts } from '../check/json';

export type Labels = Readonly<Record<string, string>>;

/** The label that the server gives each namespace. */
export const NAME_LABEL = 'kubernetes.io/metadata.name';

/** One condition; all of a selector's have to hold. */
interface Condition {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** A label selector; without conditions it picks everything. */
export interface Selector {
  readonly conditions: readonly Condition[];
}

/** Reads a label selector. An operator that nobody knows picks nothing, as a server would not have taken it. */
export function toSelector(json: Json | undefined): Selector {
  const { matchLabels, matchExpressions } = asObject(json);
  const labels = Object.entries(asObject(matchLabels)).map(([key, value]) => {
    return { key, operator: 'In', values: [asText(value) ?? ''] };
  });
  const expressions = asList(matchExpressions).map((item) => {
    const { key, operator, values } = asObject(item);
    return { key: asText(key) ?? '', operator: asText(operator) ?? '', values: asTexts(values) };
  });
  return { conditions: [...labels, ...expressions] };
}

/** Whether a selector picks what has these labels. */
export function picks({ conditions }: Selector, labels: Labels): boolean {
  return conditions.every(({ key, operator, values }) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value);
      case 'NotIn':
        return value === undefined || !values.includes(value);
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
      default:
        return false;
    }
  });
}

/** The only values that a label may have where a selector picks, or undefined where it may have any. */
export function valuesOf({ conditions }: Selector, label: string): readonly string[] | undefined {
  return conditions.find(({ key, operator }) => key === label && operator === 'In')?.values;
}

/** Whether whatever the selector picks has all of these labels. */
export function implies(selector: Selector, labels: Labels): boolean {
  return Object.entries(labels).every(([key, value]) => {
    const values = valuesOf(selector, key);
    return values?.length === 1 && values[0] === value;
  });
}

/** `app=webservice, tier in (a, b), !old`. */
export function selectorText({ conditions }: Selector): string {
  return conditions
    .map(({ key, operator, values }) => {
      if (operator === 'Exists') return key;
      if (operator === 'DoesNotExist') return `!${key}`;
      if (operator === 'In' && values.length === 1) return `${key}=${values[0] ?? ''}`;
      return `${key} ${operator === 'In' ? 'in' : operator === 'NotIn' ? 'not in' : operator} (${values.join(', ')})`;
    })
    .join(', ');
}
