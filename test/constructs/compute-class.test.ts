import { find, findAll, objectOf, podOf, reasonOf } from '../support/documents';
import { render, service, testEnvironment } from '../support/environment';
import '../support/errors';

const roomy = testEnvironment({ gpus: { l4: { limit: 400 } } });
const FALLBACK = { fallback: [{ reserved: 'projects/shared/reservations/kept' }, 'on-demand', 'spot', 'flex-start'] };
const chat = service('echo', { gpu: { model: 'l4', capacity: FALLBACK }, replicas: 2 });

describe('a compute class', () => {
  it('tries the ways to get a node in the order that was asked for, flex-start with its end in sight', () => {
    const { spec } = objectOf(render(chat, roomy), 'ComputeClass');

    expect(spec.priorities).toHaveLength(4);
    expect(spec.priorities[0]).toEqual({
      machineType: 'g2-standard-8',
      gpu: { type: 'nvidia-l4', count: 1, driverVersion: 'default' },
      location: { zones: ['us-central1-a', 'us-central1-b', 'us-central1-c'], locationPolicy: 'ANY' },
      storage: { bootDiskType: 'pd-balanced', bootDiskSize: 200 },
      reservations: { affinity: 'Specific', specific: [{ name: 'kept', project: 'shared' }] },
    });
    expect(spec.priorities[1]).toMatchObject({ spot: false });
    expect(spec.priorities[2]).toMatchObject({ spot: true });
    expect(spec.priorities[3]).toMatchObject({
      flexStart: { enabled: true, nodeRecycling: { leadTimeSeconds: 3600 } },
      maxRunDurationSeconds: 604_800,
    });
    expect(spec.nodePoolConfig.serviceAccount).toBe('taxiway-gpu-nodes@harbour-models.iam.gserviceaccount.com');
  });

  it('is found by the pods that asked for it, which tolerate what its nodes may be', () => {
    const rendering = render(chat, roomy);
    const name: unknown = objectOf(rendering, 'ComputeClass').metadata.name;

    const { nodeSelector, tolerations } = podOf(rendering);

    expect(name).toMatch(/^taxiway-l4-x1-fallback-[0-9a-f]{6}$/);
    expect(nodeSelector['cloud.google.com/compute-class']).toBe(name);
    expect(nodeSelector).not.toHaveProperty('taxiway.dev/gpu-shape');
    expect(nodeSelector).not.toHaveProperty('cloud.google.com/gke-spot');
    expect(tolerations).toContainEqual({
      key: 'cloud.google.com/compute-class',
      operator: 'Equal',
      value: name,
      effect: 'NoSchedule',
    });
    expect(tolerations).toContainEqual({
      key: 'cloud.google.com/gke-spot',
      operator: 'Equal',
      value: 'true',
      effect: 'NoSchedule',
    });
  });

  it('takes the place of a pool, and belongs to the platform', () => {
    const rendering = render(chat, roomy);

    expect(findAll(rendering, 'resource.google_container_node_pool').map(({ id }) => id.split('/').at(-1))).toEqual([
      'cpu',
    ]);
    expect(find(rendering, 'ComputeClass').path).toBe('platform/kubernetes.yaml');
  });

  it('is one for each order, and shared by those who want the same', () => {
    const other = service('agent', { gpu: { model: 'l4', capacity: { fallback: ['spot', 'on-demand'] } } });
    const same = service('spam', { gpu: { model: 'l4', capacity: FALLBACK } });

    const rendering = render([chat, other, same], roomy);

    expect(findAll(rendering, 'ComputeClass')).toHaveLength(2);
    const classes = findAll(rendering, 'ComputeClass').map((document) => reasonOf(document, 'spec.priorities')?.rule);
    expect(classes.sort()).toEqual(['in the order that agent asked for', 'in the order that echo, spam asked for']);
  });
});
