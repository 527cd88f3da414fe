import { documentsOf, findFacts } from '../assembly/find';
import type { Assembly } from '../assembly/assembly';
import type { JsonObject } from '../assembly/document';
import { asNumber, asObject, at } from '../check/json';
import { asksForGpus, cpuNodesOf, podsOf, type Demand } from '../demand';
import { demandIn } from '../foreign/demand';
import { cpuPoolName } from '../gpu/cpu-nodes';
import { machineOf, shapeName } from '../gpu/shape';
import { gpuPlans, poolSizes, type GpuLimits } from '../gpu-pools';

/** What the nodes that a demand asks for are called; undefined where it is none that is known here. */
export function poolOf(object: JsonObject): string | undefined {
  const demand = demandIn(object);
  return demand && nameOf(demand);
}

function nameOf(demand: Demand): string {
  return asksForGpus(demand) ? shapeName(demand, demand.service) : cpuPoolName(demand.family);
}

/** Everything that is asked of one pool, by whatever version wrote it. */
export function demandsFor(assembly: Assembly | undefined, pool: string): readonly Demand[] {
  return demandsIn(assembly).filter((demand) => nameOf(demand) === pool);
}

function demandsIn(assembly: Assembly | undefined): readonly Demand[] {
  return documentsOf(assembly, 'demand').flatMap(({ object }) => demandIn(object) ?? []);
}

/** The most nodes that a pool is rendered with for what is asked; one a pod where the catalogue doesn't know the machine. */
export function nodesFor(assembly: Assembly | undefined, pool: string): number {
  const demands = demandsFor(assembly, pool);
  const [first] = demands.filter(asksForGpus);
  const cpus = demands.filter((demand) => demand.kind === 'CpuNodes');
  const known = first === undefined ? cpuNodesOf(cpus) : machineOf(first) === undefined ? undefined : gpuNodes();
  return known ?? demands.reduce((sum, demand) => sum + podsOf(demand), 0);

  function gpuNodes(): number | undefined {
    return poolSizes(gpuPlans(demandsIn(assembly), limitsIn(assembly))).get(pool);
  }
}

function limitsIn(assembly: Assembly | undefined): GpuLimits {
  const facts = findFacts(assembly)?.object;
  const gpus = Object.entries(asObject(facts?.['gpus']));
  return Object.fromEntries(
    gpus.flatMap(([model, offer]) => {
      const limit = asNumber(at(offer, 'limit'));
      return limit === undefined ? [] : [[model, { limit }] as const];
    }),
  );
}
