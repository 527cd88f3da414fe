import type { Document } from '../../assembly/document';
import { targetOf } from '../../cost/scalers';
import type { Objection } from '../finding';
import { objectsOf } from '../fleet';
import { asList, asNumber, asObject, asText, at } from '../json';
import { podsOf, runningContainersOf, type Pod } from '../pods';
import type { Rule } from '../rule';
import { nameOf, namespaceOf, placeOf } from '../stacks';

/** Makes sure that an autoscaler takes no pod away because it can't see, and none faster than another comes. */
export const scalerBlind: Rule = {
  code: 'SCALER_BLIND',
  severity: 'error',
  title: 'an autoscaler holds what runs where its metric is lost, and takes no pod away faster than another comes',
  requirement: 'R320',
  scope: 'environment',
  *check(assembly) {
    const scalers = objectsOf(assembly, 'HorizontalPodAutoscaler', 'ScaledObject');
    if (scalers.length === 0) return;
    const pods = new Map(
      podsOf(assembly).map((pod) => [placeOf(pod.document.kind, namespaceOf(pod.document), nameOf(pod.document)), pod]),
    );
    for (const scaler of scalers) {
      const pod = pods.get(targetOf(scaler));
      if (scaler.kind === 'ScaledObject') yield* lostAnswers(scaler);
      if (pod !== undefined) {
        yield* withoutRequest(scaler, pod);
        yield* tooFast(scaler, pod);
      }
    }
  },
};

/** Behaviours that never take a pod away. */
const HOLDING = ['currentReplicas', 'currentReplicasIfHigher'];

function* lostAnswers(scaler: Document): Generator<Objection> {
  const document = scaler.id;
  const spec = asObject(scaler.object['spec']);
  for (const [index, trigger] of asList(spec['triggers']).entries()) {
    if (at(trigger, 'type') !== 'prometheus' || at(trigger, 'metadata', 'ignoreNullValues') === 'false') continue;
    const problem = 'is not false: where nothing answers, KEDA takes that for nothing to do, and pods go';
    const path = `spec.triggers.${index}.metadata.ignoreNullValues`;
    yield { document, path, problem, fix: "set it to 'false'" };
  }
  const behavior = asText(at(spec['fallback'], 'behavior'));
  const asks = asList(spec['triggers']).some((trigger) => at(trigger, 'type') === 'prometheus');
  if (!asks || (behavior !== undefined && HOLDING.includes(behavior))) return;
  const problem = `${behavior === undefined ? 'is missing' : `is ${behavior}`}: a metric that is lost may take pods away`;
  yield { document, path: 'spec.fallback.behavior', problem, fix: "set it to 'currentReplicasIfHigher'" };
}

function* withoutRequest(scaler: Document, pod: Pod): Generator<Objection> {
  for (const [index, metric] of asList(at(scaler.object, 'spec', 'metrics')).entries()) {
    const name = asText(at(metric, 'resource', 'name')) ?? '';
    if (at(metric, 'type') !== 'Resource' || at(metric, 'resource', 'target', 'type') !== 'Utilization') continue;
    for (const container of runningContainersOf(pod)) {
      if (at(container.object, 'resources', 'requests', name) !== undefined) continue;
      const problem = `is a share of what is reserved, and ${container.name} reserves no ${name}`;
      const path = `spec.metrics.${index}.resource.target`;
      yield { document: scaler.id, path, problem, fix: 'reserve it (run.cpu), or scale by another signal' };
    }
  }
}

/** The longest that Kubernetes looks back. */
const LONGEST = 3600;
/** What it looks back where nothing is said. */
const USUAL = 300;

function* tooFast(scaler: Document, pod: Pod): Generator<Objection> {
  const keda = scaler.kind === 'ScaledObject';
  const at0 = keda ? ['advanced', 'horizontalPodAutoscalerConfig', 'behavior'] : ['behavior'];
  const steps = [...at0, 'scaleDown', 'stabilizationWindowSeconds'];
  const given = asNumber(at(scaler.object, 'spec', ...steps)) ?? USUAL;
  const starts = Math.min(LONGEST, Math.max(0, ...runningContainersOf(pod).map(({ object }) => startOf(object))));
  if (given >= starts) return;
  const problem = `is ${given} s, and a pod takes up to ${starts} s to come: one that goes too early is missed`;
  yield { document: scaler.id, path: ['spec', ...steps].join('.'), problem, fix: `raise it to ${starts}` };
}

/** Seconds that a container may take to start. */
function startOf(container: Parameters<typeof at>[0]): number {
  const probe = asObject(at(container, 'startupProbe'));
  return (asNumber(probe['failureThreshold']) ?? 3) * (asNumber(probe['periodSeconds']) ?? 10);
}
