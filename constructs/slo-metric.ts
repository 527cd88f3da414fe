import { isRecord } from '../lib/facts/refuse';
import { show } from '../lib/nearest';
import { findFault } from '../lib/promql/regex';
import type { Objection, Props } from '../lib/props';
import { SCRAPED } from '../lib/slo/app-metrics';
import { findMetric, type Server } from '../lib/slo/contract';
import type { CounterMetric, HistogramMetric } from '../lib/slo/metric';
import { ownNameProblem } from '../lib/slo/own-name';

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** Whoever declares a metric of the service's own knows what it says. */
const OWN = { by: "the service's own code", labels: [], delay: SCRAPED } as const;

/** The counter that a prop names or declares; a mistake is noted, and there is none. */
export function readCounter(
  read: Props,
  path: string,
  given: unknown,
  server: Server | undefined,
): CounterMetric | undefined {
  if (typeof given === 'string') return known(read, path, findMetric(given, 'counter', server), given);
  read.known(path, given, ['counter', 'errors', 'bornAtZero']);
  if (!isRecord(given)) return undefined;
  const { counter, errors, bornAtZero } = given;
  const name = readName(read, `${path}.counter`, counter, server);
  const [error, ...others] = isRecord(errors) ? Object.entries(errors) : [];
  const born = readBorn(read, path, bornAtZero);
  if (error === undefined || others.length > 0 || !LABEL.test(error[0])) {
    const fix = "name one label and the pattern of its values: { outcome: 'error|timeout' }";
    read.refuse(`${path}.errors`, { code: 'VALUE_INVALID', problem: `is ${show(errors)}`, fix }, errors);
    return undefined;
  }
  const broken = breakOf(error[1]);
  if (broken !== undefined) {
    const problem = `has ${show(error[1])} for ${error[0]}, a pattern that ${broken}`;
    const fix = "write the values as RE2 has them, whole and without flags: 'error|timeout', '5..'";
    read.refuse(`${path}.errors`, { code: 'VALUE_INVALID', problem, fix }, errors);
    return undefined;
  }
  if (name === undefined) return undefined;
  const [label, value] = error;
  return { kind: 'counter', name, ...OWN, errors: { label, by: '=~', value: String(value) }, bornAtZero: born };
}

/** The histogram that a prop names or declares. */
export function readHistogram(
  read: Props,
  path: string,
  given: unknown,
  server: Server | undefined,
): HistogramMetric | undefined {
  if (typeof given === 'string') return known(read, path, findMetric(given, 'histogram', server), given);
  read.known(path, given, ['histogram', 'buckets', 'bornAtZero']);
  if (!isRecord(given)) return undefined;
  const { histogram, buckets, bornAtZero } = given;
  const name = readName(read, `${path}.histogram`, histogram, server);
  const born = readBorn(read, path, bornAtZero);
  const bounds = boundsOf(buckets);
  if (bounds === undefined) {
    const fix = 'list its upper bounds in seconds, above 0 and ascending: [0.1, 0.5, 1, 2.5]';
    read.refuse(`${path}.buckets`, { code: 'VALUE_INVALID', problem: `is ${show(buckets)}`, fix }, buckets);
    return undefined;
  }
  if (name === undefined) return undefined;
  return { kind: 'histogram', name, ...OWN, unit: 's', bounds, bornAtZero: born, fitsStreams: true };
}

function known<T extends object>(read: Props, path: string, found: T | Objection, given: string): T | undefined {
  if (!('problem' in found)) return found;
  read.refuse(path, found, given);
  return undefined;
}

function readName(read: Props, path: string, given: unknown, server: Server | undefined): string | undefined {
  if (typeof given !== 'string' || !METRIC.test(given)) {
    const fix = 'give it as it is exposed: letters, digits, underscores and colons';
    read.refuse(path, { code: 'VALUE_INVALID', problem: `is ${show(given)}`, fix }, given);
    return undefined;
  }
  const wrong = ownNameProblem(given, server);
  if (wrong === undefined) return given;
  const fix = wrong.meant === undefined ? 'name a metric that the pods show' : `did you mean '${wrong.meant}'?`;
  read.refuse(path, { code: 'SLO_METRIC_UNKNOWN', problem: `is ${show(given)}, ${wrong.problem}`, fix }, given);
  return undefined;
}

function readBorn(read: Props, path: string, given: unknown): boolean {
  if (given === undefined || typeof given === 'boolean') return given ?? false;
  const fix = 'use true where the code creates the series at zero when it starts';
  read.refuse(`${path}.bornAtZero`, { code: 'VALUE_INVALID', problem: `is ${show(given)}`, fix }, given);
  return false;
}

/** Why Prometheus can't take a pattern, and where it breaks: it knows no groups that look around, and no lines. */
function breakOf(given: unknown): string | undefined {
  if (typeof given !== 'string' || given === '') return 'is not a text, or empty';
  const line = given.search(/[\n\r]/);
  const fault = line < 0 ? findFault(given) : { problem: 'has another line', at: line };
  return fault && `${fault.problem}, at character ${fault.at + 1}`;
}

function boundsOf(given: unknown): readonly string[] | undefined {
  if (!Array.isArray(given) || given.length === 0) return undefined;
  const bounds = (given as readonly unknown[]).map(String);
  const plain = bounds.every((bound) => /^(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(bound) && Number(bound) > 0);
  const rising = bounds.every((bound, index) => index === 0 || Number(bound) > Number(bounds[index - 1]));
  return plain && rising ? bounds : undefined;
}
