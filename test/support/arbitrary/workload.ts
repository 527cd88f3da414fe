import * as fc from 'fast-check';
import type { Owner } from '../../../lib/environment-spec';
import { longLived } from '../../../lib/secrets/long-lived';
import { GPU_MODELS, nodePrice, type GpuModelName } from '../../../lib/gpu/models';
import { machinesFor } from '../../../lib/gpu/shape';
import { pinned, type LooseProps } from '../environment';
import { byName } from '../generated';
import { legalProfile, legalWeights } from './model';
import { legalName } from './name';
import { anyText } from './text';

/** What a workload may name of its surroundings. */
export interface Surroundings {
  readonly gpus: readonly GpuModelName[];
  readonly callers: readonly string[];
  readonly calls: readonly string[];
  /** The groups that may own a secret. */
  readonly owners: readonly Owner[];
}

const variable = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,6}$/);
const homes = fc.constantFrom<Readonly<Record<string, string>>>(
  {},
  { HOME: '/home/app/x' },
  { TMPDIR: '/tmp/y', HF_HOME: '$(TMPDIR)/hf' },
  { USER: 'nobody', LOGNAME: 'nobody' },
);
const variables = fc
  .tuple(homes, fc.dictionary(variable, anyText, { maxKeys: 4, noNullPrototype: true }))
  .map(([first, more]) => ({ ...more, ...first }));

const smallCpu = fc.constantFrom<unknown>(0.001, 0.5, 1, 2.25, 6, '1m', '250m', '6000m');
const cpu = fc.oneof(
  smallCpu,
  fc.integer({ min: 1, max: 416 }),
  fc.integer({ min: 1, max: 416_000 }).map((amount) => `${amount}m`),
);
const smallMemory = fc.constantFrom('1Mi', '0.5Mi', '256Mi', '1.5Gi', '20Gi', '20480Mi', '0.01171875Ti');
const memory = fc.oneof(
  smallMemory,
  fc.integer({ min: 1, max: 100_000 }).map((amount) => `${amount}Mi`),
  fc.integer({ min: 1, max: 11 }).map((amount) => `${amount}Ti`),
);

const duration = fc.oneof(
  fc.integer({ min: 1, max: 86_400 }).map((amount) => `${amount}s`),
  fc.constantFrom('1ms', '0.4ms', '999ms', '1.5s', '60s', '5m', '0.5h', '1h', '24h'),
);

const run = (gpu: boolean) =>
  fc.record(
    {
      command: fc.array(anyText, { maxLength: 3 }),
      args: fc.array(anyText, { maxLength: 3 }),
      variables,
      runAs: fc.integer({ min: 1, max: 65_534 }),
      cpu: gpu ? smallCpu : cpu,
      memory: gpu ? smallMemory : memory,
    },
    { requiredKeys: [] },
  );

const serves = fc
  .record(
    {
      port: fc.integer({ min: 1024, max: 65_535 }),
      protocol: fc.constantFrom('http', 'grpc'),
      ready: fc.stringMatching(/^\/[A-Za-z0-9._~/-]{0,12}$/),
      longestRequest: duration,
      longestStream: duration,
    },
    { requiredKeys: [] },
  )
  .map(({ ready, ...rest }) => (rest.protocol === 'grpc' || ready === undefined ? rest : { ...rest, ready }));

const image = fc.oneof(
  fc.constantFrom('echo', 'ranker', 'model-7b').map(byName),
  fc.constantFrom('app', 'app:1.2', 'deep/er/app').map((name) => `ghcr.io/${pinned(name).split('/').pop()}`),
  fc.constant(pinned('app')),
);

const ROLES = ['roles/storage.objectViewer', 'roles/aiplatform.user', 'roles/bigquery.dataViewer'];

function gpuProps(models: readonly GpuModelName[]): fc.Arbitrary<LooseProps | undefined> {
  if (models.length === 0) return fc.constant(undefined);
  const some = fc.constantFrom(...models).chain((model) => {
    const row = GPU_MODELS[model];
    const machines = machinesFor(row, 'on-demand');
    const counts = machines.map(({ gpus }) => gpus);
    // By need, offers are compared by their price.
    const priced = machines.some((machine) => nodePrice(model, machine, 'onDemand') !== undefined);
    const parts = Object.keys(row.partitions);
    return fc.oneof(
      fc.constant<LooseProps>({ model }),
      fc.constantFrom(...counts).map((count) => ({ model, count })),
      fc.constantFrom<LooseProps>(
        ...parts.map((partition) => ({ model, partition, capacity: { reserved: 'kept' } })),
        { model, sharing: 'time-sharing' },
        { model, sharing: 'time-sharing', clients: 3, count: 1 },
        { model, capacity: { reserved: 'kept' } },
        { model, capacity: { fallback: ['on-demand', 'spot', 'flex-start'] } },
        ...(priced ? [{ memory: `${row.memoryGb}Gi`, capacity: 'on-demand' }] : []),
        { model, spare: 'downtime' },
        { model, sharing: 'time-sharing', spare: 'surge' },
      ),
    );
  });
  return fc.option(some, { nil: undefined });
}

/** Whether a pod may have no more than its share of a node, which these amounts know nothing of. */
function isShare(gpu: LooseProps): boolean {
  return ['partition', 'sharing', 'memory'].some((key) => gpu[key] !== undefined);
}

const STORE = { name: 'rows', kind: 'postgres', at: { range: '198.51.100.16/28' }, holds: ['metadata'] };

/** A variable that no generated process has: theirs are shorter. */
const variableOf = (name: string): string => `SECRET_${name.toUpperCase().replaceAll('-', '_')}`;

/** A secret of a kind that follows from its name: workloads of a service that share one have to agree on it. */
const secretNamed =
  ([owner]: readonly Owner[]) =>
  (name: string): unknown => {
    const pair = { name, properties: ['username', 'password'] } as const;
    const restart = { name, onChange: { restart: name.length } } as const;
    const terms = {
      reason: 'whoever issued it issues nothing else',
      owner: owner ?? 'group::nobody',
      expires: '2031-12-31',
      rotateEvery: `${1 + name.length}d`,
    } as const;
    const kinds = [
      () => name,
      () => pair,
      () => restart,
      () => ({ name, onChange: { reload: '5m' } }),
      () => longLived({ name, ...terms }),
      () => longLived({ ...pair, ...terms, rotated: '2031-01-31', signedFor: '1h' }),
      () => longLived({ ...restart, ...terms, rotated: '2031-01-31' }),
      () =>
        longLived({
          ...restart,
          ...terms,
          delivery: { variables: { value: variableOf(name), accepted: `${variableOf(name)}_TOO` } },
        }),
    ];
    return kinds[name.length % kinds.length]?.();
  };

/** The props of a workload in which everything is right. */
export function legalWorkload({ gpus, callers, calls, owners }: Surroundings): fc.Arbitrary<LooseProps> {
  return gpuProps(gpus).chain((gpu) =>
    fc
      .record(
        {
          image,
          run: run(gpu !== undefined),
          serves,
          replicas: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constantFrom(0, -0, 1, 999, 1000)),
          secrets: fc.uniqueArray(legalName(63), { maxLength: 3 }).map((names) => names.map(secretNamed(owners))),
          stores: fc.constantFrom([], [STORE]),
          identity: fc.record({ google: fc.shuffledSubarray(ROLES) }, { requiredKeys: [] }),
          callers: fc.shuffledSubarray([...callers]),
          calls: fc.shuffledSubarray([...calls]),
        },
        { requiredKeys: ['image'] },
      )
      .map((props) => (gpu === undefined ? props : { ...props, ...(isShare(gpu) ? { run: {} } : {}), gpu }))
      .chain((props) => withModel(props, gpu))
      .chain(withRange),
  );
}

/** Some workloads are scaled: by their processors, or by a gauge where their metrics can be fetched. */
function withRange(props: LooseProps): fc.Arbitrary<LooseProps> {
  const limits = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 3 }));
  const { protocol, profile } = (props['serves'] ?? {}) as LooseProps;
  const signals: readonly LooseProps[] = [
    ...(props['gpu'] === undefined ? [{ signal: 'cpu', target: '70%' }] : []),
    ...(protocol === 'grpc' && profile === undefined ? [] : [{ signal: { gauge: 'jobs_waiting' }, target: 2.5 }]),
  ];
  if (signals.length === 0) return fc.constant(props);
  const ranged = fc
    .tuple(limits, fc.constantFrom(...signals))
    .map(([[min, more], scaleOn]) => ({ ...props, replicas: { min, max: min + more, scaleOn } }));
  return fc.oneof({ arbitrary: fc.constant(props), weight: 4 }, { arbitrary: ranged, weight: 1 });
}

/** From ga on a server that writes text only needs a reason; it may have one before. */
function reasoned({ profile, profileVersion }: LooseProps): LooseProps {
  const text = profile === 'triton' || (profile === 'vllm' && ![undefined, '0.32'].includes(profileVersion as string));
  return text ? { logs: { format: 'text', reason: 'its server has no other' } } : {};
}

/** Some workloads serve a model: its weights, and the server that is known. */
function withModel(props: LooseProps, gpu: LooseProps | undefined): fc.Arbitrary<LooseProps> {
  const none = fc.constant(undefined);
  const weights = gpu === undefined ? none : fc.oneof({ arbitrary: none, weight: 2 }, legalWeights(gpu));
  const profile = fc.oneof({ arbitrary: none, weight: 3 }, legalProfile(gpu));
  return fc.tuple(weights, profile).map(([files, server]) => ({
    ...props,
    ...(files && { weights: files }),
    ...(server?.['profile'] === undefined ? {} : { serves: server, ...reasoned(server) }),
  }));
}
