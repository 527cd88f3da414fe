import { documentsOf } from '../assembly/find';
import type { Assembly } from '../assembly/assembly';
import { parseId } from '../assembly/id';
import type { Document, JsonObject } from '../assembly/document';
import { factsOf, objectsOf } from '../check/fleet';
import { asNumber, asText, at } from '../check/json';
import { podsAtMost, takenBy } from '../check/pod-counts';
import { podOf, type Pod } from '../check/pods';
import { nameOf, namespaceOf, placeOf } from '../check/stacks';
import type { Demand } from '../demand';
import type { EnvironmentSpec } from '../environment-spec';
import { toDemand } from '../foreign/demand';
import { holdsPlatform } from '../foreign/foreign';
import { QUOTA_CHECKLIST } from '../quota';
import type { CostInput, CostPool, CostWorkload } from './input';
import { COMMON_MACHINE, COMMON_POOL, cpuPool, gpuPool, partOf, renderedPools, unclaimedPool } from './pools';
import { scaledPods, type ScaledPods } from './scalers';

/** Quantities are counted in billionths. */
const BILLION = 10n ** 9n;
const MILLION = 10n ** 6n;

type Scaled = ReadonlyMap<string, ScaledPods>;

/** What an environment's documents say that it runs: its demands, its pools, and pods that ask for no nodes of their own. */
export function costInputOf(assembly: Assembly): CostInput {
  const facts = factsOf(assembly).object;
  // An environment's document is its spec.
  const spec = facts as unknown as EnvironmentSpec;
  const written = documentsOf(assembly, 'demand').filter(({ kind }) => kind !== QUOTA_CHECKLIST);
  const read = written.map((document) => toDemand(document, spec, assembly.environment));
  const demands = read.flatMap((one) => ('code' in one ? [] : [one]));
  const lost = read.flatMap((one, index) =>
    'code' in one ? [{ what: `${one.at} ${one.problem}`, services: [written[index]?.service ?? []].flat() }] : [],
  );
  const rendered = renderedPools(assembly);
  const classes = objectsOf(assembly, 'ComputeClass');
  const families = cpuPools(demands, rendered);
  const scaled = scaledPods(assembly);
  const pools = new Map<string, CostPool>();
  const asking = demands.map((demand) => demanded(classes, demand, families, rendered, pools, scaled));
  const others = podsWithoutDemand(assembly, written, scaled);
  if (others.length > 0) pools.set(COMMON_POOL.name, COMMON_POOL);
  for (const [name, pool] of rendered) if (!pools.has(name)) pools.set(name, unclaimedPool(name, pool));
  return {
    environment: assembly.environment,
    region: asText(at(facts, 'google', 'region')) ?? '',
    pools: [...pools.values()],
    workloads: [...asking, ...others],
    // The fee is paid where the platform is rendered, once.
    clusters: holdsPlatform(assembly) ? 1 : 0,
    assumptions: [
      ...(others.length > 0
        ? [`pods that name no nodes take their part of an ${COMMON_MACHINE.type}, without idle parts and disks`]
        : []),
      ...[...pools.values()].flatMap(({ name, images }) =>
        images?.gb === undefined
          ? []
          : [
              `the disk of images of ${name} has ${images.gb} GB: its weights, and a server; Google makes it as large as its disk image`,
            ],
      ),
      ...lost.map(({ what }) => `not in the sums: ${what}`),
    ],
    ...(lost.length > 0 && { lost }),
  };
}

/** What demands for one family of machines share, by the family. */
function cpuPools(
  demands: readonly Demand[],
  rendered: ReadonlyMap<string, JsonObject>,
): ReadonlyMap<string, ReturnType<typeof cpuPool>> {
  const cpu = demands.filter((demand) => demand.kind === 'CpuNodes');
  const families = [...new Set(cpu.map(({ family }) => family))];
  return new Map(
    families.map((family) => {
      const sharing = cpu.filter((demand) => demand.family === family);
      return [family, cpuPool(sharing, family, rendered)];
    }),
  );
}

function demanded(
  classes: readonly Document[],
  demand: Demand,
  families: ReadonlyMap<string, ReturnType<typeof cpuPool>>,
  rendered: ReadonlyMap<string, JsonObject>,
  pools: Map<string, CostPool>,
  scaled: Scaled,
): CostWorkload {
  const { service, owner, workload, replicas, surge } = demand;
  const min = scaled.get(placeOf('Deployment', service, workload))?.min ?? replicas;
  const about = { service, owner, workload, pods: { min: Math.min(min, replicas), max: replicas }, surge };
  if (demand.kind === 'GpuNodes') {
    const pool = gpuPool(classes, demand, rendered);
    const known = pools.get(pool.name)?.images?.gb ?? 0;
    // The disk of images is as large as the largest that is told of it.
    if (known <= (pool.images?.gb ?? 0)) pools.set(pool.name, pool);
    return { ...about, pool: pool.name, takes: 1n };
  }
  const { pool, node } = families.get(demand.family) ?? cpuPool([demand], demand.family, rendered);
  pools.set(pool.name, pool);
  return { ...about, pool: pool.name, takes: partOf(node, demand) };
}

/** What was reckoned of documents: those that are the same on both sides of a comparison are looked at once. */
const PLAIN = new WeakMap<Document, CostWorkload>();

/** Deployments whose pods ask for no nodes of their own. One whose demand nobody understands has asked all the same. */
function podsWithoutDemand(assembly: Assembly, demands: readonly Document[], scaled: Scaled): readonly CostWorkload[] {
  const asking = new Set(
    demands.map(({ object }) => placeOf('Deployment', asText(object['service']), asText(object['workload']))),
  );
  return objectsOf(assembly, 'Deployment').flatMap((document) => {
    // An id says where an object is, and need not be parsed for it.
    const { namespace, name } = parseId(document.id);
    const place = placeOf('Deployment', namespace, name);
    if (asking.has(place)) return [];
    const bounds = scaled.get(place);
    const known = bounds === undefined ? PLAIN.get(document) : undefined;
    if (known !== undefined) return [known];
    const pod = podOf(document);
    if (pod === undefined) return [];
    const workload = plainWorkload(document, pod, bounds);
    if (bounds === undefined) PLAIN.set(document, workload);
    return [workload];
  });
}

function plainWorkload(document: Document, pod: Pod, scaled: ScaledPods | undefined): CostWorkload {
  const replicas = asNumber(at(document.object, 'spec', 'replicas')) ?? 1;
  const pods = scaled ?? { min: replicas, max: replicas };
  const cpu = Number((takenBy(pod, 'requests', 'cpu') + MILLION - 1n) / MILLION);
  const memory = Number((takenBy(pod, 'requests', 'memory') + BILLION - 1n) / BILLION);
  const maxima = new Map([[placeOf('Deployment', namespaceOf(document), nameOf(document)), pods.max]]);
  return {
    service: document.service ?? namespaceOf(document) ?? '',
    owner: document.owner ?? '',
    workload: nameOf(document),
    pool: COMMON_POOL.name,
    pods,
    surge: podsAtMost(pod, maxima) - Math.max(pods.max, replicas),
    takes: partOf(COMMON_MACHINE, { cpu, memory }),
  };
}
