import type { JsonObject } from '../../../assembly/document';
import { NOTHING, both, defaults, keyed, merged, under, type Rules } from '../rule';
import { CLAIM } from './objects';
import { podAt } from './pod';

/** Defaults: kubernetes/pkg/apis/apps/v1/defaults.go */
const DEPLOYMENT: Rules = {
  spec: defaults({
    replicas: 1,
    strategy: {},
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    minReadySeconds: 0,
    paused: false,
  }),
  'spec.strategy': both(NOTHING, {
    defaults: ({ type = 'RollingUpdate' }): JsonObject =>
      type === 'RollingUpdate' ? { type, rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } } : { type },
  }),
  'spec.strategy.rollingUpdate': NOTHING,
};

const STATEFUL_SET: Rules = {
  spec: defaults({
    replicas: 1,
    podManagementPolicy: 'OrderedReady',
    revisionHistoryLimit: 10,
    minReadySeconds: 0,
    updateStrategy: {},
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
  }),
  'spec.updateStrategy': {
    defaults: ({ type = 'RollingUpdate' }): JsonObject =>
      type === 'RollingUpdate' ? { type, rollingUpdate: { partition: 0 } } : { type },
  },
  'spec.volumeClaimTemplates': keyed('metadata.name'),
  ...under('spec.volumeClaimTemplates[]', CLAIM),
};

const DAEMON_SET: Rules = {
  spec: defaults({ revisionHistoryLimit: 10, minReadySeconds: 0, updateStrategy: {} }),
  'spec.updateStrategy': {
    defaults: ({ type = 'RollingUpdate' }): JsonObject =>
      type === 'RollingUpdate' ? { type, rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } : { type },
  },
};

/** Defaults: kubernetes/pkg/apis/batch/v1/defaults.go */
const JOB: Rules = {
  spec: {
    defaults: ({ completions, parallelism }): JsonObject => ({
      ...(completions === undefined && parallelism === undefined ? { completions: 1 } : {}),
      parallelism: 1,
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      suspend: false,
      manualSelector: false,
    }),
  },
};

const CRON_JOB: Rules = {
  spec: defaults({
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  }),
};

/** Defaults: kubernetes/pkg/apis/autoscaling/v2/defaults.go */
const AUTOSCALER: Rules = {
  spec: defaults({ minReplicas: 1 }),
  'spec.metrics': { list: { kind: 'set', label: [], whole: false } },
  'spec.behavior.scaleUp': defaults({ selectPolicy: 'Max', stabilizationWindowSeconds: 0 }),
  'spec.behavior.scaleDown': defaults({ selectPolicy: 'Max' }),
  'spec.behavior.scaleUp.policies': keyed(['type', 'periodSeconds']),
  'spec.behavior.scaleDown.policies': keyed(['type', 'periodSeconds']),
};

/** Where most controllers have their pods. */
const TEMPLATE = podAt('spec.template');

/** By group and kind. */
export const WORKLOADS: Readonly<Record<string, Rules>> = {
  '/Pod': podAt(''),
  '/PodTemplate': podAt('template'),
  'apps/Deployment': merged(DEPLOYMENT, TEMPLATE),
  'apps/ReplicaSet': merged({ spec: defaults({ replicas: 1, minReadySeconds: 0 }) }, TEMPLATE),
  'apps/StatefulSet': merged(STATEFUL_SET, TEMPLATE),
  'apps/DaemonSet': merged(DAEMON_SET, TEMPLATE),
  'batch/Job': merged(JOB, TEMPLATE),
  'batch/CronJob': merged(CRON_JOB, podAt('spec.jobTemplate.spec.template')),
  'argoproj.io/Rollout': TEMPLATE,
  'autoscaling/HorizontalPodAutoscaler': AUTOSCALER,
};
