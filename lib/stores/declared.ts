import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
import { declarationsOf } from '../check/fleet';
import { asList, asText, at } from '../check/json';
import type { DeclaredStore } from './store';

/** A store, and the workload that declares it. */
export interface WorkloadStore {
  readonly workload: string;
  readonly store: DeclaredStore;
}

/** What the workloads of a service declare of their stores. */
export function storesOf(declaration: Document): readonly WorkloadStore[] {
  return asList(declaration.object['workloads']).flatMap((row) =>
    // Written by readStores, which has looked at each.
    asList(at(row, 'stores')).map((store) => ({
      workload: asText(at(row, 'name')) ?? '',
      store: store as unknown as DeclaredStore,
    })),
  );
}

const STORES = new WeakMap<Assembly, ReadonlyMap<string, readonly WorkloadStore[]>>();

/** The stores that a service of an environment declares. */
export function storesIn(assembly: Assembly, service: string | undefined): readonly WorkloadStore[] {
  let known = STORES.get(assembly);
  if (known === undefined) {
    known = new Map(declarationsOf(assembly).map((declaration) => [declaration.service ?? '', storesOf(declaration)]));
    STORES.set(assembly, known);
  }
  return known.get(service ?? '') ?? [];
}
