import type { Assembly } from '../../lib/assembly/assembly';
import { canonicalText } from '../../lib/assembly/canonical';
import { sha256 } from '../../lib/assembly/digest';
import type { Document, Json, JsonObject } from '../../lib/assembly/document';
import type { Assessment } from '../../lib/diff/change';
import { tableOf } from '../../lib/diff/classes/all';
import { diffAssemblies } from '../../lib/diff/diff';
import { assemblyOf, documentOf, edited } from '../support/assemblies';

const base = assemblyOf('production');
const like = documentOf(base, 'vault_mount/-/secrets');
const PLATFORM = 'production/platform/terraform';

function document(type: string, object: JsonObject, name = 'it'): Document {
  const kind = /^(?:moved|provider|terraform)/.test(type) ? type : `resource.${type}`;
  return { ...like, id: `${PLATFORM}/${kind}/-/${name}`, kind, object, sha256: sha256(canonicalText(object)) };
}

const withDocuments = (...documents: readonly Document[]): Assembly => ({
  ...base,
  documents: [...base.documents.filter(({ id }) => !documents.some((one) => one.id === id)), ...documents],
});

/** What is said of a resource that changes from one object to another. */
function saidOf(type: string, before: JsonObject, after: JsonObject): readonly string[] {
  const changes = diffAssemblies({
    base: withDocuments(document(type, before)),
    head: withDocuments(document(type, after)),
  });
  return changes.flatMap(({ assessments }) => assessments.map(line));
}

const line = ({ class: touched, direction, effect, says }: Assessment): string =>
  `${touched} ${direction}, ${effect}: ${says}`;

/** What is said of one leaf, in the form in which the compare step hands it over. */
function leaf(where: string, path: readonly string[], before: Json | undefined, after: Json | undefined, head = base) {
  const documents = { before: documentOf(base, where), after: documentOf(head, where) };
  const judge = tableOf('terraform', documents.after.kind)?.judgeOf(path);
  return [judge?.({ path, before, after, documents, sides: { base, head } }) ?? []].flat().map(line);
}

describe('a replacement', () => {
  it.each([
    [
      'google_storage_bucket',
      { name: 'models', location: 'US' },
      { name: 'models', location: 'EU' },
      'data-loss more, replaces: the bucket models is replaced: all its objects are lost, and others may take its name meanwhile',
    ],
    [
      'google_kms_crypto_key',
      { name: 'k', purpose: 'ENCRYPT_DECRYPT' },
      { name: 'k', purpose: 'MAC' },
      'data-loss more, replaces: the key k is replaced: every version is scheduled for destruction, the name stays taken, and what it encrypted is lost with it',
    ],
    [
      'google_secret_manager_secret',
      { secret_id: 'a', deletion_protection: true, replication: { auto: {} } },
      { secret_id: 'b', deletion_protection: true, replication: { auto: {} } },
      'data-loss more, replaces: the secret b is replaced, unless deletion_protection stops it at apply: all its versions are lost, at once, with no way back',
    ],
    [
      'google_container_cluster',
      { name: 'c', location: 'a' },
      { name: 'c', location: 'b' },
      'data-loss more, replaces: the cluster c is replaced, unless deletion_protection stops it at apply: every workload, the API endpoint, the issuer of its tokens and all disks that are not retained are lost',
    ],
    [
      'google_compute_security_policy',
      { name: 'waf' },
      { name: 'other' },
      'security wider, replaces: the firewall of the load balancer other is replaced: requests arrive unfiltered',
    ],
    [
      'google_compute_reservation',
      { name: 'r', zone: 'a' },
      { name: 'r', zone: 'b' },
      'availability less, replaces: the reservation r is replaced: the reserved machines go back to the pool, and may not be had again',
    ],
    [
      'vault_audit',
      { type: 'file', path: 'a' },
      { type: 'syslog', path: 'a' },
      'observability less, replaces: the audit log of Vault a is replaced: nobody records what happens meanwhile, and hashed values before and after do not compare',
    ],
  ] as const)('of a %s says what is lost meanwhile', (type, before, after, says) => {
    expect(saidOf(type, before, after)).toContain(says);
  });

  it('IAC-3 of an identity pool says that its id is taken', () => {
    const pool = { workload_identity_pool_id: 'gitlab-ci' };

    expect(saidOf('google_iam_workload_identity_pool', pool, { workload_identity_pool_id: 'gitlab-ci-v2' })).toContain(
      'availability less, replaces: the identity pool gitlab-ci-v2 is replaced: every principal of the pool is refused, and the id is taken for 30 days',
    );
  });

  it('of nodes says how many drain first, where nothing is made before', () => {
    const pool = documentOf(base, 'node_pool/-/l4-x1').object;
    const plain = { ...pool, lifecycle: {} };

    expect(saidOf('google_container_node_pool', plain, { ...plain, location: 'us-east4' })).toContain(
      'availability less, replaces: the l4 pool is replaced: up to 25 nodes drain first, and as many GPUs may not be had again',
    );
  });

  it('of nodes without GPUs says nothing of GPUs', () => {
    const pool = documentOf(base, 'node_pool/-/cpu').object;
    const plain = { ...pool, lifecycle: {} };

    expect(saidOf('google_container_node_pool', plain, { ...plain, location: 'us-east4' })).toContain(
      'availability less, replaces: the cpu pool is replaced: up to 3 nodes drain first, and as many nodes may not be had again',
    );
  });

  it('of what holds nothing says no more than that', () => {
    expect(saidOf('vault_kv_secret_backend_v2', { mount: 'a' }, { mount: 'b' })).toContain(
      'neutral other, replaces: the settings of the Vault mount b is replaced: nothing: it only leaves the state, the settings stay on the server',
    );
  });

  it('takes with it what refers to it', () => {
    const account = documentOf(base, `${PLATFORM}/resource.google_service_account/-/gpu_nodes`);
    const right = documentOf(base, 'gpu_nodes_logging_logWriter');
    const referring = { ...right, object: { ...right.object, member: '${google_service_account.gpu_nodes.member}' } };
    const moved = { ...account, object: { ...account.object, account_id: 'nodes' }, sha256: 'other' };

    const changes = diffAssemblies({ base: withDocuments(referring), head: withDocuments(referring, moved) });

    expect(changes.flatMap(({ assessments }) => assessments.map(line))).toContain(
      'availability less, replaces: google_project_iam_member.gpu_nodes_logging_logWriter is replaced with the service account nodes, to which it refers: it is gone between destroy and create',
    );
  });
});

describe('a pool of GPU nodes', () => {
  const pool = documentOf(base, 'node_pool/-/l4-x1').object;
  const node = pool['node_config'] as JsonObject;
  const [card] = node['guest_accelerator'] as readonly JsonObject[];
  const withNode = (fields: JsonObject): JsonObject => ({ ...pool, node_config: { ...node, ...fields } });
  const withCard = (fields: JsonObject): JsonObject => withNode({ guest_accelerator: [{ ...card, ...fields }] });

  it.each([
    [
      'partitions',
      pool,
      withCard({ gpu_partition_size: '1g.10gb' }),
      'availability other, replaces: GPUs of the l4 pool are cut into 1g.10gb',
    ],
    [
      'whole GPUs again',
      withCard({ gpu_partition_size: '1g.10gb' }),
      pool,
      'cost other, replaces: GPUs of the l4 pool are whole, not cut into 1g.10gb',
    ],
    [
      'smaller partitions',
      withCard({ gpu_partition_size: '3g.40gb' }),
      withCard({ gpu_partition_size: '1g.10gb' }),
      'availability other, replaces: GPUs of the l4 pool are cut into 1g.10gb instead of 3g.40gb',
    ],
    [
      'reservations',
      pool,
      withNode({ reservation_affinity: { consume_reservation_type: 'ANY_RESERVATION' } }),
      'availability other, replaces: the l4 pool takes its machines from reservations by ANY_RESERVATION instead of NO_RESERVATION',
    ],
    [
      'machines that stand together',
      pool,
      { ...pool, placement_policy: { type: 'COMPACT' } },
      'availability other, replaces: machines of the l4 pool are placed by type COMPACT instead of the default',
    ],
  ])('says what it is with %s', (_, before, after, says) => {
    expect(saidOf('google_container_node_pool', before, after)).toContain(says);
  });
});

describe('a Vault policy', () => {
  const where = 'code-suggestions:grants/terraform/resource.vault_policy/-/api';
  const path = 'runway-production/data/env/production/service/code-suggestions/inference-api-key';
  const changed = (text: string): Assembly => edited(base, where, 'policy', text);

  it('is told capability by capability, in either form', () => {
    const head = changed(`path "${path}" {\n  capabilities = ["read", "update"]\n}\n`);
    const before = documentOf(base, where).object['policy'];
    const says = 'security wider, in-place: Vault: {service} gains update on …/inference-api-key in {environment}';

    expect(leaf(where, ['policy'], before, documentOf(head, where).object['policy'], head)).toContain(says);
    expect(leaf(where, ['policy', `[${path}]`, 'capabilities', '[update]'], undefined, 'update', head)).toEqual([says]);
  });

  it('VLT-3 names the other services that a star opens', () => {
    const head = changed('path "runway-production/data/env/production/service/s*" { capabilities = ["read"] }');

    expect(leaf(where, ['policy'], '', documentOf(head, where).object['policy'], head)).toContain(
      'security wider, in-place: Vault: {service} gains read on runway-production/data/env/production/service/s* in {environment}, which opens what belongs to suggested-reviewers',
    );
  });

  it.each([
    [
      'order and comments',
      '# by hand\npath "b" { capabilities = ["read"] }\npath "a" { capabilities = ["list", "read"] }',
    ],
    ['JSON', '{"path":{"a":{"capabilities":["read","list"]},"b":{"capabilities":["read"]}}}'],
  ])('is the same in other words: %s', (_, text) => {
    const before = 'path "a" { capabilities = ["read", "list"] }\npath "b" { capabilities = ["read"] }';

    expect(leaf(where, ['policy'], before, text)).toEqual([
      'neutral other, in-place: Vault: {service} may do the same, in other words',
    ]);
  });

  it('does not lose what a wider path allows', () => {
    const before = 'path "kv/data/a/b" { capabilities = ["read"] }';
    const after = 'path "kv/data/a/*" { capabilities = ["read"] }';

    expect(leaf(where, ['policy'], before, after)).toEqual([
      'security wider, in-place: Vault: {service} gains read on kv/data/a/* in {environment}',
    ]);
    expect(leaf(where, ['policy'], after, before)).toEqual([
      'security narrower, in-place: Vault: {service} loses read on kv/data/a/* in {environment}',
    ]);
  });

  it('is wider where a denial goes', () => {
    const denied = 'path "kv/data/a" { capabilities = ["deny"] }';

    expect(leaf(where, ['policy'], denied, '')[0]).toMatch(
      /^security wider.*is no longer denied everything on kv\/data\/a/,
    );
    expect(leaf(where, ['policy'], '', denied)[0]).toMatch(/^security narrower.*is denied everything on kv\/data\/a/);
  });
});

describe('a role of Vault', () => {
  const where = 'workflow-agent:grants/terraform/resource.vault_jwt_auth_backend_role/-/deploy';
  const glob = edited(base, where, 'bound_claims_type', 'glob');

  it.each([
    ['one value more', 'main', 'main,stable', base, 'wider'],
    ['one value less', 'main,stable', 'main', base, 'narrower'],
    ['another value', 'main', 'stable', base, 'other'],
    ['a pattern that fits it', 'group/app', 'group/*', glob, 'wider'],
    ['a value that the pattern fits', 'group/*', 'group/app', glob, 'narrower'],
    ['a star that is none', 'group/app', 'group/*', base, 'other'],
  ])('has a claim with %s', (_, before, after, head, direction) => {
    expect(leaf(where, ['bound_claims', 'ref'], before, after, head)[0]).toMatch(`security ${direction}`);
  });

  it('is told claim by claim where all of them go', () => {
    expect(leaf(where, ['bound_claims'], { ref: 'main', project_id: '1' }, undefined)).toEqual([
      'security wider, in-place: Vault: jobs of any project of that GitLab may now log in as the deploy job of {service}, and not only those of 1',
      'security wider, in-place: Vault: jobs of any branch of project 46519181 may now log in as the deploy job of {service}, and not only those of main',
    ]);
  });
});

describe('a right at Google', () => {
  const where = 'api_storage_objectViewer';

  it.each([
    ['roles/storage.objectViewer', 'roles/storage.objectCreator', 'wider'],
    ['roles/storage.objectViewer', 'roles/storage.objectAdmin', 'wider'],
    ['roles/viewer', 'roles/editor', 'wider'],
    ['roles/editor', 'roles/owner', 'wider'],
    ['roles/storage.admin', 'roles/storage.objectViewer', 'narrower'],
    ['roles/logging.viewer', 'roles/monitoring.viewer', 'other'],
    ['projects/p/roles/custom', 'roles/viewer', 'other'],
  ])('from %s to %s is %s', (before, after, direction) => {
    expect(leaf(where, ['role'], before, after)[0]).toMatch(`security ${direction}, replaces`);
  });

  it('is wider without its condition, and its title says nothing', () => {
    const condition = { title: 'office', expression: 'request.time.getHours() < 18' };

    expect(leaf(where, ['condition'], condition, undefined)).toEqual([
      expect.stringMatching(/^security wider, replaces: .* always, and not only where request\.time/),
      expect.stringMatching(/^neutral/),
      expect.stringMatching(/^availability less, replaces: the right of \{service\}/),
    ]);
  });
});

describe('a resource under another name', () => {
  const before = documentOf(base, `${PLATFORM}/resource.google_service_account/-/gpu_nodes`);
  const after = { ...before, id: before.id.replace('gpu_nodes', 'nodes') };
  const whole = (head: Assembly) =>
    [tableOf('terraform', before.kind)?.whole({ before, after, sides: { base, head } }) ?? []].flat().map(line);

  it('is moved where a block says so', () => {
    const moved = document(
      'moved',
      { from: 'google_service_account.gpu_nodes', to: 'google_service_account.nodes' },
      '0',
    );

    expect(whole(withDocuments(moved))).toEqual([
      'neutral other, in-place: the service account taxiway-gpu-nodes has another address in Terraform; nothing else happens to it',
    ]);
  });

  it('is made anew where none does, and loses what it holds', () => {
    expect(whole(base)).toEqual([
      expect.stringMatching(/^security other, replaces: the service account .*; 4 rights name it$/),
      expect.stringMatching(/^availability less, replaces: the service account .*; 4 rights name it$/),
    ]);
  });
});

describe('what Terraform reads itself', () => {
  it('is a state that is looked for elsewhere, unless the whole stack comes or goes', () => {
    const backend = documentOf(base, `${PLATFORM}/terraform.backend.gcs`);
    const table = tableOf('terraform', backend.kind)!;
    const without = { ...base, documents: [] };
    const said = (situation: object) => [table.whole(situation as never)].flat().map(({ effect }) => effect);

    expect(said({ after: backend, sides: { base, head: base } })).toEqual(['needs-order']);
    expect(said({ after: backend, sides: { base: without, head: base } })).toEqual(['creates']);
    expect(said({ before: backend, sides: { base, head: base } })).toEqual(['needs-order']);
    expect(said({ before: backend, sides: { base, head: without } })).toEqual(['in-place']);
  });

  it('is a project that plans nothing', () => {
    expect(leaf(`${PLATFORM}/provider.google`, ['project'], 'a', 'b')).toEqual([
      expect.stringMatching(/^availability other, in-place: .*what is there stays, and the plan does not show it$/),
    ]);
  });

  it.each([
    ['vault_mount/-/secrets', 'data-loss more'],
    ['vault_jwt_auth_backend/-/pods', 'security other'],
    ['node_pool/-/l4-x1', 'availability less'],
  ])('is the guard of %s', (where, meaning) => {
    expect(leaf(where, ['lifecycle', 'prevent_destroy'], true, undefined)).toEqual([
      expect.stringMatching(`^${meaning}`),
    ]);
  });
});

describe('a secret value', () => {
  it('is never shown', () => {
    const said = saidOf(
      'vault_jwt_auth_backend',
      { path: 'a', oidc_client_secret: 'hunter2' },
      { path: 'a', oidc_client_secret: 'hunter3' },
    );

    expect(said).toEqual([
      'security other, in-place: the Vault login a: oidc_client_secret is another secret instead of a secret',
    ]);
  });
});
