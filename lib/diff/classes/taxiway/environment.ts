import { shown } from '../sentence';
import type { KindClasses } from '../table';
import {
  availability,
  comesAndGoes,
  cost,
  member,
  neutral,
  observability,
  ranked,
  scaled,
  security,
} from '../vocabulary';

const trusts = (what: string): ReturnType<typeof security.other> =>
  security.other(`{environment}: ${what} {after} instead of {before}`);

/** Facts about a place. What follows from them is in other documents; facts that decide whom a place trusts are told here too. */
export const ENVIRONMENT: KindClasses = {
  domain: 'environment',
  kind: 'Environment',
  whole: comesAndGoes({
    added: neutral('a new environment: {environment}', { effect: 'creates' }),
    removed: availability.less('{environment} is gone, and everything in it', {
      effect: 'deletes',
      loses: 'every service in it',
    }),
  }),
  paths: {
    name: neutral('the environment is called {after} instead of {before}'),
    tier: ranked(
      ['sandbox', 'staging', 'production'],
      '{environment} counts as {after} instead of {before}: its defaults follow',
      {
        up: [availability.more],
        down: [availability.less],
      },
    ),
    'google.project': security.other('{environment} lives in the Google project {after} instead of {before}', {
      effect: 'replaces',
    }),
    'google.projectNumber': trusts('pods are known to Google by the project'),
    'google.region': availability.less('{environment} moves to {after} from {before}', { effect: 'replaces' }),
    'google.zones[]': member({
      added: availability.more('nodes of {environment} may also run in {after}'),
      removed: availability.less('nodes of {environment} do not run in {before} any more'),
    }),
    'cluster.version': availability.other('the cluster of {environment} has version {after} instead of {before}'),
    'cluster.issuer': trusts('tokens of pods are trusted from'),
    'cluster.dataplane': trusts('network policies are read by dataplane'),
    'cluster.podRange': trusts('pods have addresses'),
    'cluster.nodeRange': trusts('nodes have addresses'),
    'cluster.serviceRange': trusts('Services have addresses'),
    'cluster.*': availability.other('the cluster of {environment} has {key} {after} instead of {before}'),
    'gateway.class': trusts('the entrance is of class'),
    'gateway.domain': trusts('services are called below'),
    'gateway.certificate': trusts('the entrance shows the certificate'),
    'gateway.proxyOnlySubnet': trusts('calls from outside come from'),
    'gateway.public': member({
      added: security.wider('services of {environment} may be public: {after}'),
      removed: security.narrower('no service of {environment} may be public any more'),
      changed: security.other('services of {environment} are public otherwise: {after} instead of {before}'),
    }),
    'gateway.public.**': trusts('public services have {key}'),
    'gateway.detachTime': availability.other(
      'the load balancer of {environment} needs {after} instead of {before} to forget a pod',
    ),
    'vault.**': trusts('secrets come from'),
    'externalSecrets.version': availability.other(
      'the operator for secrets of {environment} has version {after} instead of {before}',
    ),
    'gitlab.callers.**': trusts('the main application calls from'),
    'gitlab.**': trusts('services serve and are deployed from'),
    registry: trusts('images come from'),
    registryMirror: trusts('nodes pull images from'),
    'publicRegistries[]': security.wider('images of {after} may run in {environment}, was {before}'),
    publicRegistries: security.other('images of {after} may run in {environment}, was {before}'),
    groupDomain: trusts('teams are groups of'),
    'state.**': trusts('the state of Terraform lies in'),
    'gpus.*.limit': scaled(
      ({ path }) => `{environment} may run {after} × ${shown(path[1])} at once instead of {before}`,
      {
        unset: 0,
        up: [cost.more, availability.more],
        down: [availability.less, cost.less],
      },
    ),
    'gpus.*': member({
      added: cost.more('{environment} offers {key}'),
      removed: availability.less('{environment} does not offer {key} any more'),
    }),
    gpus: availability.other('{environment} offers other GPUs: {after} instead of {before}'),
    'quotas.*': neutral('the quota {key} of {environment} is {after} instead of {before}'),
    quotas: neutral('the quotas of {environment} are {after} instead of {before}'),
    'prometheus.scraper.**': trusts('metrics are fetched by'),
    'prometheus.prober': member({
      added: observability.more('the internal API is probed from {environment}'),
      removed: observability.less('the internal API is not probed from {environment} any more'),
    }),
    'prometheus.prober.**': observability.other(
      'the internal API is probed from {environment} by {key} {after} instead of {before}',
    ),
    'prometheus.logMetrics': member({
      added: observability.more('rules of {environment} see how many lines of logs are text'),
      removed: observability.less('rules of {environment} do not see any more how many lines of logs are text'),
    }),
    'autoscaling.*': availability.other('pods of {environment} are scaled by {key} {after} instead of {before}'),
    autoscaling: availability.other('pods of {environment} are scaled by {after} instead of {before}'),
    // A selector that nothing was asked of picks everything.
    'prometheus.*.*': observability.other(
      'Prometheus of {environment} picks what it reads by {key} {after} instead of {before}',
    ),
    'prometheus.*': observability.other(
      'Prometheus of {environment} picks what it reads by {after} instead of {before}',
    ),
    grafana: observability.other('dashboards of {environment} are at {after} instead of {before}'),
    runbooks: observability.other('runbooks of {environment} are at {after} instead of {before}'),
    'alertReceivers.*.pager': member({
      added: observability.more(({ path }) => `somebody is woken for ${shown(path[1])} in {environment}, by {after}`),
      removed: observability.less(({ path }) => `nobody is woken for ${shown(path[1])} in {environment} any more`),
      changed: observability.other(
        ({ path }) => `pages for ${shown(path[1])} in {environment} go to {after} instead of {before}`,
      ),
    }),
    'alertmanager.fallback': observability.other(
      'alerts of {environment} that nobody owns go to {after} instead of {before}',
    ),
    'alertmanager.*': observability.other('Alertmanager of {environment} has the {key} {after} instead of {before}'),
    alertmanager: member({
      added: observability.more('alerts of {environment} are routed to teams'),
      removed: observability.less('alerts of {environment} are not routed to teams any more'),
    }),
    'dashboards.selector.**': observability.other(
      'Grafana of {environment} picks dashboards by {key} {after} instead of {before}',
    ),
    'dashboards.*': observability.other('dashboards of {environment} have the {key} {after} instead of {before}'),
    dashboards: member({
      added: observability.more('{environment} has dashboards'),
      removed: observability.less('{environment} has no dashboards any more'),
    }),
    'alertReceivers.**': observability.other('alerts of {environment} go to {after} instead of {before}'),
    'teams.*.receiver': observability.other('alerts of a team of {environment} go to {after} instead of {before}'),
    'teams.*.group': trusts('the group of a team is'),
    'teams.*': trusts('a team is'),
    'images.*': neutral('{environment} pins {key} to {after} instead of {before}; services that use it say so'),
  },
};
