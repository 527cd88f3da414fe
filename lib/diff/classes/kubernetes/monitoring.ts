import { STOPPED_ALERT } from '../../../alerts/routing';
import type { Json } from '../../../assembly/document';
import { asList, asTexts, at } from '../../../check/json';
import { duration } from '../amount';
import { documentOf, keyOf, shown } from '../sentence';
import type { Judge, KindClasses, LeafSituation, WholeSituation } from '../table';
import { comesAndGoes, member, observability, scaled, security } from '../vocabulary';
import { isWatched, OBJECT } from './metadata';

/** How many rules an object holds, or which one. */
function held(situation: WholeSituation, many: (count: number) => string, one: (name: string) => string): string {
  const all = asList(at(documentOf(situation).object, 'spec', 'groups')).flatMap((group) => asList(at(group, 'rules')));
  return all.length === 1 ? one(ruleName(all[0])) : many(all.length);
}

/** PRM-4: an object that no selector finds is not there, and nobody says so. */
const selected =
  (lost: string): Judge<LeafSituation> =>
  (situation) =>
    isWatched(situation, keyOf(situation)) && situation.after === undefined
      ? observability.less<LeafSituation>(lost)(situation)
      : (OBJECT['metadata.labels.*']?.(situation) ?? []);

const rulePaths = (lost: string): KindClasses['paths'] => ({
  ...OBJECT,
  'metadata.labels.*': selected(lost),
  'spec.groups[]': member({
    added: (situation) =>
      silences(situation.after)
        ? observability.less<LeafSituation>('alerts of {who} are silent while it is stopped')(situation)
        : observability.more<LeafSituation>('{who} has more rules: {item}')(situation),
    removed: (situation) =>
      silences(situation.before)
        ? observability.more<LeafSituation>('alerts of {who} are told again')(situation)
        : observability.less<LeafSituation>('{who} has no rules {item} any more')(situation),
    changed: observability.other('{who} has other rules: {item}'),
  }),
  'spec.groups[].rules[]': member({
    added: observability.more((situation) => `{who} has the rule ${ruleName(situation.after)}`),
    removed: observability.less((situation) => `{who} does not have the rule ${ruleName(situation.before)} any more`),
    changed: observability.other((situation) => `the rule ${ruleName(situation.after)} of {who} is another`),
  }),
  'spec.groups[].rules[].expr': observability.other('{who} is watched by another measure: {after}, was {before}'),
  'spec.groups[].rules[].for': scaled('an alert of {who} is told after {after} instead of {before}', {
    unset: '0s',
    by: duration,
    up: [observability.less],
    down: [observability.more],
  }),
  'spec.groups[].rules[].keep_firing_for': observability.other(
    'an alert of {who} stays for {after} instead of {before}',
  ),
  'spec.groups[].rules[].labels.workload': member({
    added: observability.more('an alert of {who} says which workload it is about: {after}'),
    removed: observability.less('an alert of {who} does not say any more that it is about {before}'),
    changed: observability.other('an alert of {who} says that it is about {after} instead of {before}'),
  }),
  'spec.groups[].rules[].labels.*': observability.other(
    'an alert of {who} goes elsewhere: {key} is {after} instead of {before}',
  ),
  'spec.groups[].rules[].annotations.runbook_url': member({
    added: observability.more('an alert of {who} leads to a page: {after}'),
    removed: observability.less('an alert of {who} leads to no page any more'),
    changed: observability.other('an alert of {who} leads to another page: {after}, was {before}'),
  }),
  'spec.groups[].rules[].annotations.dashboard_url': member({
    added: observability.more('an alert of {who} leads to a dashboard: {after}'),
    removed: observability.less('an alert of {who} leads to no dashboard any more'),
    changed: observability.other('an alert of {who} leads to another dashboard: {after}, was {before}'),
  }),
  'spec.groups[].rules[].annotations.*': observability.other('an alert of {who} says something else: {key}'),
  'spec.groups[].rules[].**': observability.other('a rule of {who} is another: {key} {after} instead of {before}'),
  'spec.groups[].**': observability.other('rules of {who} are worked out otherwise: {key} {after} instead of {before}'),
});

/** Whether a group of rules is there because its service is stopped. */
function silences(group: Json | undefined): boolean {
  return asList(at(group, 'rules')).some((rule) => at(rule, 'alert') === STOPPED_ALERT);
}

function ruleName(rule: Json | undefined): string {
  return shown(at(rule, 'alert') ?? at(rule, 'record') ?? 'without a name');
}

const rules = (kind: string): KindClasses => ({
  domain: 'kubernetes',
  kind,
  whole: comesAndGoes({
    added: observability.more(
      (situation) =>
        held(
          situation,
          (count) => `{who} is watched by ${count} rules more`,
          (name) => `{who} is watched by the rule ${name} as well`,
        ),
      { effect: 'creates' },
    ),
    removed: observability.less(
      (situation) =>
        held(
          situation,
          (count) => `{who} is not watched by ${count} rules any more`,
          (name) => `{who} is not watched by the rule ${name} any more`,
        ),
      { effect: 'deletes' },
    ),
    renamed: observability.other('the rules of {who} have another name: {name}', { effect: 'replaces' }),
  }),
  paths: rulePaths('{who} has no alerts any more: Prometheus does not find {name} without {key}'),
});

/** What a monitor reads to be let in. */
const credentials = Object.fromEntries(
  ['endpoints[]', 'podMetricsEndpoints[]', ''].flatMap((place) =>
    [
      'basicAuth',
      'authorization',
      'bearerTokenSecret',
      'bearerTokenFile',
      'oauth2',
      'tlsConfig',
      'tls',
      'proxyUrl',
    ].map((field) => [
      ['spec', place, field, '**'].filter((step) => step !== '').join('.'),
      security.other<LeafSituation>('what measures {who} proves itself otherwise: {key} {after} instead of {before}'),
    ]),
  ),
);

const monitor = (kind: string): KindClasses => ({
  domain: 'kubernetes',
  kind,
  whole: comesAndGoes({
    added: observability.more('metrics of the pods of {who} are fetched', { effect: 'creates' }),
    removed: observability.less('metrics of the pods of {who} are not fetched any more', { effect: 'deletes' }),
    renamed: observability.other('what fetches the metrics of {who} has another name: {name}', { effect: 'replaces' }),
  }),
  paths: {
    ...OBJECT,
    'metadata.labels.*': selected(
      'metrics of the pods of {who} are not fetched any more: Prometheus does not find {name} without {key}',
    ),
    'spec.selector.**': observability.less(
      'metrics of other pods than those of {who} are fetched: {key} {after} instead of {before}',
    ),
    'spec.namespaceSelector.**': observability.other(
      '{who} is looked for in other namespaces: {after} instead of {before}',
    ),
    ...credentials,
    // What an exporter is asked to look at from outside.
    'spec.targets.staticConfig.static[]': member({
      added: observability.more('{after} is probed from {environment}'),
      removed: observability.less('{before} is not probed from {environment} any more'),
      changed: observability.other('{after} is probed from {environment} instead of {before}'),
    }),
    'spec.endpoints[].params.**': observability.other(
      'what is probed from {environment} is asked otherwise: {key} {after} instead of {before}',
    ),
    'spec.**': observability.other('metrics of {who} are fetched otherwise: {key} {after} instead of {before}'),
  },
});

/** A probe is of whatever is asked, not of whoever has it asked. */
const PROBE: KindClasses = {
  ...monitor('Probe'),
  whole: comesAndGoes({
    added: observability.more((situation) => `${probed(situation)} is probed from {environment}`, {
      effect: 'creates',
    }),
    removed: observability.less((situation) => `${probed(situation)} is not probed from {environment} any more`, {
      effect: 'deletes',
    }),
    renamed: observability.other((situation) => `the probe of ${probed(situation)} has another name: {name}`, {
      effect: 'replaces',
    }),
  }),
  paths: {
    ...monitor('Probe').paths,
    'metadata.labels.*': selected(
      'nothing is probed for {who} any more: Prometheus does not find {name} without {key}',
    ),
  },
};

function probed(situation: WholeSituation): string {
  const targets = asTexts(at(documentOf(situation).object, 'spec', 'targets', 'staticConfig', 'static'));
  return targets.length === 0 ? 'something' : shown(targets.join(', '));
}

/** What tells people of a service. */
export const MONITORING: readonly KindClasses[] = [
  ...['PrometheusRule', 'Rules', 'ClusterRules', 'GlobalRules'].map(rules),
  ...['PodMonitor', 'ServiceMonitor', 'PodMonitoring', 'ClusterPodMonitoring'].map(monitor),
  PROBE,
];
