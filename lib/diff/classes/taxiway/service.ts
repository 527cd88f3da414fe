import type { Json } from '../../../assembly/document';
import { asList, asNumber, asObject, asTexts, at } from '../../../check/json';
import { toBudgetCents } from '../../../cost/budget';
import { FIT } from './fit';
import { gpusIn } from './gpus';
import { STOP_LEVELS } from '../../../stop/level';
import { documentOf, listed, shown } from '../sentence';
import { LOGS } from './logs';
import { SECRETS } from './secrets';
import { SECRET_ALERTS } from './secret-alerts';
import { SLIS } from './slis';
import { STORES } from './stores';
import type { KindClasses, LeafSituation, WholeSituation } from '../table';
import {
  availability,
  below,
  comesAndGoes,
  cost,
  member,
  neutral,
  observability,
  ranked,
  scaled,
  security,
} from '../vocabulary';

/** What a service is, in one breath. */
function described(situation: WholeSituation): string {
  const { object } = documentOf(situation);
  return asList(object['workloads']).map(workload).join('; ');
}

function workload(one: Json): string {
  const gpu = at(one, 'gpu');
  const on = gpu === undefined ? '' : ` with ${gpusIn(asObject(gpu))}`;
  const count = asNumber(at(one, 'replicas')) ?? 0;
  const callers = asTexts(at(one, 'callers'));
  const called = callers.length === 0 ? '' : `, called by ${listed(callers.map(shown))}`;
  return `${count} ${count === 1 ? 'pod' : 'pods'} of ${shown(at(one, 'name'))}${on}${called}`;
}

/**
 * What a service file declares, resolved. Nothing of it is applied: what follows from it is in the documents that are, and
 * is judged there; only what no other document says has a class of its own here.
 */
export const DECLARATION: KindClasses = {
  domain: 'declaration',
  kind: 'Service',
  whole: comesAndGoes({
    added: cost.more((situation) => `new service: {service} in {environment}, ${described(situation)}`, {
      effect: 'creates',
    }),
    removed: availability.less((situation) => `{service} is removed from {environment}: ${described(situation)}`, {
      effect: 'deletes',
      loses: 'the whole service',
    }),
    renamed: availability.less(
      ({ before }) => `{service} in {environment} was ${shown(before?.service)} and is made anew`,
      {
        effect: 'replaces',
        loses: 'the whole service, until the new one is ready',
      },
    ),
  }),
  paths: {
    service: availability.less('{before} is called {after}', { effect: 'replaces' }),
    owner: observability.other('{service} belongs to {after} instead of {before}: reviews and alerts go there'),
    maturity: ranked(
      ['experimental', 'beta', 'ga'],
      '{service} is {after} instead of {before}: what users may count on, and its rank where room is scarce',
      {
        unset: 'experimental',
        up: [availability.more],
        down: [availability.less],
      },
    ),
    mode: ranked(['M1', 'M2', 'M3'], '{service} serves others than before: mode {after} instead of {before}', {
      unset: 'M1',
      up: [security.wider],
      down: [security.narrower],
    }),
    exposure: member({
      added: security.wider(({ after }) => `{service} is public in {environment} as ${shown(at(after, 'host'))}`),
      removed: security.narrower('{service} is not public in {environment} any more'),
      changed: security.other('{service} is public otherwise in {environment}: {after} instead of {before}'),
    }),
    'exposure.review.*': security.other(
      'another security review allows {service} to be public in {environment}: {key} {after} instead of {before}',
    ),
    'exposure.rateLimit.requests': scaled(
      'one address may call {service} {after} times in a while instead of {before}',
      {
        up: [security.wider],
        down: [security.narrower],
      },
    ),
    'exposure.tls': ranked(
      ['1.2', '1.3'],
      '{service} speaks TLS {after} and later with the internet instead of {before}',
      {
        up: [security.narrower],
        down: [security.wider],
      },
    ),
    'exposure.authentication.**': security.other(
      'who may call {service} from the internet is known otherwise: {key} {after} instead of {before}',
    ),
    'exposure.**': security.other('{service} is public otherwise in {environment}: {key} {after} instead of {before}'),
    'props.budget.value': member({
      added: cost.less('{service} may cost {after} a month at most, and had no budget before'),
      removed: cost.more('{service} has no budget any more: it may cost more than {before} a month'),
      changed: scaled('{service} may cost {after} a month instead of {before}', {
        by: toBudgetCents,
        up: [cost.more],
        down: [cost.less],
      }),
    }),
    stopped: member({
      added: availability.less('{service} is stopped in {environment}, and stays so until it is restored'),
      removed: availability.more('{service} is stopped in {environment} no more'),
    }),
    'stopped.level': ranked(STOP_LEVELS, '{service} is stopped in {environment} at {after} instead of {before}', {
      up: [availability.less],
      down: [availability.more],
    }),
    'stopped.*': neutral('that {service} is stopped has another {key}: {after}, was {before}'),
    'props.**': (situation) => {
      const step = situation.path.findIndex((name) => name === 'value' || name === 'origin' || name === 'because');
      const prop = situation.path
        .slice(1, step < 0 ? undefined : step)
        .map(shown)
        .join('.');
      return neutral<LeafSituation>(
        situation.path[step] === 'value'
          ? `{service} declares ${prop} {after} instead of {before}`
          : `{service} declares ${prop} for another reason: {after}, was {before}`,
      )(situation);
    },
    ...SLIS,
    ...SECRET_ALERTS,
    ...FIT,
    ...below('workloads[]', { ...SECRETS, ...STORES, ...LOGS }),
    'workloads[].**': neutral('{service} declares {key} {after} of {item} instead of {before}'),
  },
};
