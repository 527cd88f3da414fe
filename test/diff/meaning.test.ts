import type { Json, JsonObject } from '../../lib/assembly/document';
import { deltasOf } from '../../lib/diff/compare';
import { assemblyOf, documentOf, edited } from '../support/assemblies';
import { differences } from '../support/deltas';

const deployment = (spec: JsonObject): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  spec: { template: { spec: { containers: [{ name: 'api', ...spec }] } } },
});
const container = (before: JsonObject, after: JsonObject): readonly string[] =>
  differences('Deployment', deployment(before), deployment(after)).map((text) =>
    text.replaceAll('spec.template.spec.containers[api].', ''),
  );
const pod = (before: JsonObject, after: JsonObject): readonly string[] => {
  const whole = (spec: JsonObject) => ({ apiVersion: 'v1', kind: 'Pod', spec });
  return differences('Pod', whole(before), whole(after));
};
const policy = (ingress: Json | undefined): JsonObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  spec: { podSelector: {}, ...(ingress === undefined ? {} : { ingress }) },
});
const peers = (before: Json | undefined, after: Json | undefined): readonly string[] =>
  differences('NetworkPolicy', policy(before), policy(after));

const RAILS: Json = { namespaceSelector: { matchLabels: { name: 'rails' } } };
const PORT: Json = { port: 8080 };

describe('DIF-1: an empty list of a network policy', () => {
  it.each<[string, Json | undefined, Json | undefined, readonly string[]]>([
    ['no rule and no list of rules', undefined, [], ['spec.ingress: nothing → []']],
    ['a rule without peers and one for nobody named', [{}], [{ from: [] }], ['spec.ingress[0].from: nothing → []']],
    [
      'no peers and a peer that is anybody',
      [{ from: [] }],
      [{ from: [{}] }],
      ['spec.ingress[0].from[0]: nothing → {}'],
    ],
    ['no ports and all ports', [{}], [{ ports: [] }], ['spec.ingress[0].ports: nothing → []']],
  ])('is never the same as none: %s', (_, before, after, expected) => {
    expect(peers(before, after)).toEqual(expected);
  });

  it('is told by the peer that went last', () => {
    expect(peers([{ from: [RAILS], ports: [PORT] }], [{ from: [], ports: [PORT] }])).toEqual([
      `spec.ingress[0].from[0]: ${JSON.stringify(RAILS)} → nothing`,
    ]);
  });

  it('is told by everything that a rule lost', () => {
    expect(peers([{ from: [RAILS], ports: [PORT] }], [{}])).toEqual([
      `spec.ingress[0].from: ${JSON.stringify([RAILS])} → nothing`,
      `spec.ingress[0].ports: ${JSON.stringify([PORT])} → nothing`,
    ]);
  });

  it('is told by the rule where the rule goes', () => {
    expect(peers([{ from: [RAILS] }], [])).toEqual([`spec.ingress[0]: ${JSON.stringify({ from: [RAILS] })} → nothing`]);
  });

  it('tells a selector of everything from none', () => {
    expect(peers([{ from: [{ podSelector: {} }] }], [{ from: [{ namespaceSelector: {} }] }])).not.toEqual([]);
  });
});

describe('DIF-2: one quantity in several spellings', () => {
  it.each<[Json, Json]>([
    ['1000m', '1'],
    ['1000m', 1],
    ['1000M', '1G'],
    ['0.5', '500m'],
    ['12000m', '12'],
    ['1Gi', '1024Mi'],
    ['1e3', '1k'],
    ['.5Gi', '512Mi'],
  ])('is no change: %j and %j', (before, after) => {
    const limits = (memory: Json): JsonObject => ({ resources: { limits: { memory } } });

    expect(container(limits(before), limits(after))).toEqual([]);
    expect(container(limits(after), limits(before))).toEqual([]);
  });

  it.each<[Json, Json]>([
    ['1G', '1Gi'],
    ['1', '1m'],
    ['100000000000000000001', '100000000000000000002'],
    ['0.000000001', '0.000000002'],
  ])('is a change where it is another one: %j and %j', (before, after) => {
    const limits = (memory: Json): JsonObject => ({ resources: { limits: { memory } } });

    expect(container(limits(before), limits(after))).toHaveLength(1);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['ResourceQuota', { spec: { hard: { 'requests.cpu': '2000m' } } }, { spec: { hard: { 'requests.cpu': 2 } } }],
    [
      'LimitRange',
      { spec: { limits: [{ type: 'Pod', max: { memory: '1Gi' } }] } },
      { spec: { limits: [{ type: 'Pod', max: { memory: '1024Mi' } }] } },
    ],
  ])('is no change in a %s', (kind, before, after) => {
    expect(differences(kind, { apiVersion: 'v1', ...before }, { apiVersion: 'v1', ...after })).toEqual([]);
  });

  it('is no change wherever the schema says quantity: targets of an autoscaler, custom resources', () => {
    const scaler = (averageValue: string): JsonObject => ({
      apiVersion: 'autoscaling/v2',
      spec: {
        metrics: [
          { type: 'Pods', pods: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue } } },
        ],
      },
    });
    const rollout = (cpu: string): JsonObject => ({
      apiVersion: 'argoproj.io/v1alpha1',
      spec: { template: { spec: { containers: [{ name: 'api', resources: { requests: { cpu } } }] } } },
    });

    expect(differences('HorizontalPodAutoscaler', scaler('1500m'), scaler('1.5'))).toEqual([]);
    expect(differences('HorizontalPodAutoscaler', scaler('1500m'), scaler('1.6'))).toHaveLength(1);
    expect(differences('Rollout', rollout('1'), rollout('1000m'))).toEqual([]);
  });

  it('is a text where nothing says quantity', () => {
    expect(container({ args: ['1000m'] }, { args: ['1'] })).toEqual(['args[0]: "1000m" → "1"']);
  });
});

describe('DIF-4: a field one level too deep', () => {
  it('is the removal of a setting, and a field that nothing reads', () => {
    const strategy: Json = { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };
    const right = { apiVersion: 'apps/v1', spec: { strategy, template: { spec: {} } } };
    const wrong = { apiVersion: 'apps/v1', spec: { template: { spec: { strategy } } } };

    expect(differences('Deployment', right, wrong)).toEqual([
      'spec.strategy.rollingUpdate.maxSurge: 1 → nothing',
      'spec.strategy.rollingUpdate.maxUnavailable: 0 → nothing',
      `spec.template.spec.strategy: nothing → ${JSON.stringify(strategy)}`,
    ]);
  });
});

describe('a list', () => {
  it('tells items apart by their key: one that is put in between is one change', () => {
    const env = (...names: string[]): JsonObject => ({ env: names.map((name) => ({ name, value: 'x' })) });

    expect(container(env('A', 'C'), env('A', 'B', 'C'))).toEqual(['env[B]: nothing → {"name":"B","value":"x"}']);
    expect(container(env('A', 'B'), env('B', 'A'))).toEqual([]);
  });

  it('has an order that counts where a variable refers to one before it', () => {
    const env = (...list: readonly (readonly [string, string])[]): JsonObject => ({
      env: list.map(([name, value]) => ({ name, value })),
    });
    const order = 'env[]order: ["HOST","URL"] → ["URL","HOST"]';

    expect(container(env(['HOST', 'a'], ['URL', '$(HOST)/x']), env(['URL', '$(HOST)/x'], ['HOST', 'a']))).toEqual([
      order,
    ]);
    expect(container(env(['HOST', 'a'], ['URL', '$$(HOST)/x']), env(['URL', '$$(HOST)/x'], ['HOST', 'a']))).toEqual([]);
    expect(
      container(env(['X', '1'], ['HOST', 'a'], ['URL', '$(HOST)']), env(['HOST', 'a'], ['URL', '$(HOST)'], ['X', '1'])),
    ).toEqual([]);
  });

  it('of init containers is run in order', () => {
    const inits = (...names: string[]): JsonObject => ({
      initContainers: names.map((name) => ({ name, image: name })),
    });

    expect(pod(inits('a', 'b'), inits('b', 'a'))).toEqual(['spec.initContainers[]order: ["a","b"] → ["b","a"]']);
    expect(pod(inits('a', 'b'), inits('a', 'x', 'b'))).toEqual([
      'spec.initContainers[x]: nothing → {"image":"x","name":"x"}'.replace(
        '{"image":"x","name":"x"}',
        '{"name":"x","image":"x"}',
      ),
    ]);
  });

  it('that nobody described is compared by position, and aligned', () => {
    expect(container({ args: ['a', 'b', 'c'] }, { args: ['a', 'x', 'b', 'c'] })).toEqual(['args[1]: nothing → "x"']);
    expect(container({ args: ['--p=1', '--q=2'] }, { args: ['--q=2', '--p=1'] })).toHaveLength(2);
    expect(container({ args: ['--p=1', '--q=2'] }, { args: ['--n', '--p=1', '--q=3'] })).toEqual([
      'args[0]: nothing → "--n"',
      'args[2]: "--q=2" → "--q=3"',
    ]);
  });

  it('with the same key twice takes them one by one', () => {
    const env = (...values: string[]): JsonObject => ({ env: values.map((value) => ({ name: 'A', value })) });

    expect(container(env('1', '2'), env('1', '2'))).toEqual([]);
    expect(container(env('1', '2'), env('1', '3'))).toEqual(['env[A#2].value: "2" → "3"']);
    expect(container(env('1'), env('1', '2'))).toEqual(['env[A#2]: nothing → {"name":"A","value":"2"}']);
  });

  it('is matched by the next key where the first is another: a port that is renamed is still the port', () => {
    const ports = (name: string): JsonObject => ({ ports: [{ name, containerPort: 8080 }] });

    expect(container(ports('http'), ports('web'))).toEqual(['ports[web].name: "http" → "web"']);
  });

  it('that is a set ignores order and repetition, and tells its members by what they are', () => {
    const role = (verbs: string[]): JsonObject => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      rules: [{ apiGroups: [''], resources: ['pods'], verbs }],
    });

    expect(differences('Role', role(['get', 'list']), role(['list', 'get', 'get']))).toEqual([]);
    expect(differences('Role', role(['get']), role(['get', 'delete']))).toEqual([
      'rules[pods].verbs[delete]: nothing → "delete"',
    ]);
  });
});

describe('a default that is written out', () => {
  it.each<[string, JsonObject, JsonObject]>([
    [
      'a digest is fetched if it is not there',
      { image: 'a@sha256:1' },
      { image: 'a@sha256:1', imagePullPolicy: 'IfNotPresent' },
    ],
    ['a moving tag is fetched each time', { image: 'r:5000/a' }, { image: 'r:5000/a', imagePullPolicy: 'Always' }],
    [
      'requests follow limits',
      { resources: { limits: { cpu: 1 } } },
      { resources: { limits: { cpu: 1 }, requests: { cpu: '1000m' } } },
    ],
    ['null is nothing', { args: null }, {}],
  ])('is no change: %s', (_, before, after) => {
    expect(container(before, after)).toEqual([]);
    expect(container(after, before)).toEqual([]);
  });

  it('is a change where another value holds', () => {
    expect(container({ image: 'r:5000/a' }, { image: 'r:5000/a', imagePullPolicy: 'IfNotPresent' })).toHaveLength(1);
    expect(
      differences(
        'NetworkPolicy',
        { ...policy([]) },
        { ...policy([]), spec: { podSelector: {}, ingress: [], policyTypes: ['Ingress', 'Egress'] } },
      ),
    ).toEqual(['spec.policyTypes: nothing → ["Ingress","Egress"]']);
  });
});

describe('a duration', () => {
  const route = (request: string): JsonObject => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    spec: { rules: [{ timeouts: { request } }] },
  });

  it('is the same in other units, where the schema says duration', () => {
    expect(differences('HTTPRoute', route('60s'), route('1m'))).toEqual([]);
    expect(differences('HTTPRoute', route('1h'), route('59m60s'))).toEqual([]);
    expect(differences('HTTPRoute', route('60s'), route('61s'))).toEqual([
      'spec.rules[0].timeouts.request: "60s" → "61s"',
    ]);
  });
});

describe('a Terraform block', () => {
  const pool = (body: JsonObject): JsonObject => body;
  const kind = 'resource.google_container_node_pool';
  const block = (before: JsonObject, after: JsonObject): readonly string[] =>
    differences(kind, pool(before), pool(after), 'terraform');

  it.each<[string, JsonObject, JsonObject]>([
    ['a single block as a list of one', { node_config: { spot: true } }, { node_config: [{ spot: true }] }],
    ['a number as a text', { node_count: 3 }, { node_count: '3' }],
    ['a set in another order', { node_locations: ['a', 'b'] }, { node_locations: ['b', 'a'] }],
    ['a default', { management: {} }, { management: { auto_repair: true } }],
    ['null', { version: null }, {}],
  ])('means the same: %s', (_, before, after) => {
    expect(block(before, after)).toEqual([]);
  });

  it('means something else where one member of a set differs', () => {
    expect(block({ node_locations: ['a', 'b'] }, { node_locations: ['a', 'c'] })).toEqual([
      'node_locations[b]: "b" → nothing',
      'node_locations[c]: nothing → "c"',
    ]);
  });
});

describe('a Vault policy', () => {
  const vault = (before: string, after: string): readonly string[] =>
    differences('resource.vault_policy', { policy: before }, { policy: after }, 'terraform');
  const rule = (path: string, ...capabilities: string[]): string =>
    `path "${path}" { capabilities = ${JSON.stringify(capabilities)} }\n`;

  it('is compared by path and capability: a grant is one change', () => {
    expect(vault(rule('a', 'read'), `# more\n${rule('b', 'read')}${rule('a', 'read')}`)).toEqual([
      'policy[b].capabilities[read]: nothing → "read"',
    ]);
    expect(vault(rule('a', 'read', 'list'), rule('a', 'list'))).toEqual([
      'policy[a].capabilities[read]: "read" → nothing',
    ]);
  });

  it('takes what two rules say of one path together', () => {
    expect(vault(rule('a', 'read', 'list'), rule('a', 'read') + rule('a', 'list'))).toEqual([]);
  });

  it('is a change where anything else is said of a path', () => {
    const parameters = 'path "a" { capabilities = ["read"] allowed_parameters = { "*" = [] } }';

    expect(vault(rule('a', 'read'), parameters)).toHaveLength(1);
    expect(vault(parameters, parameters.replace('"*"', '"x"'))).toHaveLength(1);
  });

  it('is a text where it can not be read', () => {
    expect(vault('nonsense {', 'other nonsense {')).toEqual(['policy: "nonsense {" → "other nonsense {"']);
  });
});

describe('what a described kind means', () => {
  const object = (apiVersion: string, kind: string, spec: JsonObject): JsonObject => ({ apiVersion, kind, spec });
  const differ = (apiVersion: string, kind: string, before: JsonObject, after: JsonObject): readonly string[] =>
    differences(kind, object(apiVersion, kind, before), object(apiVersion, kind, after));
  const rule = (more: JsonObject = {}): JsonObject => ({
    apiGroups: ['apps', ''],
    apiVersions: ['v1'],
    operations: ['CREATE', 'UPDATE'],
    resources: ['deployments'],
    ...more,
  });
  const policies = (before: JsonObject, after: JsonObject) =>
    differ('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', before, after);

  it('takes no order from what an admission policy looks at and asks for', () => {
    const other = rule({ resources: ['pods'] });
    const before = {
      matchConstraints: { resourceRules: [rule(), other] },
      matchConditions: [
        { name: 'a', expression: '1' },
        { name: 'b', expression: '2' },
      ],
      validations: [{ expression: 'x' }, { expression: 'y' }],
    };
    const turned = rule({ operations: ['UPDATE', 'CREATE'], apiGroups: ['', 'apps'], scope: '*' });
    const after = {
      failurePolicy: 'Fail',
      matchConstraints: { matchPolicy: 'Equivalent', namespaceSelector: {}, resourceRules: [other, turned] },
      matchConditions: [...before.matchConditions].reverse(),
      validations: [{ expression: 'y' }, { expression: 'x' }],
    };

    expect(policies(before, after)).toEqual([]);
    expect(policies(before, { ...after, failurePolicy: 'Ignore' })).toHaveLength(1);
    expect(policies(before, { ...after, validations: [{ expression: 'x' }] })).toHaveLength(1);
    const fewer = rule({ operations: ['UPDATE'] });
    expect(policies(before, { ...after, matchConstraints: { resourceRules: [other, fewer] } })).toHaveLength(1);
  });

  it('takes no order from what the binding of one does', () => {
    const bindings = (before: Json, after: Json) =>
      differ(
        'admissionregistration.k8s.io/v1',
        'ValidatingAdmissionPolicyBinding',
        { validationActions: before },
        { validationActions: after },
      );

    expect(bindings(['Deny', 'Audit'], ['Audit', 'Deny'])).toEqual([]);
    expect(bindings(['Deny', 'Audit'], ['Audit'])).toHaveLength(1);
  });

  it('knows the disks of a StatefulSet by name, and what they are by default', () => {
    const disk = (name: string, spec: JsonObject = {}): JsonObject => ({
      metadata: { name },
      spec: { accessModes: ['ReadWriteOnce', 'ReadOnlyMany'], ...spec },
    });
    const sets = (before: Json, after: Json) =>
      differ('apps/v1', 'StatefulSet', { volumeClaimTemplates: before }, { volumeClaimTemplates: after });
    const written = disk('data', { volumeMode: 'Filesystem', accessModes: ['ReadOnlyMany', 'ReadWriteOnce'] });

    expect(sets([disk('data'), disk('logs')], [disk('logs'), written])).toEqual([]);
    expect(sets([disk('data'), disk('logs')], [disk('logs')])).toEqual([
      expect.stringContaining('spec.volumeClaimTemplates[data]: {'),
    ]);
    expect(sets([disk('data')], [disk('data', { volumeMode: 'Block' })])).toEqual([
      'spec.volumeClaimTemplates[data].spec.volumeMode: nothing → "Block"',
    ]);
  });

  it('knows what the External Secrets Operator fills in', () => {
    const secrets = (before: JsonObject, after: JsonObject) =>
      differ('external-secrets.io/v1', 'ExternalSecret', before, after);
    const find = { name: { regexp: 'a' } };

    expect(
      secrets(
        { target: { template: {} }, dataFrom: [{ find }] },
        {
          target: { creationPolicy: 'Owner', template: { engineVersion: 'v2', mergePolicy: 'Replace' } },
          dataFrom: [{ find: { ...find, conversionStrategy: 'Default', decodingStrategy: 'None' } }],
        },
      ),
    ).toEqual([]);
    expect(secrets({ target: { template: {} } }, { target: { template: { mergePolicy: 'Merge' } } })).toHaveLength(1);
  });
});

describe('marks of tools', () => {
  const labels = (own: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { labels: own } });

  it('do not count', () => {
    expect(
      differences('Namespace', labels({}), labels({ 'app.kubernetes.io/managed-by': 'x', 'taxiway.dev/version': '2' })),
    ).toEqual([]);
  });

  it('are told from labels of ownership and behaviour', () => {
    expect(
      differences(
        'Namespace',
        labels({}),
        labels({ 'taxiway.dev/owner': 'a', 'pod-security.kubernetes.io/enforce': 'baseline' }),
      ),
    ).toHaveLength(2);
  });

  it('count in the template of pods, which another one rolls', () => {
    const marked = edited(
      assemblyOf('sandbox'),
      'Deployment/spamcheck/api',
      'spec.template.metadata.labels.helm.sh/chart',
      'a',
    );

    expect(
      deltasOf(
        documentOf(assemblyOf('sandbox'), 'Deployment/spamcheck/api'),
        documentOf(marked, 'Deployment/spamcheck/api'),
      ),
    ).toMatchObject([{ path: ['spec', 'template', 'metadata', 'labels', 'helm.sh/chart'] }]);
  });
});

describe('the place of a difference', () => {
  it('has positions in lists, as origins spell them', () => {
    const base = assemblyOf('sandbox');
    const name = 'Deployment/spamcheck/api';
    const head = edited(base, name, 'spec.template.spec.containers.0.image', 'other@sha256:1');

    expect(deltasOf(documentOf(base, name), documentOf(head, name))).toMatchObject([
      {
        path: ['spec', 'template', 'spec', 'containers', '[api]', 'image'],
        place: 'spec.template.spec.containers.0.image',
      },
    ]);
  });
});
