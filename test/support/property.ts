import { inspect } from 'node:util';
import * as fc from 'fast-check';

/** How a property is tried. */
export interface Trial<T> {
  /** Cases in `npm run test:property`; `npm test` tries the first eighth of them. */
  readonly runs: number;
  /** Cases that failed once; they are tried first, in every run. */
  readonly examples?: readonly T[];
}

const SEED = 20_260_801;

/** Set by jest.property.config.js. */
const { TAXIWAY_ALL_CASES: ALL_CASES = false } = globalThis as { readonly TAXIWAY_ALL_CASES?: boolean };
const EIGHTH = 8;

function numberFrom(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  if (!Number.isInteger(number)) throw new Error(`${name} is '${text}'; give a whole number`);
  return number;
}

/** Whether somebody explores: then what is reached may differ, and is printed instead of asserted. */
export const exploring =
  process.env['TAXIWAY_FUZZ_SEED'] !== undefined || process.env['TAXIWAY_FUZZ_RUNS'] !== undefined;

/**
 * Holds generated cases to reaching each of these codes so many times, so that no property holds for want of cases.
 * An eighth of the cases has to reach half of what its share would be: the rare ones may all be among the rest.
 */
export function requireReached(
  title: string,
  reached: ReadonlyMap<string, number>,
  least: Readonly<Record<string, number>>,
): void {
  test(title, () => {
    const share = ALL_CASES ? 1 : 1 / (2 * EIGHTH);
    const rare = Object.entries(least).filter(([code, times]) => (reached.get(code) ?? 0) < Math.floor(times * share));
    const table = [...reached].sort().map(([code, times]) => `${String(times).padStart(7)}  ${code}`);
    if (exploring) console.log(table.join('\n'));
    else if (rare.length > 0)
      throw new Error(`too rare: ${rare.map(([code]) => code).join(', ')}\n${table.join('\n')}`);
  });
}

/**
 * Tries a property with generated values, the same in every run.
 * `TAXIWAY_FUZZ_SEED` and `TAXIWAY_FUZZ_RUNS` choose others and more of them; a failure names the smallest case it found.
 */
export function holds<T>(
  title: string,
  arbitrary: fc.Arbitrary<T>,
  { runs, examples = [] }: Trial<T>,
  predicate: (value: T) => void,
): void {
  const seed = numberFrom('TAXIWAY_FUZZ_SEED') ?? SEED;
  const numRuns = (numberFrom('TAXIWAY_FUZZ_RUNS') ?? Math.ceil(ALL_CASES ? runs : runs / EIGHTH)) + examples.length;
  test(title, () => {
    const details = fc.check(fc.property(arbitrary, predicate), {
      seed,
      numRuns,
      examples: examples.map((example): [T] => [example]),
    });
    if (!details.failed) return;
    const { counterexample, errorInstance, counterexamplePath, numShrinks } = details;
    const shown = inspect(counterexample?.[0], { depth: 12, maxStringLength: 300, breakLength: 120 });
    const how = `TAXIWAY_FUZZ_SEED=${seed} TAXIWAY_FUZZ_RUNS=${numRuns}, at ${counterexamplePath ?? '?'} after ${numShrinks} steps`;
    const reason =
      errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : inspect(errorInstance);
    throw new Error(`${reason}\n\nsmallest case (${how}):\n${shown}`);
  });
}
