import type { EnvironmentSpec } from '../lib/environment-spec';
import { isRecord } from '../lib/facts/refuse';
import { WANTED } from '../lib/logs/check';
import { show } from '../lib/nearest';
import type { Written } from '../lib/profiles/profile';
import { knows } from '../lib/profiles/versions';
import type { Objection, Props } from '../lib/props';
import { findLogMetrics } from '../lib/slo/log-metrics';
import { isWritable } from '../lib/text';
import type { Maturity } from './maturity';
import type { ChosenProfile } from './profile-choice';

/** What a process writes as its log. */
export type LogsProps =
  | {
      /** One object a line, as schemas/log.schema.json has it.
       *  @defaultValue json, unless the profile knows that its server writes text only */
      readonly format?: 'json';
      readonly reason?: never;
    }
  | {
      /** Lines that no machine reads: no alert by severity, no search by key. No service that is `ga` chooses it, unless its server writes nothing
       *  else; it then says so with a reason. */
      readonly format: 'text';
      /** What keeps it from writing JSON. */
      readonly reason: string;
    };

/** What a workload writes as its log, checked. */
export interface LogsSettings {
  readonly format: 'json' | 'text';
  /** Why it is text, where it is. */
  readonly reason?: string;
}

/** What the reading of logs depends on. */
interface LogsContext {
  readonly maturity: Maturity;
  readonly chosen?: ChosenProfile;
  readonly spec: EnvironmentSpec;
}

const FORMATS = ['json', 'text'];

/** What is written as the log: JSON, where nothing keeps it from that. */
export function readLogs(
  read: Props,
  given: LogsProps | undefined,
  { maturity, chosen, spec }: LogsContext,
): LogsSettings {
  const settings = readFormat(read, given, maturity, chosen);
  read.note('logs.alert', { ...alertFor(settings, spec), origin: 'default' });
  return settings;
}

/** Who is told of text, and why nobody is. */
function alertFor({ format }: LogsSettings, spec: EnvironmentSpec): { value: string | null; because: string } {
  if (format === 'text') return { value: null, because: 'text is declared: nobody has to be told of it' };
  if (findLogMetrics(spec) === undefined)
    return { value: null, because: 'nothing here sees how many lines are text: prometheus.logMetrics says what would' };
  return { value: 'ticket', because: `more than ${100 - WANTED} % of its lines may not be text for an hour` };
}

function readFormat(
  read: Props,
  given: LogsProps | undefined,
  maturity: Maturity,
  chosen: ChosenProfile | undefined,
): LogsSettings {
  read.known('logs', given, ['format', 'reason']);
  // Whatever a program without a type checker gives.
  const { format, reason }: Readonly<Record<string, unknown>> = isRecord(given) ? given : {};
  const server = chosen && writtenBy(chosen);
  const own = server?.as === 'text' ? server.because : undefined;
  const fallback = {
    value: own === undefined ? 'json' : 'text',
    // Of a server that has other keys, what Google makes of them.
    because: own ?? (server?.as === 'json' ? server.because : 'one object a line, which alerts and searches can read'),
  };
  const taken = read.take<unknown>('logs.format', format, fallback, (value) =>
    formatObjection(value, maturity, own !== undefined),
  );
  if (taken !== 'text') {
    if (reason !== undefined && format !== 'text') read.refuse('logs.reason', unasked(reason), reason);
    return { format: 'json' };
  }
  // Whoever promises what ga does says why nobody can read the log; before that, the profile's word is enough.
  if (format === undefined && reason === undefined && maturity !== 'ga') return { format: 'text', reason: own };
  const why = { value: 'not given', because: 'nobody said why' };
  return { format: 'text', reason: readReason(read, reason, why.value) };
}

/** What the version of a server writes. */
function writtenBy({ profile, version }: ChosenProfile): Written | undefined {
  return profile.writes.find((one) => knows(version, one));
}

function formatObjection(value: unknown, maturity: Maturity, only: boolean): Objection | undefined {
  if (value !== 'json' && value !== 'text') {
    const fix = "use 'json', or 'text' with a reason";
    return { code: 'VALUE_INVALID', problem: `is ${show(value)}`, fix, allowed: FORMATS };
  }
  if (value === 'json' || maturity !== 'ga' || only) return undefined;
  return {
    code: 'LOGS_UNSTRUCTURED',
    problem: "is 'text', and the service is ga",
    fix: 'write one JSON object a line (docs/guides/logs.md), or keep the service in beta until it does',
  };
}

function readReason(read: Props, reason: unknown, missing: string): string {
  const told = typeof reason === 'string' && reason.trim() !== '' && isWritable(reason);
  if (told) return read.take('logs.reason', reason, { value: missing, because: '' });
  const problem = reason === undefined ? 'is missing' : `is ${show(reason)}`;
  const fix = "say what keeps it from writing JSON: logs: { format: 'text', reason: '…' }";
  read.refuse('logs.reason', { code: 'LOGS_REASON_MISSING', problem, fix }, reason);
  return missing;
}

function unasked(reason: unknown): Objection {
  const fix = 'leave the reason out: JSON needs none';
  return { code: 'VALUE_INVALID', problem: `is ${show(reason)} beside JSON`, fix };
}
