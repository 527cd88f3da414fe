import { InvalidInput, type Mistake } from '../../errors';
import { chooseFix } from '../../nearest';
import { restoreSteps } from '../../stop/steps';
import type { ExitCode, Session } from '../session';
import { reportStops } from '../stop-report';
import { carryOut, renderTree, writeRecord, type Plan, type Stopped, type StopRunOptions } from '../stop-run';
import { openTree, renderedWith, sidesOf, type StopSide } from '../stop-tree';

/** Brings a service back to what is placed; the record goes last, so that what fails half way is known to be stopped. */
export async function restore(session: Session, service: string, options: StopRunOptions): Promise<ExitCode> {
  const tree = openTree(session, options.from);
  const sides = sidesOf(tree, service, options.env ?? []);
  const running = sides.flatMap((side) => runningMistake(side, service) ?? []);
  if (running.length > 0) throw new InvalidInput(running);
  const restored: Stopped[] = [];
  for (const plan of sides.flatMap((side) => planOf(side, service) ?? [])) {
    const unwritten = options.dryRun === true ? [] : renderTree(tree, plan);
    // What is applied are the rendered files: where they are not there, nothing is.
    const apply = options.apply === true && unwritten.length === 0;
    // One cluster after the other: what the tools print has to be readable.
    const done = await carryOut(session, tree, service, { ...options, apply }, plan, unwritten);
    const whole = done.mistakes.length === 0 && options.dryRun !== true;
    restored.push(whole ? { ...done, mistakes: writeRecord(tree, plan) } : done);
  }
  return reportStops(session, 'restore', service, options, restored);
}

function planOf(side: StopSide, service: string): Plan | undefined {
  const record = side.stops[service] ?? side.rendered[service];
  if (record === undefined) return undefined;
  const { [service]: _gone, ...stops } = side.stops;
  const placed = side.placed.documents.filter((document) => document.service === service);
  return {
    side,
    level: record.level,
    record,
    state: 'restored',
    stops,
    rendered: renderedWith(side, stops),
    stepsAt: (place) => restoreSteps(place, record.level, placed),
  };
}

function runningMistake({ stops, rendered, environment, file }: StopSide, service: string): Mistake | undefined {
  if (stops[service] !== undefined || rendered[service] !== undefined) return undefined;
  const allowed = Object.keys({ ...rendered, ...stops }).sort();
  return {
    code: 'STOP_UNKNOWN',
    at: service,
    problem: `is not stopped in ${environment}: neither ${file} nor the rendered files name it`,
    fix: allowed.length === 0 ? 'nothing is stopped there' : chooseFix(service, allowed, 'stopped are'),
    given: service,
    allowed,
    environment,
  };
}
