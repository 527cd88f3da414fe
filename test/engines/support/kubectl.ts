import { setTimeout as sleep } from 'node:timers/promises';
import { kubeconfig } from './control-plane';
import { fileOf, RUN_FOLDER } from './engine';
import { run, type Ended } from './process';

/**
 * What is no answer: kubectl gives up reading what a busy server says of its kinds, and the server gives up waiting for
 * its store. Either asks to be asked again.
 */
const NO_ANSWER = /Please retry\.|^Error from server \((?:Timeout|ServerTimeout|TooManyRequests|ServiceUnavailable)\)/m;

/**
 * Runs kubectl, the one of the control plane's own version, as its administrator; up to five times where it gets no
 * answer. So it is told nothing that comes to something else when it is told twice.
 */
export async function kubectl(words: readonly string[], input?: string): Promise<Ended> {
  const all = ['kubectl', `--cache-dir=${RUN_FOLDER}/discovery`, ...words];
  const settings = { env: { KUBECONFIG: await kubeconfig() }, ...(input === undefined ? {} : { input }) };
  for (let tries = 1; ; tries += 1) {
    const ended = await run(fileOf('kubernetes', 'cluster'), all, settings);
    if (tries === 5 || !NO_ANSWER.test(ended.stderr)) return ended;
  }
}

/** What the server made of objects that were applied strictly, as the administrator or somebody else. */
export interface Applied {
  readonly accepted: number;
  /** The server's own words, one refusal each. */
  readonly refused: readonly string[];
  readonly warnings: readonly string[];
}

const APPLY = ['apply', '--server-side', '--validate=strict', '--field-manager=taxiway-tests'];

/** Applies every object of some files. */
export function apply(files: readonly string[], words: readonly string[] = []): Promise<Applied> {
  return applied([...words, ...files.map((file) => `--filename=${file}`)]);
}

/** Applies objects, one document each: of a List, kubectl would judge the fields by itself and not ask the server. */
export function applyObjects(objects: readonly object[], words: readonly string[] = []): Promise<Applied> {
  return applied([...words, '--filename=-'], objects.map((object) => JSON.stringify(object)).join('\n---\n'));
}

async function applied(words: readonly string[], input?: string): Promise<Applied> {
  const { stdout, stderr } = await kubectl([...APPLY, ...words], input);
  const lines = stderr.split('\n').filter((line) => line !== '');
  return {
    accepted: stdout.split('\n').filter((line) => / serverside-applied(?: \(server dry run\))?$/.test(line)).length,
    refused: paragraphs(lines.filter((line) => !line.startsWith('Warning: '))),
    warnings: lines.filter((line) => line.startsWith('Warning: ')),
  };
}

/** kubectl writes the further lines of one refusal indented or as a list. */
function paragraphs(lines: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const line of lines) {
    if (found.length > 0 && /^[\s*]/.test(line)) found.push(`${found.pop() ?? ''} ${line.trim()}`);
    else found.push(line);
  }
  return found;
}

/** Asks until the answer is no longer undefined, for a minute; less and less often, since each question takes work too. */
export async function eventually<T>(what: string, question: () => Promise<T | undefined>): Promise<T> {
  for (let waited = 0, pause = 200; waited < 60_000; waited += pause, pause = Math.min(pause * 1.5, 2000)) {
    const answer = await question();
    if (answer !== undefined) return answer;
    await sleep(pause);
  }
  throw new Error(`waited a minute, and still not so: ${what}`);
}
