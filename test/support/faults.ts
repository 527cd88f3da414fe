import fs, { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TaxiwayError } from '../../lib/errors';
import type { Assembly } from '../../lib/assembly/assembly';
import { filesOf } from '../../lib/assembly/layout';
import { readAssembly } from '../../lib/assembly/read';
import { writeAssembly } from '../../lib/assembly/write';

/** Every call of the file system that a write makes and that changes the disk. */
export const CHANGES = ['writeFileSync', 'renameSync', 'unlinkSync', 'mkdirSync', 'rmdirSync'] as const;
/** Those that only look. */
export const LOOKS = ['readFileSync', 'readdirSync'] as const;

type Call = (typeof CHANGES)[number] | (typeof LOOKS)[number];

/** What happens in the place of one call; `go` makes the call itself. */
export type Incident = (call: { readonly name: Call; readonly path: string; readonly go: () => unknown }) => unknown;

/** Runs something while each of these calls is counted and may be replaced; returns how many there were. */
export function interfere(
  calls: readonly Call[],
  incident: (turn: number) => Incident | undefined,
  run: () => void,
): number {
  let turn = 0;
  const originals = calls.map((name) => [name, fs[name]] as const);
  try {
    for (const [name, original] of originals) {
      const replaced = (...parameters: unknown[]): unknown => {
        turn += 1;
        // The same parameters as were given.
        const go = (): unknown => (original as (...given: unknown[]) => unknown)(...parameters);
        const act = incident(turn);
        return act === undefined ? go() : act({ name, path: String(parameters[0]), go });
      };
      Object.assign(fs, { [name]: replaced });
    }
    run();
  } finally {
    for (const [name, original] of originals) Object.assign(fs, { [name]: original });
  }
  return turn;
}

/** How many of these calls one write makes, from one state of a folder to another. */
export function callsBetween(calls: readonly Call[], folder: string, from: Assembly | undefined, to: Assembly): number {
  prepare(folder, from);
  return interfere(
    calls,
    () => undefined,
    () => writeAssembly(to, folder),
  );
}

/** Leaves a folder as a clean run writes it, or without anything. */
export function prepare(folder: string, assembly: Assembly | undefined): void {
  rmSync(folder, { recursive: true, force: true });
  if (assembly !== undefined) writeAssembly(assembly, folder);
}

/** What the operating system throws. */
export function systemError(code: string, syscall = 'write'): Error {
  return Object.assign(new Error(`${code}: made by a test`), { code, syscall });
}

/** The error that something ends with, which has to be one of ours; undefined where it ends well. */
export function failureOf(call: () => unknown): TaxiwayError | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (error instanceof TaxiwayError) return error;
    throw error;
  }
}

/** Every file below a folder, sorted; a link is one too. */
export function everyFile(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}

/** Which of these assemblies a folder holds whole, or the code with which it is refused. */
export function stateOf(folder: string, versions: Readonly<Record<string, Assembly>>): string {
  let read: Assembly | undefined;
  const failure = failureOf(() => (read = readAssembly(folder)));
  if (failure !== undefined) return failure.code;
  const text = JSON.stringify(read);
  const found = Object.entries(versions).find(([, assembly]) => JSON.stringify(assembly) === text);
  return found?.[0] ?? 'something else';
}

/**
 * The next run, to either version, puts a copy of the folder right, and leaves nothing behind.
 * Where somebody took away what says which files are ours, those of another version are a stranger's from then on, and stay.
 */
export function expectRepaired(folder: string, versions: readonly Assembly[], known = true): void {
  for (const version of versions) {
    const copy = `${folder}-copy`;
    rmSync(copy, { recursive: true, force: true });
    cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });

    writeAssembly(version, copy);

    expect(readAssembly(copy)).toEqual(version);
    const wanted = ['assembly.jsonl', ...filesOf(version.documents).keys()].sort();
    const found = everyFile(copy);
    if (known) expect(found).toEqual(wanted);
    else expect(found.filter((path) => wanted.includes(path) || path.endsWith('.tmp'))).toEqual(wanted);
    rmSync(copy, { recursive: true });
  }
}
