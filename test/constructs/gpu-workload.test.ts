import { GpuWorkload, Workload } from '../../constructs/index';
import { GPU_MODELS, GPU_MODEL_NAMES, findMachine } from '../../lib/gpu/models';
import type { GpuModel } from '../../lib/gpu/rows';
import { machinesFor } from '../../lib/gpu/shape';
import { toBytes } from '../../lib/units';
import { containerOf, find, findAll, objectOf, podOf, reasonOf, type Read } from '../support/documents';
import { pinned, render, service, testEnvironment, type Rendering } from '../support/environment';
import { mistakeIn, refusalsIn } from '../support/errors';

const MODELS: Readonly<Record<string, GpuModel>> = GPU_MODELS;

/** Every model and count that can be had. */
const LEGAL = GPU_MODEL_NAMES.flatMap((model) =>
  machinesFor(MODELS[model]!, 'on-demand').map(({ gpus }) => [model, gpus] as const),
);

/** An environment of the one region where a model is, with room for it. */
function placeWith(model: string) {
  const [region = '', letters = ''] = Object.entries(MODELS[model]!.zones ?? { 'us-central1': 'abc' })[0] ?? [];
  return testEnvironment({
    google: { region, zones: [...letters].map((letter) => `${region}-${letter}`) },
    cluster: {
      location: region,
      issuer: `https://container.googleapis.com/v1/projects/harbour-models/locations/${region}/clusters/quay`,
    },
    gpus: { l4: undefined, t4: undefined, [model]: { limit: 1000 } },
  });
}

const many = testEnvironment({ gpus: { l4: { limit: 400 }, t4: { limit: 400 } } });

describe('a workload with GPUs', () => {
  it.each(LEGAL)(
    'cdk-stack 5.1: of %s × %i limits and requests exactly so many, on the nodes that carry them',
    (model, count) => {
      const rendering = render(service('echo', { gpu: { model, count } }), placeWith(model));
      const { requests, limits } = containerOf(rendering).resources;

      expect(limits['nvidia.com/gpu']).toBe(String(count));
      expect(requests['nvidia.com/gpu']).toBe(String(count));
      expect(podOf(rendering).nodeSelector).toMatchObject({
        'cloud.google.com/gke-accelerator': MODELS[model]!.accelerator,
        'taxiway.dev/gpu-shape': `${model}-x${count}`,
      });
      expect(objectOf(rendering, 'ResourceQuota').spec.hard['requests.nvidia.com/gpu']).toBe(String(2 * count));
    },
  );

  it.each(LEGAL)('of %s × %i fits the machine that it asks for', (model, count) => {
    const rendering = render(service('echo', { gpu: { model, count } }), placeWith(model));
    const machine = findMachine(MODELS[model]!, count)!;
    const pool = objectOf(rendering, 'resource.google_container_node_pool', `${model}-x${count}`).node_config;
    const { requests } = containerOf(rendering).resources;

    expect(pool.machine_type).toBe(machine.type);
    expect(pool.guest_accelerator).toEqual([expect.objectContaining({ type: MODELS[model]!.accelerator, count })]);
    expect(Number(requests.cpu)).toBeLessThan(machine.vcpus);
    expect(toBytes(requests.memory)).toBeLessThan(machine.memoryGi * 2 ** 30);
  });

  it('asks the platform for one node a pod, those of a rollout among them', () => {
    const rendering = render(service('echo', { gpu: { model: 'l4' }, replicas: 5 }), many);

    expect(objectOf(rendering, 'GpuNodes', 'api')).toEqual({
      kind: 'GpuNodes',
      service: 'echo',
      owner: 'group::pilots',
      workload: 'api',
      model: 'l4',
      count: 1,
      capacity: 'on-demand',
      spare: 'surge',
      replicas: 5,
      surge: 1,
    });
  });

  it('takes the smallest machine where no count is typed, and says so', () => {
    const rendering = render(service('echo', { gpu: { model: 'l4' } }), many);
    const declaration = objectOf(rendering, 'Service', 'echo').props;

    expect(declaration['gpu.count']).toMatchObject({ value: 1, origin: 'default' });
    expect(declaration['gpu.model']).toMatchObject({ value: 'l4', origin: 'typed' });
  });

  it('tolerates the taint of GPU nodes, which no cluster but GKE adds by itself', () => {
    const rendering = render(service('echo', { gpu: { model: 't4' } }));

    expect(podOf(rendering).tolerations).toEqual([{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }]);
  });

  it('has shared memory with a limit, so that it does not eat the memory limit', () => {
    const rendering = render(service('echo', { gpu: { model: 'l4', count: 2 } }), many);
    const volume = (podOf(rendering).volumes as Read[]).find(({ name }) => name === 'shared-memory');

    expect(volume.emptyDir).toEqual({ medium: 'Memory', sizeLimit: '16Gi' });
    expect(containerOf(rendering).volumeMounts).toContainEqual({ name: 'shared-memory', mountPath: '/dev/shm' });
    expect(toBytes(volume.emptyDir.sizeLimit)).toBeLessThanOrEqual(
      toBytes(containerOf(rendering).resources.limits.memory)! / 2,
    );
  });

  it('waits half an hour for nodes, drivers and weights before a rollout is called stuck', () => {
    const rendering = render(service('echo', { gpu: { model: 'l4' }, replicas: 8 }), many);

    expect(objectOf(rendering, 'Deployment').spec).toMatchObject({
      progressDeadlineSeconds: 2100,
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    });
  });

  it('has amounts of its own where they are typed', () => {
    const rendering = render(service('echo', { gpu: { model: 'l4' }, run: { cpu: 2, memory: '10Gi' } }), many);

    expect(containerOf(rendering).resources.requests).toMatchObject({ cpu: '2', memory: '10Gi' });
    expect(containerOf(rendering).resources.limits).toMatchObject({ memory: '10Gi' });
  });

  it('can be a later workload beside one without GPUs', () => {
    const rendering = render(
      service('echo', {}, (of, env) => {
        new GpuWorkload(of, 'ranker', { image: env.image('ranker'), gpu: { model: 't4', count: 2 }, replicas: 3 });
      }),
    );

    expect(containerOf(rendering, 'ranker').resources.limits['nvidia.com/gpu']).toBe('2');
    expect(containerOf(rendering, 'api').resources.limits).not.toHaveProperty('nvidia.com/gpu');
    expect(objectOf(rendering, 'ResourceQuota').spec.hard['requests.nvidia.com/gpu']).toBe('8');
    expect(findAll(rendering, 'GpuNodes').map(({ object }) => (object as Read).workload)).toEqual(['ranker']);
  });

  it('says why its pods land where they do', () => {
    const deployment = find(render(service('echo', { gpu: { model: 'l4' } }), many), 'Deployment');
    const template = 'spec.template.spec';

    expect(reasonOf(deployment, `${template}.nodeSelector.cloud.google.com/gke-accelerator`)).toMatchObject({
      prop: 'gpu.model',
    });
    expect(reasonOf(deployment, `${template}.containers.0.resources.limits.nvidia.com/gpu`)).toMatchObject({
      prop: 'gpu.count',
    });
    expect(reasonOf(deployment, `${template}.tolerations`)).toHaveProperty('rule');
  });
});

describe('a rollout on GPUs', () => {
  const on = (limit: number) => testEnvironment({ gpus: { l4: { limit } } });
  const echo = (replicas: number, spare?: string) =>
    service('echo', { gpu: { model: 'l4', ...(spare === undefined ? {} : { spare }) }, replicas });
  const parts = (rendering: Rendering) => ({
    strategy: objectOf(rendering, 'Deployment').spec.strategy as unknown,
    demand: objectOf(rendering, 'GpuNodes') as unknown,
    quota: objectOf(rendering, 'ResourceQuota').spec.hard['requests.nvidia.com/gpu'] as unknown,
  });
  const surge = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
  const none = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };

  it.each([
    ['has a pod more where the limit has room', 4, 3, undefined, surge, { spare: 'surge', surge: 1 }, '4'],
    ['lets one go first where it has none', 3, 3, undefined, none, { spare: 'none', surge: 0 }, '3'],
    ['lets one go first where that is typed', 9, 3, 'none', none, { spare: 'none', surge: 0 }, '3'],
    [
      'takes all away where that is typed',
      1,
      1,
      'downtime',
      { type: 'Recreate' },
      { spare: 'downtime', surge: 0 },
      '1',
    ],
  ] as const)('%s', (_, limit, replicas, spare, strategy, demand, quota) => {
    const found = parts(render(echo(replicas, spare), on(limit)));

    expect(found.strategy).toEqual(strategy);
    expect(found.demand).toMatchObject(demand);
    expect(found.quota).toBe(quota);
  });

  it('says why it is as it is', () => {
    const rendering = render(echo(3), on(3));
    const props = objectOf(rendering, 'Service', 'echo').props;

    expect(reasonOf(find(rendering, 'Deployment'), 'spec.strategy')).toMatchObject({ prop: 'gpu.spare' });
    expect(props['gpu.spare']).toEqual({
      value: 'none',
      origin: 'environment',
      because: 'the limit of l4 has no room for a pod more: one of 3 pods goes before its successor comes',
    });
    expect(objectOf(render(echo(3, 'none'), on(3)), 'Service', 'echo').props['gpu.spare']).toMatchObject({
      value: 'none',
      origin: 'typed',
    });
  });

  it.each([
    ['one pod that nobody chose for', 1, 1, undefined, 'ROLLOUT_STUCK'],
    ['one pod that goes first', 9, 1, 'none', 'ROLLOUT_STUCK'],
    ['a pod more without room', 3, 3, 'surge', 'ROLLOUT_STUCK'],
    ['a word that is none', 9, 3, 'recreate', 'VALUE_INVALID'],
  ] as const)('is refused at its prop: %s', (_, limit, replicas, spare, code) => {
    const mistake = mistakeIn(render(echo(replicas, spare), on(limit)), code);

    expect(mistake).toMatchObject({ at: 'echo.gpu.spare', allowed: ['surge', 'none', 'downtime'] });
  });

  it('names the three ways out of one that could never finish, with figures', () => {
    const { fix } = mistakeIn(render(echo(1), on(1)), 'ROLLOUT_STUCK');

    expect(fix).toContain("spare: 'downtime' (none serves while it rolls, 1 l4 as now)");
    expect(fix).toContain("2 replicas with spare: 'none' (1 of 2 serves while it rolls, 2 l4 all the time");
    expect(fix).toContain('a limit of 2 (1 l4 more while it rolls)');
  });

  it('is no matter where even the pods have no room', () => {
    expect(refusalsIn(render(echo(3), on(2)))).toEqual(['GPU_LIMIT_EXCEEDED harbour.gpus.l4.limit']);
  });

  it('needs no GPU more where a pod more fits on the same card', () => {
    const turns = service('echo', { gpu: { model: 'l4', sharing: 'time-sharing', clients: 4 }, replicas: 3 });

    expect(parts(render(turns, on(1))).strategy).toEqual(surge);
  });

  it('waits as long as the pod whose GPU it takes may take to finish', () => {
    const slow = service('echo', { gpu: { model: 'l4' }, replicas: 2, serves: { longestStream: '1h' } });
    const deployment = find(render(slow), 'Deployment');
    const { spec } = deployment.object as Read;

    expect(spec.progressDeadlineSeconds).toBeGreaterThanOrEqual(
      1200 + 2 * spec.template.spec.terminationGracePeriodSeconds,
    );
    expect(reasonOf(deployment, 'spec.progressDeadlineSeconds')).toMatchObject({
      rule: expect.stringContaining('longest exchange') as string,
    });
  });

  it('without GPUs knows no spare', () => {
    expect(render(service('echo', { spare: 'none' }))).toRefuse('PROP_UNKNOWN', 'echo.spare');
    expect(objectOf(render(service('echo', { replicas: 5 })), 'Deployment').spec.strategy.rollingUpdate).toEqual({
      maxSurge: 2,
      maxUnavailable: 0,
    });
  });
});

describe('shared memory', () => {
  it.each([
    ['4Gi', '2Gi'],
    ['3Mi', '1Mi'],
    ['24Gi', '8Gi'],
  ])('is half of %s of memory at most: %s', (memory, wanted) => {
    const volumes = podOf(render(service('echo', { gpu: { model: 'l4' }, run: { memory } }))).volumes;

    expect(volumes).toContainEqual({ name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: wanted } });
  });
});

describe('a GPU is refused', () => {
  it.each([
    ['that does not exist', { model: 'l40' }, 'GPU_UNKNOWN', 'echo.gpu.model'],
    ['that has no name', {}, 'GPU_UNKNOWN', 'echo.gpu.model'],
    ['by a word that every object knows', { model: 'constructor' }, 'GPU_UNKNOWN', 'echo.gpu.model'],
    ['that the environment does not offer', { model: 'a100-80gb' }, 'GPU_NOT_OFFERED', 'echo.gpu.model'],
    ['in a count that no machine carries', { model: 'l4', count: 3 }, 'GPU_COUNT_INVALID', 'echo.gpu.count'],
    ['in a count above the largest machine', { model: 't4', count: 8 }, 'GPU_COUNT_INVALID', 'echo.gpu.count'],
    ['in a count of none', { model: 't4', count: 0 }, 'GPU_COUNT_INVALID', 'echo.gpu.count'],
    ['in half a count', { model: 't4', count: 0.5 }, 'GPU_COUNT_INVALID', 'echo.gpu.count'],
    ['in a count that is a text', { model: 't4', count: '1' }, 'GPU_COUNT_INVALID', 'echo.gpu.count'],
    ['with a misspelt prop', { model: 't4', cuont: 2 }, 'PROP_UNKNOWN', 'echo.gpu.cuont'],
    ['that is a text', 'l4', 'VALUE_INVALID', 'echo.gpu'],
    ['that is nothing', null, 'VALUE_INVALID', 'echo.gpu'],
  ] as const)('%s', (_, gpu, code, at) => {
    expect(render(service('echo', { gpu }))).toRefuse(code, at);
  });

  it('and the message offers what there is', () => {
    const unknown = mistakeIn(render(service('echo', { gpu: { model: 'a100' } })), 'GPU_UNKNOWN');
    const elsewhere = mistakeIn(render(service('echo', { gpu: { model: 'h100-80gb' } })), 'GPU_NOT_OFFERED');
    const count = mistakeIn(render(service('echo', { gpu: { model: 't4', count: 3 } })), 'GPU_COUNT_INVALID');

    expect(unknown).toMatchObject({ given: 'a100', allowed: GPU_MODEL_NAMES });
    expect(elsewhere).toMatchObject({ given: 'h100-80gb', allowed: ['l4', 't4'] });
    expect(count).toMatchObject({ given: 3, allowed: ['1', '2', '4'] });
  });

  it('of a later workload at the place of that workload', () => {
    const rendering = render(
      service('echo', {}, (of, env) => {
        new GpuWorkload(of, 'ranker', { image: env.image('ranker'), gpu: { model: 't4', count: 3 } as never });
      }),
    );

    expect(rendering).toRefuse('GPU_COUNT_INVALID', 'echo.ranker.gpu.count');
  });

  it('where a workload without GPUs is given one, instead of being forgotten', () => {
    const rendering = render(
      service('echo', {}, (of) => {
        const props = { image: pinned('ranker'), gpu: { model: 't4' } };
        new Workload(of, 'ranker', props);
      }),
    );

    expect(rendering).toRefuse('PROP_UNKNOWN', 'echo.ranker.gpu');
  });

  it.each([
    ['more processors', { cpu: 64 }, 'echo.run.cpu'],
    ['more memory', { memory: '64Gi' }, 'echo.run.memory'],
  ])('DIF-2: where its pods ask for %s than its nodes have: they would wait for ever', (_, run, at) => {
    const { mistakes } = render(service('echo', { gpu: { model: 'l4' }, run }), many);

    expect(mistakes.map((mistake) => mistake.at)).toEqual([at]);
  });
});
