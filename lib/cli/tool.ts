import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { systemCodeOf } from '../assembly/failure';
import { oneLine } from '../nearest';
import type { Step } from '../stop/steps';
import type { Session } from './session';

/** How a step ended. */
export interface StepEnd {
  readonly step: Step;
  /** Undefined where it did what it should. */
  readonly problem?: string;
  /** The tool is not there at all. */
  readonly missing?: true;
}

/** A step as a shell reads it. */
export function commandText({ tool, words }: Step): string {
  return [tool, ...words.map(quoted)].join(' ');
}

/** A word as a shell reads it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * Runs all steps, whatever becomes of one: a secret that can't be deleted is no reason to keep pods running. Only what
 * needs a tool that isn't there is left out. What the tools say goes to standard error.
 */
export async function runSteps(session: Session, steps: readonly Step[]): Promise<readonly StepEnd[]> {
  const ends: StepEnd[] = [];
  for (const step of steps) {
    const hindered = hindranceOf(step, ends);
    session.terminal.err(`${hindered === undefined ? 'running' : 'not run'}: ${commandText(step)}\n`);
    // The ways in close before pods end.
    ends.push(hindered ?? (await runStep(session, step)));
  }
  return ends;
}

/** Why a step needs no trying. */
function hindranceOf(step: Step, ends: readonly StepEnd[]): StepEnd | undefined {
  if (ends.some((end) => end.missing === true && end.step.tool === step.tool)) return absent(step);
  const before = ends.at(-1);
  if (step.needsLast !== true || before?.problem === undefined) return undefined;
  return { step, problem: 'was not run: it needs the step before it' };
}

function runStep({ cwd, terminal }: Session, step: Step): Promise<StepEnd> {
  return new Promise((done) => {
    const child = spawn(step.tool, step.words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        terminal.err(text);
        said += text;
      });
    child.on('error', (error) => {
      done(systemCodeOf(error) === 'ENOENT' ? absent(step) : { step, problem: error.message });
    });
    child.on('close', (code, signal) => {
      if (code === 0) done({ step });
      else done({ step, problem: `ended with ${code ?? signal ?? 'nothing'}${reasonIn(said)}` });
    });
  });
}

/** The line that says what is wrong, or the last one; terraform draws frames in colours around its own. */
function reasonIn(said: string): string {
  const lines = stripVTControlCharacters(said)
    .split('\n')
    .map((line) => line.replace(/^[\s│╷╵]+/, '').trim())
    .filter((line) => line !== '');
  const line = lines.find((one) => /^error\b/i.test(one)) ?? lines.at(-1);
  return line === undefined ? '' : `: ${oneLine(line, 300)}`;
}

function absent(step: Step): StepEnd {
  return { step, problem: `there is no ${step.tool} on the PATH`, missing: true };
}
