import { assemblyOf, removed } from '../../support/assemblies';
import { casesOf, type Case } from './case';

const INGRESS = 'code-suggestions:grants/networking.k8s.io/NetworkPolicy/code-suggestions/api-ingress';
const EGRESS = 'code-suggestions:grants/networking.k8s.io/NetworkPolicy/code-suggestions/api-egress';
const OTHER_EGRESS = 'suggested-reviewers:grants/networking.k8s.io/NetworkPolicy/suggested-reviewers/api-egress';
const DENY = 'code-suggestions:grants/networking.k8s.io/NetworkPolicy/code-suggestions/default-deny';
const CALLS = 'workflow-agent:grants/networking.k8s.io/NetworkPolicy/workflow-agent/api-egress';
const NAMED = 'workflow-agent:grants/networking.gke.io/FQDNNetworkPolicy';
const ENVIRONMENT = 'production/platform/taxiway/Environment';

const open = casesOf('RULE_ALLOWS_ALL');
open.objects('DIF-1: an empty rule', [[INGRESS, 'spec.ingress.0', {}]], 'spec.ingress.0.from', 'spec.ingress.0.ports');
open.objectsAt('DIF-1: a rule without peers', INGRESS, 'spec.ingress.0.from', undefined);
open.objectsAt('DIF-1: an empty list of peers', INGRESS, 'spec.ingress.0.from', []);
open.objectsAt('DIF-1: an empty list of ports', INGRESS, 'spec.ingress.0.ports', []);
open.objectsAt('a way in on every port', INGRESS, 'spec.ingress.0.ports', undefined);
open.objectsAt('a port of every number', INGRESS, 'spec.ingress.0.ports.0.port', undefined);
open.objectsAt('an empty list of destinations', EGRESS, 'spec.egress.1.to', []);
open.objectsAt('a call to the fleet on an empty list of ports', CALLS, 'spec.egress.1.ports', []);
open.objects(
  'the internet',
  [[EGRESS, 'spec.egress.2.to.0.ipBlock.cidr', '0.0.0.0/0']],
  'spec.egress.2.to.0.ipBlock.cidr',
);
open.objects(
  'half of the internet',
  [[EGRESS, 'spec.egress.2.to.0.ipBlock.cidr', '128.0.0.0/1']],
  'spec.egress.2.to.0.ipBlock.cidr',
);
open.objects(
  'the newer internet',
  [[EGRESS, 'spec.egress.2.to.0.ipBlock.cidr', '::/0']],
  'spec.egress.2.to.0.ipBlock.cidr',
);
open.objectsAt('every port of an address outside', EGRESS, 'spec.egress.2.ports', undefined);
open.objects(
  'every port of a foreign namespace',
  [[CALLS, 'spec.egress.1.to.1.namespaceSelector.matchLabels.kubernetes.io/metadata.name', 'gitlab']],
  'spec.egress.1.ports',
);
open.objectsAt('every namespace', INGRESS, 'spec.ingress.0.from.3.namespaceSelector', {});
open.objectsAt('every namespace but one', INGRESS, 'spec.ingress.0.from.3.namespaceSelector', {
  matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system'] }],
});
open.objects(
  'every pod of the namespace',
  [[INGRESS, 'spec.ingress.0.from.3', { podSelector: {} }]],
  'spec.ingress.0.from.3.podSelector',
);
for (const port of [5432, 6432, 6379, 26379, 'redis']) {
  open.objectsAt(`a datastore on ${port}`, EGRESS, 'spec.egress.2.ports.0.port', port);
}
open.objects(
  'a range of ports with a datastore in it',
  [[EGRESS, 'spec.egress.2.ports.0', { port: 443, endPort: 9000 }]],
  'spec.egress.2.ports.0.port',
);
open.objects('a namespace that is open the one way', [[DENY, 'spec.policyTypes', ['Ingress']]], 'service');
open.objects(
  'a default that lets in',
  [[DENY, 'spec.ingress', [{}]]],
  'service',
  'spec.ingress.0.from',
  'spec.ingress.0.ports',
);
open.objects('a default for some pods', [[DENY, 'spec.podSelector', { matchLabels: { a: 'b' } }]], 'service');
open.of('a namespace without a default', removed(assemblyOf('production'), DENY), 'service');
open.objects(
  'every name',
  [[NAMED, 'spec.egress.0.matches.0', { pattern: '*.com' }]],
  'spec.egress.0.matches.0.pattern',
);
open.objectsAt('every port of a name', NAMED, 'spec.egress.0.ports', undefined);
open.objectsAt('a datastore by name', NAMED, 'spec.egress.0.ports.0.port', 5432);
open.passes('an empty list of rules, which lets nobody in', [INGRESS, 'spec.ingress', []]);
open.passes('names below a domain', [NAMED, 'spec.egress.0.matches.0', { pattern: '*.gitlab.internal' }]);

const block = casesOf('IPBLOCK_IN_CLUSTER');
const CIDR = 'spec.egress.2.to.0.ipBlock.cidr';
for (const [what, cidr] of [
  ['pods', '10.32.4.0/24'],
  ['nodes', '10.144.0.9/32'],
  ['Services', '10.48.0.0/24'],
  ['all of them', '10.0.0.0/8'],
] as const) {
  block.objectsAt(`NET-3: a range of ${what}`, EGRESS, CIDR, cidr);
}
block.objects(
  'NET-3: callers by their range',
  [[INGRESS, 'spec.ingress.0.from.0.ipBlock.cidr', '10.32.0.0/12']],
  'spec.ingress.0.from.0.ipBlock.cidr',
);
block.objectsAt('what is no range', EGRESS, CIDR, '10.0.0.0');
block.passes('a wide range with holes for the cluster', [
  EGRESS,
  'spec.egress.2.to.0.ipBlock',
  { cidr: '10.0.0.0/8', except: ['10.32.0.0/12', '10.144.0.0/18', '10.48.0.0/18'] },
]);
const METADATA = 'spec.egress.1.to.0.ipBlock.cidr';
block.objects(
  'NET-1: the metadata server on 8080',
  [[EGRESS, 'spec.egress.1.ports', [{ protocol: 'TCP', port: 8080 }]]],
  METADATA,
);
block.objects(
  'NET-1: the metadata server on one more port',
  [[EGRESS, 'spec.egress.1.ports.1', { protocol: 'TCP', port: 988 }]],
  METADATA,
);
block.objects('NET-1: the metadata server on every port', [[EGRESS, 'spec.egress.1.ports', undefined]], METADATA);
block.objects('NET-1: the metadata server over UDP', [[EGRESS, 'spec.egress.1.ports.0.protocol', 'UDP']], METADATA);
block.objectsAt("NET-1: the other dataplane's address", EGRESS, METADATA, '169.254.169.252/32');
block.objectsAt('NET-1: every address of the node', EGRESS, METADATA, '169.254.0.0/16');
block.objects(
  "NET-1: the newer dataplane's address on the older one",
  [[ENVIRONMENT, 'cluster.dataplane', 'v1']],
  METADATA,
);
block.objects(
  'NET-1: the older dataplane with another port',
  [
    [ENVIRONMENT, 'cluster.dataplane', 'v1'],
    [EGRESS, METADATA, '169.254.169.252/32'],
    [EGRESS, 'spec.egress.1.ports.0.port', 80],
  ],
  METADATA,
);
block.passes(
  'NET-1: the older dataplane with its own address and port',
  [ENVIRONMENT, 'cluster.dataplane', 'v1'],
  [EGRESS, METADATA, '169.254.169.252/32'],
  [EGRESS, 'spec.egress.1.ports.0.port', 988],
  [OTHER_EGRESS, METADATA, '169.254.169.252/32'],
  [OTHER_EGRESS, 'spec.egress.1.ports.0.port', 988],
);

const calls = casesOf('CALLS_BOTH_ENDS');
const CALLER = 'production/workflow-agent:workloads/taxiway/Service';
const CALLEE = 'production/spamcheck:workloads/taxiway/Service';
calls.objects(
  'a call to nobody',
  [
    [CALLER, 'workloads.0.calls.1', 'code-sugestions'],
    ['production/code-suggestions:workloads/taxiway/Service', 'workloads.0.callers', []],
  ],
  'workloads.0.calls.1',
);
calls.objects('a call that is not let in', [[CALLEE, 'workloads.0.callers.2', undefined]], 'workloads.0.calls.2');
calls.objects('a caller that does not call', [[CALLER, 'workloads.0.calls.2', undefined]], 'workloads.0.callers.2');
calls.objectsAt('a caller that is placed nowhere', CALLEE, 'workloads.0.callers.3', 'workflow-agents');
calls.passes(
  'a caller that another workload of the service lets in',
  [CALLEE, 'workloads.0.callers', ['rails']],
  [CALLEE, 'workloads.1', { name: 'batch', calls: [], callers: ['workflow-agent'] }],
);

const drain = casesOf('DRAIN_TOO_SHORT');
const DEPLOYMENT = 'code-suggestions:workloads/apps/Deployment';
const POD = 'spec.template.spec';
const BACKEND = 'code-suggestions:workloads/networking.gke.io/GCPBackendPolicy';
drain.objectsAt('GW-1: a pause shorter than the detach time', DEPLOYMENT, `${POD}.containers.0.lifecycle.preStop`, {
  sleep: { seconds: 10 },
});
drain.objectsAt('GW-1: no pause', DEPLOYMENT, `${POD}.containers.0.lifecycle.preStop`, undefined);
drain.objectsAt(
  'GW-1: a grace shorter than pause and request',
  DEPLOYMENT,
  `${POD}.terminationGracePeriodSeconds`,
  359,
);
drain.objectsAt("GW-1: Kubernetes' own grace", DEPLOYMENT, `${POD}.terminationGracePeriodSeconds`, undefined);
drain.objects(
  'GW-1: no draining',
  [[BACKEND, 'spec.default.connectionDraining', undefined]],
  'spec.default.connectionDraining.drainingTimeoutSec',
);
drain.objects(
  'a longer request',
  [[BACKEND, 'spec.default.timeoutSec', 600]],
  'spec.default.connectionDraining.drainingTimeoutSec',
  `${POD}.terminationGracePeriodSeconds`,
);
drain.objects(
  'a load balancer that lets go later',
  [
    [ENVIRONMENT, 'gateway.detachTime', '61s'],
    [DEPLOYMENT, `${POD}.terminationGracePeriodSeconds`, 361],
  ],
  ...['containers.0.lifecycle.preStop', 'terminationGracePeriodSeconds'].map((field) => `${POD}.${field}`),
);
drain.of('a backend without a policy', removed(assemblyOf('production'), BACKEND), 'metadata.name');
drain.passes('a command that sleeps as long', [
  DEPLOYMENT,
  `${POD}.containers.0.lifecycle.preStop`,
  { exec: { command: ['/bin/sh', '-c', 'sleep 60'] } },
]);

const idle = casesOf('KEEPALIVE_TOO_SHORT');
const DECLARED = 'production/code-suggestions:workloads/taxiway/Service';
const FIRST = `${POD}.containers.0`;
const UNTOLD = [DEPLOYMENT, `${FIRST}.env.12`, undefined] as const;
idle.objectsAt('GW-2: a variable of vLLM', DEPLOYMENT, `${FIRST}.env.12.value`, '5');
idle.objectsAt('GW-2: as long as the load balancer', DEPLOYMENT, `${FIRST}.env.12.value`, '600');
idle.objects('GW-2: a flag', [[DEPLOYMENT, `${FIRST}.args.4`, '--timeout-keep-alive=75']], `${FIRST}.args.4`);
idle.objects(
  'GW-2: a flag of two words',
  [
    [DEPLOYMENT, `${FIRST}.args.4`, '--keep-alive'],
    [DEPLOYMENT, `${FIRST}.args.5`, '2'],
  ],
  `${FIRST}.args.5`,
);
idle.objects(
  'GW-2: arguments in a variable',
  [[DEPLOYMENT, `${FIRST}.env.12`, { name: 'GUNICORN_CMD_ARGS', value: '--workers 2 --keep-alive=5' }]],
  `${FIRST}.env.12.value`,
);
idle.objects(
  'GW-2: a version of the profile that can do no better',
  [UNTOLD, [DECLARED, 'props.serves.keepAlive.value', '5s']],
  'props.serves.keepAlive.value',
);
idle.objects(
  'GW-2: a server that was declared to close first',
  [UNTOLD, [DECLARED, 'props.serves.keepAlive.value', '1m']],
  'props.serves.keepAlive.value',
);
idle.passes('a flag that is long enough', [DEPLOYMENT, `${FIRST}.args.4`, '--timeout-keep-alive=620']);
idle.passes('a server that never closes', UNTOLD, [DECLARED, 'props.serves.keepAlive.value', 'for ever']);
idle.passes('a server of which nobody knows', UNTOLD, [DECLARED, 'props', {}]);

const health = casesOf('HEALTH_CHECK_DIFFERS');
const HEALTH = 'code-suggestions:workloads/networking.gke.io/HealthCheckPolicy';
const CONFIG = 'spec.default.config';
health.objectsAt('GW-3: another path', HEALTH, `${CONFIG}.httpHealthCheck.requestPath`, '/');
health.objectsAt('GW-3: no path', HEALTH, `${CONFIG}.httpHealthCheck.requestPath`, undefined);
health.objectsAt('GW-3: another port', HEALTH, `${CONFIG}.httpHealthCheck.port`, 80);
health.objectsAt('GW-3: another type', HEALTH, `${CONFIG}.type`, 'TCP');
health.objects(
  'a probe that changed alone',
  [[DEPLOYMENT, `${POD}.containers.0.readinessProbe.httpGet.path`, '/ready']],
  `${CONFIG}.httpHealthCheck.requestPath`,
);
health.objectsAt('no probe', DEPLOYMENT, `${POD}.containers.0.readinessProbe`, undefined);
health.objects('GW-3: a check in another namespace', [[HEALTH, 'metadata.namespace', 'spamcheck']], 'metadata.name');
health.objects('a check of another Service', [[HEALTH, 'spec.targetRef.name', 'apl']], 'metadata.name');
health.of('GW-3: no check', removed(assemblyOf('production'), HEALTH), 'metadata.name');
health.objectsAt(
  'a route to nowhere',
  'code-suggestions:workloads/gateway.networking.k8s.io/HTTPRoute',
  'spec.rules.0.backendRefs.0.name',
  'apl',
);
health.passes('a probe of the port by its name', [
  DEPLOYMENT,
  `${POD}.containers.0.readinessProbe.httpGet.port`,
  'http',
]);

/** Rules about what reaches whom. */
export const NETWORK_CASES: readonly Case[] = [open, block, calls, drain, idle, health].flatMap(({ cases }) => cases);
