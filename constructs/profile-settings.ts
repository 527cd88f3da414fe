import type { EnvironmentSpec } from '../lib/environment-spec';
import { findGpu } from '../lib/gpu/models';
import { formatObjection, NUMBER_FORMAT_NAMES } from '../lib/gpu/number-formats';
import { show } from '../lib/nearest';
import {
  addedArguments,
  behaviourOf,
  flagOutcomes,
  typedValue,
  variableOutcomes,
  type Outcome,
  type ServedWeights,
  type Situation,
  type TypedRun,
} from '../lib/profiles/interpret';
import type { Answers, Profile } from '../lib/profiles/profile';
import type { ProfileName } from '../lib/profiles/profiles';
import { isShell } from '../lib/profiles/typed-flags';
import type { Props } from '../lib/props';
import { LOG_CONFIG_FILE } from './log-config';
import type { LogsSettings } from './logs-settings';
import { HOME } from './pod';
import type { ChosenProfile } from './profile-choice';
import type { WorkloadSummary } from './service-scope';

/** What a profile adds to a workload; without one, what was typed. */
export interface ProfileSettings {
  readonly args?: readonly string[];
  /** The prop behind each argument. */
  readonly argProps: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** Where the server shows its metrics, as far as a profile knows. */
  readonly metrics?: { readonly port: number; readonly path: string };
  /** Seconds that the pod waits more before it tells the process to stop, since that ends requests. */
  readonly stopDelay: number;
  readonly profile?: { readonly name: ProfileName; readonly version: string };
  /** The file that says how its server logs, where it takes one. */
  readonly logConfig?: string;
}

/** What was read of a workload before its profile is applied. */
export interface ProfileParts {
  readonly run: RunParts;
  readonly serves: {
    readonly port: number;
    readonly protocol: 'http' | 'grpc';
    readonly answers?: Answers;
    readonly longestExchange: number;
    readonly longestProp: string;
    /** Where the author says that metrics are. */
    readonly metrics?: { readonly port: number; readonly path: string };
  };
  readonly spec: EnvironmentSpec;
  readonly gpu?: WorkloadSummary['gpu'];
  readonly model?: ServedWeights;
  readonly logs: LogsSettings;
}

interface RunParts {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** What the author typed for the server; a shell's arguments are not the server's. */
export function typedRun(chosen: ChosenProfile | undefined, run: RunParts): TypedRun | undefined {
  if (chosen === undefined) return undefined;
  return { args: isShell(programOf(chosen.profile, run)) ? [] : (run.args ?? []), variables: run.variables };
}

/** The program that was typed, or undefined where the image's own runs. */
function programOf({ program }: Profile, { command, args = [] }: RunParts): string | undefined {
  if (command?.[0] !== undefined) return command[0];
  return program === undefined || args[0]?.startsWith('-') === true ? undefined : args[0];
}

/** What a profile adds, each of it noted with its reason; what the author typed goes first. */
export function applyProfile(read: Props, chosen: ChosenProfile | undefined, parts: ProfileParts): ProfileSettings {
  const { run, serves, gpu, model } = parts;
  const own = (run.args ?? []).map(() => 'run.args');
  const typed = typedRun(chosen, run);
  if (chosen === undefined || typed === undefined) {
    const { metrics } = serves;
    return { args: run.args, argProps: own, variables: run.variables, stopDelay: 0, ...(metrics && { metrics }) };
  }
  const { name, profile, version } = chosen;
  const metrics = readMetrics(read, chosen, parts, typed);
  const situation: Situation = {
    version,
    protocol: serves.protocol,
    port: serves.port,
    metricsPort: metrics.port,
    gpus: gpu?.count ?? 0,
    computeCapability: gpu && findGpu(gpu.model)?.computeCapability,
    clients: gpu?.clients,
    longestExchange: serves.longestExchange,
    cache: `${HOME}/.cache`,
    logConfig: LOG_CONFIG_FILE,
    logs: parts.logs.format,
    model,
  };
  const program = programOf(profile, run);
  const shell = isShell(program);
  const flags = flagOutcomes(profile, situation, typed).map((outcome) => (shell ? unpassed(outcome) : outcome));
  const variables = variableOutcomes(profile, situation, typed);
  for (const outcome of flags) noteOutcome(read, `run.args.${outcome.name}`, outcome);
  for (const outcome of variables) noteOutcome(read, `run.variables.${outcome.name}`, outcome);
  refuseFormat(read, profile, flags, parts);

  const added = addedArguments(flags);
  const starts = profile.program !== undefined && program === undefined ? [profile.program] : [];
  const set = variables.flatMap((one) => (typeof one.value === 'string' ? [[one.name, one.value] as const] : []));
  const all = { ...Object.fromEntries(set), ...run.variables };
  return {
    args: [...starts, ...(run.args ?? []), ...added.map(({ text }) => text)],
    argProps: [...starts.map(() => 'serves.profile'), ...own, ...added.map((flag) => `run.args.${flag.name}`)],
    variables: all,
    metrics,
    stopDelay: noteBehaviour(read, chosen, parts, flags, all),
    profile: { name, version },
    ...logConfigOf(profile, all),
  };
}

/** The file that a server's variable names, unless the author named another. */
function logConfigOf(
  { logFile }: Profile,
  variables: Readonly<Record<string, string>>,
): Pick<ProfileSettings, 'logConfig'> {
  if (logFile === undefined || variables[logFile.variable] !== LOG_CONFIG_FILE) return {};
  return { logConfig: logFile.content(variables[logFile.level]) };
}

function unpassed({ name, because, origin, value }: Outcome): Outcome {
  if (origin === 'typed') return { name, origin, value, because };
  return { name, origin, because: 'not passed: the program is a shell, which hands no arguments on' };
}

function noteOutcome(read: Props, path: string, { value, origin, because }: Outcome): void {
  read.note(path, { value: value ?? null, origin, because });
}

/** Where the metrics are, noted for whoever reads them. */
function readMetrics(read: Props, { profile }: ChosenProfile, { serves }: ProfileParts, typed: TypedRun) {
  const { port: usual, path } = serves.answers?.metrics ?? profile.protocols.http.metrics;
  const said = typedValue(profile, 'metrics port', serves.protocol, typed);
  const port = said === undefined ? (usual ?? serves.port) : Number(said.value);
  const valid = Number.isInteger(port) && port >= 1024 && port <= 65_535;
  const problem = !valid
    ? `${said?.by ?? ''} ${show(said?.value)}`
    : usual !== undefined && port === serves.port
      ? `metrics of ${profile.title} have port ${port}, and so have requests`
      : undefined;
  if (problem !== undefined) {
    const fix = 'give another port, 1024 to 65535';
    read.refuse(valid ? 'serves.port' : (said?.at ?? 'serves.port'), { code: 'PORT_INVALID', problem, fix }, port);
  }
  const metrics = { port: valid ? port : serves.port, path };
  const because = said?.by ?? `${profile.title} shows its metrics there`;
  read.note('serves.metrics', { value: metrics, origin: 'default', because });
  return metrics;
}

/** POD-4: a format that the card lacks ends the server at start. */
function refuseFormat(read: Props, { format }: Profile, flags: readonly Outcome[], { gpu, spec }: ProfileParts): void {
  const model = gpu && findGpu(gpu.model);
  const outcome = flags.find(({ name, origin }) => name === format && origin === 'typed');
  const wanted = NUMBER_FORMAT_NAMES.find((name) => name === outcome?.value);
  if (gpu === undefined || model === undefined || wanted === undefined) return;
  const card = (name: string) => ({ name, computeCapability: findGpu(name)?.computeCapability ?? 0 });
  const objection = formatObjection(wanted, card(gpu.model), Object.keys(spec.gpus).map(card));
  if (objection !== undefined) read.refuse('run.args', objection, wanted);
}

/** Notes how the server stops and hangs up; returns the seconds that it has to be left alone before it is told to stop. */
function noteBehaviour(
  read: Props,
  { profile, version }: ChosenProfile,
  { serves }: ProfileParts,
  flags: readonly Outcome[],
  variables: Readonly<Record<string, string>>,
): number {
  const idle = behaviourOf(profile.keepAlive, version, flags, variables);
  const seconds = (value: number | 'all') => (value === 'all' ? 'for ever' : `${value}s`);
  read.note('serves.keepAlive', { value: seconds(idle.seconds), origin: 'default', because: idle.because });
  const stop = behaviourOf(profile.finishes, version, flags, variables);
  const delay = stop.seconds === 'all' ? 0 : Math.max(0, serves.longestExchange - stop.seconds);
  const because =
    delay === 0
      ? stop.because
      : `${stop.because}; it is told only when the longest exchange (${serves.longestProp}) is over`;
  read.note('serves.drain', { value: `${delay}s`, origin: 'default', because });
  return delay;
}
