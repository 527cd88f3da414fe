import type { Json, JsonObject } from '../../../assembly/document';
import { capacityIn } from '../../../foreign/demand';
import { sayCapacity } from '../../../gpu/shape';
import { shown } from '../sentence';

/** What each pod has, and how it is paid for: `1 × l4 each, on demand`, `1 × 1g.10gb of h100 each, spot`. */
export function gpusIn({ model, count, partition, clients, capacity }: JsonObject): string {
  const part = partition === undefined ? '' : `${shown(partition)} of `;
  const gpus = `${shown(count ?? 1)} × ${part}${shown(model)}`;
  const each = clients === undefined ? `${gpus} each` : `turns on ${gpus}, ${shown(clients)} pods each`;
  return `${each}, ${paid(capacity)}`;
}

/** How nodes are paid for, in words. */
export function paid(value: Json | undefined): string {
  const capacity = capacityIn(value);
  return capacity === undefined ? shown(value) : shown(sayCapacity(capacity));
}
