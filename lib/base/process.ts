import { spawnSync } from 'node:child_process';

/** How another program ended. */
export interface Ended {
  /** Undefined where there is no such program. */
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** More than the hashes and names of the largest repositories. */
const MOST_OUTPUT = 2 ** 28;

/** Runs another program to its end, without a shell and without anything to read. */
export function runProcess(
  file: string,
  words: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Ended {
  const { status, error, stdout, stderr, signal } = spawnSync(file, words, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
    stdio: ['ignore', 'pipe', 'pipe'],
    // npm is a script there.
    shell: process.platform === 'win32' && file === 'npm',
  });
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') return { stdout: '', stderr: '' };
  if (error !== undefined) throw error;
  return { code: status ?? 1, stdout, stderr: signal === null ? stderr : `${stderr}\nended by ${signal}` };
}

/** The last lines that a program said, as one. */
export function lastWords({ stdout, stderr }: Ended, most = 3): string {
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .slice(-most)
    .join('; ');
}
