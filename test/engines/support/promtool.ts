import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RuleGroup } from '../../../lib/slo/rules';
import type { Sli } from '../../../lib/slo/sli';
import { fileOf } from './engine';
import { run, type Ended } from './process';
import type { Phase, Scenario } from './rule-scenarios';

/** Series of a measure as a scrape has them: labels that match the rules, and others that come with pods and load balancers. */
export interface Shown {
  readonly good: string;
  readonly bad: string;
  /** Whether a scrape reached the pods, for measures of theirs. */
  readonly up?: string;
}

/** Tells a story to rules, as text, and returns what promtool says of it. */
export function tell(rules: string, sli: Sli, shown: Shown, scenarios: readonly Scenario[]): Promise<Ended> {
  const tests = scenarios.map(({ name, phases, sights }) => ({
    name,
    input_series: [...seriesOf(sli, shown, phases), ...reached(shown, phases)],
    promql_expr_test: sights.map(({ at, alerts, firing }) => ({
      expr: `count(ALERTS{${['alertstate="firing"', alerts].filter((one) => one !== '').join(',')}}) or vector(0)`,
      eval_time: `${at}m`,
      exp_samples: [{ labels: '{}', value: firing }],
    })),
  }));
  return tellAll(rules, tests);
}

/** The same for tests as promtool writes them; a value of a series is a minute. */
export async function tellAll(rules: string, tests: readonly object[]): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'taxiway-promtool-'));
  try {
    writeFileSync(join(folder, 'rules.yaml'), rules);
    const minutes = tests.map((test) => ({ interval: '1m', ...test }));
    writeFileSync(
      join(folder, 'tests.yaml'),
      JSON.stringify({ rule_files: ['rules.yaml'], evaluation_interval: '1m', tests: minutes }),
    );
    return await run(fileOf('promtool', 'program'), ['test', 'rules', join(folder, 'tests.yaml')]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Rules as the file has them; JSON is YAML. */
export function fileText(groups: readonly RuleGroup[]): string {
  return JSON.stringify({ groups });
}

function seriesOf({ measure }: Sli, { good, bad }: Shown, phases: readonly Phase[]) {
  const all = ({ good: fast, bad: slow }: Phase) => (fast === 'gone' ? fast : fast + (slow === 'gone' ? 0 : slow));
  if (measure.kind === 'errors') {
    const apart = measure.metric.failures !== undefined;
    return [
      { series: good, values: counted(phases, apart ? all : ({ good: much }) => much) },
      { series: bad, values: counted(phases, ({ bad: much }) => much) },
    ];
  }
  return [
    { series: bad, values: counted(phases, all) },
    { series: good, values: counted(phases, ({ good: fast }) => fast) },
  ];
}

function reached({ up }: Shown, phases: readonly Phase[]) {
  if (up === undefined) return [];
  const values = phases.flatMap(({ minutes, unreached }) => Array<string>(minutes).fill(unreached ? '0' : '1'));
  return [{ series: up, values: values.join(' ') }];
}

/** A counter, one value a minute; whoever is gone keeps what it had counted. */
function counted(phases: readonly Phase[], muchOf: (phase: Phase) => number | 'gone'): string {
  let value = 0;
  const values = phases.flatMap((phase) => {
    const much = muchOf(phase);
    return Array.from({ length: phase.minutes }, () => {
      if (much === 'gone') return '_';
      value += much;
      return String(Number(value.toFixed(6)));
    });
  });
  return values.join(' ');
}
