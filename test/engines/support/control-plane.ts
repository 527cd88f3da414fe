import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileOf, RUN_FOLDER } from './engine';

const SCRIPT = join(__dirname, '../../../engines/kubernetes/control-plane.mjs');
/** What it says of itself, for the tests: they run in other processes. */
const WORD = join(RUN_FOLDER, 'control-plane.json');
const KEY = Symbol.for('taxiway.control-plane');
/** Jest loads the setup and the teardown apart, in one process. */
const shared = globalThis as { [KEY]?: ChildProcess };

interface Word {
  readonly kubeconfig?: string;
}

/** Begins to start it; tests of other engines need not wait. It reads from our pipe, and so ends with this process. */
export function startControlPlane(): void {
  const programs = ['--cluster', fileOf('kubernetes', 'cluster'), '--definitions', fileOf('kubernetes', 'definitions')];
  const child = spawn(process.execPath, [SCRIPT, ...programs], { stdio: ['pipe', 'pipe', 'inherit'] });
  shared[KEY] = child;
  createInterface({ input: child.stdout }).on('line', tell);
  child.on('exit', () => tell('{}'));
}

/** Appears whole: readers look at any moment. */
function tell(word: string): void {
  writeFileSync(`${WORD}.half`, word);
  renameSync(`${WORD}.half`, WORD);
}

export async function stopControlPlane(): Promise<void> {
  const child = shared[KEY];
  if (child?.exitCode !== null) return;
  child.stdin?.end();
  await once(child, 'exit');
}

/** The way in, as soon as the control plane is ready. */
export async function kubeconfig(): Promise<string> {
  while (!existsSync(WORD)) await sleep(200);
  const word = JSON.parse(readFileSync(WORD, 'utf8')) as Word;
  if (word.kubeconfig === undefined) throw new Error('the control plane has ended');
  return word.kubeconfig;
}
