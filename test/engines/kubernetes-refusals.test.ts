import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { Read } from '../support/documents';
import { describeWith, prove } from './support/engine';
import { DIST } from './support/fleet';
import { applyObjects, eventually, kubectl, list } from './support/kubectl';

/** The service whose objects are made wrong here, one at a time, in a namespace of their own. */
const SERVICE = 'workflow-agent';
const NAMESPACE = 'refusals';

/** The rendered objects of the service, as they would be in the namespace of these tests. */
function rendered(path: string): readonly Read[] {
  const text = readFileSync(join(DIST, 'staging', SERVICE, path), 'utf8');
  return loadAll(text).map((object: Read) => {
    if (object.kind === 'Namespace') object.metadata.name = NAMESPACE;
    else object.metadata.namespace = NAMESPACE;
    return object;
  });
}

function objectOf(kind: string): Read {
  const found = rendered('kubernetes.yaml').find((object) => object.kind === kind);
  if (found === undefined) throw new Error(`${SERVICE} has no ${kind}`);
  return found;
}

/** One bare pod of the service's workload. A refused pod of a Deployment shows in the Deployment's status only. */
function pod(): Read {
  const { metadata, spec } = objectOf('Deployment').spec.template;
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'bare', namespace: NAMESPACE }, spec };
}

const container = (of: Read): Read => (of.spec.template?.spec ?? of.spec).containers[0];

type Fault = readonly [what: string, make: () => Read, edit: (object: Read) => void, says: RegExp];

/** A good object, what is done to it, and the words in which the server has to refuse it. */
const FAULTS: readonly Fault[] = [
  [
    'a field one level too deep',
    () => objectOf('Deployment'),
    (object) => (object.spec.template.spec.strategy = { type: 'Recreate' }),
    /\.spec\.template\.spec\.strategy: field not declared in schema/,
  ],
  [
    'a word for a number',
    () => objectOf('Deployment'),
    (object) => (object.spec.replicas = 'many'),
    /\.spec\.replicas: expected numeric \(int or float\), got string/,
  ],
  [
    'a container without a name',
    () => objectOf('Deployment'),
    (object) => delete container(object).name,
    /spec\.template\.spec\.containers\[0\]\.name: Required value/,
  ],
  [
    'a quantity with a unit that there is not',
    () => objectOf('Deployment'),
    (object) => (container(object).resources.limits.memory = '2Gb'),
    /quantities must match the regular expression/,
  ],
  [
    'an API version that was removed',
    () => objectOf('PodDisruptionBudget'),
    (object) => (object.apiVersion = 'policy/v1beta1'),
    /no matches for kind "PodDisruptionBudget" in version "policy\/v1beta1"/,
  ],
  [
    'a label that is too long',
    () => objectOf('Service'),
    (object) => (object.metadata.labels['taxiway.dev/owner'] = 'a'.repeat(64)),
    /metadata\.labels: Invalid value: "a{64}": must be no more than 63 bytes/,
  ],
  [
    'two ports of one name',
    () => objectOf('Service'),
    (object) => object.spec.ports.push({ ...object.spec.ports[0], port: 1 }),
    /spec\.ports\[1\]\.name: Duplicate value/,
  ],
  [
    'two ports of one number',
    () => objectOf('Service'),
    (object) => object.spec.ports.push({ ...object.spec.ports[0], name: 'other' }),
    /duplicate entries for key \[port=/,
  ],
  [
    'selectors that do not match the pods',
    () => objectOf('Deployment'),
    (object) => (object.spec.selector.matchLabels['taxiway.dev/workload'] = 'other'),
    /`selector` does not match template `labels`/,
  ],
  [
    'a privileged pod',
    pod,
    (object) => {
      container(object).securityContext = { privileged: true };
    },
    /violates PodSecurity "restricted:v1\.\d+": privileged/,
  ],
  [
    'a pod with a folder of the node',
    pod,
    (object) => object.spec.volumes.push({ name: 'node', hostPath: { path: '/' } }),
    /violates PodSecurity "restricted:v1\.\d+": .*restricted volume type "hostPath"/,
  ],
  [
    'a pod that may run as root',
    pod,
    (object) => {
      delete object.spec.securityContext.runAsNonRoot;
      container(object).securityContext.runAsNonRoot = false;
    },
    /violates PodSecurity "restricted:v1\.\d+": runAsNonRoot != true/,
  ],
  [
    'a pod above the quota',
    pod,
    (object) => {
      container(object).resources.requests.cpu = '500';
    },
    /exceeded quota: quota, requested: requests\.cpu=500/,
  ],
  [
    'a container above the limit range',
    pod,
    (object) => {
      container(object).resources.requests.memory = '3Gi';
      container(object).resources.limits.memory = '3Gi';
    },
    /maximum memory usage per Container is 2Gi, but limit is 3Gi/,
  ],
  [
    'a pod of a class that there is not',
    pod,
    (object) => (object.spec.priorityClassName = 'urgent'),
    /no PriorityClass with name urgent was found/,
  ],
  [
    'a route against a CEL rule of its definition',
    () => objectOf('HTTPRoute'),
    (object) => (object.spec.rules[0].filters = [{ type: 'RequestRedirect', requestRedirect: { statusCode: 301 } }]),
    /RequestRedirect filter must not be used together with backendRefs/,
  ],
  [
    'a secret from a store of an unknown kind',
    () => objectOf('ExternalSecret'),
    (object) => (object.spec.secretStoreRef.kind = 'Store'),
    /spec\.secretStoreRef\.kind: Unsupported value: "Store"/,
  ],
  [
    'a custom object with a field that its definition does not have',
    () => objectOf('HealthCheckPolicy'),
    (object) => (object.spec.default.timeout = 5),
    /\.spec\.default\.timeout: field not declared in schema/,
  ],
  [
    'a health check on a port that there is not',
    () => objectOf('HealthCheckPolicy'),
    (object) => {
      const [config] = Object.values<Read>(object.spec.default.config).filter((value) => typeof value === 'object');
      config.port = 99_999;
    },
    /\.port: Invalid value: 99999: .*should be less than or equal to 65535/,
  ],
];

describeWith('kubernetes', () => {
  beforeAll(async () => {
    const grants = await applyObjects(rendered('grants/kubernetes.yaml'));
    // The classes belong to the platform; that of this service only has to exist.
    const priority = pod().spec.priorityClassName as string;
    await applyObjects([
      { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: priority }, value: 1 },
    ]);
    if (grants.refused.length > 0) throw new Error(grants.refused.join('\n'));
    await eventually('the quota is in force', async () => {
      const [quota] = await list('resourcequotas', NAMESPACE);
      return (quota?.status?.hard?.['requests.cpu'] as string | undefined) === undefined ? undefined : true;
    });
  });

  afterAll(() => kubectl(['delete', 'namespace', NAMESPACE, '--wait=false']));

  it.each(FAULTS)('refuses %s, and takes it without', async (_, make, edit, says) => {
    const good = make();
    const bad = make();
    edit(bad);

    const taken = await applyObjects([good], ['--dry-run=server']);
    const refused = await applyObjects([bad], ['--dry-run=server']);

    expect(taken).toEqual({ accepted: 1, refused: [], warnings: [] });
    expect(refused.accepted).toBe(0);
    expect(refused.refused.join('\n')).toMatch(says);
  });

  it('shows a Deployment whose pods are refused', async () => {
    const deployment = objectOf('Deployment');
    container(deployment).securityContext = { privileged: true };
    deployment.metadata.name = 'sly';
    deployment.spec.selector.matchLabels['taxiway.dev/workload'] = 'sly';
    deployment.spec.template.metadata.labels['taxiway.dev/workload'] = 'sly';

    const { accepted, warnings } = await applyObjects([deployment]);
    const message = await eventually('a failure of its pods', async () => {
      const found = (await list('deployments', NAMESPACE)).find(({ metadata }) => metadata.name === 'sly');
      const failure = found?.status?.conditions?.find(({ type }: Read) => type === 'ReplicaFailure');
      return failure?.message as string | undefined;
    });

    expect({ accepted, warnings: warnings.length }).toEqual({ accepted: 1, warnings: 1 });
    expect(message).toMatch(/violates PodSecurity/);
    prove('kubernetes', 'refusals', `${FAULTS.length + 1} seeded faults refused, each in the words for it`);
  });
});
