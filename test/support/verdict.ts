import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { Outcome } from '../../constructs/synthesize';
import type { Assembly } from '../../lib/assembly/assembly';
import { recordText } from './made-up-documents';
import { runRules } from '../../lib/check/run';
import { RULES } from '../../lib/check/rules/all';
import type { Finding } from '../../lib/check/finding';
import { findToken } from '../../lib/engine/tokens';
import { mistakesOf, TaxiwayError, type Mistake } from '../../lib/errors';
import { mistakesJson } from '../../lib/cli/print';
import { mistakesText } from '../../lib/report/mistakes';
import { createColors } from 'picocolors';
import { THROWN } from './arbitrary/oddity';

/** Every code there is; the compiler forgets a union, so it is read from the source. */
const CODES = new Set(
  [...readFileSync(join(__dirname, '../../lib/errors.ts'), 'utf8').matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(
    ([, code]) => code,
  ),
);
const RULE_CODES = new Set(RULES.map(({ code }) => code));
/** What an output or a message only says where something was put into a text without a look at it. */
const LEAKS = ['undefined', '[object', 'NaN', '=>', 'function (', 'Symbol('];
/** What a message only says where an error of ours was passed on. */
const STACKS = /\n\s+at |TypeError|RangeError|Cannot (?:read|convert|destructure)|is not (?:a function|iterable)/;

/** How often a code was met, over all cases of a file. */
export const reached = new Map<string, number>();

function count(code: string): void {
  reached.set(code, (reached.get(code) ?? 0) + 1);
}

/** Holds what a case ended in to what every end has in common. `given` is the case, which may hold odd texts of its own. */
export function judge(outcome: Outcome, given: unknown): void {
  const said = saidIn(given);
  if ('mistakes' in outcome) judgeMistakes(outcome.mistakes, said);
  else judgeAssembly(outcome.assembly, said);
}

/** Whether a case itself holds a text; looked up only where there is a doubt. */
function saidIn(given: unknown): (text: string) => boolean {
  let words: string | undefined;
  return (text) => {
    words ??= inspect(given, { depth: Infinity, maxStringLength: Infinity, maxArrayLength: Infinity });
    return words.includes(text);
  };
}

/** Holds mistakes to being coded, placed, said in one line, and ours to nobody. */
function judgeMistakes(mistakes: readonly Mistake[], said: (text: string) => boolean): void {
  expect(mistakes.length).toBeGreaterThan(0);
  for (const mistake of mistakes) {
    const { code, at, problem, fix } = mistake;
    count(code);
    const text = `${code} ${at}: ${problem}; ${fix}`;
    expect(CODES).toContain(code);
    expect(code).not.toBe('INTERNAL');
    for (const part of [at, problem, fix]) {
      if (typeof part !== 'string' || part.trim() === '' || /[\n\r\u2028]/.test(part) || part.length > 2_000)
        throw new Error(`not one line: ${text}`);
    }
    if (code === 'SERVICE_THREW' && !problem.includes(THROWN)) throw new Error(`our own failure: ${text}`);
    if (STACKS.test(text)) throw new Error(`our own failure: ${text}`);
    for (const leak of LEAKS) if (text.includes(leak) && !said(leak)) throw new Error(`${leak} in ${text}`);
  }
  // Both forms of output can say it.
  JSON.stringify(mistakesJson(mistakes));
  mistakesText({ colors: createColors(false) } as Parameters<typeof mistakesText>[0], mistakes);
}

function judgeAssembly({ documents }: Assembly, said: (text: string) => boolean): void {
  for (const { id, object, domain } of documents) {
    const token = findToken(object, '');
    if (token !== undefined && domain === 'kubernetes') throw new Error(`a token in ${id} at ${token}`);
    const text = JSON.stringify(object);
    for (const leak of LEAKS) if (text.includes(leak) && !said(leak)) throw new Error(`${leak} in ${id}`);
  }
}

/** Runs every rule; the errors that it found. Rules themselves never fail, whatever was patched in. */
export function errorsIn(assemblies: readonly Assembly[], whole: boolean): readonly Finding[] {
  const { findings } = runRules({ assemblies, whole }, RULES);
  for (const { code, problem, fix } of findings) {
    count(code);
    expect(RULE_CODES).toContain(code);
    if (problem === '' || fix === '') throw new Error(`${code} says nothing`);
  }
  return findings.filter(({ severity }) => severity === 'error');
}

/** The record of an environment; its files are made of the documents in it and of nothing else. */
function recordOf(assembly: Assembly): string {
  return recordText(assembly, new Map());
}

/** What throws a mistake ends in that mistake. */
export function orRefused(call: () => Outcome): Outcome {
  try {
    return call();
  } catch (error) {
    const mistakes = mistakesOf(error);
    if (mistakes === undefined) throw error;
    return { environment: '', mistakes };
  }
}

/** The assembly of a case in which everything is right. */
export function requireAssembly(outcome: Outcome): Assembly {
  if ('assembly' in outcome) return outcome.assembly;
  throw new Error(outcome.mistakes.map((mistake) => new TaxiwayError(mistake).message).join('\n'));
}

/** Throws where two outcomes are not one. */
export function requireSame(one: Outcome, other: Outcome): void {
  const apart = difference(fingerprint(one), fingerprint(other));
  if (apart !== undefined) throw new Error(`another order gives something else: ${apart}`);
}

/** What can be compared between two runs of one case: all bytes, or the codes and places of the mistakes in any order. */
export function fingerprint(outcome: Outcome): string {
  if ('assembly' in outcome) return recordOf(outcome.assembly);
  // One mistake may be met from both sides, and is then said once or twice.
  return [...new Set(outcome.mistakes.map(({ code, at }) => `${code} ${at}`))].sort().join('\n');
}

/** Where two texts part ways, short enough to read; undefined where they are one. */
export function difference(one: string, other: string): string | undefined {
  if (one === other) return undefined;
  // The header of a record holds digests only; what differs is below it.
  const [, below = ''] = /^[^\n]*\n([\s\S]*)$/.exec(one) ?? [];
  const [, otherBelow = ''] = /^[^\n]*\n([\s\S]*)$/.exec(other) ?? [];
  if (one.startsWith('{') && below !== otherBelow) return difference(below, otherBelow);
  let start = 0;
  while (one[start] === other[start]) start += 1;
  const around = (text: string): string => text.slice(Math.max(0, start - 60), start + 60);
  return `${around(one)}\n-- or --\n${around(other)}`;
}
