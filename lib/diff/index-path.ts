import type { Json, JsonObject } from '../assembly/document';
import type { Path } from './path';

/** The dotted path, with positions in lists, that a path with keys of items means; as far as it leads. */
export function indexPath(object: Json, path: Path): string {
  const steps: string[] = [];
  let value: Json | undefined = object;
  for (const step of path) {
    const key = /^\[(.*)\]$/s.exec(step)?.[1];
    if (key === undefined || !Array.isArray(value)) {
      steps.push(step);
      value = fieldOf(value, step);
      continue;
    }
    const index = findItem(value as readonly Json[], key);
    if (index < 0) break;
    steps.push(String(index));
    value = (value as readonly Json[])[index];
  }
  return steps.join('.');
}

/** The position of an item by its key: its place, itself, one of its fields, or several of them. */
function findItem(list: readonly Json[], key: string): number {
  if (/^\d+$/.test(key) && Number(key) < list.length) return Number(key);
  const exact = list.findIndex((item) => textOf(item) === key || fieldsOf(item).includes(key));
  if (exact >= 0) return exact;
  return list.findIndex((item) =>
    fieldsOf(item).some((field) => field !== '' && key.split(/[^\w.-]+/).includes(field)),
  );
}

function fieldsOf(item: Json): readonly string[] {
  if (typeof item !== 'object' || item === null) return [];
  return Object.values(item)
    .filter((field) => typeof field !== 'object')
    .map(String);
}

function textOf(item: Json): string {
  return typeof item === 'string' ? item : JSON.stringify(item);
}

function fieldOf(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  // What is no list and no primitive is an object.
  return (value as JsonObject)[key];
}
