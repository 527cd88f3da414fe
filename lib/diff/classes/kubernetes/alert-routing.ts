import type { Json } from '../../../assembly/document';
import { asList, asObject, asText, asTexts, at } from '../../../check/json';
import { duration } from '../amount';
import { valueAt } from '../place';
import { documentOf, shown } from '../sentence';
import type { Judge, KindClasses, LeafSituation } from '../table';
import { comesAndGoes, member, neutral, observability, scaled, switched } from '../vocabulary';
import { OBJECT } from './metadata';

/** The item that a path leads into, new or old: `spec.route.routes[3]` of what lies below it. */
function itemIn(situation: LeafSituation): Json | undefined {
  const { path, documents } = situation;
  const first = path.findIndex((step) => step.startsWith('['));
  const place = path.slice(0, first + 1);
  return valueAt(documents.after.object, place) ?? valueAt(documents.before.object, place);
}

/** The labels that alerts need to go a way: `team group::code-creation, severity page`. */
function alertsOf(matchers: Json | undefined): string {
  // That a label is there is said of no alert: those that lack it are not meant at all.
  const telling = asList(matchers)
    .map(asObject)
    .filter(({ value, matchType }) => value !== '' || matchType !== '!=');
  const said = telling.map(({ name, value, matchType }) => {
    const how = matchType === undefined || matchType === '=' ? ' ' : ` ${asText(matchType) ?? ''} `;
    return `${asText(name) ?? ''}${how}${value === '' ? 'nothing' : (asText(value) ?? '')}`;
  });
  return said.length === 0 ? 'all other alerts' : `alerts of ${said.join(', ')}`;
}

const way = (route: Json | undefined): string => shown(alertsOf(at(route, 'matchers')));
const receiver = (value: Json | undefined): string => shown(at(value, 'receiver') ?? at(value, 'name'));
const within = (says: (item: Json | undefined, situation: LeafSituation) => string) => (situation: LeafSituation) =>
  says(itemIn(situation), situation);

const silences = (rule: Json | undefined): string =>
  `${shown(alertsOf(at(rule, 'sourceMatch')))} silence ${shown(alertsOf(at(rule, 'targetMatch')))} of the same ${shown(asTexts(at(rule, 'equal')).join(', '))}`;

const wait = (says: string): Judge<LeafSituation> =>
  scaled(says, { by: duration, up: [observability.less], down: [observability.more] });

/** Who is told what. */
export const ALERT_ROUTING: KindClasses = {
  domain: 'kubernetes',
  kind: 'AlertmanagerConfig',
  whole: comesAndGoes({
    added: observability.more('alerts of {environment} are routed by {name}', { effect: 'creates' }),
    removed: observability.less('alerts of {environment} are not routed to teams any more: {name} is gone', {
      effect: 'deletes',
    }),
    renamed: observability.less(
      'Alertmanager of {environment} has to be told that its configuration is called {name}',
      {
        effect: 'replaces',
      },
    ),
  }),
  paths: {
    ...OBJECT,
    'metadata.namespace': observability.less(
      'Alertmanager of {environment} looks for its routing in {before}, and it is in {after}',
      { effect: 'replaces' },
    ),
    'spec.route.receiver': observability.other(
      'alerts of {environment} that nobody owns go to {after} instead of {before}',
    ),
    'spec.route.groupBy.**': observability.other(
      'alerts of {environment} are put together otherwise: by {after} instead of {before}',
    ),
    'spec.route.groupWait': wait('the first alert of a kind is told after {after} in {environment}, was {before}'),
    'spec.route.groupInterval': wait('what adds to an alert is told after {after} in {environment}, was {before}'),
    'spec.route.repeatInterval': wait('an alert that stays is told again after {after} in {environment}, was {before}'),
    'spec.route.routes[]': member({
      added: observability.more(({ after }) => `${way(after)} go to ${receiver(after)} in {environment}`),
      removed: observability.less(
        ({ before }) => `${way(before)} do not go to ${receiver(before)} any more in {environment}`,
      ),
      changed: observability.other(
        ({ before, after }) => `${way(after)} go to ${receiver(after)} instead of ${receiver(before)} in {environment}`,
      ),
    }),
    'spec.route.routes[].receiver': observability.other(
      within((route) => `${way(route)} go to {after} instead of {before} in {environment}`),
    ),
    'spec.route.routes[].continue': switched({
      unset: false,
      on: observability.more(
        within((route) => `${way(route)} go on to others than ${receiver(route)} in {environment}`),
      ),
      off: observability.less(
        within((route) => `${way(route)} go to ${receiver(route)} and nowhere else in {environment}`),
      ),
    }),
    'spec.route.routes[].repeatInterval': wait(
      'a page that stays is told again after {after} in {environment}, was {before}',
    ),
    'spec.route.routes[].**': observability.other(
      within((route) => `others go to ${receiver(route)} in {environment}: ${way(route)}`),
    ),
    'spec.route.**': observability.other(
      'alerts of {environment} are routed otherwise: {key} {after} instead of {before}',
    ),
    'spec.receivers[]': member({
      added: observability.more(({ after }) => `alerts of {environment} may go to ${receiver(after)}`),
      removed: observability.less(({ before }) => `alerts of {environment} can not go to ${receiver(before)} any more`),
    }),
    'spec.receivers[].slackConfigs[].channel': observability.other(
      within((one) => `alerts for ${receiver(one)} are told in {after} instead of {before}`),
    ),
    'spec.receivers[].slackConfigs[]': member({
      added: observability.more(within((one) => `alerts for ${receiver(one)} are told in a channel as well`)),
      removed: observability.less(within((one) => `alerts for ${receiver(one)} are not told in its channel any more`)),
    }),
    'spec.receivers[].pagerdutyConfigs[]': member({
      added: observability.more(within((one) => `somebody is woken by ${receiver(one)}`)),
      removed: observability.less(within((one) => `nobody is woken by ${receiver(one)} any more`)),
    }),
    'spec.receivers[].pagerdutyConfigs[].routingKey.**': observability.other(
      within((one) => `${receiver(one)} wakes whoever {after} stands for, was {before}`),
    ),
    'spec.receivers[].slackConfigs[].apiURL.**': observability.other(
      within((one) => `${receiver(one)} writes to the chat of {after}, was {before}`),
    ),
    'spec.receivers[].*[].sendResolved': switched({
      unset: false,
      on: observability.more(within((one) => `${receiver(one)} is told when an alert is over`)),
      off: observability.less(within((one) => `${receiver(one)} is not told any more when an alert is over`)),
    }),
    'spec.receivers[].**': neutral(within((one) => `what ${receiver(one)} is told reads otherwise: {key}`)),
    'spec.inhibitRules[]': member({
      added: observability.less(({ after }) => `in {environment} ${silences(after)}`),
      removed: observability.more(({ before }) => `in {environment} it is not so any more that ${silences(before)}`),
      changed: observability.other(({ after }) => `in {environment} other alerts are silenced: ${silences(after)}`),
    }),
    'spec.inhibitRules[].**': observability.other(
      within((rule, situation) => `other alerts are silenced in ${shown(environmentOf(situation))}: ${silences(rule)}`),
    ),
    'spec.**': observability.other('alerts of {environment} are routed otherwise: {key} {after} instead of {before}'),
  },
};

function environmentOf(situation: LeafSituation): string {
  return documentOf(situation).id.split('/')[0] ?? '';
}
