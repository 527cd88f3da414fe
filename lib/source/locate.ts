import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import type { SourcePosition } from '../errors';
import type { CallSite } from './call-site';
import { framesOf } from './frame';
import type { Frame } from './frame';
import { follow } from './literal';
import { findProgram } from './program';
import type { Program } from './program';
import { shapeAt } from './shape-at';

/** Where a value was written, and whether it went through `env.select`. */
export interface Located {
  readonly position: SourcePosition;
  readonly through: 'literal' | 'select' | 'call';
}

/** A call, and where its values may be written: in its own arguments, then in those of the constructors around it. */
interface Call {
  readonly position: SourcePosition;
  readonly places: readonly Place[];
}

interface Place {
  readonly program: Program;
  readonly offset: number;
}

const calls = new WeakMap<CallSite, Call | undefined>();

/**
 * Finds the line on which a prop of a recorded call is written, or the line of the call.
 * An environment says which arm of `env.select` counts.
 */
export function locate(site: CallSite, path: readonly string[] = [], environment?: string): Located | undefined {
  const call = callOf(site);
  if (!call) return undefined;
  if (path.length === 0) return { position: call.position, through: 'call' };

  let nearest: Located | undefined;
  for (const place of call.places) {
    const found = findInArgument(place, path, environment);
    if (found && !found.position.approximate) return found;
    nearest ??= found;
  }
  return nearest ?? { position: { ...call.position, approximate: true }, through: 'call' };
}

function findInArgument(place: Place, path: readonly string[], environment: string | undefined): Located | undefined {
  const { shape, from } = shapeAt(place.program, place.offset);
  const reached = follow(shape, path, environment);
  const position = reached && place.program.positionAt(from + reached.start);
  if (!position) return undefined;
  return { position: reached.exact ? position : { ...position, approximate: true }, through: reached.through };
}

function callOf(site: CallSite): Call | undefined {
  if (!calls.has(site)) calls.set(site, toCall(site.stack));
  return calls.get(site);
}

function toCall(stack: string): Call | undefined {
  const frames = framesOf(stack);
  const first = frames.next().value;
  if (!first) return undefined;
  const place = placeOf(first);
  if (place) return { position: positionOf(first), places: [place, ...(first.constructs ? placesAround(frames) : [])] };
  // a call inside a package is shown where the program called that package
  const inside = [...frames].find((frame) => placeOf(frame));
  return { position: { ...positionOf(inside ?? first), approximate: true }, places: [] };
}

/** A base class hands its props on, so what its own `super(…)` doesn't write out may be in the call of its constructor. */
function* placesAround(frames: Iterable<Frame>): Generator<Place> {
  for (const frame of frames) {
    const place = placeOf(frame);
    if (!place) return;
    yield place;
    if (!frame.constructs) return;
  }
}

function placeOf({ file, line, column }: Frame): Place | undefined {
  const program = findProgram(file);
  return program && { program, offset: program.offsetAt(line, column) };
}

function positionOf(frame: Frame): SourcePosition {
  const place = placeOf(frame);
  const { file, line, column } = frame;
  return place?.program.positionAt(place.offset) ?? { file: fromPackage(file), line, column };
}

/** The path below the nearest folder with a package.json, so that it reads the same on every machine. */
function fromPackage(file: string): string {
  if (!isAbsolute(file)) return file;
  let folder = dirname(file);
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) return file;
    folder = dirname(folder);
  }
  return relative(folder, file).replaceAll('\\', '/');
}
