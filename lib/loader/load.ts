import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import { InvalidInput, mistakesOf } from '../errors';
import { oneLine } from '../nearest';
import { findProgram, registerProgram } from '../source/program';
import type { Program, ProgramSource } from '../source/program';
import { positionInProgram } from '../source/thrown';
import { takeBegun } from './beside';
import { requireEntry } from './bundle';
import { packagesOf } from './packages';
import type { Library } from './packages';
import type { SettledProgram } from './sources';

/** Which program to load, and the library that it imports. */
export interface LoadOptions {
  /** The absolute path of the project. */
  readonly root: string;
  /** The file with the placement table, relative to `root`. */
  readonly entry: string;
  /** The text of the entry, where it is no file. */
  readonly text?: string;
  readonly library: Library;
}

/** Bundles and evaluates a program, and returns what its entry file exports. */
export function loadProgram({ root, entry, text, library }: LoadOptions): Record<string, unknown> {
  requireEntry(entry, root, text);
  const beside = takeBegun({ root, entry, text, library: library.name });
  // The library brings the engines, which take longer to load than a program takes to bundle.
  const packages = packagesOf(root, { name: library.name, exports: library.exports });
  const { code, sourceMap } = beside.bundle();
  const { shapes, isSplit } = beside;
  const program = register(entry, { code, sourceMap, root, shapes, isSplit });
  SETTLED.set(program, beside.settled);
  const module = { exports: {} as Record<string, unknown> };
  try {
    const file = join(root, entry);
    evaluate(program, [module.exports, (id: string) => packages.load(id), module, file, dirname(file)]);
  } catch (error) {
    if (mistakesOf(error)) throw error;
    throw packages.findMissing(error, program) ?? threw(error, entry);
  }
  return module.exports;
}

/** The program that was loaded from a project's entry; the first, where it changed meanwhile. */
export function findLoaded(root: string, entry: string): Program | undefined {
  for (let count = 1; ; count++) {
    const program = findProgram(nameOf(entry, count));
    if (program === undefined || program.root === root) return program;
  }
}

const SETTLED = new WeakMap<Program, () => SettledProgram | undefined>();

/** What a loaded program is made of; undefined where a part may be more than its file says. */
export function settledOf(program: Program): SettledProgram | undefined {
  return SETTLED.get(program)?.();
}

/** Gives every program a name of its own, the same in every run that loads only one from this entry. */
function register(entry: string, source: Omit<ProgramSource, 'name'>): Program {
  for (let count = 1; ; count++) {
    const name = nameOf(entry, count);
    const known = findProgram(name);
    if (known && (known.root !== source.root || known.code !== source.code)) continue;
    return known ?? registerProgram({ ...source, name });
  }
}

function nameOf(entry: string, count: number): string {
  return count === 1 ? `taxiway:${entry}` : `taxiway:${entry}#${count}`;
}

/** Runs the code as Node.js runs a CommonJS module. */
function evaluate(program: Program, values: readonly unknown[]): void {
  const parameters = ['exports', 'require', 'module', '__filename', '__dirname'];
  // compileFunction returns a function of exactly these parameters
  const run = compileFunction(program.code, parameters, { filename: program.name }) as (...values: unknown[]) => void;
  run(...values);
}

function threw(error: unknown, entry: string): InvalidInput {
  return new InvalidInput([
    {
      code: 'PROGRAM_THREW',
      at: entry,
      problem: oneLine(textOf(error), 300),
      fix: 'make the program load without an error',
      source: positionInProgram(error),
    },
  ]);
}

/** Looks at the shape and not at the class, because a program may run in a realm of its own. */
function textOf(error: unknown): string {
  const isShaped = typeof error === 'object' && error !== null && 'message' in error;
  return isShaped && typeof error.message === 'string' ? error.message : String(error);
}
