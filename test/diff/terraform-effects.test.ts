import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly } from '../../lib/assembly/assembly';
import type { Document, Json, JsonObject } from '../../lib/assembly/document';
import { isSettable, pathsOf, type BlockSchema } from '../../lib/check/terraform/schema';
import { findSchema } from '../../lib/check/terraform/vendored';
import { replacedWith } from '../../lib/diff/effects/dependants';
import { CONDITIONS, effectOf, stackOf } from '../../lib/diff/effects/effect';
import { factsOf, LOSSES, typesWithFacts, versionsOfFacts } from '../../lib/diff/effects/facts';
import { LOSING } from '../../lib/diff/effects/losses';
import { DECIDED, isSuppressed } from '../../lib/diff/effects/suppressed';
import { assemblyOf, documentOf } from '../support/assemblies';

const FOLDER = join(__dirname, '../../schemas/terraform');
const like = documentOf(assemblyOf('production'), 'vault_mount/-/secrets');
const types = typesWithFacts();
const all = types.map((type) => factsOf(type)!);

function document(type: string, object: JsonObject): Document {
  return { ...like, id: `production/platform/terraform/resource.${type}/-/it`, kind: `resource.${type}`, object };
}

/** What a change of one argument does, in a resource that has nothing else. */
function change(type: string, path: string, before: Json | undefined, after: Json | undefined, rest: JsonObject = {}) {
  const steps = path.split(/\.|(?=\[)/);
  const documents = {
    before: document(type, nested(steps, before, rest)),
    after: document(type, nested(steps, after, rest)),
  };
  return { path: steps, before, after, documents, sides: {} };
}

function nested(steps: readonly string[], value: Json | undefined, rest: JsonObject): JsonObject {
  const [first = '', ...more] = steps;
  if (value === undefined && more.length === 0) return rest;
  const inner = (left: readonly string[]): Json => {
    const [step, ...deeper] = left;
    if (step === undefined) return value ?? null;
    if (step.startsWith('[')) return [inner(deeper)];
    return deeper.length === 0 && value === undefined ? { beside: 1 } : { [step]: inner(deeper), beside: 1 };
  };
  return { ...rest, [first]: inner(more) };
}

const valueOf = (type: string, other: boolean): Json => {
  if (type === 'bool') return other;
  if (/^(?:int|float)$/.test(type)) return other ? 2 : 1;
  if (type.startsWith('map')) return { a: other ? 'two' : 'one' };
  return type === 'string' ? (other ? 'two' : 'one') : [other ? 'two' : 'one'];
};

describe('the facts of what changes do', () => {
  it('are recorded with their versions, day, licence and digest', () => {
    const bytes = readFileSync(join(FOLDER, 'effects.jsonl'));
    const [head = ''] = bytes.toString().split('\n');
    const { effects, date } = JSON.parse(head) as { effects: unknown; date: string };
    const record = JSON.parse(readFileSync(join(FOLDER, 'sources.json'), 'utf8'))['effects.jsonl'];

    expect(record).toMatchObject({ providers: effects, date, licence: 'MPL-2.0', types: types.length });
    expect(record.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(bytes.every((byte) => byte < 128)).toBe(true);
    expect(types).toHaveLength(42);
    expect([...types].sort()).toEqual(types);
  });

  it('are those of the versions whose schemas are vendored', () => {
    for (const [name, version] of Object.entries(versionsOfFacts()))
      expect(findSchema(`registry.terraform.io/hashicorp/${name}`)?.version).toBe(version);
    expect(Object.keys(versionsOfFacts())).toEqual(['google', 'vault']);
  });

  it.each(types)('of %s know every argument that the schema knows, and no other', (type) => {
    const schema = findSchema(`registry.terraform.io/hashicorp/${type.split('_')[0] ?? ''}`)!.find(`resource.${type}`)!;
    const facts = factsOf(type)!;
    const borrowed = Object.entries(facts.arguments).flatMap(([name, [, , more]]) => (more?.sameAs ? [name] : []));
    const own = (name: string): boolean =>
      !borrowed.some((above) => name.startsWith(`${above}.`)) && name !== 'id' && !/^timeouts(?:\.|$)/.test(name);

    const inSchema = settableIn(schema).filter(own);
    const inFacts = Object.entries(facts.arguments).flatMap(([name, [letters]]) =>
      letters.startsWith('c') ? [] : [name],
    );

    expect([...inSchema].sort()).toEqual([...new Set(inFacts)].sort());
  });

  it('use words that somebody decides, or that need the state', () => {
    const words = new Set(
      all.flatMap(({ arguments: facts }) => Object.values(facts).map(([, , more]) => more?.suppress)),
    );
    words.delete(undefined);

    expect([...words].filter((word) => !DECIDED.includes(word!)).sort()).toEqual([
      'ignored while the fleet is pre-registered',
      'ignores scopes the server adds',
    ]);
    expect(DECIDED.filter((word) => !words.has(word))).toEqual([]);
  });

  it('name the conditions that the code decides', () => {
    const named = all.flatMap(({ type, replaceWhen = [] }) => replaceWhen.map(({ path }) => `${type}.${path}`));

    expect(Object.keys(CONDITIONS).sort()).toEqual(named.sort());
  });

  it('name losses that have a meaning, and every type says what it loses', () => {
    expect(all.flatMap(({ loses }) => loses).filter((loss) => !LOSSES.includes(loss))).toEqual([]);
    expect([...LOSING, 'google_container_node_pool'].filter((type) => !types.includes(type))).toEqual([]);
    expect(types.filter((type) => !LOSING.includes(type))).toEqual([]);
  });
});

function settableIn(schema: BlockSchema): readonly string[] {
  const names = new Set<string>();
  const visit = ({ attributes = {}, blocks = {} }: BlockSchema, above: string): void => {
    for (const [name, attribute] of Object.entries(attributes)) {
      if (!isSettable(attribute)) continue;
      names.add(`${above}${name}`);
      // A list of objects that is written as a value has its fields as arguments.
      const type = attribute[1];
      const inner = Array.isArray(type) ? type[1] : undefined;
      if (Array.isArray(inner) && inner[0] === 'object')
        for (const field of Object.keys(inner[1] as object)) names.add(`${above}${name}.${field}`);
    }
    for (const [name, [, , , block]] of Object.entries(blocks)) {
      names.add(`${above}${name}`);
      visit(block, `${above}${name}.`);
    }
  };
  visit(schema, '');
  expect(pathsOf(schema, 'name').every((path) => names.has(path))).toBe(true);
  return [...names];
}

describe('what the real providers planned', () => {
  const checked = all.flatMap(({ type, arguments: facts }) =>
    Object.entries(facts).flatMap(([name, [, valueType, more]]) =>
      more?.checked === undefined ? [] : [{ type, name, valueType, planned: more.checked }],
    ),
  );

  it.each(
    checked.filter(({ valueType, planned }) => !valueType.endsWith('(block)') && /^(?:update|replace)$/.test(planned)),
  )('is what is said of $type $name: $planned', ({ type, name, valueType, planned }) => {
    // Turned off, since some conditions hold for that way only.
    const situation = change(type, name, valueOf(valueType, true), valueOf(valueType, false));

    expect(effectOf(situation)).toEqual({ effect: planned === 'replace' ? 'replaces' : 'in-place' });
  });

  it.each(checked.filter(({ valueType, planned }) => valueType.endsWith('(block)') && planned === 'replace'))(
    'is what is said of the block $type $name, added or removed',
    ({ type, name }) => {
      const children = Object.entries(factsOf(type)!.arguments).flatMap(([inner, [, valueType]]) =>
        inner.startsWith(`${name}.`) && !inner.slice(name.length + 1).includes('.')
          ? [[inner.slice(name.length + 1), valueOf(valueType, true)] as const]
          : [],
      );
      const block = Object.fromEntries(children);

      expect(effectOf(change(type, name, undefined, block)).effect).toBe('replaces');
      expect(effectOf(change(type, name, block, undefined)).effect).toBe('replaces');
    },
  );

  it('leaves what depends on more to the cases below', () => {
    const others = checked.filter(({ planned }) => !/^(?:update|replace)$/.test(planned));

    expect(others.map(({ type, name, planned }) => `${type}.${name} ${planned}`)).toEqual([
      'google_container_cluster.deletion_protection no-op|update',
      'google_container_cluster.enable_k8s_beta_apis.enabled_apis replace|update',
      'google_container_cluster.private_cluster_config no-op',
      'google_container_node_pool.node_config.guest_accelerator no-op',
      'google_container_node_pool.node_config.labels no-op|update',
      'google_logging_project_bucket_config.enable_analytics no-op',
      'vault_auth_backend.path replace|update',
      'vault_jwt_auth_backend.path replace|update',
    ]);
    expect(checked).toHaveLength(241);
  });
});

describe('an argument', () => {
  it.each([
    [
      'a block that replaces, added',
      change('google_service_account_iam_member', 'condition', undefined, { title: 'a' }),
      'replaces',
    ],
    [
      'a block in place with an argument that replaces',
      change('google_compute_reservation', 'share_settings', undefined, { share_type: 'LOCAL' }),
      'replaces',
    ],
    [
      'a block in place without one',
      change('google_storage_bucket', 'versioning', undefined, { enabled: true }),
      'in-place',
    ],
    [
      'an element of a set that replaces',
      change('google_logging_metric', 'metric_descriptor.labels[a].description', 'one', 'two'),
      'replaces',
    ],
    [
      'an item of a list that replaces',
      change('google_container_node_pool', 'node_config.oauth_scopes[a]', undefined, 'a'),
      'replaces',
    ],
    [
      'a key of a map',
      change(
        'google_container_node_pool',
        'node_config.labels.taxiway.dev/shape'.replace('.dev', '-dev'),
        undefined,
        'a',
      ),
      'in-place',
    ],
    [
      'a node pool of a cluster',
      change('google_container_cluster', 'node_pool.node_config.spot', false, true),
      'replaces',
    ],
    ['nodes of a cluster', change('google_container_cluster', 'node_config.machine_type', 'a', 'b'), 'in-place'],
    [
      'what no longer holds a condition',
      change('google_container_cluster', 'enable_l4_ilb_subsetting', true, undefined),
      'replaces',
    ],
    [
      'what holds a condition from now on',
      change('google_container_cluster', 'enable_l4_ilb_subsetting', false, true),
      'in-place',
    ],
    [
      'an API less',
      change('google_container_cluster', 'enable_k8s_beta_apis.enabled_apis', ['a', 'b'], ['a']),
      'replaces',
    ],
    [
      'an API more',
      change('google_container_cluster', 'enable_k8s_beta_apis.enabled_apis', ['a'], ['a', 'b']),
      'in-place',
    ],
    ['autopilot', change('google_container_cluster', 'enable_autopilot', false, true), 'replaces'],
    ['a lock that opens', change('google_storage_bucket', 'retention_policy.is_locked', true, false), 'replaces'],
    [
      'a lock that goes with its block',
      change('google_storage_bucket', 'retention_policy', { is_locked: true, retention_period: 1 }, undefined),
      'replaces',
    ],
    ['a lock that closes', change('google_storage_bucket', 'retention_policy.is_locked', false, true), 'in-place'],
    ['a mount that moves', change('vault_jwt_auth_backend', 'path', 'a', 'b'), 'in-place'],
    [
      'a mount that may not move',
      change('vault_jwt_auth_backend', 'path', 'a', 'b', { disable_remount: true }),
      'replaces',
    ],
    ['an argument of Terraform', change('vault_mount', 'depends_on[a.b]', undefined, 'a.b'), 'in-place'],
    ['an argument that changes addresses', change('vault_mount', 'count', undefined, 2), 'unknown'],
    ['an argument that is none', change('vault_mount', 'unheard_of', undefined, 2), 'unknown'],
    [
      'an argument below a value',
      change('google_container_node_pool', 'node_config.unheard_of.of', undefined, 2),
      'unknown',
    ],
    ['a type that nobody has read', change('google_sql_database_instance', 'name', 'a', 'b'), 'unknown'],
  ] as const)('%s', (_, situation, effect) => {
    expect(effectOf(situation).effect).toBe(effect);
  });

  it.each([
    change('google_container_node_pool', 'node_config.guest_accelerator', [{ type: 'a', count: 1 }], undefined, {
      node_config: {},
    }),
    change('google_container_node_pool', 'location', 'a', undefined),
    change('google_container_cluster', 'private_cluster_config', { enable_private_nodes: true }, undefined),
    change('google_container_cluster', 'release_channel.channel', 'RAPID', undefined),
    change('google_logging_project_bucket_config', 'enable_analytics', true, false),
    change('google_container_cluster', 'dns_config', undefined, { cluster_dns: 'a' }, { enable_autopilot: true }),
    change('vault_identity_group', 'policies', ['a'], ['b'], { external_policies: true }),
  ])('keeps its old value, though it is not written any more (%#)', (situation) => {
    const { documents, path } = situation;
    // Where it was the only one, its block goes with it.
    const after = path.length > 1 ? { ...documents.after, object: {} } : documents.after;

    expect(
      effectOf({ ...situation, documents: { ...documents, after: { ...after, object: { ...after.object } } } }).plans,
    ).toBe('stays');
  });

  it('is unknown where another version of its provider is asked for', () => {
    const base = assemblyOf('production');
    const pool = documentOf(base, 'node_pool/-/l4-x1');
    const head: Assembly = {
      ...base,
      documents: base.documents.map((one) =>
        one.id.startsWith('production/platform/terraform/terraform.required_providers') && one.id.endsWith('google')
          ? { ...one, object: { google: { source: 'google', version: '7.0.0' } } }
          : one,
      ),
    };
    const situation = {
      path: ['node_config', 'disk_size_gb'],
      before: 200,
      after: 300,
      documents: { before: pool, after: pool },
    };

    expect(effectOf({ ...situation, sides: { base, head: base } }).effect).toBe('in-place');
    expect(effectOf({ ...situation, sides: { base, head } })).toMatchObject({ effect: 'unknown', because: /7\.0\.0/ });
  });
});

describe('another spelling of the same value', () => {
  it.each([
    change('google_container_node_pool', 'node_config.image_type', 'COS_CONTAINERD', 'cos_containerd'),
    change(
      'google_container_node_pool',
      'node_config.guest_accelerator.type',
      'nvidia-l4',
      'projects/p/zones/z/acceleratorTypes/nvidia-l4',
    ),
    change('google_container_node_pool', 'network_config.pod_ipv4_cidr_block', '/14', '10.0.0.0/14'),
    change('google_project_iam_member', 'member', 'user:A@example.com', 'user:a@example.com'),
    change('google_project_iam_member', 'project', 'p', 'projects/p'),
    change('google_storage_bucket_iam_member', 'bucket', 'b/models', 'models'),
    change('google_logging_project_sink', 'filter', 'a', ' a\n'),
    change('google_container_cluster', 'maintenance_policy.daily_maintenance_window.start_time', '3:00', '03:00'),
    change(
      'google_container_cluster',
      'maintenance_policy.recurring_window.recurrence',
      'FREQ=DAILY;COUNT=1',
      'COUNT=1;FREQ=DAILY',
    ),
    change('google_container_cluster', 'private_cluster_config.enable_private_endpoint', false, undefined),
    change('google_monitoring_dashboard', 'dashboard_json', '{"a":1,"b":2}', '{ "b": 2, "a": 1 }'),
    change('google_kms_crypto_key', 'key_ring', 'projects/p/locations/l/keyRings/r', 'p/l/r'),
    change('google_dns_record_set', 'rrdatas', ['B.example.', 'a.example.'], ['a.example.', 'b.example']),
    change('google_certificate_manager_certificate', 'scope', 'DEFAULT', undefined),
    change('google_certificate_manager_certificate', 'managed.dns_authorizations', 'projects/1/a', 'projects/p/a'),
    change('google_storage_bucket', 'autoclass', undefined, { enabled: false }),
    change('google_container_node_pool', 'node_config.confidential_nodes.confidential_instance_type', 'SEV', undefined),
    change('vault_auth_backend', 'path', 'jwt', 'jwt/'),
  ])('is no change (%#)', (situation) => {
    expect(isSuppressed(situation)).toBe(true);
    expect(effectOf(situation)).toEqual({ effect: 'in-place', plans: 'same' });
  });

  it.each([
    change('google_container_node_pool', 'node_config.image_type', 'COS_CONTAINERD', 'UBUNTU_CONTAINERD'),
    change(
      'google_container_node_pool',
      'node_config.guest_accelerator.type',
      'nvidia-l4',
      'zones/z/acceleratorTypes/nvidia-tesla-l4',
    ),
    change('google_project_iam_member', 'member', 'allUsers', 'allusers'),
    change('google_project_iam_member', 'member', 'principal://A', 'principal://a'),
    change('google_monitoring_dashboard', 'dashboard_json', '{"a":1}', '{"a":2}'),
    change('google_monitoring_dashboard', 'dashboard_json', '{', '['),
    change('google_dns_record_set', 'rrdatas', ['a.example.'], ['b.example.']),
    change('google_storage_bucket', 'autoclass', undefined, { enabled: true }),
    change('google_storage_bucket', 'name', 'a', 'A'),
  ])('is told from another value (%#)', (situation) => {
    expect(isSuppressed(situation)).toBe(false);
  });
});

describe('effects travel along references', () => {
  const base = assemblyOf('production');
  const account = documentOf(base, 'production/platform/terraform/resource.google_service_account/-/gpu_nodes');
  const right = documentOf(base, 'gpu_nodes_logging_logWriter');
  const referring = (object: JsonObject, ...more: readonly Document[]): Assembly => ({
    ...base,
    documents: [
      ...base.documents.map((one) => (one === right ? { ...right, object: { ...right.object, ...object } } : one)),
      ...more,
    ],
  });
  const namesOf = (assembly: Assembly, touched: { replaced: boolean; changed: readonly string[] }) =>
    replacedWith({ document: account, ...touched }, stackOf(account, assembly)!).map(({ id }) => id.split('/').at(-1));

  it('to an argument that replaces, of a value that is made anew', () => {
    const head = referring({ member: 'serviceAccount:${google_service_account.gpu_nodes.email}' });

    expect(namesOf(head, { replaced: true, changed: ['account_id'] })).toEqual(['gpu_nodes_logging_logWriter']);
    expect(namesOf(head, { replaced: false, changed: ['display_name'] })).toEqual([]);
  });

  it('to a value that changed in place, and not to one that stayed', () => {
    const head = referring({ role: 'roles/${google_service_account.gpu_nodes.display_name}' });

    expect(namesOf(head, { replaced: false, changed: ['display_name'] })).toEqual(['gpu_nodes_logging_logWriter']);
    expect(namesOf(head, { replaced: true, changed: ['account_id'] })).toEqual([]);
  });

  it('not to an argument in place', () => {
    const pool = documentOf(base, 'node_pool/-/l4-x1');
    const head = referring(
      {},
      { ...pool, id: `${pool.id}-b`, object: { version: '${google_service_account.gpu_nodes.id}' } },
    );

    expect(namesOf(head, { replaced: true, changed: [] })).toEqual([]);
  });

  it('on, from one to the next, and by a trigger', () => {
    const head = referring(
      { member: '${google_service_account.gpu_nodes.member}' },
      {
        ...right,
        id: `${right.id}_2`,
        object: { role: 'a', member: 'b', project: '${google_project_iam_member.gpu_nodes_logging_logWriter.id}' },
      },
      {
        ...right,
        id: `${right.id}_3`,
        object: { lifecycle: { replace_triggered_by: ['google_service_account.gpu_nodes'] } },
      },
    );

    expect(namesOf(head, { replaced: true, changed: [] })).toEqual([
      'gpu_nodes_logging_logWriter',
      'gpu_nodes_logging_logWriter_2',
      'gpu_nodes_logging_logWriter_3',
    ]);
  });
});
