import { limitsOf } from '../../../cost/scalers';
import type { Judge, KindClasses, LeafSituation } from '../table';
import { all, availability, comesAndGoes, cost, member, scaled, security } from '../vocabulary';
import { OBJECT } from './metadata';
import { AUTOSCALER } from './autoscaler';

const otherMeasure = all<LeafSituation>(
  availability.other('{who} grows by another measure: {key} {after} instead of {before}'),
  cost.other('{who} grows by another measure: {key} {after} instead of {before}'),
);

/** Null is taken for zero unless it is said that it isn't. */
const ignored: Judge<LeafSituation> = (situation) =>
  situation.after === 'false'
    ? availability.more<LeafSituation>('a metric of {who} that is lost takes no pod away any more')(situation)
    : availability.less<LeafSituation>('a metric of {who} that is lost counts as nothing to do: pods go')(situation);

/** How many may run is said in the words of Kubernetes' own autoscaler. */
const amount = (path: string): Judge<LeafSituation> => AUTOSCALER.paths[path] ?? otherMeasure;

/** What KEDA does when it gets no answer. */
const fallback = member<LeafSituation>({
  added: availability.more('{who} keeps its pods where nobody tells how much there is to do'),
  removed: availability.less('{who} does nothing of its own where nobody tells how much there is to do'),
  changed: availability.other('{who} has other pods where nobody tells how much there is to do: {after}, was {before}'),
});

/** How many pods run, as KEDA asks for it. */
export const SCALED_OBJECT: KindClasses = {
  domain: 'kubernetes',
  kind: 'ScaledObject',
  whole: comesAndGoes({
    added: cost.other(
      ({ after }) => {
        const { min = 0, max = 0 } = after === undefined ? {} : limitsOf(after);
        return `{who} runs as many pods as there is work for, ${min} to ${max}`;
      },
      { effect: 'creates' },
    ),
    removed: availability.less('{who} stays at the pods that it has, whatever there is to do', { effect: 'deletes' }),
  }),
  paths: {
    'spec.minReplicaCount': amount('spec.minReplicas'),
    'spec.maxReplicaCount': amount('spec.maxReplicas'),
    'spec.idleReplicaCount': availability.less('{who} runs {after:pods} where there is nothing to do, was {before}'),
    'spec.cooldownPeriod': scaled('{who} waits {after:seconds} instead of {before} before its last pods go', {
      unset: 300,
      up: [availability.more, cost.more],
      down: [availability.less, cost.less],
    }),
    'spec.pollingInterval': scaled('{who} is asked every {after:seconds} instead of {before} how much there is to do', {
      unset: 30,
      up: [availability.less],
      down: [availability.more],
    }),
    'spec.fallback.behavior': availability.other(
      '{who} has other pods where nobody tells how much there is to do: {after}, was {before}',
    ),
    'spec.fallback.*': availability.other(
      '{who} has other pods where nobody tells how much there is to do: {key} {after}, was {before}',
    ),
    'spec.fallback': fallback,
    'spec.triggers[].metadata.ignoreNullValues': ignored,
    'spec.triggers[].metadata.serverAddress': security.other(
      'what scales {who} asks {after} instead of {before} how much there is to do',
    ),
    'spec.triggers[].metadata.threshold': scaled(
      'a pod of {who} takes {after} instead of {before} before there is another',
      {
        up: [availability.less, cost.less],
        down: [availability.more, cost.more],
      },
    ),
    'spec.triggers[].authenticationRef.**': security.other(
      'what scales {who} proves itself otherwise: {key} {after} instead of {before}',
    ),
    'spec.triggers[]': member({
      added: otherMeasure,
      removed: availability.less('{who} does not grow by one of its measures any more'),
      changed: otherMeasure,
    }),
    'spec.triggers[].**': otherMeasure,
    'spec.advanced.horizontalPodAutoscalerConfig.name': availability.other(
      'the autoscaler that is made for {who} is called {after} instead of {before}',
    ),
    'spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds': scaled(
      'little to do has to last {after:seconds} instead of {before} before a pod of {who} goes',
      { unset: 300, up: [availability.more, cost.more], down: [availability.less, cost.less] },
    ),
    'spec.advanced.**': availability.other(
      '{who} grows and shrinks at another pace: {key} {after} instead of {before}',
    ),
    'spec.scaleTargetRef.*': availability.less('what grows is {after} instead of {before}, not {who}'),
    ...OBJECT,
  },
};
