import type { EnvironmentSpec } from '../environment-spec';
import { chatKeyOf } from '../facts/alerting';

/** One label of an alert, and what it has to be. */
export interface AlertMatcher {
  readonly name: string;
  readonly value: string;
  readonly matchType: '=' | '!=' | '=~' | '!~';
}

/** Where alerts go that match; the first route that matches holds, and with `continue` the next as well. */
export interface AlertRoute {
  readonly receiver: string;
  readonly matchers: readonly AlertMatcher[];
  readonly continue?: true;
  readonly repeatInterval?: string;
}

/** A key of a Secret; what it holds is known to nobody here. */
export interface SecretKey {
  readonly name: string;
  readonly key: string;
}

/** Those who read, or are woken. */
export interface AlertReceiver {
  readonly name: string;
  readonly slackConfigs?: readonly {
    readonly channel: string;
    readonly apiURL: SecretKey;
    readonly sendResolved: true;
    readonly title: string;
    readonly text: string;
  }[];
  readonly pagerdutyConfigs?: readonly {
    readonly routingKey: SecretKey;
    readonly sendResolved: true;
    readonly severity: 'critical';
    readonly description: string;
    readonly details: readonly { readonly key: string; readonly value: string }[];
  }[];
}

/** What is not told while something graver is. */
export interface Inhibition {
  readonly sourceMatch: readonly AlertMatcher[];
  readonly targetMatch: readonly AlertMatcher[];
  readonly equal: readonly string[];
}

/** Who is told what, as the operator's AlertmanagerConfig has it. */
export interface AlertRouting {
  readonly route: {
    readonly receiver: string;
    readonly groupBy: readonly string[];
    readonly groupWait: string;
    readonly groupInterval: string;
    readonly repeatInterval: string;
    readonly routes: readonly AlertRoute[];
  };
  readonly receivers: readonly AlertReceiver[];
  readonly inhibitRules: readonly Inhibition[];
}

/** What one notification is about: a service, however many of its measures say so. */
export const GROUPED_BY = ['environment', 'service', 'alertname'] as const;
/** Every alert has them; without, it would be lost or silenced by a stranger. */
export const ALERT_LABELS = ['environment', 'service', 'team', 'severity'] as const;
/** Says that a service was stopped on purpose. */
export const STOPPED_ALERT = 'MlServiceStopped';

/** Measures that load balancers tell, by the name of the measure. */
export const AT_BALANCERS = 'lb-.+';
/** Says that load balancers tell nothing of any service. */
export const BLIND_ALERT = 'MlEnvironmentNoData';

/** Whether somebody is on call for a receiver: only production wakes people. */
export function wakes({ tier }: Pick<EnvironmentSpec, 'tier'>, pager: string | undefined): pager is string {
  return tier === 'production' && pager !== undefined;
}

/** The names of a receiver's two ways. */
export const channelOf = (receiver: string): string => `${receiver}/channel`;
export const pagerOf = (receiver: string): string => `${receiver}/pager`;

/**
 * Who is told what in an environment, from its teams; undefined where alerts are routed elsewhere. A page goes to the pager and to the
 * channel, all else to the channel; what no team owns goes to the fallback.
 */
export function routingOf(spec: EnvironmentSpec): AlertRouting | undefined {
  const { alertmanager, alertReceivers, teams } = spec;
  const last = alertmanager && teams[alertmanager.fallback];
  if (alertmanager === undefined || last === undefined) return undefined;
  const owners = Object.entries(teams).sort(([one], [other]) => (one < other ? -1 : 1));
  const used = new Set(owners.map(([, { receiver }]) => receiver));
  const known = Object.entries(alertReceivers)
    .filter(([name]) => used.has(name))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const waking = new Set(known.flatMap(([name, { pager }]) => (wakes(spec, pager) ? [name] : [])));
  const routes = (receiver: string, ...matchers: readonly AlertMatcher[]): AlertRoute[] => [
    ...(waking.has(receiver)
      ? [
          {
            receiver: pagerOf(receiver),
            matchers: [...matchers, is('severity', 'page')],
            continue: true as const,
            repeatInterval: '2h',
          },
        ]
      : []),
    { receiver: channelOf(receiver), matchers },
  ];
  return {
    route: {
      receiver: channelOf(last.receiver),
      groupBy: GROUPED_BY,
      groupWait: '30s',
      groupInterval: '5m',
      repeatInterval: '12h',
      routes: [
        ...owners.flatMap(([owner, { receiver }]) => routes(receiver, is('team', owner))),
        // What no team owns.
        ...routes(last.receiver),
      ],
    },
    receivers: known.flatMap(([name, { channel, pager }]) => [
      { name: channelOf(name), slackConfigs: [slack(channel, { name: alertmanager.secret, key: chatKeyOf(name) })] },
      ...(wakes(spec, pager)
        ? [{ name: pagerOf(name), pagerdutyConfigs: [pagerDuty(pager, alertmanager.secret)] }]
        : []),
    ]),
    inhibitRules: INHIBITIONS,
  };
}

const is = (name: string, value: string): AlertMatcher => ({ name, value, matchType: '=' });
/** PRM-1: a label that is missing on both sides counts as equal, so that what has none is left out. */
const has = (...labels: readonly string[]): AlertMatcher[] =>
  labels.map((name) => ({ name, value: '', matchType: '!=' }));

const OF_SERVICE = ['environment', 'service'];
const OF_SLI = [...OF_SERVICE, 'sli'];

const INHIBITIONS: readonly Inhibition[] = [
  // Whoever was woken for a measure needs no ticket for it. Another measure's ticket is told: it may be of something else, and who looks at
  // failures would not see that streams are slow as well.
  {
    sourceMatch: [is('severity', 'page'), ...has(...OF_SLI)],
    targetMatch: [is('severity', 'ticket'), ...has(...OF_SLI)],
    equal: OF_SLI,
  },
  // Where nobody calls, nothing is measured.
  {
    sourceMatch: [is('alertname', 'MlServiceTrafficCessation'), ...has(...OF_SERVICE)],
    targetMatch: [is('alertname', 'MlServiceSliNoData'), ...has(...OF_SERVICE)],
    equal: OF_SERVICE,
  },
  // Where load balancers tell nothing of anything, one ticket for each service tells nobody more.
  {
    sourceMatch: [is('alertname', BLIND_ALERT), ...has('environment')],
    targetMatch: [
      is('alertname', 'MlServiceSliNoData'),
      { name: 'sli', value: AT_BALANCERS, matchType: '=~' },
      ...has('environment'),
    ],
    equal: ['environment'],
  },
  // What was stopped on purpose fails on purpose.
  {
    sourceMatch: [is('alertname', STOPPED_ALERT), ...has(...OF_SERVICE)],
    targetMatch: [{ name: 'alertname', value: STOPPED_ALERT, matchType: '!=' }, ...has(...OF_SERVICE)],
    equal: OF_SERVICE,
  },
];

const link = (annotation: string, name: string): string =>
  `{{ with .Annotations.${annotation} }} <{{ . }}|${name}>{{ end }}`;
/** A link that leads nowhere is left out: not every environment has dashboards. */
const LINKS = `${link('runbook_url', 'runbook')}${link('dashboard_url', 'dashboard')}`;

function slack(channel: string, apiURL: SecretKey) {
  return {
    channel,
    apiURL,
    sendResolved: true,
    title:
      '{{ .Status }} {{ .CommonLabels.alertname }}: {{ .CommonLabels.service }} in {{ .CommonLabels.environment }}',
    text: `{{ range .Alerts }}{{ .Annotations.summary }} {{ .Annotations.description }}${LINKS}\n{{ end }}`,
  } as const;
}

function pagerDuty(key: string, secret: string) {
  const annotation = (name: string): string => `{{ range .Alerts }}{{ .Annotations.${name} }} {{ end }}`;
  return {
    routingKey: { name: secret, key },
    sendResolved: true,
    severity: 'critical',
    description: '{{ .CommonLabels.alertname }}: {{ .CommonLabels.service }} in {{ .CommonLabels.environment }}',
    details: [
      { key: 'dashboard', value: annotation('dashboard_url') },
      { key: 'runbook', value: annotation('runbook_url') },
      { key: 'summary', value: annotation('summary') },
    ],
  } as const;
}
