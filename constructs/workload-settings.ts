import type { EnvironmentSpec } from '../lib/environment-spec';
import type { ServedWeights } from '../lib/profiles/interpret';
import type { Props } from '../lib/props';
import type { Scaling } from '../lib/scale/scaling';
import type { DeclaredSecret } from '../lib/secrets/secret';
import type { DeclaredStore } from '../lib/stores/store';
import { readTraffic } from './access-settings';
import { readGoogle, readInternalApi, type ActingFor } from './identity-settings';
import { readLogs, type LogsSettings } from './logs-settings';
import type { Maturity } from './maturity';
import { readProfile } from './profile-choice';
import { applyProfile, typedRun, type ProfileSettings } from './profile-settings';
import { readImage, readRun, type ShapeDefaults } from './run-settings';
import { refuseOtherRegistries } from './pull-secrets';
import { readSecrets } from './secret-settings';
import { readStores } from './store-settings';
import { readReplicas } from './replica-settings';
import { readServes } from './serves-settings';
import type { WorkloadSummary } from './service-scope';
import type { Callee, Caller, WorkloadProps } from './workload-props';

/** A workload's props, checked and complete. */
export interface WorkloadSettings extends ProfileSettings {
  readonly image: string;
  readonly command?: readonly string[];
  readonly runAs: number;
  readonly cpu: number;
  readonly memory: number;
  readonly port: number;
  readonly protocol: 'http' | 'grpc';
  readonly ready?: string;
  /** Seconds that the longest request or stream takes. */
  readonly longestExchange: number;
  /** Which of the two props that is. */
  readonly longestProp: 'serves.longestRequest' | 'serves.longestStream';
  /** The most pods when nothing rolls. */
  readonly replicas: number;
  /** What moves their number, where something does. */
  readonly scaling?: Scaling;
  readonly secrets: readonly DeclaredSecret[];
  readonly stores: readonly DeclaredStore[];
  readonly googleRoles: readonly string[];
  /** Why the pods act as an account of their own at Google, where they do. */
  readonly actsFor?: ActingFor;
  /** Seconds that a token for the internal API lives, where there is one. */
  readonly internalApi?: number;
  /** That it is public. */
  readonly exposed?: true;
  /** The bucket of its weights. */
  readonly bucket?: string;
  readonly callers: readonly Caller[];
  readonly calls: readonly Callee[];
  /** What it writes as its log. */
  readonly logs: LogsSettings;
}

/** What the reading depends on beside the props. */
export interface SettingsContext {
  readonly spec: EnvironmentSpec;
  readonly maturity: Maturity;
  readonly service: string;
  /** The first workload answers to the main application unless it says otherwise. */
  readonly first: boolean;
  readonly defaults: ShapeDefaults;
  /** The GPUs of a pod. */
  readonly gpu?: WorkloadSummary['gpu'];
  /** The secrets of the service's workloads that were read before. */
  readonly declared: readonly DeclaredSecret[];
  /** What a server is told of its model. */
  readonly model?: ServedWeights;
}

export const RUN_KEYS = ['command', 'args', 'variables', 'runAs', 'cpu', 'memory', 'node', 'imageSize'];
export const SERVES_KEYS = [
  'port',
  'protocol',
  'ready',
  'longestRequest',
  'longestStream',
  'keepAlive',
  'metrics',
  'profile',
  'profileVersion',
];
export const WORKLOAD_KEYS = [
  'image',
  'run',
  'serves',
  'replicas',
  'secrets',
  'stores',
  'identity',
  'logs',
  'callers',
  'calls',
];
/** Where a prop belongs that was typed beside the others. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  scaleOn: 'replicas.scaleOn',
  ...Object.fromEntries(RUN_KEYS.map((key) => [key, `run.${key}`])),
  ...Object.fromEntries(SERVES_KEYS.map((key) => [key, `serves.${key}`])),
};

/** Reads all props of a workload, filling in defaults and noting every mistake. */
export function readSettings(read: Props, props: WorkloadProps, context: SettingsContext): WorkloadSettings {
  read.known('run', props.run, RUN_KEYS);
  read.known('serves', props.serves, SERVES_KEYS);
  read.known('identity', props.identity, ['google', 'internalApi']);
  const secrets = readSecrets(read, props.secrets, {
    environment: context.spec.name,
    service: context.service,
    teams: Object.keys(context.spec.teams).sort(),
    others: context.declared,
  });
  const image = readImage(read, props.image, context.spec, secrets);
  refuseOtherRegistries(read, secrets, image);
  const run = readRun(read, props, context.defaults);
  const profile = readProfile(read, props, context.gpu);
  const traffic = readTraffic(read, props, context);
  const serves = readServes(read, props, profile, typedRun(profile, run));
  const { spec, maturity, gpu } = context;
  const logs = readLogs(read, props.logs, { maturity, chosen: profile, spec });
  const applied = applyProfile(read, profile, { run, serves, spec, gpu, model: context.model, logs });
  return {
    image,
    ...run,
    ...serves,
    ...applied,
    ...readReplicas(read, props.replicas, { spec, maturity, server: applied.profile, gpu: gpu !== undefined }),
    secrets,
    stores: readStores(read, props.stores, { dataplane: context.spec.cluster.dataplane, secrets }),
    ...readGoogle(read, props.identity?.google),
    ...traffic,
    logs,
    internalApi: readInternalApi(read, props.identity?.internalApi, traffic.calls),
  };
}
