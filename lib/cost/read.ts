import { documentsOf } from '../assembly/find';
import type { Assembly } from '../assembly/assembly';
import type { Document, JsonObject } from '../assembly/document';
import { factsOf, objectsOf } from '../check/fleet';
import { asText, at } from '../check/json';
import { surgeOf } from '../check/pod-counts';
import { placeOf } from '../check/stacks';
import type { Demand } from '../demand';
import type { EnvironmentSpec } from '../environment-spec';
import { toDemand } from '../foreign/demand';
import { holdsPlatform } from '../foreign/foreign';
import { QUOTA_CHECKLIST } from '../quota';
import { deployedPods, type DeployedPods } from './deployed';
import type { CostInput, CostPool, CostWorkload } from './input';
import { COMMON_MACHINE, COMMON_POOL, cpuPool, gpuPool, partOf, renderedPools, unclaimedPool } from './pools';
import { scaledPods, type ScaledPods } from './scalers';

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

/** Deployments whose pods ask for no nodes of their own. One whose demand nobody understands has asked all the same. */
function podsWithoutDemand(assembly: Assembly, demands: readonly Document[], scaled: Scaled): readonly CostWorkload[] {
  const asking = new Set(
    demands.map(({ object }) => placeOf('Deployment', asText(object['service']), asText(object['workload']))),
  );
  return deployedPods(assembly).flatMap((deployed) => {
    const place = placeOf('Deployment', deployed.namespace, deployed.name);
    return asking.has(place) ? [] : [plainWorkload(deployed, scaled.get(place))];
  });
}

function plainWorkload(
  { service, owner = '', namespace = '', name, replicas, maxSurge, cpu, memory }: DeployedPods,
  scaled: ScaledPods | undefined,
): CostWorkload {
  const pods = scaled ?? { min: replicas, max: replicas };
  return {
    service: service ?? namespace,
    owner,
    workload: name,
    pool: COMMON_POOL.name,
    pods,
    surge: surgeOf(maxSurge, Math.max(pods.max, replicas)),
    takes: partOf(COMMON_MACHINE, { cpu, memory }),
  };
}
