import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../lib/check/rules/all';
import { runRules } from '../../lib/check/run';
import { assemblyOf, edited, findingsOf, fleetWith } from '../support/assemblies';
import { ALERT_CASES } from './cases/alerts';
import { ADMISSION_CASES } from './cases/admission';
import { BUDGET_CASES } from './cases/budgets';
import type { Case } from './cases/case';
import { EXPOSURE_CASES } from './cases/exposure';
import { GPU_CASES } from './cases/gpu';
import { NETWORK_CASES } from './cases/network';
import { PLATFORM_CASES } from './cases/platform';
import { POD_CASES } from './cases/pods';
import { PROMQL_CASES } from './cases/promql';
import { ROTATION_CASES } from './cases/rotation';
import { REACH_CASES } from './cases/reach';
import { SCALING_CASES } from './cases/scaling';
import { SCHEMA_CASES } from './cases/schemas';
import { SAMPLES, SECRET_CASES } from './cases/secrets';
import { SERVICE_CASES } from './cases/services';
import { STOP_CASES } from './cases/stops';
import { STORE_CASES } from './cases/stores';
import { TERRAFORM_CASES } from './cases/terraform';
import { VAULT_CASES } from './cases/vault';

const CASES: readonly Case[] = [
  ...ALERT_CASES,
  ...POD_CASES,
  ...GPU_CASES,
  ...NETWORK_CASES,
  ...REACH_CASES,
  ...VAULT_CASES,
  ...PLATFORM_CASES,
  ...SERVICE_CASES,
  ...SECRET_CASES,
  ...ROTATION_CASES,
  ...STOP_CASES,
  ...STORE_CASES,
  ...SCALING_CASES,
  ...PROMQL_CASES,
  ...SCHEMA_CASES,
  ...TERRAFORM_CASES,
  ...BUDGET_CASES,
  ...ADMISSION_CASES,
  ...EXPOSURE_CASES,
];
const CODES = RULES.map(({ code }) => code);

function ruleOf(code: string) {
  const rule = RULES.find((one) => one.code === code);
  if (rule === undefined) throw new Error(`no rule has the code ${code}`);
  return rule;
}

describe('the services of this repository', () => {
  it.each(['sandbox', 'staging', 'production'] as const)('pass every rule in %s', (name) => {
    const fleet = fleetWith();

    const { findings } = runRules(fleet, RULES);

    expect(findings.filter(({ environment }) => environment === name)).toEqual([]);
  });
});

describe.each(CODES)('%s', (code) => {
  const own = CASES.filter((one) => one.code === code);

  it.each(own.map((one) => ({ ...one, does: one.paths.length > 0 ? 'objects to' : 'is silent about' })))(
    '$does $to',
    ({ given, paths, today, stops }) => {
      const findings = findingsOf(given, [ruleOf(code)], { today, stops });

      const found = findings.filter(({ environment }) => environment === given.environment);
      expect(found.every((finding) => finding.code === code)).toBe(true);
      expect([...new Set(found.map(({ path }) => path ?? ''))].sort()).toEqual(paths);
      for (const { problem, fix } of found) expect(`${problem} ${fix}`).not.toMatch(/undefined|\[object|\.$/);
    },
  );
});

describe('the table of cases', () => {
  it('makes every rule fire', () => {
    const firing = new Set(CASES.filter(({ paths }) => paths.length > 0).map(({ code }) => code));

    expect(CODES.filter((code) => !firing.has(code))).toEqual([]);
  });
});

describe('the rules', () => {
  it('have codes that others can name, each once, and say what they make sure of', () => {
    expect(new Set(CODES).size).toBe(CODES.length);
    for (const { code, title, requirement } of RULES) {
      expect(code).toMatch(/^[A-Z][A-Z_]+$/);
      expect(title).toMatch(/^\S.*[^.]$/);
      expect(requirement).toMatch(/^R[1-5]\d0$/);
    }
  });

  it('are explained one by one in docs/checks.md, in the order in which they run', () => {
    const text = readFileSync(join(__dirname, '../../docs/checks.md'), 'utf8');

    expect([...text.matchAll(/^## ([A-Z_]+)$/gm)].map(([, code]) => code)).toEqual(CODES);
    for (const { code, requirement } of RULES) {
      const section = text.split(/^## /m).find((part) => part.startsWith(`${code}\n`));
      expect(section).toContain(requirement);
    }
  });

  it('that need the whole fleet are left out where it is not there, and named', () => {
    const { ran, skipped } = runRules({ assemblies: [assemblyOf('staging')], whole: false }, RULES);

    expect(skipped).toEqual([
      'CALLER_NOT_PLACED',
      'CALLS_BOTH_ENDS',
      'NAMES_UNIQUE',
      'VAULT_PATHS_OVERLAP',
      'VAULT_READS_ANOTHER',
    ]);
    expect([...ran, ...skipped].sort()).toEqual([...CODES].sort());
  });

  it('that need the pools are left out where services are alone, and named', () => {
    const alone = { ...assemblyOf('staging') };
    const documents = alone.documents.filter(({ path }) => path?.startsWith('platform/') !== true);

    const { ran, skipped } = runRules({ assemblies: [{ ...alone, documents }], whole: false }, RULES);

    expect(skipped.filter((code) => code.startsWith('BUDGET_'))).toEqual([
      'BUDGET_CEILING',
      'BUDGET_EXCEEDED',
      'BUDGET_UNKNOWN',
    ]);
    expect([...ran, ...skipped].sort()).toEqual([...CODES].sort());
  });

  it('hold a budget against pools that services of other repositories share, and name where it is from', () => {
    const production = assemblyOf('production');
    const budgeted = edited(production, 'code-suggestions:workloads/taxiway/Service', 'props.budget', {
      value: '4105.79 USD',
      origin: 'typed',
    });
    const own = ({ service, domain }: (typeof production.documents)[number]) =>
      service === 'code-suggestions' || domain === 'environment';
    const there = { ...budgeted, documents: budgeted.documents.filter(own) };
    const here = {
      ...production,
      documents: production.documents.filter(({ service }) => service !== 'code-suggestions'),
    };
    const budgets = RULES.filter(({ code }) => code.startsWith('BUDGET_'));

    const foreign = new Map([[there, '../code-suggestions/dist']]);
    const { findings } = runRules({ assemblies: [here, there], whole: true, foreign }, budgets);

    expect(findings.map(({ code, problem }) => [code, problem])).toEqual([
      ['BUDGET_EXCEEDED', expect.stringContaining('100 % of pool l4-x1; it is of ../code-suggestions/dist')],
    ]);
  });

  it('never repeat a secret that they found', () => {
    const cases = SECRET_CASES.filter(({ paths }) => paths.length > 0);

    const said = cases.map(({ given }) => JSON.stringify(findingsOf(given, RULES)));

    for (const sample of [...Object.values(SAMPLES), 'correct horse', 'correct-horse']) {
      expect(said.filter((text) => text.includes(JSON.stringify(sample).slice(1, -1)))).toEqual([]);
    }
  });

  it('object to a service that two assemblies of one environment declare', () => {
    const staging = assemblyOf('staging');
    const again = { ...staging, documents: staging.documents.filter(({ service }) => service === 'spamcheck') };
    const facts = staging.documents.filter(({ domain }) => domain === 'environment');

    const { findings } = runRules(fleetWith(staging, { ...again, documents: [...again.documents, ...facts] }), RULES);

    expect(findings.map(({ code, document }) => `${code} ${document}`)).toContain(
      'NAMES_UNIQUE staging/spamcheck:workloads/taxiway/Service/-/spamcheck',
    );
  });
});
