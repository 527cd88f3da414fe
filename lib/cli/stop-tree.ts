import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Assembly } from '../assembly/assembly';
import { readAssembly, readDist } from '../assembly/read';
import { RECORD } from '../assembly/record';
import { treeOf } from '../assembly/tree';
import { writeAssembly } from '../assembly/write';
import { declarationsOf } from '../check/fleet';
import { InvalidInput, mistakesOf, TaxiwayError, type Mistake } from '../errors';
import { findProject } from '../loader/project';
import { chooseFix } from '../nearest';
import { obeyStops } from '../stop/obey';
import { placedAssembly } from '../stop/placed';
import { readStops, textOfStops, type Stops } from '../stop/record';
import { stopsIn } from '../stop/stopped';
import type { Session } from './session';
import { recordedStops, stopsFile } from './stops';
import { findText, writeTexts } from './text-file';

/** What a stop works on: rendered files and records, and no source. */
export interface StopTree {
  /** The folder that synth wrote, absolute. */
  readonly dist: string;
  /** The folder of the records, absolute, and theirs below it. */
  readonly root: string;
  readonly environmentsDir: string;
}

/** One environment of it that a service is placed in. */
export interface StopSide {
  readonly environment: string;
  /** With nothing stopped. */
  readonly placed: Assembly;
  /** As the record says, or as the rendered files are where there is no record. */
  readonly stops: Stops;
  /** As the rendered files are. */
  readonly rendered: Stops;
  /** The record, relative to the folder of records. */
  readonly file: string;
}

/** An environment and its files, by path below its folder. */
export interface Rendered {
  readonly assembly: Assembly;
  readonly files: ReadonlyMap<string, string>;
}

/** Finds the rendered tree: in the project, or where there is none in this folder. */
export function openTree({ cwd }: Session, from: string | undefined): StopTree {
  const { root, environmentsDir } = projectOf(cwd);
  return { dist: from === undefined ? join(root, 'dist') : resolve(cwd, from), root, environmentsDir };
}

/** What is recorded as stopped where a command runs, whose rendered files may be older. */
export function recordedNear({ cwd }: Session): ReadonlyMap<string, Stops> {
  return recordedStops(projectOf(cwd));
}

/** The environments that were named, or the only one that the service is placed in. */
export function sidesOf(tree: StopTree, service: string, asked: readonly string[]): readonly StopSide[] {
  const assemblies = asked.length === 0 ? readDist(tree.dist, { late: true }) : namedOf(tree, asked);
  const having = assemblies.filter((assembly) => servicesOf(assembly).includes(service));
  const missing = assemblies.filter((assembly) => !having.includes(assembly));
  if (having.length === 0 || (asked.length > 0 && missing.length > 0))
    throw new InvalidInput(missing.map((assembly) => notPlaced(assembly, service)));
  const names = having.map(({ environment }) => environment);
  if (asked.length === 0 && names.length > 1)
    throw new TaxiwayError({
      code: 'USAGE',
      at: '--env',
      problem: `is missing, and ${service} is placed in ${names.join(', ')}`,
      fix: `write --env ${names.at(-1) ?? ''}; it may be repeated`,
      allowed: names,
    });
  return having.map((assembly) => sideOf(tree, assembly));
}

/** Writes the record of an environment. */
export function writeStops({ root }: StopTree, { file }: StopSide, stops: Stops): void {
  writeTexts(new Map([[join(root, file), textOfStops(stops)]]));
}

/** An environment with these services stopped, and its files: what the next synth renders, too. */
export function renderedWith({ placed }: StopSide, stops: Stops): Rendered {
  const assembly = obeyStops(placed, stops);
  return { assembly, files: treeOf(assembly.documents) };
}

/** Writes the rendered files of an environment. */
export function writeTree({ dist }: StopTree, { assembly, files }: Rendered): void {
  writeAssembly(assembly, join(dist, assembly.environment), files);
}

/** A path as it is typed in the folder that a command runs in. */
export function typedPath({ cwd }: Session, path: string): string {
  return relative(cwd, path).split(sep).join('/') || '.';
}

function namedOf({ dist }: StopTree, asked: readonly string[]): readonly Assembly[] {
  const known = [...new Set(asked)];
  const there = known.filter((name) => existsSync(join(dist, name, RECORD)));
  if (there.length === known.length) return known.map((name) => readAssembly(join(dist, name), { late: true }));
  const allowed = readDist(dist, { late: true, verifyFiles: false }).map(({ environment }) => environment);
  throw new InvalidInput(
    known
      .filter((name) => !there.includes(name))
      .map((given) => ({
        code: 'ENVIRONMENT_UNKNOWN',
        at: '--env',
        problem: `there is no environment '${given}'`,
        fix: chooseFix(given, allowed),
        given,
        allowed,
      })),
  );
}

function sideOf({ root, environmentsDir }: StopTree, assembly: Assembly): StopSide {
  const { environment } = assembly;
  const file = stopsFile({ environmentsDir }, environment);
  const text = findText(join(root, file));
  const rendered = stopsIn(assembly);
  const stops = text === undefined ? rendered : readStops(text, file);
  return { environment, placed: placedAssembly(assembly), stops, rendered, file };
}

function servicesOf(assembly: Assembly): readonly string[] {
  return declarationsOf(assembly).flatMap(({ service }) => service ?? []);
}

function notPlaced(assembly: Assembly, service: string): Mistake {
  const allowed = [...servicesOf(assembly)].sort();
  return {
    code: 'STOP_NOT_PLACED',
    at: service,
    problem: `is not placed in ${assembly.environment}, as the rendered files there say`,
    fix: chooseFix(service, allowed),
    given: service,
    allowed,
    environment: assembly.environment,
  };
}

/** Rendered files may be all that there is. */
function projectOf(cwd: string): { readonly root: string; readonly environmentsDir: string } {
  try {
    return findProject(cwd);
  } catch (error) {
    if (mistakesOf(error)?.every(({ code }) => code === 'PROGRAM_NOT_FOUND') !== true) throw error;
    return { root: cwd, environmentsDir: 'environments' };
  }
}
