import { added } from '../../support/assemblies';
import { BACKEND, FEDERATION, ISSUER, POD_ROLE, POLICY, POOL, ROLE, soundAssembly, withEdits } from '../measured';
import { casesOf, type Case, type Edit } from './case';

const MOUNT = 'staging/platform/terraform/resource.vault_mount/-/secrets';
const ACCOUNT = 'staging/platform/terraform/resource.google_service_account/-/gpu_nodes';
const PROVIDER = 'staging/platform/terraform/provider.google/-/0';
const GCS = 'staging/platform/terraform/terraform.backend.gcs/-/gcs';
const REQUIRED = 'staging/platform/terraform/terraform.required_providers/-/google';
const MEMBER = 'staging/platform/terraform/resource.google_project_iam_member/-/gpu_nodes_monitoring_viewer';

/** Cases over staging with blocks of every type that the rules know. */
function terraformCases(code: string) {
  const { cases, of } = casesOf(code, 'staging');
  return {
    cases,
    of,
    objects: (to: string, edits: readonly Edit[], ...paths: readonly string[]): void =>
      of(to, withEdits(edits), ...paths),
    at: (to: string, ...[id, path, value]: Edit): void => of(to, withEdits([[id, path, value]]), path),
    passes: (to: string, ...edits: readonly Edit[]): void => of(to, withEdits(edits)),
  };
}

/** The sound assembly with one more block of the platform's stack. */
function withBlock(kind: string, name: string, object: Parameters<typeof added>[2]['object']) {
  return added(soundAssembly(), ACCOUNT, { id: `staging/platform/terraform/${kind}/-/${name}`, kind, object });
}

const unknown = terraformCases('ARGUMENT_UNKNOWN');
unknown.at('a slip of the pen', POOL, 'nodecount', 2);
unknown.at('an argument of another level', POOL, 'taint', []);
unknown.at('an argument too deep', POOL, 'node_config.max_surge', 1);
unknown.at('what a later version of the provider brought', POOL, 'node_config.sandbox_config', {
  sandbox_type: 'gvisor',
});
unknown.at('a name that an escape hatch sets to null', POOL, 'node_config.sandbox_type', null);
unknown.at('a name in a block of a list', POOL, 'node_config.taint.0.effects', 'NO_SCHEDULE');
unknown.at('what the provider works out', ACCOUNT, 'email', 'x@example.com');
unknown.at('an id', ACCOUNT, 'id', 'x');
unknown.at('a field of an object that nothing reads', BACKEND, 'tune.0.lease', '5m');
unknown.at('a name that every object of JavaScript has', ACCOUNT, 'constructor', 'x');
unknown.at('lifecycle', MOUNT, 'lifecycle.prevent_destory', true);
unknown.at('an argument of the provider', PROVIDER, 'projekt', 'x');
unknown.at('an argument of the backend', GCS, 'prefixx', 'platform');
unknown.at('an entry of required_providers', REQUIRED, 'google.versions', '6.50.0');
unknown.objects(
  'a repeated block that the type does not have',
  [[POOL, 'dynamic', { taint: { for_each: [1], content: {} } }]],
  'dynamic.taint',
);
unknown.of('a type that the provider does not have', withBlock('resource.google_service_acount', 'x', {}), '');
unknown.of('a resource that is read only', withBlock('resource.google_client_config', 'x', {}), '');
unknown.of('a backend that there is not', withBlock('terraform.backend.gcp', 'gcp', { bucket: 'x' }), '');
unknown.of(
  'an argument of a data source',
  withBlock('data.google_compute_address', 'x', { name: 'x', adress: '10.0.0.1' }),
  'adress',
);
unknown.of('an argument of an output', withBlock('output', 'x', { value: 1, sensitiv: true }), 'sensitiv');
unknown.passes(
  'comments, timeouts and what Terraform reads itself',
  [POOL, '//', 'why'],
  [POOL, 'timeouts', { create: '60m' }],
  [POOL, 'count', 1],
  [POOL, 'provider', 'google'],
);
unknown.passes(
  'what is optional and left out by null',
  [POOL, 'location', null],
  [POOL, 'node_config.spot', null],
  [POOL, 'placement_policy', null],
);
unknown.passes('a version that is not the known one', [REQUIRED, 'google.version', '7.0.0'], [POOL, 'nodecount', 2]);
unknown.passes(
  'a repeated block',
  [POOL, 'node_config.taint', undefined],
  [
    POOL,
    'node_config.dynamic',
    { taint: { for_each: '${toset(["a"])}', content: { key: '${taint.value}', value: 'x', effect: 'NO_SCHEDULE' } } },
  ],
);
unknown.of('a block that Terraform builds in', withBlock('resource.terraform_data', 'x', { input: { a: 1 } }));

const invalid = terraformCases('ARGUMENT_INVALID');
invalid.at('a required argument that is missing', POOL, 'cluster', undefined);
invalid.at('a required argument that is null', POOL, 'cluster', null);
invalid.at('a required argument of a block', POOL, 'node_config.taint.0.key', undefined);
invalid.objects(
  'a required argument of a block that is empty',
  [[POOL, 'placement_policy', {}]],
  'placement_policy.type',
);
invalid.at('a word for a number', POOL, 'autoscaling.total_max_node_count', 'many');
invalid.at('a boolean for a number', POOL, 'autoscaling.total_max_node_count', true);
invalid.at('a number for a boolean', POOL, 'node_config.spot', 1);
invalid.at('a boolean with a capital', POOL, 'node_config.spot', 'True');
invalid.at('a list for a text', ACCOUNT, 'display_name', ['GPU nodes']);
invalid.at('a text for a list', POOL, 'node_locations', 'us-east1-b');
invalid.at('an object for a list', POOL, 'node_locations', {});
invalid.at('a null in a list', POOL, 'node_locations.1', null);
invalid.at('a list in a list', POOL, 'node_locations.1', ['us-east1-b']);
invalid.at('a list for a map', MOUNT, 'options', []);
invalid.at('a list in a map', MOUNT, 'options.versions', ['2']);
invalid.at('a text for a block', POOL, 'management', 'auto');
invalid.at('an expression for a block', POOL, 'management', '${var.management}');
invalid.at('two blocks where one is allowed', POOL, 'management', [{}, {}]);
invalid.at('two timeouts', POOL, 'timeouts', [{ create: '1m' }, { delete: '1m' }]);
invalid.objects(
  'an object that is not written in full',
  [[BACKEND, 'tune.0.token_type', undefined]],
  'tune.0.token_type',
);
invalid.objects(
  'a count beside for_each',
  [
    [POOL, 'count', 1],
    [POOL, 'for_each', { a: 1 }],
  ],
  'for_each',
);
invalid.at('a list for for_each', POOL, 'for_each', ['a']);
invalid.at('half a count', POOL, 'count', 1.5);
invalid.at('a provider that the stack does not configure', POOL, 'provider', 'google.other');
invalid.at('a protection that is decided later', MOUNT, 'lifecycle.prevent_destroy', '${var.protect}');
invalid.at('changes that are ignored by a text', MOUNT, 'lifecycle.ignore_changes', 'path');
invalid.at('a dependency that is a text', POOL, 'depends_on', 'google_service_account.gpu_nodes');
invalid.at('a backend that needs a value', GCS, 'bucket', '${var.bucket}');
invalid.at('a backend without its bucket', GCS, 'bucket', undefined);
invalid.of('a second configuration of a provider', withBlock('provider.google', '1', { project: 'x' }), 'alias');
invalid.of('a name that Terraform can not read', withBlock('resource.terraform_data', '1x', {}), '');
invalid.of('an output without a value', withBlock('output', 'x', {}), 'value');
invalid.of(
  'a block that the type can not be without',
  withBlock('resource.google_secret_manager_secret', 'x', { secret_id: 'x' }),
  'replication',
);
invalid.passes(
  "Terraform's own conversions",
  [POOL, 'autoscaling.total_max_node_count', '2'],
  [POOL, 'node_config.spot', 'true'],
  [MOUNT, 'options.version', 2],
  [ACCOUNT, 'display_name', 5],
);
invalid.passes('what is only known later', [POOL, 'autoscaling.total_max_node_count', '${1 + 1}']);
invalid.passes('blocks as lists of one', [POOL, 'management', [{ auto_repair: true }]]);

const value = terraformCases('ARGUMENT_VALUE');
value.at('an effect as pods write it', POOL, 'node_config.taint.0.effect', 'NoSchedule');
value.at('a number below its range', POOL, 'upgrade_settings.max_surge', -1);
value.at('a text below a range', POOL, 'node_config.disk_size_gb', '5');
for (const type of ['nonsense', 'g2-standard-7', 'n1-standart-8', 'a2-highgpu-3g', 'n1-standard']) {
  value.at(`the machine ${type}`, POOL, 'node_config.machine_type', type);
}
for (const role of ['monitoring.viewer', 'roles/', 'roles/nonsense', 'role/viewer', 'projects/x/roles/a b']) {
  value.at(`the role ${role}`, MEMBER, 'role', role);
}
for (const member of ['x@example.com', 'serviceaccount:x@example.com', 'deleted:user:x', 'principal:x', 'user:']) {
  value.at(`the member ${member}`, MEMBER, 'member', member);
}
value.of(
  'one of many members',
  withBlock('resource.google_project_iam_binding', 'x', {
    project: 'x',
    role: 'roles/viewer',
    members: ['user:a@example.com', 'b@example.com'],
  }),
  'members.1',
);
value.at('a pool id that Google keeps', FEDERATION, 'workload_identity_pool_id', 'gcp-ci');
value.at('a path with a slash before it', MOUNT, 'path', '/secrets');
value.at('a key with a blank line', BACKEND, 'jwt_validation_pubkeys.0', '\n-----BEGIN PUBLIC KEY-----');
value.at('a token of no type', POD_ROLE, 'token_type', 'bach');
for (const type of ['e2-medium', 'n1-custom-4-8192', 'c3-standard-4-lssd', 'a3-ultragpu-8g', 'n2-custom-8-16384-ext']) {
  value.passes(`the machine ${type}`, [POOL, 'node_config.machine_type', type]);
}
for (const role of [
  'roles/viewer',
  'roles/iam.workloadIdentityUser',
  'projects/a-b/roles/own.role_1',
  'organizations/12/roles/own',
]) {
  value.passes(`the role ${role}`, [MEMBER, 'role', role]);
}
value.passes('an expression', [MEMBER, 'role', '${var.role}'], [POOL, 'node_config.taint.0.effect', '${var.effect}']);

const conflict = terraformCases('ARGUMENT_CONFLICT');
conflict.objects(
  'two sources of keys',
  [[BACKEND, 'oidc_discovery_url', 'https://gitlab.com']],
  'jwt_validation_pubkeys',
);
conflict.objects('no source of keys', [[BACKEND, 'jwt_validation_pubkeys', []]], 'oidc_discovery_url');
conflict.objects('two kinds of issuer', [[ISSUER, 'saml', { idp_metadata_xml: 'x' }]], 'saml');
conflict.objects('no kind of issuer', [[ISSUER, 'oidc', undefined]], 'oidc');
conflict.objects('a batch token with a limit', [[ROLE, 'token_type', 'batch']], 'token_explicit_max_ttl');
conflict.objects(
  'a batch token with everything',
  [
    [POD_ROLE, 'token_type', 'batch'],
    [POD_ROLE, 'token_period', 60],
    [POD_ROLE, 'token_num_uses', 1],
  ],
  'token_period',
  'token_num_uses',
);
conflict.at('a token longer than its maximum', POD_ROLE, 'token_ttl', 7200);
conflict.objects(
  'leases longer than their maximum',
  [
    [MOUNT, 'default_lease_ttl_seconds', 7200],
    [MOUNT, 'max_lease_ttl_seconds', 3600],
  ],
  'default_lease_ttl_seconds',
);
conflict.passes('a batch token without one', [ROLE, 'token_type', 'batch'], [ROLE, 'token_explicit_max_ttl', 0]);
conflict.passes('a token without a maximum', [POD_ROLE, 'token_max_ttl', undefined]);

const reference = terraformCases('REFERENCE_UNKNOWN');
reference.at('a block of another stack', POOL, 'node_config.service_account', '${google_service_account.deploy.email}');
reference.at('an attribute that the type does not have', ACCOUNT, 'description', '${vault_mount.secrets.pathh}');
reference.at('a part of a text', ACCOUNT, 'description', 'a ${upper("b ${vault_mount.other.path}")} c');
reference.at(
  'a list of blocks without an index',
  ACCOUNT,
  'description',
  '${google_container_node_pool.l4-x1.autoscaling.location_policy}',
);
reference.at('an index of one block', ACCOUNT, 'description', '${vault_mount.secrets[0].path}');
reference.at('something below a text', ACCOUNT, 'description', '${vault_mount.secrets.path.more}');
reference.objects(
  'one of several without its index',
  [
    [MOUNT, 'count', 2],
    [ACCOUNT, 'description', '${vault_mount.secrets.path}'],
  ],
  'description',
);
reference.at('a variable that there is not', ACCOUNT, 'description', '${var.name}');
reference.at('a local value that there is not', ACCOUNT, 'description', '${local.name}');
reference.at('a data source that there is not', ACCOUNT, 'description', '${data.google_client_config.x.project}');
reference.at('a module that there is not', ACCOUNT, 'description', '${module.x.y}');
reference.objects(
  'a directive',
  [[ACCOUNT, 'description', '%{ if vault_mount.x.path == "" }a%{ endif }']],
  'description',
);
reference.at('a dependency that there is not', POOL, 'depends_on.0', 'google_service_account.nodes');
reference.at('a dependency on an attribute', POOL, 'depends_on.0', 'google_service_account.gpu_nodes.email');
reference.at('a dependency in an expression', POOL, 'depends_on.0', '${google_service_account.gpu_nodes}');
reference.objects(
  'an ignored argument that there is not',
  [[POOL, 'lifecycle.ignore_changes', ['node_config[0].labels', 'node_count', 'nodecount']]],
  'lifecycle.ignore_changes.2',
);
reference.objects('an ignored wildcard', [[POOL, 'lifecycle.ignore_changes', ['*']]], 'lifecycle.ignore_changes.0');
reference.passes(
  'blocks, attributes, items and splats that are there',
  [ACCOUNT, 'description', '${join(",", google_container_node_pool.l4-x1.autoscaling[*].location_policy)}'],
  [MOUNT, 'description', '${google_container_node_pool.l4-x1.node_config[0].labels["a"]}'],
  [POOL, 'lifecycle.ignore_changes', 'all'],
);
reference.passes('what is escaped, quoted or named by a loop', [
  ACCOUNT,
  'description',
  '$${vault_mount.x.path} ${"vault_mount.x.path"} ${jsonencode([for one, two in [] : two.x.y])} ${each.key} ${path.module}',
]);
reference.passes(
  'a block of a provider without a schema',
  [REQUIRED, 'google.version', '7.0.0'],
  [MOUNT, 'description', '${google_service_account.gpu_nodes.nothing}'],
);
reference.of('a local value', withBlock('locals', '-', { name: 'x' }));

const provider = terraformCases('PROVIDER_UNKNOWN');
provider.of('a provider of a team', withBlock('resource.acme_thing', 'x', { size: 1 }), '');
provider.objects('another version', [[REQUIRED, 'google.version', '~> 6.50']], '');
provider.objects('no version', [[REQUIRED, 'google.version', undefined]], '');
provider.objects('another source', [[REQUIRED, 'google.source', 'acme/google']], '');
provider.of('a backend of another cloud', withBlock('terraform.backend.s3', 's3', { bucket: 'x' }), '');
provider.passes('the version in another spelling', [REQUIRED, 'google.version', '= 6.50.0']);
provider.passes('the source in full', [REQUIRED, 'google.source', 'registry.terraform.io/hashicorp/google']);

const identity = terraformCases('IDENTITY_PROVIDER_UNSAFE');
const condition = (to: string, text: string): void => identity.at(to, ISSUER, 'attribute_condition', text);
identity.objects('no mapping', [[ISSUER, 'attribute_mapping', undefined]], 'attribute_mapping.google.subject');
identity.at('a mapping without a subject', ISSUER, 'attribute_mapping.google.subject', undefined);
identity.at('a mapping to nothing', ISSUER, 'attribute_mapping.subject', 'assertion.sub');
identity.at('a mapping of nothing', ISSUER, 'attribute_mapping.google.subject', 'claims.sub');
identity.at(
  'a subject that a branch may make longer than Google takes',
  ISSUER,
  'attribute_mapping.google.subject',
  '"gl:" + assertion.sub',
);
identity.at('no condition for everybody', ISSUER, 'attribute_condition', undefined);
condition('words', 'this is not an expression');
condition('a bracket that nothing closes', '(assertion.sub == "a"');
condition('a bracket that nothing opened', 'assertion.sub == "a")');
condition('a quote that nothing closes', 'assertion.sub == "a');
condition('one equals sign', 'assertion.sub = "a"');
condition('an operator without a value', 'assertion.sub ==');
condition('a function that there is not', 'lower(assertion.sub) == "a"');
condition('what always holds', 'true');
condition('a name of nobody', 'claim.sub == "a"');
identity.passes('functions, lists and macros', [
  ISSUER,
  'attribute_condition',
  'has(assertion.groups) && assertion.groups.exists(g, g == "a") || !(assertion.ref_type in ["tag", \'x\']) && size(attribute.x) > -1',
]);
identity.passes(
  "an issuer of one's own without a condition",
  [ISSUER, 'attribute_condition', undefined],
  [ISSUER, 'oidc.issuer_uri', 'https://gitlab.example.com'],
);
identity.passes(
  'an account of Amazon, which has a mapping',
  [ISSUER, 'oidc', undefined],
  [ISSUER, 'aws', { account_id: '123456789012' }],
  [ISSUER, 'attribute_mapping', undefined],
);

const policy = terraformCases('VAULT_POLICY_INVALID');
const refused = (to: string, text: string): void => policy.at(to, POLICY, 'policy', text);
refused('nothing', ' \n');
refused('something else', 'policy { x }');
refused('a path without quotes', 'path secret/* { capabilities = ["read"] }');
refused('a block that nothing closes', 'path "a" { capabilities = ["read"]');
refused('a capability that there is not', 'path "a" { capabilities = ["read", "reed"] }');
refused('JSON that there is not', '{ "path": ');
policy.passes('JSON', [POLICY, 'policy', '{ "path": { "a": { "capabilities": ["read", "list"] } } }']);

/** Rules about Terraform blocks and what the providers say of them. */
export const TERRAFORM_CASES: readonly Case[] = [
  unknown,
  invalid,
  value,
  conflict,
  reference,
  provider,
  identity,
  policy,
].flatMap(({ cases }) => cases);
