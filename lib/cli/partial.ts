import type { Assembly } from '../assembly/assembly';
import { canonical } from '../assembly/canonical';
import type { Document } from '../assembly/document';
import { documentsOf, findFacts } from '../assembly/find';
import { LateAssembly } from '../assembly/late-assembly';
import { PatchedAssembly } from '../assembly/patched-assembly';
import type { Beside } from '../base/side';
import type { EnvironmentSpec } from '../environment-spec';
import { toDemands } from '../foreign/read';
import { findLoaded, settledOf } from '../loader/load';
import type { Sources } from '../loader/sources';
import { isPlaced, type Placement } from '../placement';
import type { Program as LoadedProgram } from '../source/program';
import { keptIn } from '../stop/placed';
import { fileAndClass, recall } from './notes';
import type { Session } from './session';
import { renderShared, type SharedProgram } from './shared-program';
import { stopsOf } from './stops';

/** A program, what it is made of, and where its classes are written. */
export interface Origin {
  readonly sources: Sources;
  /** The file of each placed class. */
  readonly files: ReadonlyMap<Placement, string>;
}

/** Where a program's parts come from; undefined where a part may be more than its file says. */
export function findOrigin({ project, placements }: SharedProgram): Origin | undefined {
  const loaded = findLoaded(project.root, project.entry);
  if (loaded === undefined) return undefined;
  const read = settledOf(loaded);
  return read && { sources: read.sources, files: filesOf(placements, loaded, read.classes) };
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
  const placed = program.placements.filter(({ environments }) => environments.includes(spec));
  if (new Set(placed.map(({ type }) => type)).size < placed.length) return undefined;
  const origin = originOf();
  if (origin === undefined || origin.sources.engine !== other.sources.engine) return undefined;
  const known = recall(assembly, other.notes?.()).services;
  const { sources, files } = origin;
  const taken = new Map<Placement, string>();
  for (const placement of placed) {
    const file = files.get(placement);
    if (file === undefined || sources.files[file] !== other.sources.files[file]) continue;
    const service = known[fileAndClass(file, placement.service)];
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
  return new PatchedAssembly(assembly, services, outcome.assembly.documents, outcome.assembly);
}

function isSame(facts: Document | undefined, spec: EnvironmentSpec): boolean {
  return facts !== undefined && JSON.stringify(facts.object) === JSON.stringify(canonical(spec));
}

/** The file of each class that a row names and that is declared there, in no function that may have been told something. */
function filesOf(
  placements: readonly Placement[],
  program: LoadedProgram,
  classes: ReadonlyMap<string, number>,
): ReadonlyMap<Placement, string> {
  return new Map(
    placements.filter(isPlaced).flatMap((placement) => {
      const start = classes.get(Function.prototype.toString.call(placement.type));
      const file = start === undefined ? undefined : program.positionAt(start)?.file;
      return file === undefined ? [] : [[placement, file] as const];
    }),
  );
}
