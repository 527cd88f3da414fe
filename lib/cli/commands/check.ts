import { checkSummary, findingsText } from '../../report/findings';
import { findingsFor, mistakesJson, print, printMistakes } from '../print';
import { loadAssemblies, type LoadOptions } from '../assemblies';
import { checkFleet, exceptionLines, openExceptions, type ExceptionOptions } from '../exceptions';
import { recordedNear } from '../stop-tree';
import { EXIT, type ExitCode, type Session } from '../session';

/** Options of `taxiway check`. */
export interface CheckOptions extends LoadOptions, ExceptionOptions {}

/** Runs every rule over what is rendered; writes nothing. */
export function check(session: Session, options: CheckOptions): ExitCode {
  const exceptions = openExceptions(session, options);
  const { assemblies, whole, foreign, ...loaded } = loadAssemblies(session, options);
  const stops = options.from === undefined ? undefined : recordedNear(session);
  const checked = checkFleet({ assemblies: [...assemblies, ...foreign.keys()], whole, foreign, stops }, exceptions);
  const { ran, skipped, unused } = checked;
  const findings = findingsFor(checked.findings, options.service);
  const accepted = findingsFor(checked.accepted, options.service);
  const mistakes = [...loaded.mistakes, ...checked.mistakes];
  print(
    session,
    options.format,
    'check',
    { findings, accepted, unused, ran, notChecked: skipped, mistakes: mistakesJson(mistakes) },
    () =>
      [
        findingsText(session.terminal, findings),
        ...exceptionLines(session, accepted.length, unused),
        // Where nothing could be rendered, nothing was checked.
        assemblies.length === 0 ? '' : checkSummary(findings, ran, skipped),
      ]
        .filter((part) => part !== '')
        .join('\n'),
  );
  if (mistakes.length > 0) {
    if (options.format === 'text') printMistakes(session, 'text', 'check', mistakes);
    return EXIT.input;
  }
  return findings.some(({ severity }) => severity === 'error') ? EXIT.gates : EXIT.done;
}
