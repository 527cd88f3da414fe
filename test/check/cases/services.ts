import { staging } from '../../../environments/staging';
import { names } from '../../../lib/names';
import { added, assemblyOf } from '../../support/assemblies';
import { casesOf, type Case } from './case';

const GRANTS = 'production/code-suggestions:grants';
const REVIEWERS = 'production/suggested-reviewers:grants';
const OWN = 'production/code-suggestions:workloads';
const DEPLOYMENT = `${OWN}/apps/Deployment`;
const CONTAINER = 'spec.template.spec.containers.0';

const cage = casesOf('CAGE');
const ROLE = `${GRANTS}/rbac.authorization.k8s.io/Role/code-suggestions/deploy`;
const WRITE = ['create', 'update'];
for (const resource of [
  ...['namespaces', 'resourcequotas', 'limitranges', 'networkpolicies', 'fqdnnetworkpolicies', 'roles', 'rolebindings'],
  ...['clusterroles', 'serviceaccounts', 'secretstores', 'clustersecretstores', 'secrets', 'pods/exec', '*'],
]) {
  const rule = { apiGroups: [''], resources: ['pods', resource], verbs: WRITE };
  cage.objects(`a deploy role that writes ${resource}`, [[ROLE, 'rules.10', rule]], 'rules.10.resources.1');
}
cage.objects(
  'a role that reads secrets',
  [[`${GRANTS}/rbac.authorization.k8s.io/Role/code-suggestions/team`, 'rules.9.resources.4', 'secrets']],
  'rules.9.resources.4',
);
cage.objectsAt('a role with every verb', ROLE, 'rules.9.verbs.0', '*');
cage.objectsAt('a role for every group', ROLE, 'rules.9.apiGroups.0', '*');
const BINDING = `${GRANTS}/rbac.authorization.k8s.io/RoleBinding/code-suggestions/team`;
cage.objectsAt('a binding to a role of the cluster', BINDING, 'roleRef.kind', 'ClusterRole');
cage.objects(
  'a binding for everybody',
  [[BINDING, 'subjects.1', { kind: 'Group', name: 'system:authenticated' }]],
  'subjects.1',
);
const object = (kind: string, group: string, body: object = {}) =>
  added(assemblyOf('production'), `${OWN}/core/Service`, {
    id: `${OWN}/${group}/${kind}/code-suggestions/extra`,
    kind,
    object: { kind, metadata: { name: 'extra', namespace: 'code-suggestions' }, ...body },
  });
for (const [kind, group] of [
  ['NetworkPolicy', 'networking.k8s.io'],
  ['Role', 'rbac.authorization.k8s.io'],
  ['ServiceAccount', 'core'],
  ['Secret', 'core'],
  ['Pod', 'core'],
  ['Ingress', 'networking.k8s.io'],
  ['Service', 'serving.knative.dev'],
] as const) {
  const pod = kind === 'Pod' ? { spec: { serviceAccountName: 'api' } } : {};
  cage.of(`a ${kind} of ${group} in the service's own file`, object(kind, group, pod), 'kind');
}
cage.of(
  "Terraform in the service's own file",
  added(assemblyOf('production'), `${GRANTS}/terraform/resource.vault_policy/-/api`, {
    id: `${OWN}/terraform/resource.google_project_iam_member/-/owner`,
    kind: 'resource.google_project_iam_member',
    object: { role: 'roles/owner' },
  }),
  '',
);
cage.objectsAt('another namespace', `${OWN}/core/Service`, 'metadata.namespace', 'spamcheck');
cage.objectsAt('no namespace', `${OWN}/core/Service`, 'metadata.namespace', undefined);
for (const type of ['LoadBalancer', 'NodePort', 'ExternalName']) {
  cage.objectsAt(`a Service of type ${type}`, `${OWN}/core/Service`, 'spec.type', type);
}
cage.objectsAt('an address outside', `${OWN}/core/Service`, 'spec.externalIPs', ['203.0.113.7']);
const ROUTE = `${OWN}/gateway.networking.k8s.io/HTTPRoute`;
cage.objects(
  'a route at another gateway',
  [[ROUTE, 'spec.parentRefs.1', { name: 'public', namespace: 'taxiway-system' }]],
  'spec.parentRefs.1',
);
cage.objects(
  'a route at a gateway of its own',
  [[ROUTE, 'spec.parentRefs.0.namespace', undefined]],
  'spec.parentRefs.0',
);
cage.objectsAt('a route of another service', ROUTE, 'spec.hostnames.0', 'spamcheck.ml.production.gitlab.internal');
cage.objectsAt(
  'a route of a name that only ends alike',
  ROUTE,
  'spec.hostnames.0',
  'evilcode-suggestions.ml.production.gitlab.internal',
);
cage.objectsAt('a route of every name', ROUTE, 'spec.hostnames.0', '*.ml.production.gitlab.internal');
cage.objectsAt('a route without a name', ROUTE, 'spec.hostnames', undefined);
cage.objectsAt('a route into another namespace', ROUTE, 'spec.rules.0.backendRefs.0.namespace', 'spamcheck');
cage.objects(
  'a mirror into another namespace',
  [
    [
      ROUTE,
      'spec.rules.0.filters',
      [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'api', namespace: 'spamcheck' } } }],
    ],
  ],
  'spec.rules.0.filters.0.requestMirror.backendRef.namespace',
);
cage.objectsAt(
  'a policy for another namespace',
  `${OWN}/networking.gke.io/HealthCheckPolicy`,
  'spec.targetRef.namespace',
  'spamcheck',
);
const SECRET = `${OWN}/external-secrets.io/ExternalSecret`;
cage.objectsAt('a store of the cluster', SECRET, 'spec.secretStoreRef.kind', 'ClusterSecretStore');
cage.objectsAt('a store that nobody granted', SECRET, 'spec.secretStoreRef.name', 'reranker');
cage.objectsAt(
  'a secret of another service',
  SECRET,
  'spec.data.0.remoteRef.key',
  'env/production/service/spamcheck/key',
);
cage.objectsAt(
  'a secret of another environment',
  SECRET,
  'spec.data.0.remoteRef.key',
  'env/staging/service/code-suggestions/key',
);
cage.objectsAt(
  'a secret by a way around',
  SECRET,
  'spec.data.0.remoteRef.key',
  'env/production/service/code-suggestions/../spamcheck/key',
);
cage.objectsAt("a target of somebody else's name", SECRET, 'spec.target.name', 'gitlab-registry');
cage.objects(
  'a target that is a token',
  [[SECRET, 'spec.target.template', { type: 'kubernetes.io/service-account-token' }]],
  'spec.target.template.type',
);
cage.objects('a search', [[SECRET, 'spec.dataFrom', [{ find: { name: { regexp: '.*' } } }]]], 'spec.dataFrom.0.find');
cage.objects(
  'an extract of another service',
  [[SECRET, 'spec.dataFrom', [{ extract: { key: 'env/production/service/spamcheck/key' } }]]],
  'spec.dataFrom.0.extract.key',
);
cage.objects(
  'a store of the cluster behind one entry',
  [[SECRET, 'spec.data.0.sourceRef', { storeRef: { kind: 'ClusterSecretStore', name: 'all' } }]],
  'spec.data.0.sourceRef.storeRef.kind',
);
cage.objectsAt('a service account that nobody granted', DEPLOYMENT, 'spec.template.spec.serviceAccountName', 'admin');
cage.objectsAt('the account of the namespace', DEPLOYMENT, 'spec.template.spec.serviceAccountName', undefined);
cage.objectsAt(
  'a priority that was not granted',
  DEPLOYMENT,
  'spec.template.spec.priorityClassName',
  'system-cluster-critical',
);
cage.passes('the host of another workload of its own', [
  ROUTE,
  'spec.hostnames.1',
  'code-suggestions--eval.ml.production.gitlab.internal',
]);
cage.passes('an extract of its own', [
  SECRET,
  'spec.dataFrom',
  [{ extract: { key: 'env/production/service/code-suggestions/key' } }],
]);

const limits = casesOf('NAMES_WITHIN_LIMITS');
const SERVICE = `${OWN}/core/Service`;
const long = 'n'.repeat(64);
limits.objects(
  'a Service that load-balancer metrics cut',
  [[SERVICE, 'metadata.name', 'a-rather-long-name']],
  'metadata.name',
);
limits.objectsAt('a Service that begins with a digit', SERVICE, 'metadata.name', '1api');
limits.objectsAt('a namespace that is too long', `${GRANTS}/core/Namespace`, 'metadata.name', long);
limits.objectsAt('a name in capitals', DEPLOYMENT, 'metadata.name', 'Api');
limits.objectsAt('a name of 254 characters', DEPLOYMENT, 'metadata.name', 'n'.repeat(254));
limits.objectsAt('a label that is too long', DEPLOYMENT, 'metadata.labels.team', long);
limits.objectsAt('a label with a blank', DEPLOYMENT, 'metadata.labels.team', 'code creation');
limits.objectsAt('IAC-1: a label that is no text', DEPLOYMENT, 'metadata.labels.canary', false);
limits.objectsAt('a key that is too long', DEPLOYMENT, `metadata.labels.${long}`, 'a');
limits.objectsAt('a key below what is no domain', DEPLOYMENT, 'metadata.labels.Team_A/x', 'a');
limits.objectsAt('a label of the pods', DEPLOYMENT, 'spec.template.metadata.labels.team', 'a:b');
limits.objectsAt('annotations of more than 256 KiB', DEPLOYMENT, 'metadata.annotations', { note: 'n'.repeat(262_144) });
limits.objectsAt('a container in capitals', DEPLOYMENT, `${CONTAINER}.name`, 'API');
limits.objectsAt('a port of 16 characters', DEPLOYMENT, `${CONTAINER}.ports.0.name`, 'p'.repeat(16));
limits.objectsAt('a port without a letter', DEPLOYMENT, `${CONTAINER}.ports.0.name`, '8080');
limits.objectsAt('a volume with a dot', DEPLOYMENT, 'spec.template.spec.volumes.0.name', 'a.b');
const ACCOUNT = `${GRANTS}/terraform/resource.google_service_account/-/deploy`;
for (const account of ['abcde', 'a'.repeat(31), 'Deploy-api', 'deploy-'])
  limits.objectsAt(`the account ${account}`, ACCOUNT, 'account_id', account);
const POOL = 'production/platform/terraform/resource.google_container_node_pool/-/l4-x1';
for (const name of ['g'.repeat(41), '4-gpus']) limits.objectsAt(`the pool ${name}`, POOL, 'name', name);
limits.passes(
  'names at the limit',
  [POOL, 'name', 'g'.repeat(40)],
  [ACCOUNT, 'account_id', 'a'.repeat(30)],
  [DEPLOYMENT, 'metadata.name', 'n'.repeat(253)],
  [DEPLOYMENT, 'metadata.labels.team', 'n'.repeat(63)],
);

const unique = casesOf('NAMES_UNIQUE');
const EMBEDDINGS = 'production/embeddings:grants/terraform';
unique.objects(
  'two Vault policies of one name',
  [[`${EMBEDDINGS}/resource.vault_policy/-/api`, 'name', names.vaultPod('production', 'code-suggestions', 'api')]],
  'name',
);
unique.objects(
  'a Vault role that another environment has',
  [
    [
      `${EMBEDDINGS}/resource.vault_jwt_auth_backend_role/-/api`,
      'role_name',
      names.vaultPod('staging', 'embeddings', 'api'),
    ],
  ],
  'role_name',
);
unique.objects(
  'an auth mount that another environment has',
  [['production/platform/terraform/resource.vault_jwt_auth_backend/-/pods', 'path', staging.vault.mounts.pods]],
  'path',
);
unique.objects('two accounts of one id', [[ACCOUNT, 'account_id', names.deployAccount('embeddings')]], 'account_id');
unique.objects('two states at one place', [[`${EMBEDDINGS}/terraform.backend.gcs`, 'prefix', 'platform']], 'prefix');
unique.objects(
  'two routes of one host',
  [[ROUTE, 'spec.hostnames.0', 'spamcheck.ml.production.gitlab.internal']],
  'spec.hostnames.0',
);
unique.objects(
  'two pools of one name',
  [
    [POOL, 'name', 'gpu-t4'],
    ['production/platform/terraform/resource.google_container_node_pool/-/t4-x1', 'name', 'gpu-t4'],
  ],
  'name',
);
unique.of(
  'one grant twice',
  added(
    assemblyOf('production'),
    `${REVIEWERS}/terraform/resource.google_project_iam_member/-/api_storage_objectViewer`,
    {
      id: `${REVIEWERS}/terraform/resource.google_project_iam_member/-/again`,
    },
  ),
  'member',
);
unique.objects(
  'two environments in one cluster',
  [
    ['production/platform/taxiway/Environment', 'google.project', 'gitlab-ml-staging'],
    ['production/platform/taxiway/Environment', 'cluster.name', 'ml-staging'],
  ],
  // Namespaces and priorities, and the accounts of one project.
  'metadata.name',
  'account_id',
);
unique.objects(
  'a secrets mount that another environment has',
  [['production/platform/terraform/resource.vault_mount', 'path', staging.vault.mounts.secrets]],
  'path',
);
unique.passes(
  'one pool name in two clusters',
  [POOL, 'name', 'gpu-l4'],
  ['production/platform/taxiway/Environment', 'grafana', 'https://x'],
);

const ports = casesOf('PORT_NAME_TAKEN');
const PORTS = 'production/spamcheck:workloads/core/Service/';
const PODS = 'production/spamcheck:workloads/apps/Deployment';
ports.objects(
  'two ports of a Service with one name',
  [[PORTS, 'spec.ports', [{ name: 'http', port: 1 }, { name: 'http', port: 2 }, { port: 3 }, { port: 4 }]]],
  'spec.ports.1.name',
);
ports.objects(
  'two ports of a container with one name',
  [
    [
      PODS,
      'spec.template.spec.containers.0.ports',
      [
        { name: 'a', containerPort: 1 },
        { name: 'b', containerPort: 2 },
        { name: 'a', containerPort: 3 },
      ],
    ],
  ],
  'spec.template.spec.containers.0.ports.2.name',
);
ports.passes('two ports with names of their own', [PORTS, 'spec.ports.1', { name: 'other', port: 2 }]);

/** Rules about a service's own file and about names. */
export const SERVICE_CASES: readonly Case[] = [cage, limits, unique, ports].flatMap(({ cases }) => cases);
