import type { Document, JsonObject } from '../../lib/assembly/document';
import { contains, isVast, overlap, toCidr } from '../../lib/check/cidr';
import { pluralOf } from '../../lib/check/cage/deploy-role';
import { podsAtMost, takenBy } from '../../lib/check/pod-counts';
import { containersOf, podOf, type Pod } from '../../lib/check/pods';
import { showQuantity } from '../../lib/check/quantity';

function document(kind: string, object: JsonObject): Document {
  const origins = { construct: 'Test', fields: {} };
  return { id: `test/x:workloads/g/${kind}/x/api`, domain: 'kubernetes', kind, origins, sha256: '', object };
}

function pod(kind: string, object: JsonObject): Pod {
  const found = podOf(document(kind, { metadata: { name: 'api', namespace: 'x' }, ...object }));
  if (found === undefined) throw new Error(`${kind} makes no pod`);
  return found;
}

describe('the pods of a document', () => {
  it.each([
    ['Pod', { spec: { a: 1 } }, 'spec', 'metadata'],
    ['Deployment', { spec: { template: { spec: { a: 1 } } } }, 'spec.template.spec', 'spec.template.metadata'],
    ['StatefulSet', { spec: { template: { spec: { a: 1 } } } }, 'spec.template.spec', 'spec.template.metadata'],
    ['DaemonSet', { spec: { template: { spec: { a: 1 } } } }, 'spec.template.spec', 'spec.template.metadata'],
    ['Job', { spec: { template: { spec: { a: 1 } } } }, 'spec.template.spec', 'spec.template.metadata'],
    [
      'CronJob',
      { spec: { jobTemplate: { spec: { template: { spec: { a: 1 } } } } } },
      'spec.jobTemplate.spec.template.spec',
      'spec.jobTemplate.spec.template.metadata',
    ],
  ])('%s keeps its own at its own place', (kind, object, path, metadataPath) => {
    expect(pod(kind, object)).toMatchObject({ spec: { a: 1 }, path, metadataPath });
  });

  it('are none in other kinds, and none outside Kubernetes', () => {
    expect(podOf(document('Service', { spec: {} }))).toBeUndefined();
    expect(podOf({ ...document('Deployment', {}), domain: 'terraform' })).toBeUndefined();
  });

  it('have containers of every role, each with its path', () => {
    const containers = containersOf(
      pod('Pod', {
        spec: {
          containers: [{ name: 'a' }],
          initContainers: [{ name: 'b' }, { name: 'c', restartPolicy: 'Always' }],
          ephemeralContainers: [{ name: 'd' }],
        },
      }),
    );

    expect(containers.map(({ name, role, path }) => [name, role, path])).toEqual([
      ['a', 'main', 'spec.containers.0'],
      ['b', 'init', 'spec.initContainers.0'],
      ['c', 'sidecar', 'spec.initContainers.1'],
      ['d', 'ephemeral', 'spec.ephemeralContainers.0'],
    ]);
  });

  it.each([
    ['Deployment', { replicas: 4, strategy: { rollingUpdate: { maxSurge: 2 } } }, 6],
    ['Deployment', { replicas: 4, strategy: { rollingUpdate: { maxSurge: '30%' } } }, 6],
    ['Deployment', { replicas: 4, strategy: { rollingUpdate: { maxSurge: 0 } } }, 4],
    ['Deployment', { replicas: 4, strategy: { type: 'Recreate' } }, 4],
    ['Deployment', { replicas: 4 }, 5],
    ['Deployment', { replicas: 0 }, 0],
    ['Deployment', {}, 2],
    ['StatefulSet', { replicas: 3 }, 3],
    ['Job', { parallelism: 5 }, 5],
    ['CronJob', {}, 1],
  ])('of a %s with %p are at most %d', (kind, spec, most) => {
    expect(podsAtMost(pod(kind, { spec }), new Map())).toBe(most);
  });

  it('take what main containers and sidecars take, or the largest step before them', () => {
    const take = (cpu: string) => ({ resources: { requests: { cpu } } });
    const sum = {
      containers: [take('1'), take('500m')],
      initContainers: [{ ...take('250m'), restartPolicy: 'Always' }, take('1')],
    };

    expect(showQuantity(takenBy(pod('Pod', { spec: sum }), 'requests', 'cpu'))).toBe('1750m');
    const step = { ...sum, initContainers: [...sum.initContainers, take('4')] };
    expect(showQuantity(takenBy(pod('Pod', { spec: step }), 'requests', 'cpu'))).toBe('4250m');
  });

  it('request what they limit where they say no more', () => {
    const spec = { containers: [{ resources: { limits: { memory: '1Gi' } } }] };

    expect(showQuantity(takenBy(pod('Pod', { spec }), 'requests', 'memory'))).toBe('1Gi');
  });
});

describe('a range of addresses', () => {
  const range = (text: string) => toCidr(text) ?? fail(text);
  const fail = (text: string): never => {
    throw new Error(text);
  };

  it.each(['10.0.0.0', '10/8', '10.0.0/8', '10.0.0.0/33', 'a', '', null, 7])('is not %p', (text) => {
    expect(toCidr(text)).toBeUndefined();
  });

  it('overlaps and contains', () => {
    expect(overlap(range('10.0.0.0/8'), range('10.4.0.0/14'))).toBe(true);
    expect(overlap(range('10.4.0.0/14'), range('10.0.0.0/8'))).toBe(true);
    expect(overlap(range('10.4.0.0/14'), range('10.8.0.0/20'))).toBe(false);
    expect(overlap(range('::/0'), range('10.8.0.0/20'))).toBe(false);
    expect(contains(range('10.0.0.0/8'), range('10.4.0.0/14'))).toBe(true);
    expect(contains(range('10.4.0.0/14'), range('10.0.0.0/8'))).toBe(false);
  });

  it('is vast where it is nearly everything', () => {
    expect(['0.0.0.0/0', '128.0.0.0/1', '::/0'].map((text) => isVast(range(text)))).toEqual([true, true, true]);
    expect(['10.0.0.0/8', 'fd00::/8'].map((text) => isVast(range(text)))).toEqual([false, false]);
  });
});

describe('the resource of a kind', () => {
  it.each([
    ['Deployment', 'deployments'],
    ['NetworkPolicy', 'networkpolicies'],
    ['GCPBackendPolicy', 'gcpbackendpolicies'],
    ['Gateway', 'gateways'],
    ['Ingress', 'ingresses'],
    ['StorageClass', 'storageclasses'],
    ['PodDisruptionBudget', 'poddisruptionbudgets'],
  ])('%s is %s', (kind, plural) => {
    expect(pluralOf(kind)).toBe(plural);
  });
});
