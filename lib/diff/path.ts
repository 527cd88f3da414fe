/**
 * Where a value stands: names of fields, and items of lists in brackets by what tells them apart:
 * `['spec', 'containers', '[api]', 'image']`.
 */
export type Path = readonly string[];

/** `spec.containers[api].image`. */
export function pathText(path: Path): string {
  return path.reduce((text, step) => (step.startsWith('[') || text === '' ? text + step : `${text}.${step}`), '');
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
  if (pattern === '[]') return step.startsWith('[');
  return pattern === '*' ? !step.startsWith('[') : pattern === step;
}
