import type { KindClasses } from '../table';
import { all, applied, availability, comesAndGoes, cost, dataLoss, neutral, opens } from '../vocabulary';
import { OBJECT } from './metadata';
import { podAt } from './pod';
import { claims, controller, replicas, runs, updates, work } from './workload';

const job = (template: string): KindClasses['whole'] =>
  comesAndGoes({
    added: all(opens(podAt(template)), cost.more('{who} has work done: {name}', { effect: 'creates' })),
    removed: availability.less('the work {name} of {who} is not done any more', { effect: 'deletes' }),
  });

/** Controllers of pods beside the Deployment; pods are judged alike in all of them. Most are never asked for, and made then. */
export const OTHER_WORKLOADS: readonly KindClasses[] = [
  {
    domain: 'kubernetes',
    kind: 'StatefulSet',
    get whole(): KindClasses['whole'] {
      return runs(() => 'pods that keep their names and disks');
    },
    get paths(): KindClasses['paths'] {
      return {
        'spec.replicas': replicas,
        'spec.serviceName': availability.less('pods of {who} are found below {after} instead of {before}', {
          effect: 'replaces',
        }),
        'spec.podManagementPolicy': availability.other('{who} starts its pods {after} instead of {before}', {
          effect: 'replaces',
        }),
        'spec.ordinals.start': availability.less('pods of {who} are counted from {after} instead of {before}', {
          effect: 'replaces',
        }),
        'spec.persistentVolumeClaimRetentionPolicy.*': (situation) =>
          situation.after === 'Delete'
            ? dataLoss.more<typeof situation>('disks of {who} are deleted with their pods: {key}', {
                effect: 'deletes',
              })(situation)
            : dataLoss.less<typeof situation>('disks of {who} are kept: {key}')(situation),
        ...claims,
        ...updates,
        ...controller('rolls-pods'),
      };
    },
  },
  {
    domain: 'kubernetes',
    kind: 'DaemonSet',
    get whole(): KindClasses['whole'] {
      return runs(() => 'a pod on every node');
    },
    get paths(): KindClasses['paths'] {
      return { ...updates, ...controller('rolls-pods') };
    },
  },
  {
    domain: 'kubernetes',
    kind: 'ReplicaSet',
    get whole(): KindClasses['whole'] {
      return runs(() => 'pods that nobody rolls');
    },
    get paths(): KindClasses['paths'] {
      return { 'spec.replicas': replicas, ...controller('in-place') };
    },
  },
  {
    domain: 'kubernetes',
    kind: 'Job',
    get whole(): KindClasses['whole'] {
      return job('spec.template');
    },
    get paths(): KindClasses['paths'] {
      return { ...OBJECT, ...work('spec', 'replaces') };
    },
  },
  {
    domain: 'kubernetes',
    kind: 'CronJob',
    get whole(): KindClasses['whole'] {
      return job('spec.jobTemplate.spec.template');
    },
    get paths(): KindClasses['paths'] {
      return {
        ...OBJECT,
        'spec.schedule': availability.other('{who} works at {after} instead of {before}'),
        'spec.timeZone': availability.other('{who} works by the clock of {after} instead of {before}'),
        'spec.suspend': availability.other('{who} is suspended: {after}, was {before}'),
        'spec.concurrencyPolicy': availability.other('{who} works beside itself: {after} instead of {before}'),
        'spec.startingDeadlineSeconds': availability.other('{who} may start late by {after:s} instead of {before:s}'),
        'spec.successfulJobsHistoryLimit': neutral('{after} finished runs of {who} are kept instead of {before}'),
        'spec.failedJobsHistoryLimit': neutral('{after} failed runs of {who} are kept instead of {before}'),
        'spec.jobTemplate.metadata.**': neutral('runs of {who} are labelled otherwise: {key} {after}, was {before}'),
        ...work('spec.jobTemplate.spec', 'in-place'),
      };
    },
  },
  {
    domain: 'kubernetes',
    kind: 'Pod',
    get whole(): KindClasses['whole'] {
      return runs(() => 'one pod that nobody restarts elsewhere', '');
    },
    get paths(): KindClasses['paths'] {
      return { ...OBJECT, ...applied('replaces', podAt('')) };
    },
  },
];
