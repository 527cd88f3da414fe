import { isLongLived, longLived, type LongLivedProps } from '../../lib/secrets/long-lived';
import type { ServicePlan } from './generated';

/** The same data with the keys of every plain object the other way round; lists and everything else stay as they are. */
export function otherOrder<T>(value: T): T {
  // Only the order of keys differs.
  return turn(value, []) as T;
}

/** The same service, typed in another order. */
export function otherOrderOf(plan: ServicePlan): ServicePlan {
  const later = plan.later.map(({ name, props }) => ({ name, props: otherOrder(props) }));
  return { ...plan, props: otherOrder(plan.props), later };
}

function turn(value: unknown, above: readonly unknown[]): unknown {
  if (typeof value !== 'object' || value === null || above.includes(value) || above.length > 20) return value;
  const within = [...above, value];
  if (Array.isArray(value)) return isWhole(value) ? value.map((item) => turn(item, within)) : (value as unknown);
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const turned = {};
  for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(value)).reverse()) {
    const same = 'value' in property ? { ...property, value: turn(property.value, within) } : property;
    Object.defineProperty(turned, key, same);
  }
  return isLongLived(value) ? longLived(turned as LongLivedProps) : turned;
}

/** A copy would fill the holes of a list, thaw it, and call its getters. */
function isWhole(list: readonly unknown[]): boolean {
  if (Object.isFrozen(list) || Object.keys(list).length !== list.length) return false;
  return Object.values(Object.getOwnPropertyDescriptors(list)).every((property) => 'value' in property);
}
