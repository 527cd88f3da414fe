import { RULES } from '../../check/rules/all';
import { runRules } from '../../check/run';
import { checkSummary, findingsText } from '../../report/findings';
import { TaxiwayError } from '../../errors';
import { show } from '../../nearest';
import { findingsFor, mistakesJson, print, printMistakes } from '../print';
import { loadAssemblies, type LoadOptions } from '../assemblies';
import { EXIT, type ExitCode, type Session } from '../session';

/** Options of `taxiway check`. */
export interface CheckOptions extends LoadOptions {
  /** The day of the run; nothing here looks at a clock. */
  readonly today?: string;
}

/** Runs every rule over what is rendered; writes nothing. */
export function check(session: Session, options: CheckOptions): ExitCode {
  const today = requireDay(options.today);
  const { assemblies, mistakes, whole, foreign } = loadAssemblies(session, options);
  const result = runRules({ assemblies: [...assemblies, ...foreign.keys()], whole, foreign, today }, RULES);
  const findings = findingsFor(result.findings, options.service);
  const { ran, skipped } = result;
  print(
    session,
    options.format,
    'check',
    { findings, ran, notChecked: skipped, mistakes: mistakesJson(mistakes) },
    () =>
      [findingsText(session.terminal, findings), checkSummary(findings, ran, skipped)]
        .filter((part) => part !== '')
        .join('\n'),
  );
  if (mistakes.length > 0) {
    if (options.format === 'text') printMistakes(session, 'text', 'check', mistakes);
    return EXIT.input;
  }
  return findings.some(({ severity }) => severity === 'error') ? EXIT.gates : EXIT.done;
}

function requireDay(today: string | undefined): string | undefined {
  if (today === undefined || (/^\d{4}-\d\d-\d\d$/.test(today) && !Number.isNaN(Date.parse(today)))) return today;
  const problem = `${show(today)} is no day`;
  throw new TaxiwayError({ code: 'USAGE', at: '--today', problem, fix: 'write it as 2027-01-31', given: today });
}
