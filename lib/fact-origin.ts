import { callSitesOf, type EnvironmentSpec } from './environment-spec';
import type { SourcePosition } from './errors';
import { locate } from './source/locate';
import { packageOf } from './source/package-of';

const KNOWN = new WeakMap<EnvironmentSpec, Map<string, SourcePosition | undefined>>();

/** The line of a fact: in the environment's own call, or else in that of an environment which it spreads. */
export function locateFact(spec: EnvironmentSpec, path: readonly string[]): SourcePosition | undefined {
  const known = KNOWN.get(spec) ?? new Map<string, SourcePosition | undefined>();
  KNOWN.set(spec, known);
  const key = path.join('.');
  // Many documents have a field that one fact caused.
  if (!known.has(key)) known.set(key, search(spec, path));
  return known.get(key);
}

function search(spec: EnvironmentSpec, path: readonly string[]): SourcePosition | undefined {
  let nearest: SourcePosition | undefined;
  for (const site of callSitesOf(spec)) {
    const position = locate(site, path, spec.name)?.position;
    if (position !== undefined && position.approximate !== true) return position;
    nearest ??= position;
  }
  return nearest;
}

/** The package that an environment's facts, or some of them, come from; undefined where all are the project's own. */
export function packageOfFacts(spec: EnvironmentSpec): string | undefined {
  for (const site of callSitesOf(spec)) {
    const name = packageOf(site);
    if (name !== undefined) return name;
  }
  return undefined;
}
