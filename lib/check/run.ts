import type { Document } from '../assembly/document';
import { originOf } from '../origin';
import { holdsPlatform } from '../foreign/foreign';
import type { Finding } from './finding';
import type { Fleet } from './fleet';
import type { Rule } from './rule';

/** What a run of rules ends in. */
export interface CheckResult {
  /** Errors first, then by environment, document and code. */
  readonly findings: readonly Finding[];
  /** Codes of rules that ran. */
  readonly ran: readonly string[];
  /** Codes of rules that need the whole fleet, or its platform, where it wasn't there. */
  readonly skipped: readonly string[];
}

/** Runs rules over assemblies; the order of the result doesn't depend on the order of the input. */
export function runRules(fleet: Fleet, rules: readonly Rule[]): CheckResult {
  const findings: Finding[] = [];
  const ran: string[] = [];
  const skipped: string[] = [];
  const platform = hasPlatforms(fleet);
  for (const rule of rules) {
    if ((rule.scope === 'fleet' && !fleet.whole) || (rule.scope === 'platform' && !platform)) {
      skipped.push(rule.code);
      continue;
    }
    ran.push(rule.code);
    for (const assembly of fleet.assemblies) {
      const from = fleet.foreign?.get(assembly);
      if (from !== undefined && rule.scope === 'environment') continue;
      for (const { document, path, problem, fix } of rule.check(assembly, fleet)) {
        const found = assembly.documents.find(({ id }) => id === document);
        findings.push({
          code: rule.code,
          severity: rule.severity,
          environment: assembly.environment,
          service: found?.service,
          owner: found?.owner,
          document,
          path,
          problem: from === undefined ? problem : `${problem}; it is of ${from}`,
          fix,
          requirement: rule.requirement,
          // A line of another repository is none that could be opened here.
          source: found === undefined || from !== undefined ? undefined : sourceOf(found, path),
          docs: `docs/checks.md#${rule.code.toLowerCase()}`,
        });
      }
    }
  }
  findings.sort(compareFindings);
  return { findings, ran: ran.sort(), skipped: skipped.sort() };
}

/** Whether the platform of every environment is there; who has services only doesn't know the pools. */
function hasPlatforms({ assemblies }: Fleet): boolean {
  const having = new Set(assemblies.filter(holdsPlatform).map(({ environment }) => environment));
  return assemblies.every(({ environment }) => having.has(environment));
}

function sourceOf(document: Document, path: string | undefined): Finding['source'] {
  return originOf(document, path ?? '')?.at ?? document.origins.at;
}

function compareFindings(one: Finding, other: Finding): number {
  const key = ({ severity, environment, document, code, path, problem }: Finding): string =>
    [severity, environment, document ?? '', code, path ?? '', problem].join('\u0000');
  const [left, right] = [key(one), key(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}
