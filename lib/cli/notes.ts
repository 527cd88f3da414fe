import type { Assembly } from '../assembly/assembly';
import { documentsOf } from '../assembly/find';
import { placedAt } from '../assembly/late';
import { deployedPods, type DeployedPods } from '../cost/deployed';
import type { SourcePosition } from '../errors';

/** What every comparison with an environment asks of it, whatever it is compared with. */
export interface Notes {
  /** Services by the place of the class that a row made each of, as `placeOf` writes it; none where two share one. */
  readonly services: Readonly<Record<string, string>>;
  readonly pods: readonly DeployedPods[];
}

export function notesOf(assembly: Assembly): Notes {
  return { services: servicesByClass(assembly), pods: deployedPods(assembly) };
}

/** The services of an assembly by the place of their class. */
export function servicesByClass(assembly: Assembly): Notes['services'] {
  const found = new Map<string, string | undefined>();
  for (const declaration of documentsOf(assembly, 'declaration')) {
    const placed = placedAt(declaration);
    if (placed === undefined) continue;
    const key = placeOf(placed);
    found.set(key, found.has(key) ? undefined : declaration.service);
  }
  return Object.fromEntries([...found].flatMap(([key, service]) => (service === undefined ? [] : [[key, service]])));
}

/** The key of a place. */
export function placeOf({ file, line, column }: SourcePosition): string {
  return `${file}:${line}:${column}`;
}
