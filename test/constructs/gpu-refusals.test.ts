import { RULES } from '../../lib/check/rules/all';
import { runRules } from '../../lib/check/run';
import { costOf } from '../../lib/cost/cost';
import { CATALOGUE_PRICES } from '../../lib/cost/prices';
import { costInputOf } from '../../lib/cost/read';
import type { ErrorCode } from '../../lib/errors';
import { findAll, type Read } from '../support/documents';
import { render, service, testEnvironment, type LooseProps, type Rendering } from '../support/environment';
import { mistakeIn } from '../support/errors';

const POOL = 'resource.google_container_node_pool';
const props = (gpu: LooseProps, more: LooseProps = {}) => service('echo', { gpu, ...more });
const big = testEnvironment({
  gpus: { l4: { limit: 40 }, t4: { limit: 40 }, 'a100-40gb': { limit: 40 }, 'h100-80gb': { limit: 40 } },
});
const weights = (more: LooseProps) => ({ weights: { bucket: 'models', size: '14Gi', ...more } });
const assemblyOf = ({ documents }: Rendering) => ({
  schemaVersion: 1,
  library: '0',
  environment: 'harbour',
  documents,
});

const findingsIn = (rendering: Rendering, code: string) =>
  runRules({ assemblies: [assemblyOf(rendering)], whole: true }, RULES).findings.filter((one) => one.code === code);

describe('what is asked for and is not there', () => {
  it.each<[string, LooseProps, LooseProps, ErrorCode, string, RegExp, RegExp]>([
    [
      'a model',
      { model: 'l40' },
      {},
      'GPU_UNKNOWN',
      'gpu.model',
      /'l40'/,
      /did you mean 'l4'\? use one of a100-40gb, /,
    ],
    [
      'a model elsewhere',
      { model: 'b200' },
      {},
      'GPU_NOT_OFFERED',
      'gpu.model',
      /harbour has no b200/,
      /^it offers a100-40gb, h100-80gb, l4, t4$/,
    ],
    [
      'a partition',
      { model: 'a100-40gb', partition: '1g.6gb' },
      {},
      'GPU_PARTITION_UNKNOWN',
      'gpu.partition',
      /a100-40gb has no such partition/,
      /did you mean '1g\.5gb'\? use one of /,
    ],
    [
      'a partition of a card that has none',
      { model: 'l4', partition: '1g.5gb' },
      {},
      'GPU_PARTITION_UNKNOWN',
      'gpu.partition',
      /l4 can't be cut/,
      /shared by turns/,
    ],
    [
      'a count',
      { model: 'l4', count: 3 },
      {},
      'GPU_COUNT_INVALID',
      'gpu.count',
      /is 3; no machine carries so many l4/,
      /^use one of 1, 2, 4, 8$/,
    ],
    [
      'a card that is too small',
      { model: 't4' },
      weights({ size: '140Gi' }),
      'MODEL_TOO_BIG',
      'weights',
      /140\.00 GiB/,
      /; of what harbour offers, \d × (?:l4|a100-40gb|h100-80gb) holds it$/,
    ],
    [
      'a model that fits on nothing',
      { model: 't4' },
      weights({ size: '8000Gi' }),
      'MODEL_TOO_BIG',
      'weights',
      /8,?000\.00 GiB/,
      /; nothing that harbour offers holds it$/,
    ],
    [
      'a number format',
      { model: 't4' },
      weights({ dtype: 'bfloat16', size: '1Gi' }),
      'GPU_FORMAT_UNSUPPORTED',
      'weights.dtype',
      /bfloat16/,
      /l4/,
    ],
    [
      'a number format of a flag',
      { model: 't4' },
      { serves: { profile: 'vllm' }, run: { args: ['--dtype=bfloat16'] } },
      'GPU_FORMAT_UNSUPPORTED',
      'run.args',
      /bfloat16/,
      /l4/,
    ],
  ])('is refused with what there is: %s', (_, gpu, more, code, prop, problem, fix) => {
    const found = mistakeIn(render(props(gpu, more), big), code);

    expect(found.at).toBe(`echo.${prop}`);
    expect(found.problem).toMatch(problem);
    expect(found.fix).toMatch(fix);
  });
});

describe('zones', () => {
  it('without the GPU are refused where there is no other, with those that have it', () => {
    const spec = testEnvironment({ google: { zones: ['us-central1-q'] } });

    const { fix } = mistakeIn(
      render(props({ model: 't4' }), { ...spec, gpus: { t4: { limit: 40 } } }),
      'GPU_ZONE_MISSING',
    );

    expect(fix).toMatch(/^us-central1 has it in [a-z](?:, [a-z])*$/);
  });

  it('without the GPU get no nodes where there are others', () => {
    const rendering = render(
      props({ model: 'l4' }),
      testEnvironment({ google: { zones: ['us-central1-a', 'us-central1-q'] } }),
    );

    const zones = findAll(rendering, POOL).flatMap(({ id, object }) =>
      id.includes('l4') ? (object as Read).node_locations : [],
    );
    expect(zones).toEqual(['us-central1-a']);
  });

  it('that nobody collected are taken, and said', () => {
    const rendering = render(props({ model: 'gb200' }), testEnvironment({ gpus: { gb200: { limit: 400 } } }));

    expect(findingsIn(rendering, 'ZONES_UNVERIFIED').map(({ severity }) => severity)).toContain('warning');
  });
});

describe('services that share', () => {
  it('a limit are refused together, each with what it asks for', () => {
    const services = ['echo', 'ranker'].map((id) => service(id, { gpu: { model: 'l4' }, replicas: 3 }));

    const found = mistakeIn(
      render(services, testEnvironment({ gpus: { l4: { limit: 5 } }, quotas: {} })),
      'GPU_LIMIT_EXCEEDED',
    );

    expect(found.at).toBe('harbour.gpus.l4.limit');
    expect(found.problem).toMatch(
      /^6 l4 are asked for .* limit of harbour is 5: echo\/api 3 on l4-x1, ranker\/api 3 on l4-x1$/,
    );
    expect(found.fix).toMatch(/raise the limit to 6/);
  });

  it('a pool, and want different taints of it, are told which of them can not reach it', () => {
    const rendering = render([props({ model: 'l4' }), service('ranker', { gpu: { model: 'l4' } })]);
    const tolerating = rendering.documents.map((one) => {
      const object: Read = structuredClone(one.object);
      if (one.kind === POOL && one.id.endsWith('l4-x1'))
        object.node_config.taint.push({ key: 'team', value: 'one', effect: 'NO_SCHEDULE' });
      if (one.kind === 'Deployment' && one.service === 'ranker')
        object.spec.template.spec.tolerations.push({ key: 'team', operator: 'Exists' });
      return { ...one, object };
    });

    const found = findingsIn({ ...rendering, documents: tolerating }, 'GPU_POOL_UNREACHABLE');

    expect(found.map(({ service: id, severity }) => [id, severity])).toEqual([['echo', 'error']]);
  });
});

describe('an entry of the catalogue without a price', () => {
  const spec = testEnvironment({ gpus: { gb200: { limit: 400 } } });
  const rendering = render(props({ model: 'gb200' }), spec);

  it('is a warning, never 0', () => {
    expect(findingsIn(rendering, 'GPU_PRICE_UNKNOWN').map(({ severity }) => severity)).toEqual(['warning']);
  });

  it('is listed by its service in what it costs', () => {
    const { unknown, workloads } = costOf(costInputOf(assemblyOf(rendering)), CATALOGUE_PRICES);

    expect(unknown).toContainEqual({ what: expect.stringContaining('with gb200 on-demand'), services: ['echo'] });
    expect(workloads.map(({ amounts }) => amounts)).toEqual([undefined]);
  });

  it('is no choice by need', () => {
    const only = testEnvironment({ gpus: { l4: undefined, t4: undefined, gb200: { limit: 400 } }, quotas: {} });

    expect(mistakeIn(render(props({ memory: '100Gi' }), only), 'GPU_PRICE_UNKNOWN').fix).toMatch(
      /^name a model instead: /,
    );
  });
});
