import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InvalidInput, TaxiwayError, type Mistake } from '../errors';
import type { Installation } from '../loader/sources';
import { oneLine } from '../nearest';
import { packageRoot } from '../version';
import { lastWords, runProcess, type Ended } from './process';

/** Where a project that was checked out is rendered to, and by what. */
export interface Rendering {
  /** The folder of the project. */
  readonly project: string;
  readonly out: string;
  /** Told to whoever waits. */
  say(text: string): void;
}

/** What came of it. */
export interface RenderedProject {
  /** What it objects to. */
  readonly mistakes: readonly Mistake[];
  /** The library that rendered it. */
  readonly library: Installation;
}

/** Renders a project by the library that it brings: its own build where it is the library itself. */
export function renderProject({ project, out, say }: Rendering): RenderedProject {
  if (!existsSync(join(project, 'package.json')))
    throw failed('holds no project at this place', 'compare with a later commit');
  const command = ownCommand(project, say) ?? installedCommand(project) ?? runningCommand(say);
  const library = libraryOf(command);
  const ended = runProcess(process.execPath, [command, 'synth', '--out', out, '--format', 'json'], { cwd: project });
  const mistakes = mistakesIn(ended);
  if (ended.code === 0 || mistakes.length > 0) return { mistakes, library };
  throw failed(
    `taxiway failed there: ${oneLine(lastWords(ended), 400)}`,
    'check that commit out and run taxiway synth',
  );
}

/** Where the project is the library itself, as in the repository that both are developed in, it is built first. */
function ownCommand(project: string, say: (text: string) => void): string | undefined {
  const path = commandOf(project);
  if (path === undefined) return undefined;
  say('building the library of the base');
  const ended = runProcess('npm', ['run', '--silent', 'build'], { cwd: project });
  if (ended.code === 0 && existsSync(path)) return path;
  throw failed(
    `its library can't be built: ${oneLine(lastWords(ended), 400)}`,
    'check that commit out and run npm run build',
  );
}

function installedCommand(project: string): string | undefined {
  try {
    return commandOf(dirname(createRequire(join(project, 'package.json')).resolve('taxiway/package.json')));
  } catch {
    return undefined;
  }
}

/** A command that is not installed in the project, as npx brings one, renders both sides. */
function runningCommand(say: (text: string) => void): string {
  say('the base installs no taxiway of its own; this one renders it');
  return join(packageRoot(), 'build/bin/taxiway.js');
}

/** The command that a package brings, if it is this library's. */
function commandOf(folder: string): string | undefined {
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly bin?: unknown };
  if (typeof bin !== 'object' || bin === null || !('taxiway' in bin) || typeof bin.taxiway !== 'string')
    return undefined;
  return join(folder, bin.taxiway);
}

/** The library of a command: `bin/taxiway.js` lies in its compiled code, and that in its package. */
function libraryOf(command: string): Installation {
  const code = join(dirname(command), '..');
  return { code, root: join(code, '..') };
}

/** What the command said is wrong with the sources; it may be of another version, so nothing is taken for granted. */
function mistakesIn({ stdout }: Ended): readonly Mistake[] {
  try {
    const { mistakes } = JSON.parse(stdout) as { readonly mistakes?: unknown };
    return Array.isArray(mistakes) ? mistakes.map(toMistake) : [];
  } catch {
    return [];
  }
}

function toMistake(told: unknown): Mistake {
  const { code, at, problem, environments } = Object(told) as Readonly<Record<string, unknown>>;
  const where = Array.isArray(environments) && environments.length > 0 ? ` in ${environments.join(', ')}` : '';
  return {
    code: 'BASE_NOT_RENDERED',
    at: `base: ${oneLine(String(at))}${where}`,
    problem: `${oneLine(String(problem), 300)} (${oneLine(String(code))})`,
    fix: 'the head is shown as if all of it were new; compare with a commit that renders, or with a dist',
  };
}

/** Whether something that was thrown says that a commit doesn't render, and no more. */
export function isNotRendered(error: unknown): error is TaxiwayError | InvalidInput {
  if (error instanceof TaxiwayError) return error.code === 'BASE_NOT_RENDERED';
  return error instanceof InvalidInput && error.mistakes.every(({ code }) => code === 'BASE_NOT_RENDERED');
}

function failed(problem: string, fix: string): TaxiwayError {
  return new TaxiwayError({ code: 'BASE_NOT_RENDERED', at: 'base', problem, fix });
}
