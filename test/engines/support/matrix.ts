import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FOLDER, type EngineName } from './engine';
import { readExceptions } from './exceptions';

/** What one rule of a suite came to over everything that is rendered. */
export interface Outcome {
  readonly rule: string;
  readonly passed: number;
  readonly excepted: number;
  /** Why the findings are meant, where there are any. */
  readonly reason?: string;
}

/** One answer of a suite: which rule, and whether it found something. */
export interface Answer {
  readonly rule: string;
  readonly found: boolean;
}

/** Counts the answers of a suite by rule, with the reason of the exceptions; every finding has one by now. */
export function outcomesOf(suite: string, answers: readonly Answer[]): readonly Outcome[] {
  const reasons = new Map(
    readExceptions()
      .filter((exception) => exception.suite === suite)
      .map(({ check, reason }) => [check, reason.replaceAll(/\s+/g, ' ').trim()]),
  );
  return [...new Set(answers.map(({ rule }) => rule))].sort().map((rule) => {
    const own = answers.filter((answer) => answer.rule === rule);
    const excepted = own.filter(({ found }) => found).length;
    const passed = own.length - excepted;
    return excepted === 0 ? { rule, passed, excepted } : { rule, passed, excepted, reason: reasons.get(rule) ?? '' };
  });
}

/** Leaves the outcomes of a suite for docs/policy-suites.md. Called last in a test, as `prove` is. */
export function publish(suite: EngineName, outcomes: readonly Outcome[]): void {
  const folder = join(RUN_FOLDER, 'matrix');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${suite}.json`), JSON.stringify({ suite, outcomes }));
}
