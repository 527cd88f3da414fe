import { canCompute } from '../gpu/number-formats';
import type { Behaviour, Profile, ProfileFlag, Source, Versions, When } from './profile';
import { flagsOf } from './typed-flags';
import { knows } from './versions';

/** What a server meets: its version, where it runs, and what it is asked for. */
export interface Situation {
  readonly version: string;
  readonly protocol: 'http' | 'grpc';
  readonly port: number;
  readonly metricsPort?: number;
  /** GPUs of a pod, or parts of one. */
  readonly gpus: number;
  /** CUDA compute capability of the card, where there is one. */
  readonly computeCapability?: number;
  /** Pods that share the GPU by turns. */
  readonly clients?: number;
  /** Seconds that the longest request or stream takes. */
  readonly longestExchange: number;
  /** The folder of caches. */
  readonly cache: string;
  /** The file that says how to log, where a server takes one. */
  readonly logConfig: string;
  /** What the author wants of the log. */
  readonly logs: 'json' | 'text';
  /** What was said of the model, as far as it was. */
  readonly model?: ServedWeights;
}

/** What is known of the model that is served, and how. */
export interface ServedWeights {
  /** The folder that they are mounted at. */
  readonly folder?: string;
  /** Tokens of prompt and answer together. */
  readonly context?: number;
  /** The format of the cache of keys and values, as the author typed it. */
  readonly cacheFormat?: string;
  /** The part of the card's memory that the server takes, where the author typed it. */
  readonly utilization?: number;
}

/** What the author typed for the process itself. */
export interface TypedRun {
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** What became of one setting of a profile. */
export interface Outcome {
  /** The flag or variable. */
  readonly name: string;
  /** What holds, whoever said it; absent where nothing is set. A switch is `true`. */
  readonly value?: string | true;
  /** Who decided: the profile, or the author. */
  readonly origin: 'default' | 'typed';
  readonly because: string;
}

/** The part of a card's memory that is given to the pods that share it, in hundredths. */
const SHARED = 90;

/** What a profile passes as arguments, and what the author decided in its stead, in the profile's order. */
export function flagOutcomes(profile: Profile, situation: Situation, typed: TypedRun): readonly Outcome[] {
  const given = flagsOf(typed.args);
  return profile.flags
    .filter(({ when }) => holds(when, situation))
    .map((flag) => flagOutcome(flag, situation, given, typed));
}

function flagOutcome(
  flag: ProfileFlag,
  situation: Situation,
  given: ReadonlyMap<string, string | undefined>,
  { variables }: TypedRun,
): Outcome {
  const { name, because } = flag;
  const ours = flag.value === undefined ? true : valueOf(flag.value, situation);
  const usual = `the profile would pass ${!knows(situation.version, flag) ? 'nothing' : ours === true ? name : ours}`;
  const spelling = [name, ...(flag.alias ?? [])].find((one) => given.has(one));
  if (spelling !== undefined) {
    return { name, value: given.get(spelling) ?? true, origin: 'typed', because: `run.args has ${spelling}; ${usual}` };
  }
  const { variable } = flag;
  if (variable !== undefined && Object.hasOwn(variables, variable)) {
    const value = variables[variable] ?? '';
    return { name, value, origin: 'typed', because: `run.variables has ${variable}; ${usual}` };
  }
  const rival = flag.unless?.find((one) => given.has(one) || Object.hasOwn(variables, one));
  if (rival !== undefined) return { name, origin: 'typed', because: `${rival} is typed, and says it otherwise` };
  if (!knows(situation.version, flag)) return { name, origin: 'default', because: unknownTo(situation.version, flag) };
  return { name, value: ours, origin: 'default', because };
}

/** What a profile sets as variables. What the author typed isn't among them. */
export function variableOutcomes(profile: Profile, situation: Situation, typed: TypedRun): readonly Outcome[] {
  const given = flagsOf(typed.args);
  return profile.variables
    .filter(({ name, when }) => holds(when, situation) && !Object.hasOwn(typed.variables, name))
    .map((variable) => {
      const { name, because, unless } = variable;
      const rival = unless?.find((one) => given.has(one) || Object.hasOwn(typed.variables, one));
      if (rival !== undefined) return { name, origin: 'typed', because: `${rival} is typed, and says it otherwise` };
      return knows(situation.version, variable)
        ? { name, value: valueOf(variable.value, situation), origin: 'default', because }
        : { name, origin: 'default', because: unknownTo(situation.version, variable) };
    });
}

/** The arguments that the profile adds: those that the author neither typed nor said otherwise. */
export function addedArguments(
  outcomes: readonly Outcome[],
): readonly { readonly name: string; readonly text: string }[] {
  return outcomes.flatMap(({ name, value, origin }) =>
    origin === 'typed' || value === undefined ? [] : [{ name, text: value === true ? name : `${name}=${value}` }],
  );
}

/** The value that the author typed for what follows from a source, by a flag or its variable. */
export function typedValue(
  profile: Profile,
  source: Source,
  protocol: Situation['protocol'],
  { args, variables }: TypedRun,
): { readonly value: string; readonly at: string; readonly by: string } | undefined {
  const flag = profile.flags.find(
    ({ value, when }) =>
      typeof value === 'object' && value.from === source && (when?.protocol ?? protocol) === protocol,
  );
  if (flag === undefined) return undefined;
  const given = flagsOf(args);
  for (const spelling of [flag.name, ...(flag.alias ?? [])]) {
    const value = given.get(spelling);
    if (value !== undefined) return { value, at: 'run.args', by: `run.args has ${spelling}` };
  }
  const { variable } = flag;
  if (variable === undefined || !Object.hasOwn(variables, variable)) return undefined;
  const value = variables[variable] ?? '';
  return { value, at: `run.variables.${variable}`, by: `run.variables has ${variable}` };
}

/** How a server of a version behaves, in seconds: a flag or a variable says it, or it is fixed. */
export function behaviourOf(
  list: readonly Behaviour[],
  version: string,
  outcomes: readonly Outcome[],
  variables: Readonly<Record<string, string>>,
): { readonly seconds: number | 'all'; readonly because: string } {
  const found = list.find((behaviour) => knows(version, behaviour));
  if (found === undefined) return { seconds: 0, because: 'nobody knows how it behaves' };
  const { seconds, because } = found;
  if (typeof seconds !== 'object') return { seconds, because };
  const said =
    'flag' in seconds ? outcomes.find(({ name }) => name === seconds.flag)?.value : variables[seconds.variable];
  // What isn't written out, `$(X)`, is taken for nothing.
  const number = Number(said === true ? Number.NaN : said);
  return { seconds: Number.isFinite(number) && number > 0 ? number : 0, because };
}

function unknownTo(version: string, { since, until }: Versions): string {
  const told = [since === undefined ? '' : `since ${since}`, until === undefined ? '' : `before ${until}`];
  return `not passed: ${version} may not know it, which is there ${told.filter((part) => part !== '').join(' and ')}`;
}

function holds(when: When | undefined, situation: Situation): boolean {
  const { protocol, gpus, clients, computeCapability, logs } = situation;
  if (when === undefined) return true;
  if (when.logs !== undefined && when.logs !== logs) return false;
  if (when.says !== undefined && saidOf(when.says, situation) === undefined) return false;
  if (when.protocol !== undefined && when.protocol !== protocol) return false;
  if (when.shared === true && clients === undefined) return false;
  if (when.lacks !== undefined && (computeCapability === undefined || canCompute(when.lacks, computeCapability))) {
    return false;
  }
  if (when.gpus === undefined) return true;
  return when.gpus === 'none' ? gpus === 0 : when.gpus === 'some' ? gpus > 0 : gpus > 1;
}

function valueOf(value: string | { readonly from: Source }, situation: Situation): string {
  if (typeof value === 'string')
    return value.replace('{cache}', situation.cache).replace('{log config}', situation.logConfig);
  switch (value.from) {
    case 'port':
      return String(situation.port);
    case 'metrics port':
      return String(situation.metricsPort ?? situation.port);
    case 'GPUs':
      return String(situation.gpus);
    case 'longest exchange':
      return String(situation.longestExchange);
    case 'share of memory':
      // Rounded down: the sum has to stay below the whole.
      return (Math.floor(hundredths(situation.model?.utilization) / (situation.clients ?? 1)) / 100).toFixed(2);
    default:
      return String(saidOf(value.from, situation) ?? '');
  }
}

function hundredths(utilization: number | undefined): number {
  return utilization === undefined ? SHARED : Math.round(utilization * 100);
}

function saidOf(what: NonNullable<When['says']>, { model = {}, clients }: Situation): string | number | undefined {
  const said = {
    weights: model.folder,
    context: model.context,
    'cache format': model.cacheFormat,
    // By turns it is divided among the pods.
    utilization: clients === undefined ? model.utilization : undefined,
  };
  return said[what];
}
