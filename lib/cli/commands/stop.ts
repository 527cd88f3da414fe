import { userInfo } from 'node:os';
import { InvalidInput, TaxiwayError, type Mistake } from '../../errors';
import { show } from '../../nearest';
import { toText } from '../../review/time';
import { includes, type StopLevel } from '../../stop/level';
import type { StopRecord } from '../../stop/record';
import { stopSteps } from '../../stop/steps';
import { requireTime } from '../record';
import type { ExitCode, Session } from '../session';
import { reportStops } from '../stop-report';
import { carryOut, renderTree, writeRecord, type Plan, type Stopped, type StopRunOptions } from '../stop-run';
import { openTree, renderedWith, sidesOf, type StopSide } from '../stop-tree';

/** Options of `taxiway stop`. */
export interface StopOptions extends StopRunOptions {
  readonly level: StopLevel;
  readonly why: string;
  /** Whoever is logged in otherwise. */
  readonly who?: string;
  /** RFC 3339; the clock otherwise. */
  readonly now?: string;
}

/** Stops a service: first it is recorded, so that no deploy starts it again, and then it is applied. */
export async function stop(session: Session, service: string, options: StopOptions): Promise<ExitCode> {
  const tree = openTree(session, options.from);
  const record = recordOf(options);
  const sides = sidesOf(tree, service, options.env ?? []);
  const lowered = sides.flatMap((side) => loweredMistake(side, service, record.level) ?? []);
  if (lowered.length > 0) throw new InvalidInput(lowered);
  const stopped: Stopped[] = [];
  for (const side of sides) {
    const plan = planOf(side, service, record);
    const unwritten = options.dryRun === true ? [] : [...writeRecord(tree, plan), ...renderTree(tree, plan)];
    // One cluster after the other: what the tools print has to be readable.
    stopped.push(await carryOut(session, tree, service, options, plan, unwritten));
  }
  return reportStops(session, 'stop', service, options, stopped);
}

function planOf(side: StopSide, service: string, record: StopRecord): Plan {
  const before = side.stops[service];
  // Who stopped it at this level has stopped it: to say it again is to go on with it.
  const kept = before?.level === record.level ? before : record;
  const stops = { ...side.stops, [service]: kept };
  const rendered = renderedWith(side, stops);
  return {
    side,
    level: kept.level,
    record: kept,
    state: before === undefined ? 'stopped' : before === kept ? 'again' : 'raised',
    stops,
    rendered,
    stepsAt: (place) => stopSteps(place, kept.level, rendered.files.keys()),
  };
}

function recordOf({ level, why, who, now }: StopOptions): StopRecord {
  const when = now === undefined ? toText(Date.now()) : requireTime('--now', now);
  return {
    level,
    who: requireSaid('--who', who ?? userOf(process.env)),
    why: requireSaid('--why', why),
    when,
  };
}

/** Who runs a job, else who is logged in to this machine. */
function userOf({
  GITLAB_USER_LOGIN: job = '',
  USER: user = '',
}: Readonly<Record<string, string | undefined>>): string {
  if (job !== '' || user !== '') return job === '' ? user : job;
  try {
    return userInfo().username;
  } catch {
    // A container may run as somebody of whom it knows no name.
    return '';
  }
}

/** Whoever finds a stopped service next month has nothing else to go by. */
function requireSaid(at: string, text: string): string {
  if (text.trim() !== '') return text.trim();
  throw new TaxiwayError({
    code: 'STOP_UNEXPLAINED',
    at,
    problem: `is ${show(text)}`,
    fix: at === '--why' ? "write --why 'it answers nonsense since 02:10'" : 'write --who <name>',
    given: text,
  });
}

/** A lower level starts something again, and nobody should do so by mistake. */
function loweredMistake({ stops, environment }: StopSide, service: string, level: StopLevel): Mistake | undefined {
  const before = stops[service];
  if (before === undefined || includes(level, before.level)) return undefined;
  return {
    code: 'STOP_LOWERED',
    at: '--level',
    problem: `is ${level}, and ${service} is stopped in ${environment} at ${before.level} by ${before.who}: ${before.why}`,
    fix: `leave it so, or run taxiway restore ${service} --env ${environment} first`,
    given: level,
    environment,
  };
}
