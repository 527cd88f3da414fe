import { Workload } from '../../constructs/index';
import { RULES } from '../../lib/check/rules/all';
import { runRules } from '../../lib/check/run';
import { explain } from '../../lib/explain';
import { GPU_MODELS, GPU_MODEL_NAMES, type GpuModelName } from '../../lib/gpu/models';
import type { GpuModel } from '../../lib/gpu/rows';
import { NUMBER_FORMATS } from '../../lib/gpu/number-formats';
import { machinesFor } from '../../lib/gpu/shape';
import { PROFILE_NAMES, PROFILES } from '../../lib/profiles/profiles';
import { unclassifiedIn } from '../support/classified';
import { containerOf, find, objectOf, podOf, reasonOf, variablesOf, type Read } from '../support/documents';
import { render, service, testEnvironment, type LooseProps } from '../support/environment';
import { mistakeIn, refusalsIn } from '../support/errors';

/** An environment of the one region where a model is, with room for it. */
const offering = (model: GpuModelName) => {
  const zones: GpuModel['zones'] = GPU_MODELS[model].zones;
  const [region, letters] = Object.entries(zones ?? { 'us-central1': 'abc' })[0]!;
  return testEnvironment({
    google: { region, zones: [...letters].map((letter) => `${region}-${letter}`) },
    cluster: {
      location: region,
      issuer: `https://container.googleapis.com/v1/projects/harbour-models/locations/${region}/clusters/quay`,
    },
    gpus: { l4: undefined, t4: undefined, [model]: { limit: 400 } },
  });
};

/** A service with a profile, on an l4 unless it says otherwise. */
const serving = (serves: LooseProps, more: LooseProps = {}) =>
  render(service('echo', { gpu: { model: 'l4' }, serves, ...more }), testEnvironment({ gpus: { l4: { limit: 400 } } }));
const argsOf = (...given: Parameters<typeof serving>): string[] => containerOf(serving(...given)).args as string[];
const propsOf = (...given: Parameters<typeof serving>): Read => objectOf(serving(...given), 'Service', 'echo').props;

/** Every profile on every GPU and count that can be had; test/lib/profiles has the versions. */
const EVERYWHERE = PROFILE_NAMES.flatMap((name) => {
  const { mostGpus = 16, versions } = PROFILES[name];
  return GPU_MODEL_NAMES.flatMap((model) =>
    machinesFor(GPU_MODELS[model], 'on-demand')
      .filter(({ gpus }) => gpus <= mostGpus)
      .map(({ gpus }) => [name, versions.newest, model, gpus] as const),
  );
});

describe('a serving profile', () => {
  it.each(EVERYWHERE)(
    '%s %s on %s × %i splits the model, and names a format that the card has',
    (profile, version, model, count) => {
      const rendering = render(
        service('echo', { gpu: { model, count }, serves: { profile, profileVersion: version } }),
        offering(model),
      );
      expect(rendering.mistakes).toEqual([]);
      const args = containerOf(rendering).args as string[];
      const valueOf = (flag: string) => args.find((arg) => arg.startsWith(`${flag}=`))?.split('=')[1];
      const split = { vllm: '--tensor-parallel-size', tgi: '--num-shard', tei: '--none', triton: '--none' }[profile];

      expect(valueOf(split)).toBe(count > 1 && split !== '--none' ? String(count) : undefined);
      if (profile === 'vllm' || profile === 'tgi') {
        const bfloat16 = GPU_MODELS[model].computeCapability >= NUMBER_FORMATS.bfloat16.capability;
        expect(valueOf('--dtype')).toBe(bfloat16 ? undefined : 'float16');
      }
      expect(new Set(args.map((arg) => arg.split('=')[0])).size).toBe(args.length);
    },
  );

  it('vllm: sets port, probes, flags and variables', () => {
    const rendering = serving({ profile: 'vllm' });
    const container = containerOf(rendering);

    expect(container.args).toEqual(['--port=8000', '--shutdown-timeout=300']);
    expect(container.command).toBeUndefined();
    expect(container.ports).toEqual([{ name: 'http', containerPort: 8000, protocol: 'TCP' }]);
    expect(container.readinessProbe.httpGet).toEqual({ path: '/health', port: 8000, scheme: 'HTTP' });
    expect(container.startupProbe.httpGet).toEqual({ path: '/health', port: 8000, scheme: 'HTTP' });
    expect(container.livenessProbe.tcpSocket).toEqual({ port: 8000 });
    expect(variablesOf(rendering)).toMatchObject({
      VLLM_HTTP_TIMEOUT_KEEP_ALIVE: '620',
      VLLM_NO_USAGE_STATS: '1',
      VLLM_CACHE_ROOT: '/home/app/.cache/vllm',
      HF_HOME: '/home/app/.cache/huggingface',
    });
    expect(objectOf(rendering, 'HealthCheckPolicy').spec.default.config).toMatchObject({
      httpHealthCheck: { port: 8000, requestPath: '/health' },
    });
    expect(objectOf(rendering, 'GCPBackendPolicy').spec.default.timeoutSec).toBe(300);
  });

  it('tgi: has an address, a cache and logs of its own', () => {
    const rendering = serving({ profile: 'tgi' });

    expect(containerOf(rendering).args).toEqual([
      '--hostname=0.0.0.0',
      '--port=8080',
      '--json-output',
      '--usage-stats=off',
    ]);
    expect(variablesOf(rendering)).toMatchObject({ HUGGINGFACE_HUB_CACHE: '/home/app/.cache/huggingface/hub' });
  });

  it('tei: runs on processors as well, in a longer format', () => {
    const onCpu = containerOf(render(service('echo', { serves: { profile: 'tei' } })));

    expect(onCpu.args).toEqual(['--hostname=0.0.0.0', '--port=8080', '--dtype=float32', '--json-output']);
    expect(argsOf({ profile: 'tei' })).toContain('--dtype=float16');
    expect(onCpu.ports).toEqual([{ name: 'http', containerPort: 8080, protocol: 'TCP' }]);
  });

  it('tei: has metrics at another port beside gRPC, and a flag for it from 1.7 on', () => {
    const grpc = { profile: 'tei', protocol: 'grpc' };
    const container = containerOf(serving(grpc));

    expect(container.ports).toEqual([
      { name: 'grpc', containerPort: 8080, protocol: 'TCP' },
      { name: 'metrics', containerPort: 9000, protocol: 'TCP' },
    ]);
    expect(container.readinessProbe.grpc).toEqual({ port: 8080 });
    expect(container.args).toContain('--prometheus-port=9000');
    expect(argsOf({ ...grpc, profileVersion: '1.6' }).join(' ')).not.toContain('prometheus');
  });

  it.each([
    [
      'http',
      8000,
      '--http-port=8000',
      '--allow-grpc=false',
      { httpGet: { path: '/v2/health/ready', port: 8000, scheme: 'HTTP' } },
    ],
    ['grpc', 8001, '--grpc-port=8001', '--allow-http=false', { grpc: { port: 8001 } }],
  ])('triton: by %s has port %i, and leaves the other protocol closed', (protocol, port, open, closed, probe) => {
    const rendering = serving({ profile: 'triton', protocol });
    const container = containerOf(rendering);

    expect(container.args).toEqual(['tritonserver', open, closed, '--metrics-port=8002', '--exit-timeout-secs=60']);
    expect(container.readinessProbe).toMatchObject(probe);
    expect(container.ports).toEqual([
      { name: protocol, containerPort: port, protocol: 'TCP' },
      { name: 'metrics', containerPort: 8002, protocol: 'TCP' },
    ]);
    expect(objectOf(rendering, 'Service', 'api').spec.ports).toEqual([
      expect.objectContaining({ port, name: protocol }),
    ]);
    expect(propsOf({ profile: 'triton', protocol })['serves.metrics'].value).toEqual({ port: 8002, path: '/metrics' });
  });

  it('takes a part of the memory where the GPU is shared by turns, the sum below the whole', () => {
    for (const [clients, share] of [
      [2, '0.45'],
      [4, '0.22'],
      [48, '0.01'],
    ] as const) {
      const gpu = { model: 'l4', sharing: 'time-sharing', clients };

      expect(argsOf({ profile: 'vllm' }, { gpu })).toContain(`--gpu-memory-utilization=${share}`);
      expect(argsOf({ profile: 'tgi' }, { gpu })).toContain(`--cuda-memory-fraction=${share}`);
      expect(Number(share) * clients).toBeLessThanOrEqual(0.9);
    }
    expect(argsOf({ profile: 'vllm' }).join(' ')).not.toContain('memory');
  });

  it('leaves a slice of a GPU to its pod, whole and unsplit', () => {
    const rendering = render(
      service('echo', { gpu: { model: 'a100-40gb', partition: '3g.20gb' }, serves: { profile: 'vllm' } }),
      offering('a100-40gb'),
    );

    expect(containerOf(rendering).args).toEqual(['--port=8000', '--shutdown-timeout=300']);
  });

  it('is asked for by nobody who does not name it', () => {
    const container = containerOf(render(service('echo')));

    expect(container.args).toBeUndefined();
    expect(container.ports).toHaveLength(1);
    expect(Object.keys(propsOf({}))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/metrics|keepAlive|drain/)]),
    );
  });

  it.each<[string, LooseProps]>([
    ['vllm', { profile: 'vllm' }],
    ['vllm that ends its streams', { profile: 'vllm', profileVersion: '0.9' }],
    ['triton', { profile: 'triton' }],
    ['triton by gRPC', { profile: 'triton', protocol: 'grpc' }],
    ['tei by gRPC', { profile: 'tei', protocol: 'grpc' }],
    ['tgi', { profile: 'tgi' }],
  ])('%s breaks no rule, and every change of it has a class', (_, serves) => {
    const { documents } = serving(serves);
    const assembly = { schemaVersion: 1, library: '0', environment: 'harbour', documents };
    const { findings } = runRules({ assemblies: [assembly], whole: true }, RULES);

    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(unclassifiedIn(documents).offenders).toEqual([]);
  });

  it('is for later workloads as well', () => {
    const rendering = render(
      service('echo', {}, (of, env) => {
        new Workload(of, 'ranker', { image: env.image('ranker'), serves: { profile: 'tei' } });
      }),
    );

    expect(containerOf(rendering, 'ranker').args).toContain('--port=8080');
    expect(objectOf(rendering, 'Service', 'echo', 'echo').props['ranker.run.args.--port'].value).toBe('8080');
  });
});

describe('the version of the server', () => {
  it.each([
    ['0.6', ['--port=8000', '--disable-log-requests'], undefined],
    ['0.9.1', ['--port=8000', '--disable-log-requests'], undefined],
    ['0.9', ['--port=8000', '--disable-log-requests'], undefined],
    ['0.9.2', ['--port=8000', '--disable-log-requests'], '620'],
    ['0.10.0', ['--port=8000', '--disable-log-requests'], '620'],
    ['0.10', ['--port=8000'], '620'],
    ['0.10.1', ['--port=8000'], '620'],
    ['0.17.1', ['--port=8000'], '620'],
    ['0.18', ['--port=8000', '--shutdown-timeout=300'], '620'],
    ['0.32.5', ['--port=8000', '--shutdown-timeout=300'], '620'],
  ])('vllm %s is passed what it knows, and no more', (profileVersion, args, keepAlive) => {
    const rendering = serving({ profile: 'vllm', profileVersion });

    expect(containerOf(rendering).args).toEqual(args);
    expect(variablesOf(rendering)['VLLM_HTTP_TIMEOUT_KEEP_ALIVE']).toBe(keepAlive);
  });

  it('is the newest that the profile knows, and says so', () => {
    for (const profile of PROFILE_NAMES) {
      expect(propsOf({ profile })['serves.profileVersion']).toMatchObject({
        value: PROFILES[profile].versions.newest,
        origin: 'default',
        because: expect.stringContaining('newest'),
      });
    }
  });

  it('shows what was not passed, and why', () => {
    expect(propsOf({ profile: 'vllm', profileVersion: '0.17' })['run.args.--shutdown-timeout']).toMatchObject({
      value: null,
      origin: 'default',
      because: expect.stringContaining('since 0.18'),
    });
    expect(propsOf({ profile: 'vllm', profileVersion: '0.9' })['serves.keepAlive'].value).toBe('5s');
  });
});

describe('a pod that goes', () => {
  const stopOf = (serves: LooseProps, more: LooseProps = {}) => {
    const pod = podOf(serving(serves, more));
    return [pod.containers[0].lifecycle.preStop.sleep.seconds, pod.terminationGracePeriodSeconds];
  };

  it.each<[string, LooseProps, number, number]>([
    ['vllm that finishes by itself', { profile: 'vllm' }, 45, 345],
    ['vllm that would end its streams', { profile: 'vllm', profileVersion: '0.17' }, 345, 645],
    ['tgi that waits 90 s', { profile: 'tgi' }, 255, 555],
    ['tgi whose answers are short', { profile: 'tgi', longestStream: '80s' }, 45, 125],
    ['tei', { profile: 'tei' }, 45, 105],
    ['triton', { profile: 'triton', longestRequest: '3m' }, 45, 225],
  ])('%s gets the time that its exchanges take', (_, serves, wait, grace) => {
    expect(stopOf(serves)).toEqual([wait, grace]);
  });

  it('waits for the rest where the author lets the server finish less', () => {
    expect(stopOf({ profile: 'vllm' }, { run: { args: ['--shutdown-timeout', '100'] } })).toEqual([245, 545]);
    expect(stopOf({ profile: 'triton' }, { run: { args: ['--exit-timeout-secs=$(SECONDS)'] } })).toEqual([105, 165]);
  });
});

describe('what the author typed wins', () => {
  it('over the defaults of the port, readiness, and deadlines', () => {
    const serves = { profile: 'vllm', port: 9100, ready: '/ready', longestRequest: '2m', longestStream: '10m' };
    const rendering = serving(serves);
    const container = containerOf(rendering);

    expect(container.args).toEqual(['--port=9100', '--shutdown-timeout=600']);
    expect(container.readinessProbe.httpGet).toMatchObject({ path: '/ready', port: 9100 });
    expect(propsOf(serves)).toMatchObject({
      'serves.port': { value: 9100, origin: 'typed' },
      'serves.ready': { value: '/ready', origin: 'typed' },
      'serves.longestStream': { value: '10m', origin: 'typed' },
    });
  });

  it('over a stream that is shorter than the longest request', () => {
    expect(propsOf({ profile: 'vllm', longestRequest: '10m' })['serves.longestStream'].value).toBe('10m');
    expect(propsOf({ profile: 'vllm', longestRequest: '1m' })['serves.longestStream'].value).toBe('5m');
  });

  it.each<[string, string[]]>([
    ['by =', ['--model=/m', '--port=9100']],
    ['in two arguments', ['--port', '9100', '--model=/m']],
  ])('over the argument of the same flag, %s; port and probes follow', (_, args) => {
    const container = containerOf(serving({ profile: 'vllm' }, { run: { args } }));
    const props = propsOf({ profile: 'vllm' }, { run: { args } });

    expect(container.args).toEqual([...args, '--shutdown-timeout=300']);
    expect(container.ports[0].containerPort).toBe(9100);
    expect(container.readinessProbe.httpGet.port).toBe(9100);
    expect(props['serves.port']).toMatchObject({ value: 9100, because: 'run.args has --port' });
    expect(props['run.args.--port']).toEqual({
      value: '9100',
      origin: 'typed',
      because: expect.stringContaining('run.args'),
    });
  });

  it.each<[string, string[], string]>([
    ['vllm', ['-tp', '2'], '--tensor-parallel-size'],
    ['vllm', ['--tensor_parallel_size=2'], '--tensor-parallel-size'],
    ['vllm', ['--pipeline-parallel-size=4'], '--tensor-parallel-size'],
    ['tgi', ['--sharded=false'], '--num-shard'],
  ])('%s: %p over %s', (profile, args, flag) => {
    const gpu = { model: 'l4', count: 4 };

    expect(argsOf({ profile }, { gpu }).join(' ')).toContain(`${flag}=4`);
    expect(argsOf({ profile }, { gpu, run: { args } }).join(' ')).not.toContain(`${flag}=4`);
    expect(propsOf({ profile }, { gpu, run: { args } })[`run.args.${flag}`].origin).toBe('typed');
  });

  it('over a flag, by the variable that says the same', () => {
    const run = { variables: { PORT: '9100', JSON_OUTPUT: 'false' } };
    const container = containerOf(serving({ profile: 'tgi' }, { run }));

    expect(container.args).toEqual(['--hostname=0.0.0.0', '--usage-stats=off']);
    expect(container.ports[0].containerPort).toBe(9100);
  });

  it('over a variable of the profile and of the platform', () => {
    const run = { variables: { VLLM_HTTP_TIMEOUT_KEEP_ALIVE: '700', VLLM_CACHE_ROOT: '/tmp/vllm' } };
    const props = propsOf({ profile: 'vllm' }, { run });

    expect(variablesOf(serving({ profile: 'vllm' }, { run }))).toMatchObject(run.variables);
    expect(props['run.variables.VLLM_HTTP_TIMEOUT_KEEP_ALIVE']).toMatchObject({ value: '700', origin: 'typed' });
    expect(props['serves.keepAlive'].value).toBe('700s');
  });

  it('but not over what a profile says of idle connections, which nothing would be passed for', () => {
    expect(refusalsIn(serving({ profile: 'vllm', keepAlive: '700s' }))).toEqual([
      'VALUE_INVALID echo.serves.keepAlive',
    ]);
  });

  it('over a format beside which a quantization stands', () => {
    const t4 = (args: string[]) =>
      containerOf(serving({ profile: 'tgi' }, { gpu: { model: 't4' }, run: { args } })).args;

    expect(t4([])).toContain('--dtype=float16');
    expect(t4(['--quantize=awq']).join(' ')).not.toContain('--dtype');
  });

  it('over the metrics port', () => {
    const container = containerOf(serving({ profile: 'triton' }, { run: { args: ['--metrics-port=9300'] } }));

    expect(container.ports[1]).toEqual({ name: 'metrics', containerPort: 9300, protocol: 'TCP' });
    expect(container.args[0]).toBe('tritonserver');
  });

  it('over the program', () => {
    const startOf = (run: LooseProps) => {
      const { command, args } = containerOf(serving({ profile: 'triton' }, { run }));
      return [command, args[0]];
    };

    expect(startOf({ args: ['--model-repository=/m'] })).toEqual([undefined, 'tritonserver']);
    expect(startOf({ args: ['tritonserver', '--model-repository=/m'] })).toEqual([undefined, 'tritonserver']);
    expect(startOf({ command: ['/opt/tritonserver/bin/tritonserver'] })).toEqual([
      ['/opt/tritonserver/bin/tritonserver'],
      '--http-port=8000',
    ]);
  });

  it('over all flags, where it starts a shell', () => {
    const run = { command: ['/bin/sh', '-c', 'vllm serve --port=8000'] };
    const rendering = serving({ profile: 'vllm' }, { run });

    expect(containerOf(rendering).args).toEqual([]);
    expect(propsOf({ profile: 'vllm' }, { run })['run.args.--port']).toMatchObject({
      value: null,
      because: expect.stringContaining('shell'),
    });
  });

  it('and explain tells one from the other', () => {
    const { documents } = serving({ profile: 'vllm' }, { run: { args: ['--model=/m', '--shutdown-timeout=90'] } });
    const assembly = { schemaVersion: 1, library: '0', environment: 'harbour', documents };

    const told = explain([assembly], 'echo', 'run.args').map(({ path, value, origin }) => [path, value, origin]);

    expect(told).toEqual([
      ['run.args', ['--model=/m', '--shutdown-timeout=90'], 'typed'],
      ['run.args.--disable-log-requests', null, 'default'],
      ['run.args.--port', '8000', 'default'],
      ['run.args.--shutdown-timeout', '90', 'typed'],
    ]);
  });

  it('and every argument, variable and port has its own reason', () => {
    const deployment = find(serving({ profile: 'triton' }, { run: { args: ['--model-repository=/m'] } }), 'Deployment');
    const why = (path: string) => reasonOf(deployment, `spec.template.spec.containers.0.${path}`)?.prop;

    expect([0, 1, 2].map((index) => why(`args.${index}`))).toEqual([
      'serves.profile',
      'run.args',
      'run.args.--http-port',
    ]);
    expect(why('ports.1.containerPort')).toBe('serves.metrics');
    expect(why('readinessProbe.httpGet.path')).toBe('serves.ready');
  });
});

describe('a profile is refused', () => {
  const gpu = { model: 'l4' };

  it.each<[string, LooseProps, string[]]>([
    ['that nobody knows', { gpu, serves: { profile: 'vlm' } }, ['PROFILE_UNKNOWN echo.serves.profile']],
    ['that is no text', { gpu, serves: { profile: 5 } }, ['PROFILE_UNKNOWN echo.serves.profile']],
    [
      'that is a name of every object',
      { gpu, serves: { profile: 'constructor' } },
      ['PROFILE_UNKNOWN echo.serves.profile'],
    ],
    ['without the GPU that it needs', { serves: { profile: 'vllm' } }, ['PROFILE_GPU_UNSUPPORTED echo.serves.profile']],
    [
      'with GPUs that it leaves idle',
      { gpu: { model: 'l4', count: 2 }, serves: { profile: 'tei' } },
      ['PROFILE_GPU_UNSUPPORTED echo.serves.profile'],
    ],
    [
      'once, where its GPU is wrong',
      { gpu: { model: 'l5' }, serves: { profile: 'vllm' } },
      ['GPU_UNKNOWN echo.gpu.model'],
    ],
    [
      'of a version by its name',
      { gpu, serves: { profile: 'vllm', profileVersion: 'v0.9.2' } },
      ['PROFILE_VERSION_UNKNOWN echo.serves.profileVersion'],
    ],
    [
      'that is newer than what is known',
      { gpu, serves: { profile: 'vllm', profileVersion: '0.33' } },
      ['PROFILE_VERSION_UNKNOWN echo.serves.profileVersion'],
    ],
    [
      'that is older',
      { gpu, serves: { profile: 'triton', profileVersion: '22.12' } },
      ['PROFILE_VERSION_UNKNOWN echo.serves.profileVersion'],
    ],
    ['whose version stands alone', { serves: { profileVersion: '0.9' } }, ['VALUE_INVALID echo.serves.profileVersion']],
    [
      'by a protocol that it has not',
      { gpu, serves: { profile: 'vllm', protocol: 'grpc' } },
      ['VALUE_INVALID echo.serves.protocol'],
    ],
    [
      'with two ports',
      { gpu, serves: { profile: 'vllm', port: 8000 }, run: { args: ['--port=9000'] } },
      ['PORT_INVALID echo.serves.port'],
    ],
    [
      'with the port of root',
      { gpu, serves: { profile: 'tgi' }, run: { args: ['-p', '80'] } },
      ['PORT_INVALID echo.run.args'],
    ],
    [
      'with a port that nobody can read',
      { gpu, serves: { profile: 'vllm' }, run: { args: ['--port=$(PORT)'], variables: { PORT: '9000' } } },
      ['PORT_INVALID echo.run.args'],
    ],
    [
      'with metrics on the port of requests',
      { gpu, serves: { profile: 'triton', port: 8002 } },
      ['PORT_INVALID echo.serves.port'],
    ],
    [
      'with a format that the card has not',
      { gpu: { model: 't4' }, serves: { profile: 'vllm' }, run: { args: ['--dtype=bfloat16'] } },
      ['GPU_FORMAT_UNSUPPORTED echo.run.args'],
    ],
  ])('%s', (_, props, wanted) => {
    expect(refusalsIn(render(service('echo', props)))).toEqual(wanted);
  });

  it('and the one that was meant is named, as are the cards that fit', () => {
    const mistyped = mistakeIn(render(service('echo', { gpu, serves: { profile: 'trition' } })), 'PROFILE_UNKNOWN');
    const props = { gpu: { model: 't4' }, serves: { profile: 'vllm' }, run: { args: ['--dtype=bfloat16'] } };
    const format = mistakeIn(render(service('echo', props)), 'GPU_FORMAT_UNSUPPORTED');

    expect(mistyped.fix).toContain("did you mean 'triton'?");
    expect(mistyped.allowed).toEqual(['vllm', 'triton', 'tei', 'tgi']);
    expect(format.fix).toContain('l4');
  });

  it('nowhere, where a port by reference is typed as well', () => {
    const run = { args: ['--port=$(PORT)'], variables: { PORT: '9000' } };

    expect(serving({ profile: 'vllm', port: 9000 }, { run }).mistakes).toEqual([]);
  });
});

describe('a serving profile of weights', () => {
  const shape = { parameters: 7_000_000_000, layers: 32, heads: 32, kvHeads: 8, headSize: 128, hidden: 4096 };
  const weights = { bucket: 'models', path: 'code-7b', size: '15Gi', shape, context: 4096 };

  it.each([
    ['vllm', ['--model=/mnt/weights', '--max-model-len=4096']],
    ['tgi', ['--model-id=/mnt/weights', '--max-total-tokens=4096']],
    ['tei', ['--model-id=/mnt/weights']],
    ['triton', ['--model-repository=/mnt/weights']],
  ])('%s is told where they are, and what their fit was judged for', (profile, wanted) => {
    expect(argsOf({ profile }, { weights })).toEqual(expect.arrayContaining(wanted));
    expect(argsOf({ profile }).join(' ')).not.toMatch(/--model|--max-(?:model-len|total-tokens)/);
  });

  it('passes what was typed of memory, and leaves to the server what was not', () => {
    const all = argsOf({ profile: 'vllm' }, { weights: { ...weights, utilization: 0.85, cacheDtype: 'fp8' } });
    const none = argsOf({ profile: 'vllm' }, { weights });

    expect(all).toEqual(expect.arrayContaining(['--gpu-memory-utilization=0.85', '--kv-cache-dtype=fp8']));
    expect(none.join(' ')).not.toMatch(/utilization|kv-cache/);
  });

  it('divides what was typed among pods that share a GPU by turns, and says it once', () => {
    const small = { ...weights, shape: { ...shape, parameters: 1_000_000_000 }, context: 1024, utilization: 0.8 };
    const gpu = { model: 'l4', sharing: 'time-sharing', clients: 2 };

    const args = argsOf({ profile: 'vllm' }, { gpu, weights: small });

    expect(args.filter((one) => one.startsWith('--gpu-memory-utilization'))).toEqual(['--gpu-memory-utilization=0.40']);
  });

  it('keeps what the author typed for a flag of its own', () => {
    const args = argsOf({ profile: 'vllm' }, { weights, run: { args: ['--model', '/else', '--max-model-len=100'] } });

    expect(args.join(' ')).not.toContain('/mnt/weights');
    expect(args.join(' ')).not.toContain('4096');
  });

  it('says in explain what each follows from', () => {
    const rendering = serving({ profile: 'vllm' }, { weights });

    const assembly = { schemaVersion: 1, library: '0', environment: 'harbour', documents: rendering.documents };

    expect(reasonOf(find(rendering, 'Deployment'), 'spec.template.spec.containers.0.args')).toBeDefined();
    expect(explain([assembly], 'echo', 'run.args').map(({ path }) => path)).toEqual(
      expect.arrayContaining(['run.args.--model', 'run.args.--max-model-len']),
    );
  });
});
