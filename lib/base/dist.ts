import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly } from '../assembly/assembly';
import { beginAssembly, requireAll, type BegunAssembly } from '../assembly/read';
import { RECORD } from '../assembly/record';
import { TaxiwayError } from '../errors';
import type { Side, SideDescription } from './side';

/** Whether a folder is one that synth wrote, or begins to look like it. */
export function looksLikeDist(folder: string): boolean {
  return environmentsIn(folder).length > 0;
}

/** A folder that synth wrote, as a side. */
export function distSide(
  folder: string,
  description: SideDescription,
  { at, records: recordsOnly = false, partly = false, close = () => undefined }: DistOptions,
): Side {
  const environments = environmentsIn(folder);
  requireFinished(folder, environments, at);
  const begun: BegunAssembly[] = [];
  const known = new Map<string, Assembly>();
  return {
    description,
    environments,
    read(environment) {
      const before = known.get(environment);
      if (before !== undefined) return before;
      const one = beginAssembly(join(folder, environment), { verifyFiles: !recordsOnly, late: true, partly });
      begun.push(one);
      known.set(environment, one.assembly);
      return one.assembly;
    },
    requireFiles: () => requireAll(begun.splice(0)),
    close,
  };
}

/** How a folder is read. */
export interface DistOptions {
  /** The option that names it, for messages. */
  readonly at: string;
  /** Whether only the records are read: where only they were kept, and where nothing of it is applied.
   *  @defaultValue false */
  readonly records?: boolean;
  /** Whether of a record only what is looked at is read.
   *  @defaultValue false */
  readonly partly?: boolean;
  readonly close?: () => void;
}

function environmentsIn(folder: string): readonly string[] {
  return foldersIn(folder).filter((name) => existsSync(join(folder, name, RECORD)));
}

function foldersIn(folder: string): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}

/** An environment whose record is missing would seem to have been deleted. */
function requireFinished(folder: string, environments: readonly string[], at: string): void {
  const refuse = (code: 'ASSEMBLY_MISSING' | 'ASSEMBLY_DAMAGED', problem: string, fix: string): TaxiwayError =>
    new TaxiwayError({ code, at, problem, fix });
  if (existsSync(join(folder, RECORD)))
    throw refuse('ASSEMBLY_MISSING', 'is the folder of one environment', 'name the folder above it');
  if (environments.length === 0)
    throw refuse(
      'ASSEMBLY_MISSING',
      'holds no environment that taxiway synth wrote',
      'name a folder that taxiway synth wrote',
    );
  const torn = foldersIn(folder).filter((name) => !environments.includes(name));
  if (torn.length === 0) return;
  throw refuse(
    'ASSEMBLY_DAMAGED',
    `holds ${torn.join(', ')} without ${RECORD}: it was not written to its end, or is none of ours`,
    'run taxiway synth there again, or move the rest away',
  );
}
