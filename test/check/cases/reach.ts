import { assemblyOf } from '../../support/assemblies';
import { withEdits } from '../../support/seeded';
import { casesOf, type Case } from './case';

const grants = (service: string, name: string): string =>
  `${service}:grants/networking.k8s.io/NetworkPolicy/${service}/${name}`;
const INGRESS = grants('spamcheck', 'api-ingress');
const EGRESS = grants('workflow-agent', 'api-egress');
const NAMED = 'workflow-agent:grants/networking.gke.io/FQDNNetworkPolicy';
const declared = (service: string): string => `${service}:workloads/taxiway/Service`;

const undeclared = casesOf('REACH_UNDECLARED');
undeclared.objects(
  'the internet on one port',
  [[EGRESS, 'spec.egress.2', { to: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: [{ port: 443 }] }]],
  'spec.egress.2.to.0',
);
undeclared.objectsAt('a name of the internet', NAMED, 'spec.egress.0.matches.1', { name: 'api.example.com' });
undeclared.objects(
  'one port more for all callers',
  [[INGRESS, 'spec.ingress.0.ports.1', { port: 9090 }]],
  ...[0, 2, 3].map((index) => `spec.ingress.0.from.${index}`),
);
undeclared.objectsAt(
  'more for Alertmanager than its keys',
  'production/platform/terraform/resource.vault_policy/-/alert_receivers',
  'policy',
  'path "runway-production/data/env/production/service/spamcheck/signing-key" { capabilities = ["read"] }',
);
undeclared.of(
  'a service that nothing closes',
  withEdits(assemblyOf('production'), [{ remove: `production/${grants('spamcheck', 'default-deny')}` }]),
  '',
);
undeclared.passes('a call that one end only opens', [
  EGRESS,
  'spec.egress.1.to.2',
  { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'suggested-reviewers' } } },
]);

const metadata = casesOf('METADATA_SERVER_OPEN');
const server = { to: [{ ipBlock: { cidr: '169.254.169.254/32' } }], ports: [{ port: 80 }] };
metadata.objects(
  'NET-1: a service without an identity of Google',
  [[EGRESS, 'spec.egress.2', server]],
  'spec.egress.2.to.0',
);
metadata.passes('the same on the port at which names are asked', [
  EGRESS,
  'spec.egress.2',
  { ...server, ports: [{ port: 53 }] },
]);

const blocked = casesOf('REACH_BLOCKED');
blocked.objects('a call whose rule is gone', [[EGRESS, 'spec.egress.1', undefined]], 'props.callers');
blocked.objects('callers on another port', [[INGRESS, 'spec.ingress.0.ports.0.port', 8002]], 'props.callers');
blocked.objects('no names to be looked up', [[EGRESS, 'spec.egress.0', undefined]], 'props.calls');
blocked.objects(
  'keys of receivers that nothing brings from Vault',
  [
    ['production/platform/external-secrets.io/ExternalSecret/monitoring/taxiway-alert-receivers', 'spec.data', []],
    [
      'production/platform/terraform/resource.vault_policy/-/alert_receivers',
      'policy',
      'path "auth/token/lookup-self" { capabilities = ["read"] }',
    ],
  ],
  'alertReceivers',
);
blocked.objects(
  'NET-2: a gateway without its proxies',
  [[INGRESS, 'spec.ingress.0.from.0', undefined]],
  'props.callers',
);
blocked.objects(
  'a name that the older dataplane does not know',
  [['production/platform/taxiway/Environment', 'cluster.dataplane', 'v1']],
  'props.calls',
  'props.identity.google',
  'props.weights.bucket',
);

const cycle = casesOf('CALLS_CYCLE');
cycle.objects(
  'two services that call each other',
  [[declared('spamcheck'), 'workloads.0.calls', ['workflow-agent']]],
  'props.calls',
);
cycle.objects(
  'three services in a circle, told once',
  [
    [declared('code-suggestions'), 'workloads.0.calls', ['embeddings']],
    [declared('embeddings'), 'workloads.1.calls', ['workflow-agent']],
  ],
  'props.calls',
);
cycle.passes('a service that two others call', [declared('embeddings'), 'workloads.0.calls', ['spamcheck']]);

const caller = casesOf('CALLER_NOT_PLACED', 'sandbox');
caller.objectsAt('a caller of other environments', declared('spamcheck'), 'workloads.0.callers.2', 'workflow-agent');
caller.passes('a caller that nobody knows', [declared('spamcheck'), 'workloads.0.callers.2', 'workflow-agnet']);

/** Cases of the rules about who reaches what. */
export const REACH_CASES: readonly Case[] = [undeclared, metadata, blocked, cycle, caller].flatMap(
  ({ cases }) => cases,
);
