import { runRules } from '../../lib/check/run';
import { RULES } from '../../lib/check/rules/all';
import { synthesize } from '../../constructs/synthesize';
import { GpuWorkload } from '../../constructs/gpu-workload';
import { costOf } from '../../lib/cost/cost';
import { CATALOGUE_PRICES } from '../../lib/cost/prices';
import { costInputOf } from '../../lib/cost/read';
import { toDemand } from '../../lib/foreign/demand';
import { place } from '../../lib/placement';
import { LONE_POD_GI } from '../../lib/gpu/boot-disk';
import { allocatableDiskGi } from '../../lib/gpu/allocatable';
import { toBytes, toMillicores } from '../../lib/units';
import { containerOf, find, findAll, objectOf, podOf, reasonOf, variablesOf, type Read } from '../support/documents';
import {
  environmentSource,
  pinned,
  removePrograms,
  render,
  renderProgram,
  service,
  testEnvironment,
  type LooseProps,
  type Rendering,
} from '../support/environment';
import { mistakeIn, refusalsIn } from '../support/errors';
import { PUBLISHED } from '../support/model-configs';

const POOL = 'resource.google_container_node_pool';
const READER = 'resource.google_storage_bucket_iam_member';

/** An environment with room for all that is asked here. */
const spec = testEnvironment({
  gpus: { l4: { limit: 400 }, t4: { limit: 400 }, 'a100-80gb': { limit: 400 }, 'h100-80gb': { limit: 400 } },
});

const inBucket = { bucket: 'harbour-models', path: 'code/7b', size: '15Gi' } as const;

function served(weights: LooseProps, gpu: LooseProps = { model: 'l4' }, more: LooseProps = {}): Rendering {
  return render(service('echo', { gpu, weights, ...more }), spec);
}

function configOf(name: string) {
  return PUBLISHED[name]!.config;
}

/** What explain says of a prop. */
function declared(rendering: Rendering, prop: string): Read {
  return objectOf(rendering, 'Service', 'echo').props[prop];
}

/** All findings over what was rendered; nothing else is placed. */
function findingsIn(props: LooseProps): readonly string[] {
  const outcome = synthesize([place(service('echo', props), [spec])], spec);
  if (!('assembly' in outcome)) throw new Error(JSON.stringify(outcome.mistakes));
  const { findings } = runRules({ assemblies: [outcome.assembly], whole: false }, RULES);
  return findings.map(({ code, path, problem }) => `${code} ${path ?? ''}: ${problem}`);
}

afterAll(removePrograms);

describe('weights in a bucket', () => {
  it('are mounted read-only, one folder of them, where a variable says', () => {
    const rendering = served(inBucket);

    expect(podOf(rendering).volumes).toContainEqual({
      name: 'weights',
      csi: {
        driver: 'gcsfuse.csi.storage.gke.io',
        readOnly: true,
        volumeAttributes: {
          bucketName: 'harbour-models',
          mountOptions: expect.stringMatching(
            /^implicit-dirs,only-dir=code\/7b,file-cache:max-size-mb:15360,/,
          ) as string,
        },
      },
    });
    expect(containerOf(rendering).volumeMounts).toContainEqual({
      name: 'weights',
      mountPath: '/mnt/weights',
      readOnly: true,
    });
    expect(variablesOf(rendering)['TAXIWAY_WEIGHTS']).toBe('/mnt/weights');
  });

  it('are copied to volumes with a limit, and the one that GKE makes itself is left to it', () => {
    const names = (podOf(served(inBucket)).volumes as Read[]).filter(({ name }) => name.startsWith('gke-gcsfuse'));

    expect(names).toEqual([
      { name: 'gke-gcsfuse-cache', emptyDir: { sizeLimit: '16Gi' } },
      { name: 'gke-gcsfuse-buffer', emptyDir: { sizeLimit: '1Gi' } },
    ]);
  });

  it('are all of the bucket where no path is typed', () => {
    const { path: _, ...all } = inBucket;
    const volume = (podOf(served(all)).volumes as Read[]).find(({ name }) => name === 'weights');

    expect(volume.csi.volumeAttributes.mountOptions).not.toContain('only-dir');
  });

  it('have the sidecar that GKE adds take what is written, and the quota has room for it', () => {
    const plain = render(service('echo', { gpu: { model: 'l4' }, replicas: 2 }), spec);
    const rendering = served(inBucket, { model: 'l4' }, { replicas: 2 });
    const hard = (of: Rendering): Record<string, string> => objectOf(of, 'ResourceQuota').spec.hard;
    const cores = (of: Rendering) => toMillicores(Number(hard(of)['requests.cpu']) || hard(of)['requests.cpu'])! / 1000;
    const more = (key: string) => toBytes(hard(rendering)[key])! - toBytes(hard(plain)[key])!;

    expect(objectOf(rendering, 'Deployment').spec.template.metadata.annotations).toMatchObject({
      'gke-gcsfuse/volumes': 'true',
      'gke-gcsfuse/cpu-request': '500m',
      'gke-gcsfuse/cpu-limit': '0',
      'gke-gcsfuse/memory-request': '1024Mi',
      'gke-gcsfuse/memory-limit': '1024Mi',
      'gke-gcsfuse/ephemeral-storage-request': '18432Mi',
      'gke-gcsfuse/ephemeral-storage-limit': '18432Mi',
    });
    // Twice two pods that run or finish, and one that comes before others go.
    expect(more('requests.memory')).toBe(5 * 2 ** 30);
    expect(more('limits.ephemeral-storage')).toBe(5 * 18 * 2 ** 30);
    expect(cores(rendering) - cores(plain)).toBe(2.5);
  });

  it('may be read by the pods of this workload, in this bucket, and by nobody else', () => {
    const rendering = render(
      service('echo', { gpu: { model: 'l4' }, weights: inBucket }, (of, env) => {
        const props = { image: env.image('ranker'), gpu: { model: 't4' }, weights: { bucket: 'others', size: '5Gi' } };
        new GpuWorkload(of, 'ranker', props as never);
      }),
      spec,
    );

    expect(findAll(rendering, READER, 'echo').map(({ object, path }) => ({ ...object, path }))).toEqual([
      expect.objectContaining({
        bucket: 'harbour-models',
        role: 'roles/storage.objectViewer',
        member: expect.stringMatching(/\/subject\/ns\/echo\/sa\/api$/) as string,
        path: expect.stringContaining('echo/grants') as string,
      }),
      expect.objectContaining({
        bucket: 'others',
        role: 'roles/storage.objectViewer',
        member: expect.stringMatching(/\/subject\/ns\/echo\/sa\/ranker$/) as string,
      }),
    ]);
    expect(
      findAll(rendering, 'resource.google_project_iam_member', 'echo').map(({ object }) => object['role']),
    ).not.toContain('roles/storage.objectViewer');
  });

  it('are reached over the private route, and nothing else is', () => {
    const rendering = served(inBucket);
    const policy = find(rendering, 'NetworkPolicy', 'api-egress');
    const egress = objectOf(rendering, 'NetworkPolicy', 'api-egress').spec.egress as Read[];

    expect(egress.flatMap(({ to }) => to as Read[]).flatMap(({ ipBlock }) => ipBlock?.cidr ?? [])).toEqual([
      '169.254.20.10/32',
      '169.254.169.254/32',
      '169.254.169.254/32',
      '199.36.153.8/30',
    ]);
    expect(reasonOf(policy, 'spec.egress.1')).toMatchObject({ prop: 'weights.bucket' });
  });

  it('have room on the disk of their nodes', () => {
    for (const [size, least] of [
      ['15Gi', 200],
      ['40Gi', 200],
      ['140Gi', 300],
    ] as const) {
      const rendering = served({ bucket: 'b-1', size }, { model: 'h100-80gb', count: 8 });
      const { disk_size_gb: disk } = objectOf(rendering, POOL, 'h100-80gb-x8').node_config;

      expect(disk).toBeGreaterThanOrEqual(least);
      expect(allocatableDiskGi(disk)).toBeGreaterThanOrEqual(LONE_POD_GI.all + toBytes(size)! / 2 ** 30 + 3);
    }
  });

  it('leave a pod less of its machine, by what the sidecar takes', () => {
    const most = { run: { memory: '27Gi' } };

    expect(refusalsIn(render(service('echo', { gpu: { model: 'l4' }, ...most }), spec))).toEqual([]);
    expect(refusalsIn(served(inBucket, { model: 'l4' }, most))).toEqual(['QUANTITY_INVALID echo.run.memory']);
    expect(refusalsIn(served(inBucket, { model: 'l4' }, { run: { memory: '26Gi' } }))).toEqual([]);
  });

  it('leave pods that share a node a share of it', () => {
    const weights = { bucket: 'b-1', size: '1Gi' };
    const rendering = served(weights, { model: 't4', sharing: 'time-sharing', clients: 4 });
    const { requests } = containerOf(rendering).resources;

    expect(toBytes(requests.memory)! + 256 * 2 ** 20).toBeLessThanOrEqual((25 * 2 ** 30) / 4);
  });

  it.each<[string, LooseProps]>([
    ['one GPU', { gpu: { model: 'l4' }, weights: inBucket }],
    ['several', { gpu: { model: 'a100-80gb', count: 4 }, weights: { ...inBucket, size: '200Gi' }, replicas: 2 }],
    ['a partition', { gpu: { model: 'a100-80gb', partition: '2g.20gb' }, weights: { ...inBucket, size: '4Gi' } }],
    ['turns', { gpu: { model: 'l4', sharing: 'time-sharing', clients: 4 }, weights: { ...inBucket, size: '1Gi' } }],
    ['an image cache', { gpu: { model: 'l4' }, weights: { imageCache: 'global/images/code', size: '15Gi' } }],
  ])('pass every rule on %s, restricted pods and schemas of both engines among them', (_, props) => {
    expect(findingsIn(props).filter((finding) => !/^(QUOTA_EXCEEDED|ZONES|GPU_PRICE)/.test(finding))).toEqual([]);
  });
});

describe('an image cache', () => {
  const cached = { imageCache: 'global/images/code-7b', size: '15Gi' };

  it('is a second disk of the nodes, which are a pool of their own', () => {
    const rendering = render(
      [service('echo', { gpu: { model: 'l4' }, weights: cached }), service('other', { gpu: { model: 'l4' } })],
      spec,
    );
    const pools = findAll(rendering, POOL).map(({ object }) => object as Read);
    const selector: Record<string, string> = podOf(rendering, 'api', 'echo').nodeSelector;
    const [own] = pools.filter(
      ({ node_config: node }) => node.labels['taxiway.dev/gpu-shape'] === selector['taxiway.dev/gpu-shape'],
    );

    expect(pools.filter(({ node_config: node }) => node.secondary_boot_disks !== undefined)).toEqual([own]);
    expect(own.node_config.secondary_boot_disks).toEqual([
      { disk_image: 'global/images/code-7b', mode: 'CONTAINER_IMAGE_CACHE' },
    ]);
    expect(selector['taxiway.dev/gpu-shape']).toMatch(/^l4-x1-cache-[0-9a-f]{6}$/);
    expect(objectOf(rendering, 'GpuNodes', 'api', 'echo').imageCache).toBe('global/images/code-7b');
  });

  it('is in the checklist of quotas and in the cost, with a size that is told', () => {
    const rendering = render(service('echo', { gpu: { model: 'l4' }, weights: cached, replicas: 2 }), spec);
    const { imageDisk } = objectOf(rendering, 'GpuNodes', 'api', 'echo');
    const { quotas } = objectOf(rendering, 'QuotaChecklist');
    const assembly = { schemaVersion: 1, library: '0', environment: 'harbour', documents: rendering.documents };
    const cost = (documents: typeof assembly.documents) =>
      costOf(costInputOf({ ...assembly, documents }), CATALOGUE_PRICES);
    const { pools, assumptions } = cost(assembly.documents);
    const without = cost(
      assembly.documents.map((one) =>
        one.kind === 'GpuNodes' ? { ...one, object: { ...one.object, imageDisk: undefined as never } } : one,
      ),
    );
    const cents = (all: typeof pools) => all.find(({ pool }) => pool.startsWith('l4-x1-cache'))?.amounts?.ceiling ?? 0n;

    // 14 GiB of weights and a server, in tens of GB; two pods and one that rolls, and a node more in an upgrade.
    expect(imageDisk).toBe(40);
    expect(quotas.find(({ metric }: Read) => metric === 'SSD_TOTAL_GB').terms).toContainEqual(
      expect.stringMatching(/^l4-x1-cache-\w+: \(3 \+ 1 while upgrading\) × \(200 \+ 40 of images\)$/),
    );
    // At ten cents a GB and month.
    expect(cents(pools) - cents(without.pools)).toBe(2n * 40n * 10n);
    expect(assumptions.join()).toMatch(/the disk of images of l4-x1-cache-\w+ has 40 GB/);
    expect(without.unknown.map(({ what }) => what).join()).toMatch(/^disks of images of l4-x1-cache-\w+, whose size/);
  });

  it('gives another pool another name where another image is asked for', () => {
    const named = (image: string) =>
      findAll(served({ ...cached, imageCache: image }), POOL).flatMap(({ object }) => object['name'] as string);

    expect(named('global/images/one')).not.toEqual(named('global/images/two'));
  });

  it('needs no bucket, no sidecar and no access', () => {
    const rendering = served(cached);

    expect(findAll(rendering, READER, 'echo')).toEqual([]);
    expect(JSON.stringify(objectOf(rendering, 'Deployment'))).not.toContain('gcsfuse');
    expect(variablesOf(rendering)['TAXIWAY_WEIGHTS']).toBeUndefined();
  });

  it('is refused where nodes come in several ways', () => {
    const gpu = { model: 'l4', capacity: { fallback: ['spot', 'on-demand'] } };

    expect(served(cached, gpu)).toRefuse('CAPACITY_INVALID', 'echo.weights.imageCache');
  });
});

describe('what weights ask of a platform in another repository', () => {
  it.each<[string, LooseProps, object]>([
    ['room for a copy of them', inBucket, { disk: 18 }],
    ['a disk of images', { imageCache: 'global/images/x', size: '1Gi' }, { imageCache: 'global/images/x' }],
  ])('is read there as it was written: %s', (_, weights, part) => {
    const demand = find(served(weights), 'GpuNodes');

    expect(demand.object).toMatchObject(part);
    expect(toDemand(demand, spec, 'dist')).toEqual(demand.object);
  });
});

describe('the start of a pod with weights', () => {
  const startOf = (rendering: Rendering) => ({
    start: containerOf(rendering).startupProbe.failureThreshold * 10,
    stuck: objectOf(rendering, 'Deployment').spec.progressDeadlineSeconds,
  });

  it.each<[string, LooseProps, LooseProps, object]>([
    ['takes longer for more weights', { size: '15Gi' }, {}, { start: 630, stuck: 1848 }],
    ['takes longer for a larger image', { size: '15Gi' }, { imageSize: '30Gi' }, { start: 630, stuck: 2170 }],
    [
      'has an image already where a disk has it',
      { imageCache: 'global/images/x', size: '15Gi' },
      {},
      { start: 630, stuck: 1800 },
    ],
  ])('%s', (_, weights, run, budget) => {
    const from = 'imageCache' in weights ? weights : { bucket: 'b-1', ...weights };

    expect(startOf(served(from, { model: 'l4' }, { run }))).toEqual(budget);
  });

  it('says why', () => {
    const rendering = served(inBucket);
    const why = reasonOf(
      find(rendering, 'Deployment'),
      'spec.template.spec.containers.0.startupProbe.failureThreshold',
    );

    expect(why?.rule).toContain('16.2 GB of image and 16.2 GB of weights');
    expect(declared(rendering, 'run.imageSize')).toMatchObject({ value: '15Gi', origin: 'default' });
  });
});

describe('a model on the GPUs that are asked for', () => {
  it.each(Object.entries(PUBLISHED))('weighs through a whole synth what is published of %s', (name, { weightsGb }) => {
    const weights = { bucket: 'b-1', size: '1Gi', dtype: 'bfloat16', config: configOf(name), context: 1024 };
    const rendering = served(weights, { model: 'h100-80gb', count: weightsGb > 70 ? 4 : 1, capacity: { spot: 'all' } });
    const { value } = declared(rendering, 'weights.fit');

    const [all] = /: ([\d.]+) GiB/.exec(declared(rendering, 'weights.fit').because)?.slice(1) ?? [];
    expect(Math.abs((Number(all) * 2 ** 30) / 1e9 / weightsGb - 1)).toBeLessThan(0.03);
    expect(Math.abs((value.bytes.weights * value.cards) / 1e9 / weightsGb - 1)).toBeLessThan(0.03);
  });

  it('has every assumption in explain', () => {
    const weights = { ...inBucket, config: configOf('Llama-3.1-8B'), context: 4096, concurrency: 4 };
    const fit = declared(served(weights), 'weights.fit');

    expect(fit.value).toMatchObject({ card: 'l4', cards: 1, verdict: 'near', judged: 'all', percent: 93 });
    for (const part of [
      '8,030,261,248 parameters in bfloat16',
      '4 requests of 4,096 tokens',
      '1.50 GiB for the CUDA context',
      'a server may take 90 % of the 22.50 GiB of l4',
    ])
      expect(fit.because).toContain(part);
  });

  it('is judged by weights and overhead alone where nothing else is known, and explain says so', () => {
    const fit = declared(served(inBucket), 'weights.fit');

    expect(fit.value).toMatchObject({ verdict: 'fits', judged: 'weights and overhead' });
    expect(fit.because).toContain('cache: not judged, since neither a shape nor a config.json is given');
  });

  it('takes the context of config.json where none is typed, as servers do', () => {
    const weights = { ...inBucket, config: { ...configOf('Llama-3.1-8B'), max_position_embeddings: 131_072 } };

    expect(mistakeIn(served(weights), 'MODEL_TOO_BIG').problem).toContain('1 request of 131,072 tokens');
  });

  it.each<[string, LooseProps, LooseProps, string]>([
    ['a model that is too big', { size: '30Gi' }, { model: 'l4' }, 'MODEL_TOO_BIG echo.weights'],
    [
      'one that a partition is too small for',
      { size: '15Gi' },
      { model: 'a100-80gb', partition: '1g.10gb' },
      'MODEL_TOO_BIG echo.weights',
    ],
    [
      'one that a turn is too small for',
      { size: '8Gi' },
      { model: 'l4', sharing: 'time-sharing', clients: 4 },
      'MODEL_TOO_BIG echo.weights',
    ],
    ['one that needs more than the least', { size: '30Gi' }, { memory: '300Gi' }, ''],
    [
      'heads that can not be split',
      { config: configOf('Qwen2.5-7B'), size: '15Gi', context: 99 },
      { model: 'l4', count: 8 },
      'MODEL_UNSPLITTABLE echo.gpu.count',
    ],
    [
      'POD-4: bfloat16 on a T4',
      { config: configOf('Qwen2.5-0.5B'), size: '1Gi', context: 99 },
      { model: 't4' },
      'GPU_FORMAT_UNSUPPORTED echo.weights.dtype',
    ],
    [
      'float16 on a T4',
      { config: configOf('Qwen2.5-0.5B'), size: '1Gi', context: 99, dtype: 'float16' },
      { model: 't4' },
      '',
    ],
    [
      'fp8 on an A100',
      { dtype: 'fp8', size: '1Gi' },
      { model: 'a100-80gb' },
      'GPU_FORMAT_UNSUPPORTED echo.weights.dtype',
    ],
    [
      'a config of nobody',
      { config: { architectures: ['Nobody'] }, size: '1Gi' },
      { model: 'l4' },
      'MODEL_CONFIG_INVALID echo.weights.config',
    ],
    ['a config that is none', { config: 7, size: '1Gi' }, { model: 'l4' }, 'MODEL_CONFIG_INVALID echo.weights.config'],
  ])('is refused where it must be: %s', (_, weights, gpu, refusal) => {
    expect(refusalsIn(served({ bucket: 'b-1', ...weights }, gpu))).toEqual(refusal === '' ? [] : [refusal]);
  });

  it('is refused with ways out that the environment has', () => {
    const { fix } = mistakeIn(
      served({ ...inBucket, config: configOf('Llama-3.1-8B'), context: 8192, concurrency: 4 }),
      'MODEL_TOO_BIG',
    );

    expect(fix).toMatch(
      /use 2 GPUs for each pod, or a context of \d+ tokens, or \d requests at once, or a cache in fp8/,
    );
    expect(
      refusalsIn(
        served({ ...inBucket, config: configOf('Llama-3.1-8B'), context: 8192, concurrency: 4, cacheDtype: 'fp8' }),
      ),
    ).toEqual([]);
  });

  it('has the check warn near the limit', () => {
    const weights = { ...inBucket, config: configOf('Llama-3.1-8B'), context: 4096, concurrency: 4 };

    expect(findingsIn({ gpu: { model: 'l4' }, weights })).toContainEqual(
      expect.stringMatching(/^MODEL_NEAR_LIMIT workloads\.0\.fit\.percent: is 9\d/) as string,
    );
  });

  it('is judged on later workloads as well', () => {
    const of = service('echo', {}, (owner, env) => {
      const props = { image: env.image('ranker'), gpu: { model: 't4' }, weights: { bucket: 'b-1', size: '30Gi' } };
      new GpuWorkload(owner, 'ranker', props as never);
    });

    expect(render(of, spec)).toRefuse('MODEL_TOO_BIG', 'echo.ranker.weights');
  });
});

describe('a need with a model', () => {
  it('takes the cheapest offer that the model fits, and says what was left out', () => {
    const weights = { bucket: 'b-1', size: '15Gi', config: configOf('Qwen2.5-7B'), context: 8192 };
    const least = declared(served({ bucket: 'b-1', size: '1Gi' }, { memory: '10Gi' }), 'gpu.model');
    const fitting = declared(served(weights, { memory: '10Gi' }), 'gpu.model');

    expect(least.value).toBe('t4');
    expect(fitting).toMatchObject({ value: 'l4', origin: 'environment' });
    expect(fitting.because).toMatch(/; (one that is|\d+ that are) too small for the model left out$/);
  });

  it('is refused as too big where no offer holds the model', () => {
    expect(served({ bucket: 'b-1', size: '4Ti' }, { memory: '10Gi' })).toRefuse('MODEL_TOO_BIG', 'echo.weights');
  });
});

describe('weights that are wrong', () => {
  const shape = { layers: 32, heads: 32, kvHeads: 8, headSize: 128 };

  it.each<[string, unknown, readonly string[]]>([
    [
      'no group',
      'models/7b',
      ['VALUE_INVALID echo.weights', 'QUANTITY_INVALID echo.weights.size', 'VALUE_INVALID echo.weights.bucket'],
    ],
    ['a bucket with a folder', { bucket: 'models/7b', size: '1Gi' }, ['VALUE_INVALID echo.weights.bucket']],
    ['a folder that leads out', { bucket: 'models', path: '../x', size: '1Gi' }, ['VALUE_INVALID echo.weights.path']],
    [
      'a folder that adds an option',
      { bucket: 'models', path: 'a,uid=0', size: '1Gi' },
      ['VALUE_INVALID echo.weights.path'],
    ],
    ['no size', { bucket: 'models' }, ['QUANTITY_INVALID echo.weights.size']],
    ['decimal units', { bucket: 'models', size: '15GB' }, ['QUANTITY_INVALID echo.weights.size']],
    ['more than a disk holds', { bucket: 'models', size: '9Ti' }, ['QUANTITY_INVALID echo.weights.size']],
    [
      'both ways',
      { bucket: 'models', imageCache: 'global/images/x', size: '1Gi' },
      ['VALUE_INVALID echo.weights.imageCache'],
    ],
    ['no disk image', { imageCache: 'x', size: '1Gi' }, ['VALUE_INVALID echo.weights.imageCache']],
    [
      'a path beside a disk image',
      { imageCache: 'global/images/x', path: 'a', size: '1Gi' },
      ['PROP_UNKNOWN echo.weights.path'],
    ],
    [
      'shape and config',
      { bucket: 'models', size: '1Gi', shape, config: configOf('Llama-3.1-8B'), context: 9 },
      ['VALUE_INVALID echo.weights.shape'],
    ],
    [
      'a shape without layers',
      { bucket: 'models', size: '1Gi', shape: { ...shape, layers: 0 } },
      ['VALUE_INVALID echo.weights.shape'],
    ],
    [
      'a shape with a word of its own',
      { bucket: 'models', size: '1Gi', shape: { ...shape, depth: 1 } },
      ['PROP_UNKNOWN echo.weights.shape.depth'],
    ],
    [
      'a shape in the words of a config.json',
      { bucket: 'models', size: '1Gi', shape: { ...shape, num_key_value_heads: 8 } },
      ['PROP_UNKNOWN echo.weights.shape.num_key_value_heads'],
    ],
    [
      'a context without a model',
      { bucket: 'models', size: '1Gi', context: 9 },
      ['VALUE_INVALID echo.weights.context'],
    ],
    ['half a token', { bucket: 'models', size: '1Gi', shape, context: 0.5 }, ['VALUE_INVALID echo.weights.context']],
    ['no such format', { bucket: 'models', size: '1Gi', dtype: 'bf16' }, ['VALUE_INVALID echo.weights.dtype']],
    [
      'no such cache',
      { bucket: 'models', size: '1Gi', shape, cacheDtype: 'fp4' },
      ['VALUE_INVALID echo.weights.cacheDtype'],
    ],
    [
      'more than all of the memory',
      { bucket: 'models', size: '1Gi', utilization: 1.2 },
      ['VALUE_INVALID echo.weights.utilization'],
    ],
    ['a word of its own', { bucket: 'models', size: '1Gi', readonly: true }, ['PROP_UNKNOWN echo.weights.readonly']],
  ])('are refused where they stand: %s', (_, weights, refusals) => {
    expect(refusalsIn(served(weights as LooseProps))).toEqual([...refusals].sort());
  });

  it.each([
    ['layer', 'layers'],
    ['kvheads', 'kvHeads'],
    ['num_key_value_heads', 'kvHeads'],
    ['head_dim', 'headSize'],
    ['sliding_window', 'window'],
  ])('say which number was meant by %s', (key, meant) => {
    const weights = { bucket: 'models', size: '1Gi', shape: { ...shape, [key]: 8 } };

    const { fix } = mistakeIn(served(weights), 'PROP_UNKNOWN');

    expect(fix).toMatch(new RegExp(`^did you mean '${meant}'\\?`));
  });

  it('are refused without a GPU', () => {
    const rendering = render(service('echo', { weights: inBucket, run: { imageSize: '1Gi' } }), spec);

    expect(refusalsIn(rendering)).toEqual(['VALUE_INVALID echo.run.imageSize', 'VALUE_INVALID echo.weights']);
  });

  it('names bucket and folder where both were written into one', () => {
    const { fix } = mistakeIn(served({ bucket: 'gs://models/code/7b', size: '1Gi' }), 'VALUE_INVALID');

    expect(fix).toBe("give bucket and folder apart: { bucket: 'models', path: 'code/7b' }");
  });
});

describe('a config.json that lies beside its service', () => {
  it('is imported by the service file, and its line is known', () => {
    const source = `import config from './config.json';
import { MlService, place, type Environment } from 'taxiway';
import { harbour } from '../environments/harbour';

class Echo extends MlService {
  constructor(env: Environment) {
    super(env, 'echo', {
      owner: 'group::pilots',
      image: '${pinned('echo')}',
      gpu: { model: 'l4' },
      weights: {
        bucket: 'models',
        size: '15Gi',
        config,
        context: 2048,
      },
    });
  }
}

export const placements = [place(Echo, [harbour])];
`;
    const files = (config: object) => ({
      'services/index.ts': source,
      'services/config.json': JSON.stringify(config),
      'environments/harbour.ts': environmentSource('harbour', spec),
    });
    const [rendering] = renderProgram(files(configOf('Llama-3.1-8B')));
    const [refused] = renderProgram(files({ ...configOf('Llama-3.1-8B'), hidden_size: undefined }));

    expect(declared(rendering!, 'weights.config')).toMatchObject({ value: 'LlamaForCausalLM', origin: 'typed' });
    expect(mistakeIn(refused!, 'MODEL_CONFIG_INVALID').source).toMatchObject({ file: 'services/index.ts', line: 14 });
  });
});
