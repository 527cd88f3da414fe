import { capacityProblem } from '../lib/gpu/capacity';
import type { Capacity } from '../lib/gpu/shape';
import type { Props } from '../lib/props';

/** How the nodes are paid for; on demand unless something else was typed. */
export function readCapacity(read: Props, given: Capacity | undefined): Capacity {
  return read.take<Capacity>(
    'gpu.capacity',
    given,
    { value: 'on-demand', because: 'nodes that stay, at the full price; cheaper ones are typed' },
    (value) => {
      const wrong = capacityProblem(value);
      return wrong && { code: 'CAPACITY_INVALID', ...wrong };
    },
  );
}
