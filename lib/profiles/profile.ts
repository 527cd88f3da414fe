import type { NumberFormatName } from '../gpu/number-formats';
import type { GaugeMetric, Metric } from '../slo/metric';
import type { Duration } from '../units';

/** What a setting's value follows from, where it is no constant. */
export type Source =
  | 'port'
  | 'metrics port'
  | 'GPUs'
  | 'longest exchange'
  | 'share of memory'
  | 'weights'
  | 'context'
  | 'utilization'
  | 'cache format';

/** When something is set; every condition has to hold. */
export interface When {
  readonly protocol?: 'http' | 'grpc';
  readonly gpus?: 'none' | 'some' | 'several';
  /** The GPU is taken by turns. */
  readonly shared?: true;
  /** What was said of the model: where its weights are mounted, or how it is used. */
  readonly says?: 'weights' | 'context' | 'cache format' | 'utilization';
  /** A number format that the card can't compute with. */
  readonly lacks?: NumberFormatName;
  /** Logs are to be read by machines, as they are unless the author says otherwise. */
  readonly logs?: 'json';
}

/** The versions that know something: from one on, and before another. */
export interface Versions {
  readonly since?: string;
  readonly until?: string;
}

/** A value, when it is set, and the reason. */
interface Setting extends Versions {
  /** As its documentation spells it: `--port`, `VLLM_CACHE_ROOT`. */
  readonly name: string;
  /** `{cache}` is the folder of caches, `{log config}` the file that says how to log. */
  readonly value: string | { readonly from: Source };
  readonly because: string;
  readonly when?: When;
  /** Flags and variables beside which it can't stand. */
  readonly unless?: readonly string[];
}

/** An argument that a server is started with. One without a value is a switch. */
export interface ProfileFlag extends Omit<Setting, 'value'> {
  readonly value?: Setting['value'];
  /** Other flags that say the same or its opposite. */
  readonly alias?: readonly string[];
  /** The variable that says the same: where it is typed, it holds. */
  readonly variable?: string;
}

/** An environment variable of a server. */
export type ProfileVariable = Setting;

/** A number that some versions take from a flag or a variable, and others have fixed; of a list, the first that a version knows holds. */
export interface Behaviour extends Pick<Versions, 'since'> {
  readonly seconds: number | 'all' | { readonly flag: string } | { readonly variable: string };
  readonly because: string;
}

/** What some versions of a server write as their log: the contract of logs, JSON with other keys, or text; of a list, the first that a version knows holds. */
export interface Written extends Versions {
  readonly as: 'contract' | 'json' | 'text';
  readonly because: string;
}

/** A file that a server takes its way of logging from. */
export interface LogFile {
  /** The variable that names the file. */
  readonly variable: string;
  /** The variable that says from which level on lines are written; it holds in the file as well. */
  readonly level: string;
  readonly content: (level: string | undefined) => string;
}

/** How a server answers by one protocol. */
export interface Answers {
  readonly port: number;
  /** Path that answers 200 once requests can be taken; gRPC has its own health service. */
  readonly ready?: `/${string}`;
  readonly metrics: {
    /** Where it isn't the port of the traffic. */
    readonly port?: number;
    readonly path: `/${string}`;
  };
}

/** What tells how much a server has to do; of several metrics, the one that a version emits. */
export interface ProfileSignals {
  /** Requests that wait, and how many of them one pod may have before there should be another. */
  readonly queue?: { readonly metrics: readonly GaugeMetric[]; readonly target: number };
  /** Requests that it works on. */
  readonly concurrency?: readonly GaugeMetric[];
  /** The part of its memory for open requests that is taken, 0 to 1: a full one has requests wait, whatever the card says. */
  readonly memory?: readonly GaugeMetric[];
  /** Whether it takes the card's memory at start, so that how much is taken says nothing. */
  readonly takesMemory?: true;
}

/** What is known of a model server. */
export interface Profile {
  /** Its name, for people. */
  readonly title: string;
  /** The versions of which this holds, both included. */
  readonly versions: { readonly oldest: string; readonly newest: string };
  /** Whether it runs without a GPU as well. */
  readonly cpu: boolean;
  /** GPUs of a pod that it can use, where not all of them. */
  readonly mostGpus?: number;
  readonly protocols: { readonly http: Answers; readonly grpc?: Answers };
  /** The first argument, where the image's entry point is no server. */
  readonly program?: string;
  /** What a stream takes, where answers are streamed. */
  readonly longestStream?: { readonly value: Duration; readonly because: string };
  /** Seconds that it goes on with what it has begun, once it was told to stop. */
  readonly finishes: readonly Behaviour[];
  /** Seconds until it closes an idle connection. */
  readonly keepAlive: readonly Behaviour[];
  /** What its log is. */
  readonly writes: readonly Written[];
  readonly logFile?: LogFile;
  /** The flag that names a number format. */
  readonly format?: string;
  readonly flags: readonly ProfileFlag[];
  readonly variables: readonly ProfileVariable[];
  /** Metrics that objectives may be worked out from, and those that look as if they could.
   *  @defaultValue none are known */
  readonly measures?: readonly Metric[];
  /** What tells how much there is to do, by which pods may be scaled.
   *  @defaultValue nothing is known */
  readonly signals?: ProfileSignals;
}
