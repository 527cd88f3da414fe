import type { DeclaredStore } from '../lib/stores/store';

/** Names need DNS, and so a policy that opens it. */
export function namedStores(stores: readonly DeclaredStore[]) {
  return stores.flatMap(({ host, port }) =>
    host === undefined || port === undefined
      ? []
      : [{ matches: [{ name: host }], ports: [{ protocol: 'TCP' as const, port }] }],
  );
}

/** The addresses of stores, each on its port alone. */
export function storeRules(stores: readonly DeclaredStore[]) {
  return stores.flatMap(({ range, port }) =>
    range === undefined || port === undefined
      ? []
      : [{ to: [{ ipBlock: { cidr: range } }], ports: [{ protocol: 'TCP', port }] }],
  );
}

/** Whether a store is somewhere else; a disk of the service's own needs no way to it. */
export function isReached({ claim }: DeclaredStore): boolean {
  return claim === undefined;
}

/** Whether something is kept where only Google's interface leads. */
export function inBuckets(stores: readonly DeclaredStore[]): boolean {
  return stores.some(({ bucket }) => bucket !== undefined);
}
