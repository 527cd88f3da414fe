import type { Document, JsonObject } from '../../assembly/document';
import { toMilliseconds } from '../../units';
import type { Objection } from '../finding';
import { factsOf } from '../fleet';
import { asNumber, asObject, asTexts, at } from '../json';
import type { Pod } from '../pods';
import { policiesByTarget, routedServicesOf, servingContainer } from '../routes';
import type { Rule } from '../rule';
import { nameOf, namespaceOf, placeOf } from '../stacks';

/** What Google's load balancer and the kubelet take where nothing is said, in seconds. */
const BACKEND_TIMEOUT = 30;
const GRACE = 30;
/** The longest draining that the load balancer knows. */
const DRAINING_LIMIT = 3600;

/** Makes sure that a pod behind the load balancer still serves until it is out, and finishes what it has begun. */
export const drainTooShort: Rule = {
  code: 'DRAIN_TOO_SHORT',
  severity: 'error',
  title: 'a pod behind the gateway serves on until the load balancer has let go of it, and finishes its requests',
  requirement: 'R330',
  scope: 'environment',
  *check(assembly) {
    const detach = Math.ceil((toMilliseconds(at(factsOf(assembly).object, 'gateway', 'detachTime')) ?? 0) / 1000);
    const policies = policiesByTarget(assembly, 'GCPBackendPolicy');
    for (const { service, pods } of routedServicesOf(assembly)) {
      if (service === undefined) continue;
      const [policy] = policies.get(placeOf('Service', namespaceOf(service), nameOf(service))) ?? [];
      const backend = asObject(at(policy?.object, 'spec', 'default'));
      const timeout = asNumber(backend['timeoutSec']) ?? BACKEND_TIMEOUT;
      yield* drainingFaults(policy ?? service, policy === undefined, backend, timeout);
      for (const pod of pods) yield* podFaults(pod, service, detach, timeout);
    }
  },
};

function* podFaults(pod: Pod, service: Document, detach: number, timeout: number): Generator<Objection> {
  const document = pod.document.id;
  const container = servingContainer(pod, service);
  if (container === undefined) return;
  const wait = sleepOf(asObject(at(container.object, 'lifecycle', 'preStop')));
  if (wait < detach) {
    const problem = `waits ${wait} s before it stops; the load balancer sends requests for ${detach} s more`;
    yield { document, path: `${container.path}.lifecycle.preStop`, problem, fix: `sleep ${detach} s` };
  }
  const grace = asNumber(pod.spec['terminationGracePeriodSeconds']) ?? GRACE;
  const needed = Math.max(wait, detach) + timeout;
  if (grace >= needed) return;
  const problem = `is ${grace} s; ${Math.max(wait, detach)} s to detach and ${timeout} s for the longest request are needed`;
  yield {
    document,
    path: `${pod.path}.terminationGracePeriodSeconds`,
    problem,
    fix: `raise it to ${needed}, or shorten the requests`,
  };
}

/** Seconds of a sleep action, or of a command that sleeps. */
function sleepOf(preStop: JsonObject): number {
  const seconds = asNumber(at(preStop, 'sleep', 'seconds'));
  if (seconds !== undefined) return seconds;
  return Number(/\bsleep (\d+)/.exec(asTexts(at(preStop, 'exec', 'command')).join(' '))?.[1] ?? 0);
}

function* drainingFaults(
  document: Document,
  missing: boolean,
  backend: JsonObject,
  timeout: number,
): Generator<Objection> {
  const draining = asNumber(at(backend, 'connectionDraining', 'drainingTimeoutSec')) ?? 0;
  const needed = Math.min(timeout, DRAINING_LIMIT);
  if (draining >= needed) return;
  const problem = missing
    ? 'has no GCPBackendPolicy, so that connections are cut'
    : `is ${draining} s; the longest request takes ${timeout} s`;
  const path = missing ? 'metadata.name' : 'spec.default.connectionDraining.drainingTimeoutSec';
  yield { document: document.id, path, problem, fix: `drain for ${needed} s at least` };
}
