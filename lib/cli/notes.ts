import type { Assembly } from '../assembly/assembly';
import { documentsOf } from '../assembly/find';
import { madeBy } from '../assembly/late';
import { deployedPods, recallPods, type DeployedPods } from '../cost/deployed';

/** What every comparison with an environment asks of it, whatever it is compared with. */
export interface Notes {
  /** The services by the file and the name of the class that declares them, as `fileAndClass` writes both; none where two share both. */
  readonly services: Readonly<Record<string, string>>;
  readonly pods: readonly DeployedPods[];
}

export function notesOf(assembly: Assembly): Notes {
  return { services: servicesByClass(assembly), pods: deployedPods(assembly) };
}

/** What was noted of an assembly before, as `notesOf` had it; what is noted now, where nothing was. */
export function recall(assembly: Assembly, noted: object | undefined): Pick<Notes, 'services'> {
  if (noted === undefined) return { services: servicesByClass(assembly) };
  // Only `notesOf` of this same library wrote it.
  const notes = noted as Notes;
  recallPods(assembly, notes.pods);
  return notes;
}

/** The key of a class. */
export function fileAndClass(file: string, name: string): string {
  return `${file} ${name}`;
}

function servicesByClass(assembly: Assembly): Notes['services'] {
  const found = new Map<string, string | undefined>();
  for (const declaration of documentsOf(assembly, 'declaration')) {
    const { construct, at } = madeBy(declaration);
    const key = fileAndClass(at?.file ?? '', construct.split(' ', 1)[0] ?? '');
    found.set(key, found.has(key) ? undefined : declaration.service);
  }
  return Object.fromEntries([...found].flatMap(([key, service]) => (service === undefined ? [] : [[key, service]])));
}
