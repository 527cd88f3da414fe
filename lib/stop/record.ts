import { messageOf, TaxiwayError } from '../errors';
import { isRecord } from '../facts/refuse';
import { chooseFix, oneLine, show } from '../nearest';
import { isStopLevel, STOP_LEVELS, type StopLevel } from './level';

/** That a service is stopped, as `environments/<environment>.stops.json` keeps it. */
export interface StopRecord {
  readonly level: StopLevel;
  readonly who: string;
  readonly why: string;
  /** RFC 3339. */
  readonly when: string;
}

/** The stopped services of an environment, by id. */
export type Stops = Readonly<Record<string, StopRecord>>;

/** Reads a stops file, and refuses a damaged one: to take it for empty would start what somebody stopped. */
export function readStops(text: string, at: string): Stops {
  const value = parsed(text, at);
  if (!isRecord(value) || Array.isArray(value)) throw invalid(at, `is ${show(value)}, no map of services`);
  return Object.fromEntries(
    Object.entries(value).map(([service, row]) => [service, toRecord(row, `${at} ${service}`)]),
  );
}

/** A stops file as it is written, by service. */
export function textOfStops(stops: Stops): string {
  const sorted = Object.entries(stops).sort(([one], [other]) => (one < other ? -1 : 1));
  const rows = sorted.map(([service, { level, when, who, why }]) => [service, { level, when, who, why }]);
  return `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`;
}

function toRecord(row: unknown, at: string): StopRecord {
  if (!isRecord(row) || Array.isArray(row)) throw invalid(at, `is ${show(row)}`);
  const { level, who, why, when } = row;
  if (!isStopLevel(level))
    throw invalid(`${at} level`, `is ${show(level)}`, chooseFix(String(level), STOP_LEVELS), STOP_LEVELS);
  const text = (name: string, value: unknown): string => {
    if (typeof value === 'string' && value.trim() !== '') return value;
    throw invalid(`${at} ${name}`, `is ${show(value)}`);
  };
  const moment = text('when', when);
  if (Number.isNaN(Date.parse(moment))) throw invalid(`${at} when`, `is ${show(when)}, no time`);
  return { level, who: text('who', who), why: text('why', why), when: moment };
}

function parsed(text: string, at: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(at, `is no JSON: ${oneLine(messageOf(error), 300)}`);
  }
}

function invalid(
  at: string,
  problem: string,
  fix = 'restore it from version control: each service has level, when, who and why',
  allowed?: readonly string[],
): TaxiwayError {
  return new TaxiwayError({ code: 'STOPS_INVALID', at, problem, fix, allowed });
}
