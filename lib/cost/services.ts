import { sum, type Amounts, type EnvironmentCost, type WorkloadCost } from './cost';

/** What a service costs: its shares of pools, idle parts included. */
export interface ServiceCost {
  readonly service: string;
  /** At least this much where something is unknown. */
  readonly amounts: Amounts;
  readonly workloads: readonly WorkloadCost[];
  /** What is in no sum, by its name. */
  readonly unknown: readonly string[];
}

/** The cost of an environment by service, in the order of their names. */
export function serviceCosts({ workloads, unknown }: EnvironmentCost): ReadonlyMap<string, ServiceCost> {
  const own = new Map<string, WorkloadCost[]>();
  const missing = new Map<string, string[]>();
  for (const workload of workloads) listIn(own, workload.service).push(workload);
  for (const { what, services } of unknown) for (const service of services) listIn(missing, service).push(what);
  const services = [...new Set([...own.keys(), ...missing.keys()])].sort();
  return new Map(
    services.map((service) => {
      const parts = own.get(service) ?? [];
      const amounts = sum(parts.map((part) => part.amounts));
      return [service, { service, amounts, workloads: parts, unknown: missing.get(service) ?? [] }];
    }),
  );
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
