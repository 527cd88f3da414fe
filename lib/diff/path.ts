/**
 * Where a value stands: names of fields, and items of lists in brackets by what tells them apart:
 * `['spec', 'containers', '[api]', 'image']`.
 */
export type Path = readonly string[];

/**
 * The last step of a path to a list whose items are the same in another order, where order means something:
 * `spec.initContainers[]order`, with the keys of the items before and after. No pattern but its own means it.
 */
export const ORDER = '[]order';

/** `spec.containers[api].image`. */
export function pathText(path: Path): string {
  return path.reduce((text, step) => (step.startsWith('[') || text === '' ? text + step : `${text}.${step}`), '');
}

/** Orders paths step by step, code unit by code unit, but positions in lists by number; what is above comes first. */
export function comparePaths(one: Path, other: Path): number {
  for (let index = 0; index < one.length && index < other.length; index += 1) {
    const [left = '', right = ''] = [one[index], other[index]];
    if (left === right) continue;
    const [first, second] = [left, right].map((step) => /^\[(\d+)\]$/.exec(step)?.[1]);
    if (first !== undefined && second !== undefined) return Number(first) - Number(second);
    return left < right ? -1 : 1;
  }
  return one.length - other.length;
}

/** Whether a path is one that a pattern means. */
export type PathPattern = (path: Path) => boolean;

/**
 * Compiles `spec.containers[].env[].value`: `[]` is any item of a list, `*` any one field, and `**` at the end anything
 * below, and the value itself.
 */
export function pathPattern(text: string): PathPattern {
  const steps = text.split(/\.|(?=\[)/);
  const open = steps.at(-1) === '**';
  if (open) steps.pop();
  return (path) =>
    (open ? path.length >= steps.length : path.length === steps.length) &&
    steps.every((step, index) => matches(step, path[index] ?? ''));
}

function matches(pattern: string, step: string): boolean {
  if (pattern === '[]') return step.startsWith('[') && step !== ORDER;
  return pattern === '*' ? !step.startsWith('[') : pattern === step;
}
