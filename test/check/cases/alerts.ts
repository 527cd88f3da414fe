import { added, assemblyOf } from '../../support/assemblies';
import { casesOf, type Case } from './case';

const RULES = 'production/code-suggestions:workloads/monitoring.coreos.com/PrometheusRule/code-suggestions/slo';
const NAMESPACE = 'production/code-suggestions:grants/core/Namespace/-/code-suggestions';
const ROUTING = 'production/platform/monitoring.coreos.com/AlertmanagerConfig/monitoring/taxiway';
const FACTS = 'production/platform/taxiway/Environment/-/production';
const FAST = 'spec.groups.0.rules.13';

const selected = casesOf('RULE_NOT_SELECTED');
selected.objectsAt('PRM-4 rules without the label of their Prometheus', RULES, 'metadata.labels.release', undefined);
selected.objectsAt('rules of another Prometheus', RULES, 'metadata.labels.release', 'another');
selected.objectsAt(
  'rules in a namespace that is not looked into',
  NAMESPACE,
  'metadata.labels.monitoring.gitlab.com/scrape',
  undefined,
);
selected.of(
  'a monitor that nobody picks',
  added(assemblyOf('production'), RULES, {
    id: 'production/code-suggestions:workloads/monitoring.coreos.com/PodMonitor/code-suggestions/api',
    kind: 'PodMonitor',
    object: { kind: 'PodMonitor', metadata: { name: 'api', namespace: 'code-suggestions', labels: {} } },
  }),
  'metadata.labels.release',
);
selected.passes('the label on the object alone', [RULES, `${FAST}.labels.release`, 'another']);

const compared = casesOf('INHIBIT_LABEL_MISSING');
compared.objectsAt('PRM-1 an alert without a service', RULES, `${FAST}.labels.service`, undefined);
compared.objectsAt('an alert with an empty team', RULES, `${FAST}.labels.team`, '');
compared.objects(
  'PRM-1 a silence that compares what some alerts lack',
  [
    [ROUTING, 'spec.inhibitRules.0.sourceMatch', [{ name: 'severity', value: 'page', matchType: '=' }]],
    [RULES, `${FAST}.labels.sli`, undefined],
  ],
  `${FAST}.labels.sli`,
  // What is told of secrets is of no measure either.
  'spec.groups.0.rules.0.labels.sli',
  'spec.groups.0.rules.6.labels.sli',
  'spec.groups.1.rules.0.labels.sli',
);
compared.passes('an alert of no measure, which the silences leave out', [RULES, `${FAST}.labels.sli`, undefined]);

const owned = casesOf('ALERT_UNOWNED');
owned.objectsAt('an alert of a team that does not own the service', RULES, `${FAST}.labels.team`, 'group::code-review');
owned.objectsAt('an alert of a team that nobody knows', RULES, `${FAST}.labels.team`, 'group::gone');
owned.objectsAt('a severity that no route knows', RULES, `${FAST}.labels.severity`, 'critical');
owned.passes('a page that is a ticket', [RULES, `${FAST}.labels.severity`, 'ticket']);

const routed = casesOf('ALERT_MISROUTED');
// Pagers and channels stand in turn, by team: those of code-creation are the third and the fourth.
routed.objects(
  'pages that go to the pager of another team',
  [[ROUTING, 'spec.route.routes.2.receiver', 'code-review/pager']],
  'spec.route.routes',
);
routed.objects(
  'a first route that takes everything',
  [[ROUTING, 'spec.route.routes.0', { receiver: 'runway/channel', matchers: [] }]],
  'spec.route.routes',
);
routed.objects(
  'a page that ends at the pager',
  [[ROUTING, 'spec.route.routes.2.continue', false]],
  'spec.route.routes',
);
routed.objectsAt('a receiver without a channel', ROUTING, 'spec.receivers.2', {
  name: 'code-creation/channel',
  slackConfigs: [],
});
routed.passes('a route for what is not ours', [
  ROUTING,
  'spec.route.routes.12',
  { receiver: 'runway/channel', matchers: [{ name: 'alertname', value: 'Watchdog', matchType: '=' }] },
]);

const explained = casesOf('ALERT_WITHOUT_RUNBOOK');
explained.objectsAt('an alert without a page', RULES, `${FAST}.annotations.runbook_url`, undefined);
explained.objectsAt('a page elsewhere', RULES, `${FAST}.annotations.runbook_url`, 'https://wiki.example/burn');
explained.objectsAt(
  'a page without a heading for it',
  RULES,
  `${FAST}.annotations.runbook_url`,
  'https://runbooks.gitlab.com/production/code-suggestions/runbooks/alerts.md#another',
);
explained.objectsAt('an alert without a dashboard', RULES, `${FAST}.annotations.dashboard_url`, undefined);
explained.passes(
  'no dashboard where there are none',
  [RULES, `${FAST}.annotations.dashboard_url`, undefined],
  [FACTS, 'dashboards', undefined],
);

const waking = casesOf('PAGE_WITHOUT_PAGER');
waking.objects(
  'a service that pages and whose team has no pager',
  [[FACTS, 'alertReceivers.code-creation.pager', undefined]],
  `${FAST}.labels.severity`,
);
waking.passes(
  'the same where alerts are routed elsewhere',
  [FACTS, 'alertReceivers.code-creation.pager', undefined],
  [FACTS, 'alertmanager', undefined],
);

const probed = casesOf('INTERNAL_API_UNPROBED');
probed.objectsAt('a call of the internal API that nobody probes', FACTS, 'prometheus.prober', undefined);
probed.objects('a probe that nobody is told of', [[FACTS, 'alertmanager', undefined]], 'alertmanager');
probed.passes('the internal API, probed and told of');

export const ALERT_CASES: readonly Case[] = [selected, compared, owned, routed, explained, waking, probed].flatMap(
  ({ cases }) => cases,
);
