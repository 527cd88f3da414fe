import { RULES } from '../../check/rules/all';
import { runRules } from '../../check/run';
import { checkSummary, findingsText } from '../../report/findings';
import { findingsFor, mistakesJson, print, printMistakes } from '../print';
import { loadAssemblies, type LoadOptions } from '../assemblies';
import { EXIT, type ExitCode, type Session } from '../session';

/** Options of `taxiway check`. */
export type CheckOptions = LoadOptions;

/** Runs every rule over what is rendered; writes nothing. */
export function check(session: Session, options: CheckOptions): ExitCode {
  const { assemblies, mistakes, whole, foreign } = loadAssemblies(session, options);
  const result = runRules({ assemblies: [...assemblies, ...foreign.keys()], whole, foreign }, RULES);
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
