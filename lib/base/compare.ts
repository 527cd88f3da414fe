import type { Assembly } from '../assembly/assembly';
import { findFacts } from '../assembly/find';
import { compareEnvironments } from '../environment-spec';
import { InvalidInput, mistakesOf, type Mistake } from '../errors';
import { chooseFix } from '../nearest';
import type { Beside, ComparedEnvironment, Comparison, Side } from './side';

/** Two sides side by side, and what stood in the way of some of their environments. */
export interface Compared {
  readonly comparison: Comparison;
  readonly mistakes: readonly Mistake[];
}

/**
 * Reads the environments that were asked for from both sides. What the base can't give is shown as if all of it were
 * new; an environment that the head can't give is left out, since it is not gone.
 */
export function compareSides(base: Readable, head: Readable, asked: readonly string[] | undefined): Compared {
  const known = [...new Set([...base.environments, ...head.environments])].sort();
  const names = asked === undefined || asked.length === 0 ? known : requireNames(known, asked);
  const mistakes: Mistake[] = [];
  const damaged: Mistake[] = [];
  const environments: ComparedEnvironment[] = [];
  // All of the base at once: what the head is made of may still be looked at meanwhile.
  const befores = names.map((name) => readFrom(base, name, isRendered(base) ? mistakes : damaged));
  for (const [index, name] of names.entries()) {
    const before = befores[index];
    const beside = besideOf(base, name, before);
    const after = readFrom(head, name, isRendered(head) ? mistakes : damaged, beside);
    if (after === 'failed') continue;
    environments.push({ name, base: before === 'failed' ? undefined : before, head: after });
  }
  for (const side of [base, head]) damaged.push(...damageOf(side));
  if (damaged.length > 0) throw new InvalidInput(damaged);
  environments.sort((one, other) => compareEnvironments(named(one), named(other)));
  return { comparison: { base: base.description, head: head.description, environments }, mistakes };
}

/** What is rendered may fail in one environment; what was kept is whole, or of no use. */
function isRendered({ description: { kind } }: Readable): boolean {
  return kind === 'tree' || kind === 'commit';
}

/** What is needed of a side to read it. */
export type Readable = Pick<Side, 'description' | 'environments' | 'read' | 'requireFiles' | 'sources' | 'notes'>;

function requireNames(known: readonly string[], asked: readonly string[]): readonly string[] {
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length === 0) return known.filter((name) => asked.includes(name));
  throw new InvalidInput(
    unknown.map((given) => ({
      code: 'ENVIRONMENT_UNKNOWN',
      at: `--env ${given}`,
      problem: 'is on neither side',
      fix: chooseFix(given, known),
      given,
      allowed: known,
    })),
  );
}

function besideOf(side: Readable, name: string, assembly: Assembly | 'failed' | undefined): Beside | undefined {
  const { sources } = side;
  if (sources === undefined || assembly === undefined || assembly === 'failed') return undefined;
  return { assembly, sources, notes: () => side.notes?.(name) };
}

function readFrom(side: Readable, name: string, mistakes: Mistake[], other?: Beside): Assembly | 'failed' | undefined {
  if (!side.environments.includes(name)) return undefined;
  try {
    return side.read(name, other);
  } catch (error) {
    const known = mistakesOf(error);
    if (known === undefined) throw error;
    mistakes.push(...known);
    return 'failed';
  }
}

/** What is wrong with files beside those that were read from. */
function damageOf(side: Readable): readonly Mistake[] {
  try {
    side.requireFiles?.();
    return [];
  } catch (error) {
    const known = mistakesOf(error);
    if (known === undefined) throw error;
    return known;
  }
}

function named({ name, base, head }: ComparedEnvironment): { readonly name: string; readonly tier: string } {
  const tier = findFacts(head ?? base)?.object['tier'];
  return { name, tier: typeof tier === 'string' ? tier : '' };
}
