import { RULES } from '../../lib/check/rules/all';
import { runRules } from '../../lib/check/run';
import { ZONES } from '../../lib/gpu/catalogue';
import { GPU_MODEL_NAMES, GPU_MODELS } from '../../lib/gpu/models';
import { containerOf, findAll, objectOf, podOf, type Read } from '../support/documents';
import { render, service, type Rendering } from '../support/environment';
import { illegalOf, legalOf, placeWith, regionsOf, unknownModels, type IllegalGpu } from '../support/gpu-combinations';
import '../support/errors';

const POOL = 'resource.google_container_node_pool';
const say = (gpu: unknown): string => JSON.stringify(gpu);

const errorsIn = ({ documents }: Rendering): readonly string[] => {
  const assembly = { schemaVersion: 1, library: '0', environment: 'harbour', documents };
  const { findings } = runRules({ assemblies: [assembly], whole: true }, RULES);
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ code, document, path, problem }) => `${code} ${document ?? ''} ${path ?? ''} ${problem}`);
};

/** Those of a list that were not refused as they have to be. */
function missedOf(illegal: readonly IllegalGpu[], spec: ReturnType<typeof placeWith>): readonly string[] {
  const rendering = render(
    illegal.map(([, , gpu], index) => service(`s${index}`, { gpu })),
    spec,
  );
  const found = new Set(rendering.mistakes.map(({ code, at }) => `${code} ${at}`));
  return illegal.flatMap(([code, prop, gpu], index) =>
    found.has(`${code} s${index}.gpu.${prop}`) ? [] : [`${code} at ${prop}: ${say(gpu)}`],
  );
}

describe.each(GPU_MODEL_NAMES)('%s', (model) => {
  const spec = placeWith(model);
  const legal = legalOf(model);

  it('renders and passes the checks in every legal combination', () => {
    const rendering = render(
      legal.map((gpu, index) => service(`s${index}`, { gpu, replicas: 3 })),
      spec,
    );

    expect(rendering.mistakes).toEqual([]);
    expect(errorsIn(rendering)).toEqual([]);
    const labels = findAll(rendering, POOL).map(({ object }) => object as Read);
    const classes = findAll(rendering, 'ComputeClass').map(({ object }) => (object as Read).metadata.name as string);
    for (const { name } of labels) expect(name).toMatch(/^(?=.{1,40}$)[a-z]([-a-z0-9]*[a-z0-9])?$/);
    for (const [index, gpu] of legal.entries()) {
      const { nodeSelector } = podOf(rendering, 'api', `s${index}`);
      const limits = containerOf(rendering, 'api', `s${index}`).resources.limits;
      const shape: unknown = nodeSelector['taxiway.dev/gpu-shape'];
      const pools = labels.filter(({ node_config: config }) => config.labels['taxiway.dev/gpu-shape'] === shape);
      const fallback = say(gpu['capacity']).includes('fallback');
      expect([say(gpu), limits['nvidia.com/gpu']]).toEqual([say(gpu), say(gpu['count'] ?? 1)]);
      if (fallback) expect(classes).toContain(nodeSelector['cloud.google.com/compute-class']);
      else expect([say(gpu), pools.length]).toEqual([say(gpu), 1]);
    }
  });

  it('is refused in every illegal neighbour of one', () => {
    expect(missedOf(illegalOf(model), spec)).toEqual([]);
  });

  it.each(Object.entries(regionsOf(model)))(
    'has nodes in exactly the zones of %s that have it: %s',
    (region, letters) => {
      // Every region of the catalogue has a zone a, b or c that one model or the other is not in.
      const rendering = render(service('echo', { gpu: { model } }), placeWith(model, region, 'abc'));

      const known = GPU_MODELS[model].zones !== undefined;
      const wanted = known ? letters : [...new Set(`${letters}abc`)].sort().join('');
      const pool = findAll(rendering, POOL).find(({ id }) => id.includes(`/${model}-`));
      expect((pool?.object as Read).node_locations).toEqual([...wanted].map((letter) => `${region}-${letter}`));
      expect(objectOf(rendering, 'Deployment').spec.replicas).toBeGreaterThan(0);
    },
  );
});

const looked = GPU_MODEL_NAMES.filter((model) => GPU_MODELS[model].zones !== undefined);

it.each(looked)('%s is refused in every region that lacks it', (model) => {
  const lacking = Object.keys(ZONES).filter((region) => GPU_MODELS[model].zones?.[region] === undefined);

  expect(lacking).not.toEqual([]);
  for (const region of lacking)
    expect(render(service('echo', { gpu: { model } }), placeWith(model, region, 'abc'))).toRefuse(
      'GPU_ZONE_MISSING',
      `harbour.gpus.${model}`,
    );
});

it('is refused where no service may name it', () => {
  expect(missedOf(unknownModels(), placeWith('l4'))).toEqual([]);
});

const total = (of: (model: (typeof GPU_MODEL_NAMES)[number]) => readonly unknown[]): number =>
  GPU_MODEL_NAMES.reduce((sum, model) => sum + of(model).length, 0);
const legal = total(legalOf);
const illegal = total(illegalOf) + unknownModels().length;
const regions = total((model) => Object.keys(regionsOf(model)));

it(`has ${legal} legal combinations, ${regions} regions with a model, and ${illegal} illegal neighbours`, () => {
  expect(legal).toBeGreaterThan(300);
  expect(regions).toBeGreaterThan(80);
  expect(illegal).toBeGreaterThan(900);
});
