import type { EnvironmentSpec } from '../environment-spec';
import type { ErrorCode } from '../errors';

/** Notes that the fact at a path is wrong. */
export type Refuse = (
  path: string,
  problem: string,
  fix: string,
  code?: ErrorCode,
  allowed?: readonly string[],
) => void;

/** The fact at a dotted path. */
export function valueAt(spec: EnvironmentSpec, path: string): unknown {
  let value: unknown = spec;
  for (const key of path.split('.')) value = isRecord(value) ? readable(value, key) : undefined;
  return value;
}

/** A fact that throws where it is read is refused for that. */
function readable(group: Readonly<Record<string, unknown>>, key: string): unknown {
  try {
    return Object.hasOwn(group, key) ? group[key] : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value is a group of others. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
