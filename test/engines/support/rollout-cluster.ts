import { setTimeout as sleep } from 'node:timers/promises';
import type { Strategy } from '../../../lib/gpu/strategy';
import type { Read } from '../../support/documents';
import { call } from './api';

/** What marks the nodes and pods of rollouts: other tests leave them alone. */
export const ROLLOUTS_LABEL = 'taxiway.dev/rollouts';

const NAMESPACE = 'rollouts';
const GPU = 'nvidia.com/gpu';
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;
const DEPLOYMENTS = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`;

/** A workload of one pool. */
export interface RolledWorkload {
  readonly replicas: number;
  readonly strategy: Strategy;
  /** False for one that stands still while others roll.
   *  @defaultValue true */
  readonly rolls?: boolean;
}

/** A pool of nodes, and what rolls in it. */
export interface RolledPool {
  /** Part of names and labels. */
  readonly id: string;
  readonly nodes: number;
  /** GPUs of a node as it registers them, and of a pod. */
  readonly gpus: { readonly node: number; readonly pod: number };
  readonly workloads: readonly RolledWorkload[];
}

/** What became of a pool's Deployments. */
export interface Seen {
  /** All pods are of the newest revision, available, and as many as wanted. */
  readonly done: boolean;
  /** Pods that the scheduler found no node for. */
  readonly pending: number;
  /** Changes with everything that happens in the pool. */
  readonly state: string;
}

export async function openNamespace(): Promise<void> {
  await call('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
}

export async function closeNamespace(): Promise<void> {
  await call('DELETE', DEPLOYMENTS, { propagationPolicy: 'Background' });
  await call('DELETE', PODS, { gracePeriodSeconds: 0 });
  await call('DELETE', `/api/v1/namespaces/${NAMESPACE}`);
  await call('DELETE', `/api/v1/nodes?labelSelector=${ROLLOUTS_LABEL}`);
}

/** Registers a pool's nodes, as GKE does with those of a rendered pool: label, taint, GPUs. */
export async function addNodes({ id, gpus }: RolledPool, from: number, to: number): Promise<void> {
  const resources = { cpu: '8', memory: '32Gi', 'ephemeral-storage': '100Gi', pods: '110', [GPU]: String(gpus.node) };
  for (let index = from; index < to; index += 1) {
    const name = `rollouts-${id}-${index}`;
    await call('POST', '/api/v1/nodes', {
      metadata: { name, labels: { [ROLLOUTS_LABEL]: id, 'kubernetes.io/hostname': name } },
      spec: { taints: [{ key: ROLLOUTS_LABEL, value: id, effect: 'NoSchedule' }] },
      status: { capacity: resources, allocatable: resources, conditions: [{ type: 'Ready', status: 'True' }] },
    });
  }
}

const nameOf = (id: string, index: number): string => `${id}-${index}`;

/** Makes a pool's Deployments, in their first revision. */
export async function deploy({ id, gpus, workloads }: RolledPool): Promise<void> {
  for (const [index, { replicas, strategy }] of workloads.entries()) {
    const labels = { [ROLLOUTS_LABEL]: id, workload: nameOf(id, index) };
    await call('POST', DEPLOYMENTS, {
      metadata: { name: nameOf(id, index), labels },
      spec: {
        replicas,
        strategy:
          strategy.type === 'Recreate'
            ? strategy
            : {
                type: strategy.type,
                rollingUpdate: { maxSurge: strategy.maxSurge, maxUnavailable: strategy.maxUnavailable },
              },
        selector: { matchLabels: labels },
        template: {
          metadata: { labels, annotations: { revision: 'first' } },
          spec: {
            nodeSelector: { [ROLLOUTS_LABEL]: id },
            // Admission marks every new node, and no kubelet here takes the mark away.
            tolerations: [
              { key: ROLLOUTS_LABEL, operator: 'Exists' },
              { key: 'node.kubernetes.io/not-ready', operator: 'Exists' },
            ],
            containers: [{ name: 'server', image: 'server', resources: { limits: { [GPU]: String(gpus.pod) } } }],
          },
        },
      },
    });
  }
}

/** Gives those that roll a new revision. */
export async function roll({ id, workloads }: RolledPool): Promise<void> {
  for (const [index, { rolls = true }] of workloads.entries()) {
    const revision = { template: { metadata: { annotations: { revision: 'second' } } } };
    if (rolls) await call('PATCH', `${DEPLOYMENTS}/${nameOf(id, index)}`, { spec: revision });
  }
}

/** Plays the kubelet once: what has a node runs and is ready, what was told to go is gone. */
async function playKubelet(pods: readonly Read[]): Promise<void> {
  await Promise.all(
    pods.flatMap(({ metadata, spec, status }) => {
      const path = `${PODS}/${metadata.name as string}`;
      if (metadata.deletionTimestamp !== undefined)
        return [call('DELETE', path, { gracePeriodSeconds: 0, propagationPolicy: 'Background' })];
      if (spec.nodeName === undefined || status.phase === 'Running') return [];
      const conditions = ['Ready', 'ContainersReady'].map((type) => ({ type, status: 'True' }));
      const server = {
        name: 'server',
        ready: true,
        restartCount: 0,
        image: 'server',
        imageID: '',
        state: { running: {} },
      };
      return [
        call('PATCH', `${path}/status`, { status: { phase: 'Running', conditions, containerStatuses: [server] } }),
      ];
    }),
  );
}

/** Plays the kubelet, and says how things stand in each pool. */
export async function look(): Promise<ReadonlyMap<string, Seen>> {
  const { items: pods } = (await call('GET', PODS)) as { items: Read[] };
  const { items: deployments } = (await call('GET', DEPLOYMENTS)) as { items: Read[] };
  await playKubelet(pods);
  const ids = [...new Set(deployments.map(({ metadata }) => metadata.labels[ROLLOUTS_LABEL] as string))];
  return new Map(
    ids.map((id) => {
      const own = pods.filter(({ metadata }) => metadata.labels[ROLLOUTS_LABEL] === id);
      const rolling = deployments.filter(({ metadata }) => metadata.labels[ROLLOUTS_LABEL] === id);
      const seen = own.map(({ metadata, spec, status }) =>
        [metadata.name, spec.nodeName, status.phase, metadata.deletionTimestamp !== undefined].join(),
      );
      const pending = own.filter(({ spec }) => spec.nodeName === undefined).length;
      const wanted = rolling.map(({ spec }) => spec.replicas as number).reduce((sum, one) => sum + one, 0);
      const done = rolling.every(isDone) && own.length === wanted;
      return [
        id,
        { done, pending, state: [...seen.sort(), ...rolling.map(({ status }) => JSON.stringify(status))].join(';') },
      ];
    }),
  );
}

/** As `kubectl rollout status` decides it. */
function isDone({ metadata, spec, status }: Read): boolean {
  const {
    replicas = 0,
    updatedReplicas = 0,
    availableReplicas = 0,
    observedGeneration = 0,
  } = status as Record<string, number>;
  const wanted = spec.replicas as number;
  const counts = [replicas, updatedReplicas, availableReplicas].every((count) => count === wanted);
  return observedGeneration >= (metadata.generation as number) && counts;
}

/** Plays the kubelet until these pools are done, or something has stayed as it is for a while in each that isn't. */
export async function settle(ids: readonly string[], patienceMs: number): Promise<ReadonlyMap<string, Seen>> {
  const changed = new Map<string, { readonly state: string; readonly at: number }>();
  for (;;) {
    const all = await look();
    const now = Date.now();
    const waiting = ids.filter((id) => {
      const seen = all.get(id);
      if (seen === undefined) return true;
      const before = changed.get(id);
      if (before?.state !== seen.state) changed.set(id, { state: seen.state, at: now });
      return !seen.done && now - (before?.state === seen.state ? before.at : now) < patienceMs;
    });
    if (waiting.length === 0) return all;
    await sleep(200);
  }
}
