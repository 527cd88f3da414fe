import type { Read } from '../support/documents';
import { connectivity, edge, type Edge } from './support/connectivity';
import { describeWith, prove } from './support/engine';
import { assemblyOf, copiesOf, ENVIRONMENTS, factsOf } from './support/fleet';

/** What a workload may call within its own service: `mayCall` in a service file. */
const WITHIN: Readonly<Record<string, readonly string[]>> = { 'embeddings/api': ['embeddings/reranker'] };

/** From where Google's load balancers ask whether a backend is healthy. */
const PROBES = ['130.211.0.0/22', '35.191.0.0/16'];
const LOCAL_DNS = ['169.254.20.10/32', '169.254.169.254/32'];
const METADATA = '169.254.169.254/32';
const GOOGLE_APIS = '199.36.153.8/30';

interface Workload {
  readonly id: string;
  readonly service: string;
  readonly port: number;
  readonly callers: readonly string[];
  readonly calls: readonly string[];
  readonly googleRoles: readonly string[];
  /** What reads its weights from a bucket. */
  readonly sidecar?: object;
}

/** What the service files declare, one row a workload. */
function workloadsOf(environment: string): readonly Workload[] {
  return assemblyOf(environment).documents.flatMap(({ domain, service = '', object }) =>
    domain === 'declaration'
      ? (((object as Read).workloads ?? []) as readonly Read[]).map((row) => ({
          ...row,
          service,
          id: `${service}/${String(row.name)}`,
        }))
      : [],
  );
}

/** Pods of the main application, where it runs in the cluster, of the name server, and one that nobody knows. */
function neighbours(environment: string): readonly Read[] {
  const callers = Object.entries<Read>(factsOf(environment).gitlab.callers).filter(([, place]) => 'namespace' in place);
  const pods = [
    ...callers.map(([name, { namespace, labels }]) => podIn(namespace as string, name, labels as object)),
    podIn('kube-system', 'kube-dns', { 'k8s-app': 'kube-dns' }),
    podIn('elsewhere', 'stranger', {}),
  ];
  const namespaces = [...new Set(pods.map(({ metadata }) => metadata.namespace as string))];
  return [...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: named(name) })), ...pods];
}

const named = (name: string): object => ({ name, labels: { 'kubernetes.io/metadata.name': name } });

function podIn(namespace: string, name: string, labels: object): Read {
  const spec = { containers: [{ name, image: 'none' }] };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name, labels }, spec };
}

/** The rendered objects and what would be around them; the server labels each namespace with its name. */
function clusterOf(environment: string): readonly Read[] {
  const objects = copiesOf(environment);
  for (const { kind, metadata } of objects)
    if (kind === 'Namespace') metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
  return [...objects, ...neighbours(environment)];
}

/** The edges that touch a workload of ours. */
async function seen(environment: string, cluster: readonly Read[]): Promise<readonly Edge[]> {
  const ours = workloadsOf(environment).map(({ id }) => id);
  return (await connectivity(cluster)).filter((one) =>
    ours.some((id) => one.startsWith(`${id} `) || one.includes(` ${id} `)),
  );
}

/** The edges that the declarations ask for, and no others. */
function declared(environment: string): readonly Edge[] {
  const workloads = workloadsOf(environment);
  const edges = workloads.flatMap((workload) => [
    ...edgesInto(environment, workload, workloads),
    ...edgesOutOf(workload),
  ]);
  return [...new Set(edges)].sort();
}

function edgesInto(environment: string, { id, port, callers }: Workload, all: readonly Workload[]): readonly Edge[] {
  const { gitlab, gateway } = factsOf(environment);
  const sources = callers.flatMap((caller) => {
    const place = gitlab.callers[caller];
    if (place === undefined)
      return all
        .filter((one) => one.service === caller && one.calls.includes(id.split('/')[0] ?? ''))
        .map((one) => one.id);
    return 'namespace' in place
      ? [`${String(place.namespace)}/${caller}`]
      : [gateway.proxyOnlySubnet as string, ...PROBES];
  });
  const inner = all.filter((one) => WITHIN[one.id]?.includes(id)).map((one) => one.id);
  return [...sources, ...inner].map((from) => edge(from, id, `TCP ${port}`));
}

/** Who calls by name has to look names up; who acts in Google's cloud reaches its metadata server and its APIs. */
function edgesOutOf({ id, calls, googleRoles, sidecar }: Workload): readonly Edge[] {
  const acts = googleRoles.length > 0 || sidecar !== undefined;
  const asks = acts || calls.length > 0 || id in WITHIN;
  const names = ['kube-system/kube-dns', ...LOCAL_DNS].flatMap((to) =>
    ['TCP 53', 'UDP 53'].map((how) => edge(id, to, how)),
  );
  const google = [edge(id, METADATA, 'TCP 80'), edge(id, GOOGLE_APIS, 'TCP 443')];
  return [...(asks ? names : []), ...(acts ? google : [])];
}

describeWith('nca', () => {
  it.each(ENVIRONMENTS)('sees the declared edges of %s and no others', async (environment) => {
    const edges = await seen(environment, clusterOf(environment));

    expect(edges).toEqual(declared(environment));
    expect(edges.length).toBeGreaterThan(3);
    prove('nca', environment, `${edges.length} edges of ${environment}: exactly the declared ones`);
  });

  it.each<[string, string, (policy: Read) => unknown, RegExp]>([
    [
      'a rule without peers',
      'api-ingress',
      ({ spec }) => delete spec.ingress[0].from,
      /^elsewhere\/stranger -> spamcheck\/api TCP \d+$/,
    ],
    [
      'a peer of any namespace',
      'api-ingress',
      ({ spec }) => (spec.ingress[0].from = [{ namespaceSelector: {} }]),
      /^elsewhere\/stranger -> spamcheck\/api TCP \d+$/,
    ],
    [
      'a denial that is gone',
      'default-deny',
      ({ spec }) => (spec.policyTypes = ['Ingress']),
      /^spamcheck\/api -> elsewhere\/stranger All connections$/,
    ],
  ])('sees what %s opens', async (_, name, edit, opened) => {
    const cluster = clusterOf('staging');
    const policies = cluster.filter(
      ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === 'spamcheck' && metadata.name === name,
    );
    policies.forEach(edit);

    const edges = await seen('staging', cluster);

    const known = new Set(declared('staging'));
    expect(policies).toHaveLength(1);
    expect(edges.filter((one) => !known.has(one) && opened.test(one))).toHaveLength(1);
  });
});
