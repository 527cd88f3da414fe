import { CLAIMS_ANNOTATION, STORE_PORTS_ANNOTATION } from '../../../labels';
import { keyOf } from '../sentence';
import type { Judge, KindClasses, LeafSituation } from '../table';
import { comesAndGoes, dataLoss, member, neutral, observability, ranked, security } from '../vocabulary';
import { isWatched, OBJECT } from './metadata';

const LEVEL = /^pod-security\.kubernetes\.io\/(enforce|audit|warn)(-version)?$/;

const DOES: Readonly<Record<string, string>> = {
  enforce: 'pods of {who} must meet',
  audit: 'the log names pods of {who} that do not meet',
  warn: 'people are warned of pods of {who} that do not meet',
};

const label: Judge<LeafSituation> = (situation) => {
  const key = keyOf(situation);
  const [, level, version] = LEVEL.exec(key) ?? [];
  if (level !== undefined && version !== undefined)
    return security.other<LeafSituation>(
      `${DOES[level] ?? ''} the Pod Security Standard of {after} instead of {before}`,
    )(situation);
  if (level !== undefined)
    return ranked(
      ['privileged', 'baseline', 'restricted'],
      `${DOES[level] ?? ''} the {after} Pod Security Standard instead of {before}`,
      {
        unset: 'privileged',
        up: [security.narrower],
        down: [security.wider],
      },
    )(situation);
  if (isWatched(situation, key))
    return (situation.after === undefined ? observability.less : observability.other)<LeafSituation>(
      'Prometheus does not look into the namespace {name} as it did: {key} is {after}, was {before}',
    )(situation);
  if (/^app\.kubernetes\.io\/|^taxiway\.dev\/(?:owner|maturity)$/.test(key))
    return neutral<LeafSituation>('{key} of the namespace {name} is {after} instead of {before}')(situation);
  // Policies, gateways and admission choose namespaces by their labels.
  return security.other<LeafSituation>(
    'others choose the namespace {name} by {key}, which is {after} instead of {before}',
  )(situation);
};

/** What the cluster's own admission takes from the namespace. */
const TOLD: Readonly<Record<string, Judge<LeafSituation>>> = {
  [CLAIMS_ANNOTATION]: member({
    added: security.wider('{who} may keep data on the disks {after}'),
    removed: security.narrower('{who} may not keep data on the disks {before} any more'),
    changed: security.other('{who} may keep data on the disks {after} instead of {before}'),
  }),
  [STORE_PORTS_ANNOTATION]: member({
    added: security.wider('policies of {who} may open the ports {after} of its declared stores'),
    removed: security.narrower('policies of {who} may not open the ports {before} any more'),
    changed: security.other('policies of {who} may open the ports {after} instead of {before}'),
  }),
};

/** The cage of a service, and everything in it. */
export const NAMESPACE: KindClasses = {
  domain: 'kubernetes',
  kind: 'Namespace',
  whole: comesAndGoes({
    added: neutral('{who} has a namespace of its own: {name}', { effect: 'creates' }),
    removed: dataLoss.more('the namespace {name} is deleted, and everything in it', {
      effect: 'deletes',
      loses: 'every object in it: pods, secrets, disks',
    }),
    renamed: dataLoss.more('the namespace of {who} is deleted and made anew as {name}', {
      effect: 'replaces',
      loses: 'every object in it: pods, secrets, disks',
    }),
  }),
  paths: {
    ...OBJECT,
    'metadata.labels.*': label,
    'metadata.annotations.*': (situation) => {
      const told = TOLD[keyOf(situation)];
      return told === undefined ? [OBJECT['metadata.annotations.*']?.(situation) ?? []].flat() : told(situation);
    },
    'spec.finalizers.**': dataLoss.more(
      'the namespace {name} is deleted under other conditions: {after}, was {before}',
    ),
  },
};
