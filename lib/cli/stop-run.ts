import { join } from 'node:path';
import { runProcess } from '../base/process';
import { mistakesOf, type Mistake } from '../errors';
import { count } from '../report/terminal';
import type { StopLevel } from '../stop/level';
import type { StopRecord, Stops } from '../stop/record';
import { contextOf, type Step, type StopPlace } from '../stop/steps';
import type { Format, Session } from './session';
import { typedPath, writeStops, writeTree, type Rendered, type StopSide, type StopTree } from './stop-tree';
import { commandText, quoted, runSteps, type StepEnd } from './tool';

/** Options of both commands. */
export interface StopRunOptions {
  readonly env?: readonly string[];
  /** A rendered tree; `dist` in the project or in this folder otherwise. */
  readonly from?: string;
  /** Of kubectl's configuration; the one that gcloud makes for the environment's cluster otherwise. */
  readonly context?: string;
  /** Run what is printed otherwise. */
  readonly apply?: boolean;
  /** Show it only: nothing is recorded, written or run. */
  readonly dryRun?: boolean;
  readonly format: Format;
}

/** What is to become of a service in one environment. */
export interface Plan {
  readonly side: StopSide;
  readonly level: StopLevel;
  readonly record: StopRecord;
  readonly state: 'stopped' | 'raised' | 'again' | 'restored';
  /** All that is stopped afterwards. */
  readonly stops: Stops;
  readonly rendered: Rendered;
  stepsAt(place: StopPlace): readonly Step[];
}

/** What became of it. */
export interface Stopped extends Pick<Plan, 'level' | 'record' | 'state'> {
  readonly environment: string;
  /** The record, as it is typed here. */
  readonly file: string;
  readonly steps: readonly Step[];
  /** How those ended that were run. */
  readonly ends: readonly StepEnd[];
  /** Commands that keep it. */
  readonly commit: readonly string[];
  readonly mistakes: readonly Mistake[];
}

/** Writes the record; what can't be written is told, and no reason to keep a service running. */
export function writeRecord(tree: StopTree, { side, stops }: Plan): readonly Mistake[] {
  return mistakesIn(() => {
    writeStops(tree, side, stops);
  });
}

/** Writes the rendered files. */
export function renderTree(tree: StopTree, { rendered }: Plan): readonly Mistake[] {
  return mistakesIn(() => {
    writeTree(tree, rendered);
  });
}

/** Runs the steps of a plan, or only says which they are. */
export async function carryOut(
  session: Session,
  tree: StopTree,
  service: string,
  options: StopRunOptions,
  plan: Plan,
  unwritten: readonly Mistake[],
): Promise<Stopped> {
  const { side, level, record, state } = plan;
  const folder = typedPath(session, join(tree.dist, side.environment));
  const steps = plan.stepsAt({ folder, service, context: options.context ?? contextOf(side.placed) });
  const ends = options.apply === true && options.dryRun !== true ? await runSteps(session, steps) : [];
  return {
    environment: side.environment,
    level,
    record,
    state,
    file: typedPath(session, join(tree.root, side.file)),
    steps,
    ends,
    commit: commitOf(session, tree, service, plan, folder),
    mistakes: [...unwritten, ...unfinished(service, side.environment, ends)],
  };
}

/** What keeps a stop or a restore where others render, and where a cluster follows a repository. */
function commitOf(session: Session, tree: StopTree, service: string, plan: Plan, folder: string): readonly string[] {
  const { environment, file } = plan.side;
  const record = typedPath(session, join(tree.root, file));
  const tracked = runProcess('git', ['ls-files', '--error-unmatch', `${folder}/assembly.jsonl`], { cwd: session.cwd });
  const paths = [record, ...(tracked.code === 0 ? [folder] : [])].map(quoted).join(' ');
  const subject =
    plan.state === 'restored'
      ? `Restore ${service} in ${environment}`
      : `Stop ${service} in ${environment} (${plan.level}): ${plan.record.why}`;
  return [`git add ${paths}`, `git commit -m ${quoted(subject)}`, 'git push'];
}

/** What a tool refused: said of each step, with those that are done. */
function unfinished(service: string, environment: string, ends: readonly StepEnd[]): readonly Mistake[] {
  const failed = ends.filter(({ problem }) => problem !== undefined);
  const done = `${count(ends.length - failed.length, 'step')} of ${ends.length} done`;
  return failed.map(({ step, problem = '', missing }) => ({
    code: missing === true ? 'TOOL_MISSING' : 'STOP_INCOMPLETE',
    at: service,
    problem: `${step.tool} ${problem}; not done: ${commandText(step)}; ${done}`,
    fix:
      missing === true
        ? `install ${step.tool} and run the same command again, or type the rest where it is installed`
        : 'mend what it says and run the same command again: each step may be repeated',
    environment,
  }));
}

function mistakesIn(work: () => void): readonly Mistake[] {
  try {
    work();
    return [];
  } catch (error) {
    const known = mistakesOf(error);
    if (known === undefined) throw error;
    return known;
  }
}
