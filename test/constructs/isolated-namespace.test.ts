import { GpuWorkload, Workload } from '../../constructs/index';
import { toBytes, toMillicores } from '../../lib/units';
import { containerOf, find, findAll, objectOf, reasonOf, type Read } from '../support/documents';
import { render, service, testEnvironment } from '../support/environment';
import '../support/errors';

describe('the namespace of a service', () => {
  it('is named after the service, and says whose it is and how far it has come', () => {
    const { metadata } = objectOf(render(service('echo', { maturity: 'beta' })), 'Namespace', 'echo');

    expect(metadata.name).toBe('echo');
    expect(metadata.annotations).toEqual({ 'taxiway.dev/owner': 'group::pilots' });
    expect(metadata.labels).toMatchObject({
      'taxiway.dev/managed': 'true',
      'taxiway.dev/service': 'echo',
      'taxiway.dev/owner': 'pilots',
      'taxiway.dev/maturity': 'beta',
      'taxiway.dev/mode': 'M1',
    });
  });

  it("enforces the restricted standard at the cluster's own version", () => {
    const spec = testEnvironment({ cluster: { version: '1.34' } });
    const { labels } = objectOf(render(service('echo'), spec), 'Namespace', 'echo').metadata;

    for (const level of ['enforce', 'audit', 'warn']) {
      expect(labels[`pod-security.kubernetes.io/${level}`]).toBe('restricted');
      expect(labels[`pod-security.kubernetes.io/${level}-version`]).toBe('v1.34');
    }
  });

  it('PRM-4: carries the labels by which Prometheus selects namespaces', () => {
    const { labels } = objectOf(render(service('echo')), 'Namespace', 'echo').metadata;

    expect(labels).toMatchObject({ 'metrics.harbour.example/scrape': 'yes' });
  });

  it('keeps the labels that cage it, whatever Prometheus selects by', () => {
    const spec = testEnvironment({
      prometheus: {
        namespaceSelector: { 'pod-security.kubernetes.io/enforce': 'privileged', 'taxiway.dev/maturity': 'ga' },
      },
    });

    const { labels } = objectOf(render(service('echo'), spec), 'Namespace', 'echo').metadata;

    expect(labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
      'taxiway.dev/maturity': 'experimental',
    });
  });

  it('lets nothing in and nothing out by itself', () => {
    const rendering = render(service('echo'));

    expect(objectOf(rendering, 'NetworkPolicy', 'default-deny').spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  it('has room for what runs, what starts and what still finishes, and for nothing else', () => {
    const rendering = render(
      service('echo', { replicas: 3, run: { cpu: '250m', memory: '1Gi' } }, (of, env) => {
        new GpuWorkload(of, 'ranker', {
          image: env.image('ranker'),
          gpu: { model: 't4', count: 2 },
          replicas: 2,
          run: { cpu: 4, memory: '20Gi' },
        });
      }),
    );

    expect(objectOf(rendering, 'ResourceQuota').spec.hard).toEqual({
      pods: String(7 + 5),
      'requests.cpu': '21750m',
      'requests.memory': '107Gi',
      'limits.memory': '107Gi',
      'requests.ephemeral-storage': expect.any(String),
      'limits.ephemeral-storage': expect.any(String),
      'requests.nvidia.com/gpu': String((2 + 1) * 2),
      persistentvolumeclaims: '0',
      'services.loadbalancers': '0',
      'services.nodeports': '0',
    });
  });

  it.each([1, 2, 5, 17])('covers a whole rollout of %i pods, the surge among them', (replicas) => {
    const rendering = render(service('echo', { replicas, run: { cpu: 1, memory: '1Gi' } }));
    const { hard } = objectOf(rendering, 'ResourceQuota').spec;
    const { strategy } = objectOf(rendering, 'Deployment').spec;
    const { limits } = containerOf(rendering).resources;
    const most = replicas + Number(strategy.rollingUpdate.maxSurge);

    expect(Number(hard.pods)).toBeGreaterThanOrEqual(most);
    expect(toMillicores(Number(hard['requests.cpu']))).toBeGreaterThanOrEqual(most * 1000);
    expect(toBytes(hard['limits.memory'])).toBeGreaterThanOrEqual(most * toBytes('1Gi')!);
    expect(toBytes(hard['limits.ephemeral-storage'])).toBeGreaterThanOrEqual(
      most * toBytes(limits['ephemeral-storage'])!,
    );
  });

  it('states GPUs by requests alone, the only way a quota knows them, and allows none where none is asked for', () => {
    const { hard } = objectOf(render(service('echo')), 'ResourceQuota').spec;

    expect(hard['requests.nvidia.com/gpu']).toBe('0');
    expect(Object.keys(hard).filter((key) => key.startsWith('limits.nvidia'))).toEqual([]);
  });

  it('gives small amounts to a container that names none, and to none more than the largest workload has', () => {
    const rendering = render(
      service('echo', { run: { memory: '3Gi' } }, (of, env) => {
        new Workload(of, 'helper', { image: env.image('echo'), run: { memory: '5Gi' } });
      }),
    );
    const [limits] = objectOf(rendering, 'LimitRange').spec.limits as Read[];

    expect(limits).toEqual({
      type: 'Container',
      default: { memory: '256Mi', 'ephemeral-storage': '1Gi' },
      defaultRequest: { cpu: '50m', memory: '256Mi', 'ephemeral-storage': '256Mi' },
      max: { memory: '5Gi' },
    });
  });

  it.each(['64Mi', '300Mi', '2Gi'])('has a default that its own maximum allows, for a workload of %s', (memory) => {
    const [limits] = objectOf(render(service('echo', { run: { memory } })), 'LimitRange').spec.limits as Read[];

    expect(toBytes(limits.default.memory)).toBeLessThanOrEqual(toBytes(limits.max.memory)!);
    expect(toBytes(limits.max.memory)).toBeGreaterThanOrEqual(toBytes(memory)!);
  });

  it('lies among what only the platform applies', () => {
    const rendering = render(service('echo'));

    for (const kind of [
      'Namespace',
      'ResourceQuota',
      'LimitRange',
      'NetworkPolicy',
      'Role',
      'RoleBinding',
      'ServiceAccount',
    ]) {
      expect(findAll(rendering, kind, 'echo').map(({ path }) => path)).toEqual(
        findAll(rendering, kind, 'echo').map(() => 'echo/grants/kubernetes.yaml'),
      );
      expect(findAll(rendering, kind, 'echo').length).toBeGreaterThan(0);
    }
  });

  it('says which prop each of its labels comes from', () => {
    const namespace = find(render(service('echo', { maturity: 'ga' })), 'Namespace', 'echo');

    expect(reasonOf(namespace, 'metadata.labels.taxiway.dev/maturity')).toMatchObject({ prop: 'maturity' });
    expect(reasonOf(namespace, 'metadata.labels.taxiway.dev/mode')).toMatchObject({ prop: 'mode' });
    expect(reasonOf(namespace, 'metadata.annotations.taxiway.dev/owner')).toMatchObject({ prop: 'owner' });
  });
});
