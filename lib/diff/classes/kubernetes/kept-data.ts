import type { KindClasses, LeafSituation } from '../table';
import { all, availability, comesAndGoes, cost, dataLoss, member, neutral, scaled, security } from '../vocabulary';
import { orDashboard } from './dashboard';
import { immutable, OBJECT } from './metadata';

/** Never says what is in it. */
const secretValue = member<LeafSituation>({
  added: security.wider('{who} keeps a secret in this repository: {key} of {name}'),
  removed: security.narrower('{key} of {name} is not kept in this repository any more'),
  changed: security.wider('{who} keeps another secret in this repository: {key} of {name}'),
});

const setting = member<LeafSituation>({
  added: availability.other('{who} has the setting {key} in {name}'),
  removed: availability.other('{who} has no setting {key} in {name} any more'),
  changed: availability.other('{who} has another setting {key} in {name}, from its next start on'),
});

/** What pods are told, and what they keep. */
export const KEPT_DATA: readonly KindClasses[] = [
  orDashboard({
    domain: 'kubernetes',
    kind: 'ConfigMap',
    whole: comesAndGoes({
      added: neutral('{who} has settings {name}', { effect: 'creates' }),
      removed: availability.less('pods of {who} that ask for the settings {name} do not start any more', {
        effect: 'deletes',
      }),
    }),
    paths: { 'data.*': setting, 'binaryData.*': setting, immutable, ...OBJECT },
  }),
  {
    domain: 'kubernetes',
    kind: 'Secret',
    whole: comesAndGoes({
      added: security.wider('{who} keeps a secret in this repository: {name}', { effect: 'creates' }),
      removed: all(
        security.narrower('the secret {name} of {who} is not kept in this repository any more', { effect: 'deletes' }),
        availability.less('pods of {who} that ask for the secret {name} do not start any more', { effect: 'deletes' }),
      ),
    }),
    paths: {
      'data.*': secretValue,
      'stringData.*': secretValue,
      type: security.other('the secret {name} of {who} is a {after} instead of a {before}', { effect: 'replaces' }),
      immutable,
      ...OBJECT,
    },
  },
  {
    domain: 'kubernetes',
    kind: 'PersistentVolumeClaim',
    whole: comesAndGoes({
      added: cost.more('{who} has a disk {name}', { effect: 'creates' }),
      removed: dataLoss.more('the disk {name} of {who} is deleted with what is on it', {
        effect: 'deletes',
        loses: 'all data on it',
      }),
      renamed: dataLoss.more('the disk of {who} is deleted and made anew as {name}', {
        effect: 'replaces',
        loses: 'all data on it',
      }),
    }),
    paths: {
      'spec.resources.requests.storage': scaled('the disk {name} of {who} holds {after} instead of {before}', {
        up: [cost.more],
        down: [dataLoss.more],
      }),
      'spec.resources.limits.storage': cost.other('the disk {name} of {who} may hold {after} instead of {before}'),
      'spec.storageClassName': dataLoss.more('the disk {name} of {who} is made anew as {after} instead of {before}', {
        effect: 'replaces',
        loses: 'all data on it',
      }),
      'spec.volumeName': dataLoss.more('the disk {name} of {who} is {after} instead of {before}', {
        effect: 'replaces',
        loses: 'all data on it',
      }),
      'spec.accessModes[]': availability.other('the disk {name} of {who} is used by {after} instead of {before}', {
        effect: 'replaces',
      }),
      'spec.volumeMode': dataLoss.more('the disk {name} of {who} is {after} instead of {before}', {
        effect: 'replaces',
        loses: 'all data on it',
      }),
      'spec.volumeAttributesClassName': cost.other('the disk {name} of {who} is a {after} instead of a {before}'),
      'spec.dataSource.**': dataLoss.more('the disk {name} of {who} starts from {after} instead of {before}', {
        effect: 'replaces',
      }),
      'spec.dataSourceRef.**': dataLoss.more('the disk {name} of {who} starts from {after} instead of {before}', {
        effect: 'replaces',
      }),
      'spec.selector.**': dataLoss.more('the disk {name} of {who} is another one: {after} instead of {before}', {
        effect: 'replaces',
      }),
      ...OBJECT,
    },
  },
];
