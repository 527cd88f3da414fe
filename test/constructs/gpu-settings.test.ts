import { toBytes } from '../../lib/units';
import { findAll, objectOf, podOf, containerOf, find, reasonOf, type Read } from '../support/documents';
import { render, service, testEnvironment, type LooseProps } from '../support/environment';
import { mistakeIn } from '../support/errors';

const POOL = 'resource.google_container_node_pool';
const big = testEnvironment({
  gpus: {
    t4: { limit: 400 },
    l4: { limit: 400 },
    'a100-40gb': { limit: 400 },
    'a100-80gb': { limit: 400 },
    b200: { limit: 400 },
  },
  quotas: { NVIDIA_L4_GPUS: undefined },
});
const props = (gpu: LooseProps, spec = big, more: LooseProps = {}): Read =>
  objectOf(render(service('echo', { gpu, ...more }), spec), 'Service', 'echo').props;

describe('GPUs by need', () => {
  it.each([
    ['a small one', { memory: '10Gi' }, 't4', 1, undefined],
    ['one with bfloat16', { memory: '10Gi', features: ['bf16'] }, 'l4', 1, undefined],
    ['several', { memory: '48Gi', features: ['fp8'] }, 'l4', 2, undefined],
    ['one that can be cut, whole', { memory: '20Gi', features: ['mig'] }, 'a100-40gb', 1, '3g.20gb'],
    ['two that can be cut', { memory: '81Gi', features: ['mig'] }, 'a100-80gb', 2, undefined],
  ] as const)('are the cheapest: %s', (_, need, model, count, partition) => {
    const found = props(need);

    expect(found['gpu.model']).toMatchObject({ value: model, origin: 'environment' });
    expect(found['gpu.count'].value).toBe(count);
    expect(found['gpu.partition']?.value).toBe(partition);
    expect(found['gpu.model'].because).toMatch(/^the cheapest that harbour offers for one pod: .* at \$\d/);
    expect(found['gpu.memory']).toMatchObject({ value: need.memory, origin: 'typed' });
  });

  it('say what came next, and what could not be compared', () => {
    const { because } = props({ memory: '100Gi', features: ['bf16'] })['gpu.model'] as { because: string };

    expect(because).toMatch(/; the next is /);
    expect(because).toMatch(/without a price, and so not compared: .*8 × b200/);
  });

  it('are cut for many pods where that is cheaper than a card for each', () => {
    const one = props({ memory: '10Gi' });
    const seven = props({ memory: '10Gi' }, big, { replicas: 7 });

    expect([one['gpu.model'].value, one['gpu.partition']?.value]).toEqual(['t4', undefined]);
    expect([seven['gpu.model'].value, seven['gpu.partition'].value]).toEqual(['a100-80gb', '1g.10gb']);
    expect(seven['gpu.model'].because).toMatch(
      /for 7 pods: a100-80gb 1g.10gb at \$5.07 an hour; the next is t4 at \$5.11/,
    );
  });

  it('are compared at spot prices where they are spot', () => {
    const onDemand = props({ memory: '80Gi', features: ['mig'] });
    const spot = props({ memory: '80Gi', features: ['mig'], capacity: { spot: 'all' } });

    expect(onDemand['gpu.model'].because).not.toBe(spot['gpu.model'].because);
    expect(spot['gpu.capacity'].value).toEqual({ spot: 'all' });
  });

  it('have nodes and pods like those that were named', () => {
    const byNeed = render(service('echo', { gpu: { memory: '20Gi', features: ['mig'] } }), big);
    const byName = render(service('echo', { gpu: { model: 'a100-40gb', partition: '3g.20gb' } }), big);
    const rendered = ({ documents }: ReturnType<typeof render>) =>
      documents.filter(({ domain }) => domain === 'terraform' || domain === 'kubernetes').map(({ object }) => object);

    expect(rendered(byNeed)).toEqual(rendered(byName));
  });

  it.each([
    ['that nothing on offer meets', { memory: '900Gi', features: ['fp4', 'mig'] }, 'GPU_PRICE_UNKNOWN', 'memory'],
    ['that no card can meet', { memory: '9000Gi' }, 'GPU_NEED_UNMET', 'memory'],
    ['of an amount that is none', { memory: '40 Gi' }, 'QUANTITY_INVALID', 'memory'],
    ['of a feature that there is not', { memory: '40Gi', features: ['nvlink'] }, 'VALUE_INVALID', 'features'],
    ['of features that are none', { memory: '40Gi', features: 'mig' }, 'VALUE_INVALID', 'features'],
    ['with a count', { memory: '40Gi', count: 2 }, 'PROP_UNKNOWN', 'count'],
  ] as const)('%s are refused', (_, gpu, code, prop) => {
    expect(render(service('echo', { gpu }), big)).toRefuse(code, `echo.gpu.${prop}`);
  });

  it('and the message lists what there is', () => {
    const { problem, fix } = mistakeIn(
      render(service('echo', { gpu: { memory: '40Gi', features: ['mig'] } })),
      'GPU_NEED_UNMET',
    );

    expect(problem).toBe('nothing has 40Gi, mig');
    expect(fix).toMatch(/^harbour offers .*l4 \(24 GB\).*8 × l4 \(192 GB\)/);
  });
});

describe('a partition', () => {
  const rendering = render(
    [
      service('echo', { gpu: { model: 'a100-40gb', partition: '1g.5gb' }, replicas: 5 }),
      service('agent', { gpu: { model: 'a100-40gb', partition: '1g.5gb' }, replicas: 2 }),
    ],
    big,
  );

  it('is shared across services: seven pods a GPU, and as many nodes as that takes', () => {
    const pool = objectOf(rendering, POOL, 'a100-40gb-x1-1g_5gb');

    expect(pool.autoscaling.total_max_node_count).toBe(Math.ceil((5 + 1 + 2 + 1) / 7));
    expect(pool.node_config.guest_accelerator[0]).toMatchObject({ count: 1, gpu_partition_size: '1g.5gb' });
    expect(pool.node_config.taint).toHaveLength(1);
  });

  it('is found by its size, and leaves room for its neighbours', () => {
    const { requests } = containerOf(rendering, 'api', 'echo').resources;

    expect(podOf(rendering, 'api', 'echo').nodeSelector).toMatchObject({
      'cloud.google.com/gke-gpu-partition-size': '1g.5gb',
      'taxiway.dev/gpu-shape': 'a100-40gb-x1-1g.5gb',
    });
    expect(7 * Number(requests.cpu.replace('m', ''))).toBeLessThan(12_000);
    expect(7 * toBytes(requests.memory)!).toBeLessThan(85 * 2 ** 30);
    expect(requests['ephemeral-storage']).toBe('13Gi');
  });

  it.each([
    ['processors', { cpu: 2 }, 'echo.run.cpu'],
    ['memory', { memory: '20Gi' }, 'echo.run.memory'],
  ])('gets its share of %s and no more', (_, run, at) => {
    const gpu = { model: 'a100-40gb', partition: '1g.5gb' };

    expect(render(service('echo', { gpu, run }), big)).toRefuse('QUANTITY_INVALID', at);
  });
});

describe('a GPU by turns', () => {
  const gpu = { model: 'l4', count: 1, sharing: 'time-sharing', clients: 4 };
  const rendering = render([service('echo', { gpu, replicas: 6 }), service('agent', { gpu })], big);

  it('GPU-1: is one for each pod, whatever the number of clients', () => {
    expect(containerOf(rendering, 'api', 'echo').resources.limits['nvidia.com/gpu']).toBe('1');
  });

  it('belongs to one service: a pool, a taint and a toleration of its own', () => {
    const pool = objectOf(rendering, POOL, 'l4-x1-by4-echo');

    expect(pool.autoscaling.total_max_node_count).toBe(Math.ceil((6 + 1) / 4));
    expect(pool.node_config.guest_accelerator[0].gpu_sharing_config).toEqual({
      gpu_sharing_strategy: 'TIME_SHARING',
      max_shared_clients_per_gpu: 4,
    });
    expect(pool.node_config.taint).toContainEqual({
      key: 'taxiway.dev/nodes',
      value: 'echo',
      effect: 'NO_SCHEDULE',
    });
    expect(findAll(rendering, POOL).map(({ id }) => id.split('/').at(-1))).toContain('l4-x1-by4-agent');
    expect(podOf(rendering, 'api', 'echo').tolerations).toContainEqual({
      key: 'taxiway.dev/nodes',
      operator: 'Equal',
      value: 'echo',
      effect: 'NoSchedule',
    });
  });

  it('is found by how it is shared', () => {
    expect(podOf(rendering, 'api', 'agent').nodeSelector).toMatchObject({
      'cloud.google.com/gke-gpu-sharing-strategy': 'time-sharing',
      'cloud.google.com/gke-max-shared-clients-per-gpu': '4',
    });
  });
});

describe('capacity', () => {
  it('is on demand where nothing else is typed, and says so', () => {
    const rendering = render(service('echo', { gpu: { model: 'l4' } }), big);

    expect(objectOf(rendering, 'Service', 'echo').props['gpu.capacity']).toMatchObject({
      value: 'on-demand',
      origin: 'default',
    });
    expect(objectOf(rendering, POOL, 'l4-x1').node_config.reservation_affinity).toEqual({
      consume_reservation_type: 'NO_RESERVATION',
    });
  });

  it('that is spot has a label, a taint and a toleration, and says what grace holds', () => {
    const rendering = render(service('echo', { gpu: { model: 'l4', capacity: { spot: 'all' } }, replicas: 2 }), big);
    const { node_config: config } = objectOf(rendering, POOL, 'l4-x1-spot');

    expect(config.spot).toBe(true);
    expect(config).not.toHaveProperty('reservation_affinity');
    expect(config.taint).toContainEqual({ key: 'cloud.google.com/gke-spot', value: 'true', effect: 'NO_SCHEDULE' });
    expect(podOf(rendering).nodeSelector['cloud.google.com/gke-spot']).toBe('true');
    expect(findAll(rendering, 'PodDisruptionBudget')).toHaveLength(1);
    expect(reasonOf(find(rendering, 'Deployment'), 'spec.template.spec.terminationGracePeriodSeconds')?.rule).toMatch(
      /15 s of it hold/,
    );
  });

  it('that is reserved names the reservation', () => {
    const rendering = render(service('echo', { gpu: { model: 'l4', capacity: { reserved: 'kept' } } }), big);
    const pool = findAll(rendering, POOL).find(({ id }) => id.includes('reserved'))!.object as Read;

    expect(pool.node_config.reservation_affinity).toEqual({
      consume_reservation_type: 'SPECIFIC_RESERVATION',
      key: 'compute.googleapis.com/reservation-name',
      values: ['kept'],
    });
  });

  it('GPU-2: that is spot is refused at ga where requests outlive it, with the sum', () => {
    const spot = { gpu: { model: 'l4', capacity: { spot: 'all' } }, serves: { longestRequest: '120s' } };

    const { at, problem } = mistakeIn(
      render(service('echo', { ...spot, maturity: 'ga' }), big),
      'SPOT_DRAIN_TOO_SHORT',
    );

    expect(at).toBe('echo.gpu.capacity');
    expect(problem).toMatch(/45 s to detach and 120 s .* make 165 s, and a spot node gives 15 s/);
    expect(render(service('echo', { ...spot, maturity: 'beta' }), big).mistakes).toEqual([]);
  });

  it.each([
    ['a word that is none', 'spto'],
    ['flex-start alone, on which no server lives long', 'flex-start'],
    ['two ways at once', { spot: 'all', reserved: 'kept' }],
    ['a reservation without a name', { reserved: '' }],
    ['a reservation of nowhere', { reserved: 'projects/x' }],
    ['a fallback of one', { fallback: ['spot'] }],
    ['a fallback that tries twice', { fallback: ['spot', 'spot'] }],
    ['a fallback to nothing', { fallback: ['spot', 'queued'] }],
    ['a fallback with a hole', { fallback: ['spot', undefined] }],
    ['some of spot', { spot: 'some' }],
    ['nothing', null],
    ['a list', ['spot']],
  ])('of %s is refused', (_, capacity) => {
    expect(render(service('echo', { gpu: { model: 'l4', capacity } }), big)).toRefuse(
      'CAPACITY_INVALID',
      'echo.gpu.capacity',
    );
  });
});

describe('spot for a part of the pods', () => {
  it.each([
    [{ spot: { onDemand: 2 } }],
    [{ spot: 4 }],
    [{ spot: '60%' }],
    [{ spot: 'all', onDemand: 2 }],
    [{ minOnDemand: 2, spot: 'all' }],
  ])('is refused as %j, with what there is instead', (capacity) => {
    const { at, problem, fix } = mistakeIn(
      render(service('echo', { gpu: { model: 'l4', capacity } }), big),
      'CAPACITY_INVALID',
    );

    expect([at, problem]).toEqual(['echo.gpu.capacity', expect.stringMatching(/a part of the pods on spot nodes$/)]);
    expect(fix).toContain("{ fallback: ['on-demand', 'spot'] }");
  });

  it('is not what a slip of the one word is taken for', () => {
    const { problem } = mistakeIn(
      render(service('echo', { gpu: { model: 'l4', capacity: { spot: 'al' } } }), big),
      'CAPACITY_INVALID',
    );

    expect(problem).not.toContain('a part of the pods');
  });
});

describe('a TPU', () => {
  it.each(['v5e', 'v6e', 'tpu-v5p'])('%s is refused as what it is', (model) => {
    expect(render(service('echo', { gpu: { model } }), big)).toRefuse('TPU_UNSUPPORTED', 'echo.gpu.model');
  });
});

describe('the quota checklist', () => {
  it('GPU-3: has the disks beside the GPUs, with the node of an upgrade and the terms of each sum', () => {
    const rendering = render(
      [
        service('echo', { gpu: { model: 'l4' }, replicas: 24 }),
        service('agent', { gpu: { model: 'l4', capacity: { spot: 'all' } } }),
      ],
      testEnvironment({ gpus: { l4: { limit: 40 } }, quotas: { NVIDIA_L4_GPUS: 40, SSD_TOTAL_GB: 500 } }),
    );

    expect(objectOf(rendering, 'QuotaChecklist').quotas).toEqual([
      {
        metric: 'GPUS_ALL_REGIONS',
        needed: 29,
        terms: ['l4-x1: (25 + 1 while upgrading) × 1', 'l4-x1-spot: (2 + 1 while upgrading) × 1'],
      },
      { metric: 'NVIDIA_L4_GPUS', needed: 26, terms: ['l4-x1: (25 + 1 while upgrading) × 1'], stated: 40 },
      { metric: 'PREEMPTIBLE_NVIDIA_L4_GPUS', needed: 3, terms: ['l4-x1-spot: (2 + 1 while upgrading) × 1'] },
      {
        metric: 'SSD_TOTAL_GB',
        needed: 5800,
        terms: ['l4-x1: (25 + 1 while upgrading) × 200', 'l4-x1-spot: (2 + 1 while upgrading) × 200'],
        stated: 500,
      },
    ]);
  });
});
