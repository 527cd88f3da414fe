import { isRecord } from '../lib/facts/refuse';
import { show } from '../lib/nearest';
import type { Objection, Props } from '../lib/props';
import type { Scaling } from '../lib/scale/scaling';
import type { Maturity } from './maturity';
import { readScaleOn, type ScalingContext } from './scaling-settings';

/** How many pods run, at most, and what moves their number. */
export interface ReplicaSettings {
  /** The most pods when nothing rolls. */
  readonly replicas: number;
  readonly scaling?: Scaling;
}

const MOST = 1000;

/** Pods of a workload that doesn't say how many. */
export function defaultReplicas(maturity: Maturity): number {
  return maturity === 'experimental' ? 1 : 2;
}

/** A number of pods, or a range and its signal; every mistake is noted. */
export function readReplicas(
  read: Props,
  given: unknown,
  context: ScalingContext & { readonly maturity: Maturity },
): ReplicaSettings {
  const { maturity } = context;
  const value = defaultReplicas(maturity);
  const because =
    maturity === 'experimental'
      ? 'experimental: one pod is cheap, and may be gone for a while'
      : `${maturity}: one pod may go at any time`;
  const taken = read.take<unknown>('replicas', given, { value, because }, replicasProblem);
  if (typeof taken === 'number') return { replicas: taken };
  // What is no number passed as a range.
  const { min, max, scaleOn } = taken as { readonly min: number; readonly max: number; readonly scaleOn?: unknown };
  read.known('replicas', taken, ['min', 'max', 'scaleOn']);
  if (min === max && scaleOn === undefined) return { replicas: max };
  const moving = readScaleOn(read, scaleOn, context);
  return moving === undefined ? { replicas: max } : { replicas: max, scaling: { min, max, ...moving } };
}

function replicasProblem(given: unknown): Objection | undefined {
  const code = 'REPLICAS_INVALID';
  if (isCount(given, 0)) return undefined;
  if (!isRecord(given) || Array.isArray(given))
    return { code, problem: `is ${show(given)}`, fix: `give a whole number of pods, 0 to ${MOST}, or { min, max }` };
  const { min, max } = given;
  if (min === 0) {
    const fix = 'give min 1 or more: no pod tells that there is something to do, and the first takes minutes to come';
    return { code, problem: 'has min 0', fix };
  }
  if (!isCount(min, 1) || !isCount(max, 1)) {
    const fix = `give whole numbers of pods, 1 to ${MOST}: { min: 3, max: 24 }`;
    return { code, problem: `is a range from ${show(min)} to ${show(max)}`, fix };
  }
  if (Number(min) <= Number(max)) return undefined;
  return { code, problem: `is a range: min ${show(min)} is above max ${show(max)}`, fix: 'exchange them' };
}

function isCount(given: unknown, least: number): boolean {
  return Number.isInteger(given) && Number(given) >= least && Number(given) <= MOST;
}
