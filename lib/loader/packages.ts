import { createRequire } from 'node:module';
import { join } from 'node:path';
import { InvalidInput } from '../errors';
import type { Mistake, SourcePosition } from '../errors';
import type { Program } from '../source/program';
import { positionInProgram } from '../source/thrown';

/** The library that is running, which a program imports by this name instead of a second copy from its own packages. */
export interface Library {
  readonly name: string;
  readonly exports: object;
}

/** What a program can import from outside its own files. */
export interface Packages {
  /** The `require` of the program. */
  load(id: string): unknown;
  /** The error for all packages that are missing, where the given error came from one of them. */
  findMissing(error: unknown, program: Program): InvalidInput | undefined;
}

/** Resolves packages the way a file in the project's root does. */
export function packagesOf(root: string, library: Library): Packages {
  const fromRoot = createRequire(join(root, 'package.json'));
  const failed = new Map<unknown, string>();

  return {
    load(id) {
      if (id === library.name) return library.exports;
      try {
        fromRoot.resolve(id);
      } catch (error) {
        failed.set(error, id);
        throw error;
      }
      return fromRoot(id) as unknown;
    },
    findMissing(error, program) {
      const first = failed.get(error);
      if (first === undefined) return undefined;
      const missing = new Map([[first, positionInProgram(error)]]);
      for (const [id, position] of importsOf(program)) {
        if (id !== library.name && !missing.has(id) && !resolves(id, fromRoot)) missing.set(id, position);
      }
      return new InvalidInput([...missing].map(([id, source]) => notFound(id, source)));
    },
  };
}

/** Evaluation stops at the first missing package; its author wants to hear of all. */
function* importsOf(program: Program): Generator<readonly [string, SourcePosition | undefined]> {
  for (const found of program.code.matchAll(/\brequire\("([^"\\]+)"\)/g)) {
    if (found[1] !== undefined) yield [found[1], program.positionAt(found.index)];
  }
}

function resolves(id: string, fromRoot: NodeJS.Require): boolean {
  try {
    fromRoot.resolve(id);
    return true;
  } catch {
    return false;
  }
}

function notFound(id: string, source: SourcePosition | undefined): Mistake {
  const problem = `there is no package for "${id}"`;
  return { code: 'IMPORT_NOT_FOUND', at: source?.file ?? id, problem, fix: packageFix(id), given: id, source };
}

function packageFix(id: string): string {
  if (id.startsWith('node:')) return 'use a module that this version of Node.js has';
  if (id.startsWith('#')) return 'name it under imports in package.json';
  const [name] = /^(?:@[^/]+\/)?[^/]+/.exec(id) ?? [id];
  return name === id ? `npm install ${name}` : `npm install ${name}, or import a path that it exports`;
}
