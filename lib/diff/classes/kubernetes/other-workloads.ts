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

/** A table that is made when somebody asks for it: most of these never are. */
function late(kind: string, make: () => Pick<KindClasses, 'whole' | 'paths'>): KindClasses {
  let made: ReturnType<typeof make> | undefined;
  const table = (): ReturnType<typeof make> => (made ??= make());
  return {
    domain: 'kubernetes',
    kind,
    get whole() {
      return table().whole;
    },
    get paths() {
      return table().paths;
    },
  };
}

/** Controllers of pods beside the Deployment; pods are judged alike in all of them. */
export const OTHER_WORKLOADS: readonly KindClasses[] = [
  late('StatefulSet', () => ({
    whole: runs(() => 'pods that keep their names and disks'),
    paths: {
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
          ? dataLoss.more<typeof situation>('disks of {who} are deleted with their pods: {key}', { effect: 'deletes' })(
              situation,
            )
          : dataLoss.less<typeof situation>('disks of {who} are kept: {key}')(situation),
      ...claims,
      ...updates,
      ...controller('rolls-pods'),
    },
  })),
  late('DaemonSet', () => ({
    whole: runs(() => 'a pod on every node'),
    paths: { ...updates, ...controller('rolls-pods') },
  })),
  late('ReplicaSet', () => ({
    whole: runs(() => 'pods that nobody rolls'),
    paths: { 'spec.replicas': replicas, ...controller('in-place') },
  })),
  late('Job', () => ({
    whole: job('spec.template'),
    paths: { ...OBJECT, ...work('spec', 'replaces') },
  })),
  late('CronJob', () => ({
    whole: job('spec.jobTemplate.spec.template'),
    paths: {
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
    },
  })),
  late('Pod', () => ({
    whole: runs(() => 'one pod that nobody restarts elsewhere', ''),
    paths: { ...OBJECT, ...applied('replaces', podAt('')) },
  })),
];
