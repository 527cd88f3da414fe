import type { InventoryRow } from '../inventory/inventory';
import type { OnChange, SecretDelivery } from '../secrets/secret';
import type { Columns } from './csv';

/** The columns of the inventory of secrets. */
export const INVENTORY_TABLE: Columns<InventoryRow> = [
  ['environment', ({ environment }) => environment],
  ['service', ({ service }) => service],
  ['secret', ({ secret }) => secret],
  ['workload', ({ workload }) => workload],
  ['class', (row) => row.class],
  ['owner', ({ owner }) => owner],
  ['age limit', ({ ageLimit }) => ageLimit],
  ['rotated', ({ rotated }) => rotated ?? ''],
  ['expires', ({ expires }) => expires ?? ''],
  ['state', ({ state }) => state],
  ['arrives', ({ delivery }) => sayDelivery(delivery)],
  [
    'on change',
    ({ onChange, delivery }) =>
      typeof delivery === 'object' && 'registry' in delivery ? 'asked for at each pull' : sayChange(onChange),
  ],
  ['path', ({ path }) => path],
  ['read by', ({ readers }) => readers.map(({ who }) => who).join('; ')],
  ['seen by', ({ watchers }) => watchers.map(({ who }) => who).join('; ')],
];

function sayDelivery(delivery: SecretDelivery): string {
  if (delivery === 'file') return 'file';
  if ('registry' in delivery) return `node, for ${delivery.registry}`;
  return `variable ${Object.values(delivery.variables).sort().join(', ')}`;
}

function sayChange(onChange: OnChange): string {
  if (onChange === 'reread') return 'reread';
  return 'reload' in onChange ? `reload every ${onChange.reload}` : `restart at version ${onChange.restart}`;
}
