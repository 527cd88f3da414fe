import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TaxiwayError } from '../errors';
import { oneLine } from '../nearest';
import { lastWords, runProcess } from './process';

/** What pins packages, by the program that reads it. */
const LOCKS = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock'] as const;

/** Of the same place below the top of the repository: here, and where another commit was checked out. */
export interface Twins {
  readonly here: string;
  readonly there: string;
}

/** Gives a checked-out commit its packages: those installed here where they are the same, else its own. */
export function providePackages(top: Twins, prefix: string, say: (text: string) => void): void {
  const lock = findLock(top.there, prefix);
  if (lock === undefined || (isSame(top, lock) && !hasLinks(join(top.there, lock)))) {
    shareModules(top, prefix);
    return;
  }
  if (!/package-lock|shrinkwrap/.test(lock))
    throw failed(`has another ${lock}, and only npm can install it`, 'compare with a dist of it instead');
  say(`installing what ${lock} of the base says, which differs from the one here`);
  const folder = dirname(join(top.there, lock));
  // No script of a package runs: the command needs none, and whoever builds does so by name.
  const ended = runProcess('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
  });
  if (ended.code === 0) return;
  throw failed(
    `its packages can't be installed: ${ended.code === undefined ? 'npm is not on PATH' : oneLine(lastWords(ended), 400)}`,
    'make the package registry reachable, or compare with a dist of it',
  );
}

/** The lock that holds for a project: the nearest one at or above it, below the top. */
function findLock(top: string, prefix: string): string | undefined {
  for (const folder of foldersUp(prefix)) {
    const name = LOCKS.find((one) => existsSync(join(top, folder, one)));
    if (name !== undefined) return join(folder, name);
  }
  return undefined;
}

/** A path and everything above it: `a/b`, `a`, and the empty one. */
function foldersUp(prefix: string): readonly string[] {
  const parts = prefix.split('/').filter((part) => part !== '');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/')).concat('');
}

function isSame({ here, there }: Twins, path: string): boolean {
  return existsSync(join(here, path)) && readFileSync(join(here, path)).equals(readFileSync(join(there, path)));
}

/** Workspaces are installed as links to the sources here, which are not those of another commit. */
function hasLinks(lock: string): boolean {
  return /^\s*"link": true/m.test(readFileSync(lock, 'utf8'));
}

/** Links every installed package; the folder itself is a new one, so that no cache of this project is written to. */
function shareModules({ here, there }: Twins, prefix: string): void {
  for (const folder of foldersUp(prefix)) {
    const from = join(here, folder, 'node_modules');
    const to = join(there, folder, 'node_modules');
    if (!existsSync(from) || existsSync(to)) continue;
    mkdirSync(to, { recursive: true });
    for (const name of readdirSync(from)) if (name !== '.cache') symlinkSync(join(from, name), join(to, name));
  }
}

function failed(problem: string, fix: string): TaxiwayError {
  return new TaxiwayError({ code: 'BASE_NOT_RENDERED', at: 'base', problem, fix });
}
