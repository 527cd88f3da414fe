import type { Assembly } from '../assembly/assembly';
import { canonical } from '../assembly/canonical';
import type { Document } from '../assembly/document';
import { documentsOf, findFacts } from '../assembly/find';
import { LateAssembly } from '../assembly/late-assembly';
import { PatchedAssembly } from '../assembly/patched-assembly';
import type { Beside } from '../base/side';
import { recallPods } from '../cost/deployed';
import type { EnvironmentSpec } from '../environment-spec';
import type { SourcePosition } from '../errors';
import { toDemands } from '../foreign/read';
import { findLoaded, settledOf } from '../loader/load';
import type { Sources } from '../loader/sources';
import { isPlaced, type Placement } from '../placement';
import { textOfClass } from '../source/class-position';
import type { Program as LoadedProgram } from '../source/program';
import { keptIn } from '../stop/placed';
import { placeOf, servicesByClass, type Notes } from './notes';
import type { Session } from './session';
import { renderShared, type SharedProgram } from './shared-program';
import { stopsOf } from './stops';

/** A program, what it is made of, and where its classes are written. */
export interface Origin {
  readonly sources: Sources;
  /** Where each placed class begins. */
  readonly classes: ReadonlyMap<Placement, SourcePosition>;
}

/** Where a program's parts come from; undefined where a part may be more than its file says. */
export function findOrigin({ project, placements }: SharedProgram): Origin | undefined {
  const loaded = findLoaded(project.root, project.entry);
  if (loaded === undefined) return undefined;
  const read = settledOf(loaded);
  return read && { sources: read.sources, classes: placesOf(placements, loaded, read.classes) };
}

/**
 * An environment of which only those services are rendered whose files, or whatever these import, are not what they are on
 * the other side; and the platform, from the demands of all. Undefined where that can't be told, or where there is
 * anything to object to: then all of it has to be rendered.
 */
export function renderBeside(
  session: Session,
  program: SharedProgram,
  spec: EnvironmentSpec,
  originOf: () => Origin | undefined,
  other: Beside,
): Assembly | undefined {
  const { assembly } = other;
  if (!(assembly instanceof LateAssembly)) return undefined;
  if (!isSame(findFacts(assembly), spec)) return undefined;
  // What is stopped on one side is another service on the other one.
  if (Object.keys(stopsOf(program.project, spec.name)).length > 0 || keptIn(assembly).size > 0) return undefined;
  // That two have one name is for the whole to refuse.
  if (program.environments.filter(({ name }) => name === spec.name).length > 1) return undefined;
  const placed = program.placements.filter(({ environments }) => environments.includes(spec));
  if (new Set(placed.map(({ type }) => type)).size < placed.length) return undefined;
  const origin = originOf();
  if (origin === undefined || origin.sources.engine !== other.sources.engine) return undefined;
  // Only `notesOf` of this same library wrote them.
  const notes = other.notes?.() as Notes | undefined;
  const known = notes?.services ?? servicesByClass(assembly);
  const { sources, classes } = origin;
  const taken = new Map<Placement, string>();
  for (const placement of placed) {
    const place = classes.get(placement);
    if (place === undefined || sources.files[place.file] !== other.sources.files[place.file]) continue;
    const service = known[placeOf(place)];
    if (service !== undefined) taken.set(placement, service);
  }
  const services = new Set(taken.values());
  if (services.size === 0 || services.size < taken.size) return undefined;
  const rest = { ...program, placements: program.placements.filter((placement) => !taken.has(placement)) };
  const demands = documentsOf(assembly, 'demand').filter(
    ({ service }) => service !== undefined && services.has(service),
  );
  const read = toDemands(demands, spec, '');
  if (read.mistakes.length > 0) return undefined;
  const foreign = { from: 'the other side', assembly, services: [...services], demands: read.demands };
  const outcome = renderShared(session, rest, spec, new Map(), [foreign]);
  if ('mistakes' in outcome) return undefined;
  if (notes !== undefined) recallPods(assembly, notes.pods);
  return new PatchedAssembly(assembly, services, outcome.assembly.documents, outcome.assembly);
}

function isSame(facts: Document | undefined, spec: EnvironmentSpec): boolean {
  return facts !== undefined && JSON.stringify(facts.object) === JSON.stringify(canonical(spec));
}

/** Where each class begins that a row names and that is declared in no function, which may have been told something. */
function placesOf(
  placements: readonly Placement[],
  program: LoadedProgram,
  classes: ReadonlyMap<string, number>,
): ReadonlyMap<Placement, SourcePosition> {
  return new Map(
    placements.filter(isPlaced).flatMap((placement) => {
      const start = classes.get(textOfClass(placement.type));
      const place = start === undefined ? undefined : program.exactPositionAt(start);
      return place === undefined ? [] : [[placement, place] as const];
    }),
  );
}
