import * as fc from 'fast-check';
import type { Read } from '../documents';

/** A small cluster as it may come out of anybody's files: namespaces, pods and policies of every legal form. */
export interface RawCluster {
  readonly namespaces: readonly Read[];
  readonly pods: readonly Read[];
  readonly policies: readonly Read[];
}

/** What may be generated: an analyser that knows less than the specification is asked less. */
export interface RawOptions {
  /** Pods of the node's own network. */
  readonly hostNetwork: boolean;
  /**
   * Pods of other namespaces by whether they have a label: network-config-analyzer 2.1.0 looks for those in the policy's
   * own namespace only (`get_peers_with_key`), and finds none.
   */
  readonly keysElsewhere: boolean;
}

/** The ranges of the clusters' facts, so small that each address can be tried. */
export const RANGES = { podRange: '10.4.0.0/28', nodeRange: '10.5.0.0/29', serviceRange: '10.6.0.0/29' };

const NAMES = ['alpha', 'beta', 'gamma'];
const KEYS = ['app', 'tier', 'team'];
const VALUES = ['a', 'b'];
const PORTS = [53, 80, 443, 5432, 8000, 8080];

/** Ranges with what may be cut out of them. */
const BLOCKS: readonly (readonly [cidr: string, except: readonly string[]])[] = [
  ['0.0.0.0/0', ['10.0.0.0/8', '169.254.169.254/32']],
  ['10.0.0.0/8', ['10.4.0.0/28', '10.5.0.0/29', '10.6.0.0/29']],
  ['10.4.0.0/24', ['10.4.0.0/29', '10.4.0.8/29']],
  ['10.5.0.4/30', ['10.5.0.6/32']],
  ['10.6.0.0/29', ['10.6.0.4/32']],
  ['169.254.169.254/32', []],
  ['169.254.169.252/32', []],
  ['169.254.0.0/16', ['169.254.169.0/24']],
  ['199.36.153.8/30', ['199.36.153.9/32']],
  ['203.0.113.0/24', ['203.0.113.128/25', '203.0.113.7/32']],
  ['35.191.0.0/16', []],
];

/** One address of every part into which those ranges cut the network. */
export const SAMPLES = [
  ...['10.4.0.0', '10.4.0.9', '10.4.0.15', '10.4.0.16', '10.5.0.0', '10.5.0.4', '10.5.0.6', '10.5.0.8', '10.6.0.0'],
  ...['10.6.0.4', '10.6.0.9', '10.200.0.1', '169.254.169.254', '169.254.169.252', '169.254.169.1', '169.254.20.10'],
  ...['199.36.153.8', '199.36.153.9', '199.36.153.12', '203.0.113.1', '203.0.113.7', '203.0.113.200', '35.191.3.4'],
  ...['35.192.0.0', '8.8.8.8', '2001:db8::1', 'fd00::1'],
];
/** Ports at and around all that rules and containers name. */
export const KNOCKS = ['TCP', 'UDP', 'SCTP'].flatMap((protocol) =>
  [1, 52, 53, 80, 81, 443, 5432, 7999, 8000, 8050, 8080, 8081, 65535].map((port) => `${protocol} ${port}`),
);

const labels = fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES), { maxKeys: 3 });
const byValue = fc.record({
  key: fc.constantFrom(...KEYS),
  operator: fc.constantFrom('In', 'NotIn'),
  values: fc.uniqueArray(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 2 }),
});
const byKey = fc.record({ key: fc.constantFrom(...KEYS), operator: fc.constantFrom('Exists', 'DoesNotExist') });

function selectorOf(expression: fc.Arbitrary<Read>): fc.Arbitrary<Read> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 3, arbitrary: fc.record({ matchLabels: labels }) },
    { weight: 2, arbitrary: fc.record({ matchExpressions: fc.array(expression, { minLength: 1, maxLength: 2 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 1 }) }),
    },
  );
}

const selector = selectorOf(fc.oneof(byValue, byKey));
const byName = fc
  .uniqueArray(fc.constantFrom(...NAMES, 'elsewhere'), { minLength: 1, maxLength: 2 })
  .map((values) => ({ matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }] }));
const oneName = fc.constantFrom(...NAMES).map((name) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } }));
const block = fc
  .constantFrom(...BLOCKS)
  .chain(([cidr, holes]) =>
    fc.subarray([...holes]).map((except) => ({ ipBlock: except.length === 0 ? { cidr } : { cidr, except } })),
  );
function peerOf({ keysElsewhere }: RawOptions): fc.Arbitrary<Read> {
  const namespaceSelector = fc.oneof(selector, byName, oneName);
  return fc.oneof(
    fc.record({ podSelector: selector }),
    fc.record({ namespaceSelector }),
    fc.record({ namespaceSelector, podSelector: keysElsewhere ? selector : selectorOf(byValue) }),
    block,
  );
}

const protocol = fc.constantFrom('TCP', 'UDP', 'SCTP');
const numbered = fc.record({ protocol, port: fc.constantFrom(...PORTS) }, { requiredKeys: ['port'] });
const ranged = fc
  .record({ protocol, port: fc.constantFrom(53, 8000), endPort: fc.constantFrom(80, 8050, 65535) })
  .map((port) => (port.endPort < port.port ? { ...port, endPort: port.port } : port));
const every = fc.record({ protocol });
const named = fc.record({ protocol: fc.constantFrom('TCP', 'UDP'), port: fc.constantFrom('http', 'dns') });

function policyOf(index: number, options: RawOptions): fc.Arbitrary<Read> {
  const port = fc.oneof(numbered, numbered, ranged, every, named);
  const rule = (field: 'from' | 'to') =>
    fc.record(
      { [field]: fc.array(peerOf(options), { maxLength: 3 }), ports: fc.array(port, { maxLength: 2 }) },
      { requiredKeys: [] },
    );
  const types = fc.constantFrom<readonly string[] | undefined>(
    undefined,
    ['Ingress'],
    ['Egress'],
    ['Ingress', 'Egress'],
  );
  return fc
    .record({
      namespace: fc.constantFrom(...NAMES),
      podSelector: selector,
      policyTypes: types,
      ingress: fc.array(rule('from'), { maxLength: 2 }),
      egress: fc.array(rule('to'), { maxLength: 2 }),
    })
    .map(({ namespace, policyTypes, podSelector, ingress, egress }) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `policy-${index}`, namespace },
      spec: {
        podSelector,
        ...(policyTypes === undefined ? {} : { policyTypes }),
        ...(ingress.length > 0 && policyTypes?.includes('Ingress') !== false ? { ingress } : {}),
        ...(egress.length > 0 && policyTypes?.includes('Egress') !== false ? { egress } : {}),
      },
    }));
}

function podOf(index: number, { hostNetwork }: RawOptions): fc.Arbitrary<Read> {
  const ports = fc.uniqueArray(
    fc.constantFrom(
      { name: 'http', containerPort: 8080 },
      { name: 'dns', containerPort: 53, protocol: 'UDP' },
      { containerPort: 443 },
    ),
    { maxLength: 3 },
  );
  const onNode = hostNetwork ? fc.nat(9).map((die) => die === 0) : fc.constant(false);
  return fc.record({ namespace: fc.constantFrom(...NAMES), labels, ports, onNode }).map((given) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${index}`, namespace: given.namespace, labels: given.labels },
    spec: {
      containers: [{ name: 'main', image: 'none', ...(given.ports.length > 0 ? { ports: given.ports } : {}) }],
      ...(given.onNode ? { hostNetwork: true } : {}),
    },
  }));
}

/** Up to three namespaces with six pods and six policies. */
export function rawCluster(options: RawOptions): fc.Arbitrary<RawCluster> {
  const list = (most: number, least: number, one: (index: number, given: RawOptions) => fc.Arbitrary<Read>) =>
    fc
      .nat(most - least)
      .chain((more) => fc.tuple(...Array.from({ length: least + more }, (_, index) => one(index, options))));
  const namespace = (name: string) =>
    labels.map((given): Read => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: given } }));
  return fc.record({
    namespaces: fc.tuple(...NAMES.map(namespace)),
    pods: list(6, 2, podOf),
    policies: list(6, 0, policyOf),
  });
}
