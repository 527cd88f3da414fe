import type { Assembly } from '../assembly/assembly';
import type { JsonObject } from '../assembly/document';
import { asksForGpus, cpuNodesOf, nodesOf, podsOf, type Demand } from '../demand';
import { demandIn } from '../foreign/demand';
import { cpuPoolName } from '../gpu/cpu-nodes';
import { machineOf, shapeName } from '../gpu/shape';

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
  return (assembly?.documents ?? [])
    .filter(({ domain }) => domain === 'demand')
    .flatMap(({ object }) => demandIn(object) ?? [])
    .filter((demand) => nameOf(demand) === pool);
}

/** The most nodes that demands of one pool can take; one a pod where the catalogue doesn't know the machine. */
export function nodesFor(demands: readonly Demand[]): number {
  const gpus = demands.filter(asksForGpus);
  const cpus = demands.filter((demand) => demand.kind === 'CpuNodes');
  const [first] = gpus;
  const known = first === undefined ? cpuNodesOf(cpus) : machineOf(first) === undefined ? undefined : nodesOf(gpus);
  return known ?? demands.reduce((sum, demand) => sum + podsOf(demand), 0);
}
