import type { Cause, Trace } from '../lib/engine/trace';
import { callSiteOf, type EnvironmentSpec } from '../lib/environment-spec';

/** The labels of what all services share. */
export const PLATFORM_LABELS = { 'app.kubernetes.io/managed-by': 'taxiway' };

/** The trace of something that belongs to the environment, not to a service: its call is the environment's. */
export function platformTrace(spec: EnvironmentSpec, what: string, causes: Readonly<Record<string, Cause>>): Trace {
  return { construct: `Platform ${what}`, site: callSiteOf(spec), causes };
}
