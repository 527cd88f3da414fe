import { production } from '../../../environments/production';
import { staging } from '../../../environments/staging';
import { names } from '../../../lib/names';
import { added, assemblyOf, removed } from '../../support/assemblies';
import { casesOf, type Case } from './case';

const POLICY = 'production/code-suggestions:grants/terraform/resource.vault_policy/-/api';
/** Each environment has a mount of its own in one Vault. */
const MOUNT = production.vault.mounts.secrets;
const OWN = `${MOUNT}/data/env/production/service/code-suggestions`;
const hcl = (path: string, ...capabilities: readonly string[]): string =>
  `path "${path}" {\n  capabilities = [${(capabilities.length > 0 ? capabilities : ['read']).map((one) => `"${one}"`).join(', ')}]\n}\n`;

const overlap = casesOf('VAULT_PATHS_OVERLAP');
const opens = (what: string, policy: string): void => overlap.objectsAt(what, POLICY, 'policy', policy);
opens('VLT-3: a star without the slash before it', hcl(`${OWN}*`));
opens("another service's secret", hcl(`${MOUNT}/data/env/production/service/spamcheck/key`));
opens('what the platform keeps', hcl(`${MOUNT}/data/env/production/service/platform/alert-receivers`));
opens('another environment', hcl(`${staging.vault.mounts.secrets}/data/env/staging/service/code-suggestions/key`));
opens('every service', hcl(`${MOUNT}/data/env/production/service/*`));
opens('VLT-3: a plus sign for the service', hcl(`${MOUNT}/data/env/production/service/+/key`));
opens('a plus sign for the environment', hcl(`${MOUNT}/data/env/+/service/code-suggestions/key`));
opens('a plus sign for the part of the store', hcl(`${MOUNT}/+/env/production/service/code-suggestions/*`));
opens('everything', hcl('*'));
opens('what another service deletes', hcl(`${MOUNT}/destroy/env/production/service/spamcheck/key`, 'update'));
opens('a pattern in another mount', hcl('database/creds/*'));
opens('a template', hcl(`${MOUNT}/data/env/production/service/{{identity.entity.name}}/key`));
opens("Vault's own system", hcl('sys/policies/acl/x'));
opens("Vault's own system, after a slash", hcl('/sys/mounts'));
opens('a right to administer', hcl(`${OWN}/key`, 'read', 'sudo'));
opens('the older syntax', `path "${MOUNT}/data/env/production/service/spamcheck/*" { policy = "read" }`);
opens(
  'JSON',
  JSON.stringify({ path: { [`${MOUNT}/data/env/production/service/spamcheck/*`]: { capabilities: ['read'] } } }),
);
opens(
  'a path behind a comment and nested braces',
  `# path\npath "${OWN}/a" { allowed_parameters = { "x" = [] } capabilities = ["read"] }\n${hcl(`${MOUNT}/*`)}`,
);
const quiet = (what: string, policy: string): void => overlap.passes(what, [POLICY, 'policy', policy]);
quiet('VLT-3: everything below the own service', hcl(`${OWN}/*`));
quiet('VLT-3: the object that lies at the service', hcl(OWN));
quiet('a plus sign below the own service', hcl(`${OWN}/+/key`));
quiet("what it can not read, which is another rule's", 'path secret/* { capabilities = ["read"] }');
quiet('what a policy denies', hcl(`${MOUNT}/*`, 'deny'));
quiet('an exact path of another mount', hcl('database/creds/code-suggestions'));
overlap.of(
  'VLT-3: a star, beside a service whose name goes on',
  added(
    added(assemblyOf('production'), 'production/spamcheck:workloads/taxiway/Service', {
      id: 'production/code-suggestions-eval:workloads/taxiway/Service/-/code-suggestions-eval',
      service: 'code-suggestions-eval',
    }),
    POLICY,
    {
      id: 'production/code-suggestions:grants/terraform/resource.vault_policy/-/wide',
      object: { name: 'wide', policy: hcl(`${OWN}-*`) },
    },
  ),
  'policy',
);

const audience = casesOf('VAULT_AUDIENCE_MISMATCH');
const ROLE = 'production/code-suggestions:grants/terraform/resource.vault_jwt_auth_backend_role/-/api';
const DEPLOY = 'production/code-suggestions:grants/terraform/resource.vault_jwt_auth_backend_role/-/deploy';
const STORE = 'production/code-suggestions:grants/external-secrets.io/SecretStore';
const TOKEN = 'spec.provider.vault.auth.jwt.kubernetesServiceAccountToken';
audience.objectsAt('VLT-1: a role without an audience', ROLE, 'bound_audiences', undefined);
audience.objectsAt('VLT-1: a role with an empty list', ROLE, 'bound_audiences', []);
audience.objects(
  'VLT-1: an audience with a slash at its end',
  [[ROLE, 'bound_audiences.0', 'https://vault.gitlab.internal:8200/']],
  'bound_audiences',
);
audience.objects('VLT-1: a second audience', [[ROLE, 'bound_audiences.1', 'https://gitlab.com']], 'bound_audiences');
audience.objects('VLT-1: a store that asks for another', [[STORE, `${TOKEN}.audiences.0`, 'vault']], 'bound_audiences');
audience.objectsAt('VLT-1: a deploy job that asks for another', DEPLOY, 'bound_audiences', ['vault']);
audience.objectsAt("the provider's own role type", ROLE, 'role_type', undefined);
audience.objects('an audience alone', [[ROLE, 'bound_subject', undefined]], 'bound_claims');
audience.objects('a branch of any project', [[DEPLOY, 'bound_claims.project_id', undefined]], 'bound_claims');
audience.objectsAt('patterns in claims', DEPLOY, 'bound_claims_type', 'glob');
audience.objectsAt('a claim that is a number', DEPLOY, 'bound_claims.runner_id', 22);
audience.objects(
  'a value that the provider splits',
  [
    [DEPLOY, 'bound_claims.ref', 'main, evil'],
    [DEPLOY, 'disable_bound_claims_parsing', undefined],
  ],
  'bound_claims.ref',
);
audience.objects(
  'a second policy',
  [[ROLE, 'token_policies.1', names.vaultPod('production', 'embeddings', 'api')]],
  'token_policies',
);
audience.objects('a policy that nobody makes', [[ROLE, 'token_policies.0', 'admin']], 'token_policies');
audience.objectsAt('no policy', ROLE, 'token_policies', undefined);
audience.objects('a token longer than its maximum', [[ROLE, 'token_ttl', 7200]], 'token_ttl');
audience.objects(
  'a token of any length',
  [
    [ROLE, 'token_ttl', undefined],
    [ROLE, 'token_max_ttl', undefined],
  ],
  'token_ttl',
);
audience.objectsAt('the default policy beside it', ROLE, 'token_no_default_policy', undefined);
audience.objects(
  'a store that asks for a role of nobody',
  [[STORE, 'spec.provider.vault.auth.jwt.role', 'admin']],
  'spec.provider.vault.auth.jwt.role',
);
audience.of(
  'VLT-2: a role of the other kind, for everybody',
  added(assemblyOf('production'), ROLE, {
    id: 'production/code-suggestions:grants/terraform/resource.vault_kubernetes_auth_backend_role/-/any',
    kind: 'resource.vault_kubernetes_auth_backend_role',
    object: { role_name: 'any', bound_service_account_names: ['*'], bound_service_account_namespaces: ['spamcheck'] },
  }),
  'audience',
  'bound_service_account_names',
  'token_no_default_policy',
  'token_policies',
  'token_ttl',
);
audience.of('a role whose policy went away', removed(assemblyOf('production'), POLICY), 'token_policies');
audience.passes('a comma where nothing is split', [DEPLOY, 'bound_claims.ref', 'main,evil']);

const another = casesOf('VAULT_READS_ANOTHER');
another.objects(
  'the policy of a neighbour',
  [[ROLE, 'token_policies.0', names.vaultPod('production', 'embeddings', 'api')]],
  'token_policies',
);
another.objects(
  'a second policy, of another environment',
  [[ROLE, 'token_policies.1', names.vaultPod('staging', 'embeddings', 'api')]],
  'token_policies',
);
another.objects('a policy that opens the store', [[POLICY, 'policy', hcl(`${MOUNT}/*`)]], 'token_policies');
another.objects(
  'a plus sign for the service',
  [[POLICY, 'policy', hcl(`${MOUNT}/data/env/production/service/+/hub-token`)]],
  'token_policies',
);
const RECEIVERS = 'production/platform/terraform/resource.vault_policy/-/alert_receivers';
another.objects(
  'what brings Alertmanager its keys, and a service’s secret too',
  [[RECEIVERS, 'policy', hcl(`${MOUNT}/data/env/production/service/*`)]],
  'token_policies',
);
another.objects(
  'a service that reads the keys of receivers',
  [[POLICY, 'policy', hcl(`${MOUNT}/data/env/production/service/platform/alert-receivers`)]],
  'token_policies',
);
another.objectsAt('pods of another namespace', ROLE, 'bound_subject', 'system:serviceaccount:spamcheck:api');
another.passes('everything below the own service', [POLICY, 'policy', hcl(`${OWN}/*`)]);
another.passes('a wide path that a better one denies for all others', [
  POLICY,
  'policy',
  hcl(`${OWN}/*`) + hcl(`${MOUNT}/data/env/production/service/*`, 'deny'),
]);
another.of(
  'a pod of another namespace, where Vault asks the cluster',
  added(assemblyOf('production'), ROLE, {
    id: 'production/code-suggestions:grants/terraform/resource.vault_kubernetes_auth_backend_role/-/other',
    kind: 'resource.vault_kubernetes_auth_backend_role',
    object: {
      role_name: 'other',
      bound_service_account_names: ['api'],
      bound_service_account_namespaces: ['spamcheck'],
    },
  }),
  'bound_service_account_namespaces',
);

const life = casesOf('VAULT_TOKEN_TOO_LONG');
const lives = (role: string, seconds: number) =>
  [
    [role, 'token_max_ttl', seconds],
    [role, 'token_explicit_max_ttl', seconds],
  ] as const;
const BETA = 'production/embeddings:grants/terraform/resource.vault_jwt_auth_backend_role/-/api';
life.objects('two hours for what is ga', lives(ROLE, 7200), 'token_explicit_max_ttl');
life.objects('three hours for what is beta', lives(BETA, 10_800), 'token_explicit_max_ttl');
life.objects('an hour for a job', lives(DEPLOY, 3600), 'token_explicit_max_ttl');
life.objects(
  "Vault's own limit",
  [
    [ROLE, 'token_max_ttl', undefined],
    [ROLE, 'token_explicit_max_ttl', 0],
  ],
  'token_explicit_max_ttl',
);
life.objects(
  'a period, which has no end',
  [
    [ROLE, 'token_period', 600],
    [ROLE, 'token_explicit_max_ttl', undefined],
  ],
  'token_period',
);
life.passes('two hours for what is beta', ...lives(BETA, 7200));
life.passes('less', ...lives(ROLE, 1200));

const unprotected = casesOf('DEPLOY_UNPROTECTED');
const PROVIDER = 'production/platform/terraform/resource.google_iam_workload_identity_pool_provider/-/deploys';
const CONDITION = 'attribute_condition';
unprotected.objectsAt('a role that forgets the protected ref', DEPLOY, 'bound_claims.ref_protected', undefined);
unprotected.objectsAt('a role for tags as well', DEPLOY, 'bound_claims.ref_type', undefined);
unprotected.objectsAt(
  'an environment that anybody may deploy to',
  DEPLOY,
  'bound_claims.environment_protected',
  undefined,
);
unprotected.objectsAt('a project that nobody knows', DEPLOY, 'bound_claims.project_id', '666');
unprotected.objects(
  'both, by a comma',
  [
    [DEPLOY, 'bound_claims.ref_protected', 'true,false'],
    [DEPLOY, 'disable_bound_claims_parsing', undefined],
  ],
  'bound_claims.ref_protected',
);
unprotected.objects(
  'anything, by a star',
  [
    [DEPLOY, 'bound_claims.ref_protected', '*'],
    [DEPLOY, 'bound_claims_type', 'glob'],
  ],
  'bound_claims.ref_protected',
);
for (const [what, text] of [
  ['a provider that asks for the project alone', 'assertion.project_id == "46519181"'],
  ['a provider that asks for one of two', 'assertion.project_id == "46519181" || assertion.ref_protected == "true"'],
  ['a provider that asks for nothing of the token', 'assertion.namespace_id == "9970"'],
] as const)
  unprotected.objectsAt(what, PROVIDER, CONDITION, text);
const rehearsal = casesOf('DEPLOY_UNPROTECTED', 'staging');
rehearsal.passes('a branch that is not protected, in staging', [
  'staging/workflow-agent:grants/terraform/resource.vault_jwt_auth_backend_role/-/deploy',
  'bound_claims.ref_protected',
  undefined,
]);

audience.of(
  'a name with a star in it, where Vault asks the cluster',
  added(assemblyOf('production'), ROLE, {
    id: 'production/code-suggestions:grants/terraform/resource.vault_kubernetes_auth_backend_role/-/star',
    kind: 'resource.vault_kubernetes_auth_backend_role',
    object: {
      role_name: 'star',
      audience: 'https://vault.gitlab.internal:8200',
      bound_service_account_names: ['api*'],
      bound_service_account_namespaces: ['code-suggestions'],
      token_policies: [names.vaultPod('production', 'code-suggestions', 'api')],
      token_no_default_policy: true,
      token_ttl: 1200,
      token_max_ttl: 3600,
    },
  }),
  'bound_service_account_names',
);

const key = casesOf('NO_KEY_RESOURCE');
const AUTH = 'spec.provider.vault.auth';
for (const type of [
  'google_service_account_key',
  'vault_token',
  'vault_approle_auth_backend_role_secret_id',
  'vault_kv_secret_v2',
]) {
  key.of(
    `a ${type}`,
    added(assemblyOf('production'), POLICY, {
      id: `production/code-suggestions:grants/terraform/resource.${type}/-/key`,
      kind: `resource.${type}`,
      object: {},
    }),
    '',
  );
}
key.objects(
  'a store with a token',
  [[STORE, AUTH, { tokenSecretRef: { name: 'token', key: 'token' } }]],
  `${AUTH}.tokenSecretRef`,
);
key.objects(
  'a store with an AppRole',
  [[STORE, AUTH, { appRole: { roleId: 'a', secretRef: { name: 'b' } } }]],
  `${AUTH}.appRole`,
);
key.objects('a store with a kept JWT', [[STORE, `${AUTH}.jwt.secretRef`, { name: 'jwt' }]], `${AUTH}.jwt.secretRef`);
key.objects(
  'a store of another kind with a key',
  [[STORE, 'spec.provider', { gcpsm: { auth: { secretRef: {} } } }]],
  'spec.provider.gcpsm.auth.secretRef',
);
key.of(
  'a token that Kubernetes keeps for ever',
  added(assemblyOf('production'), STORE, {
    id: 'production/code-suggestions:grants/core/Secret/code-suggestions/token',
    kind: 'Secret',
    object: {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/service-account-token',
      metadata: { name: 'token' },
    },
  }),
  'type',
);

const target = casesOf('SECRET_TARGET_TAKEN');
const TARGET = names.secretTarget('workflow-agent', 'api', 'anthropic-key');
const OTHER_TARGET = names.secretTarget('workflow-agent', 'api', 'self-signed-jwt-key');
const SECRET = `production/workflow-agent:workloads/external-secrets.io/ExternalSecret/workflow-agent/${TARGET}`;
const OTHER = `production/workflow-agent:workloads/external-secrets.io/ExternalSecret/workflow-agent/${OTHER_TARGET}`;
target.objects('ESO-1: two that write one Secret', [[SECRET, 'spec.target.name', OTHER_TARGET]], 'spec.target.name');
target.objects(
  'ESO-1: one that writes what another is named after',
  [
    [OTHER, 'spec.target', {}],
    [SECRET, 'spec.target.name', OTHER_TARGET],
  ],
  'spec.target.name',
);
target.of(
  'ESO-1: a Secret that another document makes',
  added(assemblyOf('production'), SECRET, {
    id: `production/workflow-agent:grants/core/Secret/workflow-agent/${TARGET}`,
    kind: 'Secret',
    object: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: TARGET, namespace: 'workflow-agent' },
    },
  }),
  'spec.target.name',
);
target.passes(
  'one name in two namespaces',
  [SECRET, 'metadata.namespace', 'spamcheck'],
  [OTHER, 'spec.target.name', TARGET],
);

const pair = casesOf('SECRET_PAIR_SPLIT');
const named = (one: string, other: string) => [
  [SECRET, 'spec.data.0.secretKey', one] as const,
  [OTHER, 'spec.data.0.secretKey', other] as const,
];
for (const [one, other] of [
  ['db-username', 'db-password'],
  ['db_user', 'db_password'],
  ['password', 'username'],
  ['oauth-client-id', 'oauth-client-secret'],
] as const) {
  pair.objects(`ESO-3: ${one} beside ${other}`, named(one, other), 'spec.data.0.secretKey');
}
pair.passes('ESO-3: the parts of two credentials', ...named('db-username', 'cache-password'));
pair.passes(
  'ESO-3: both in one Secret',
  [SECRET, 'spec.data.0.secretKey', 'db-username'],
  [SECRET, 'spec.data.1', { secretKey: 'db-password', remoteRef: {} }],
);

/** Rules about Vault and what comes from it. */
export const VAULT_CASES: readonly Case[] = [
  overlap,
  audience,
  another,
  life,
  unprotected,
  rehearsal,
  key,
  target,
  pair,
].flatMap(({ cases }) => cases);
