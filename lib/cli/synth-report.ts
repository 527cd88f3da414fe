import { join, relative, sep } from 'node:path';
import type { WriteResult } from '../assembly/write';
import type { Mistake } from '../errors';
import { sayPods } from '../list';
import { checkSummary, findingsText } from '../report/findings';
import { treeText } from '../report/tree';
import { count, table, widthOf } from '../report/terminal';
import { exceptionLines, type Checked } from './exceptions';
import type { Kept } from './last-run';
import { findingsFor, mistakesJson, print, printMistakes } from './print';
import type { ScopeOptions, Session } from './session';

/** What is told of an environment; the environment itself is too large to be kept until then. */
export interface Written extends Kept {
  /** Absent where it was not written. */
  readonly result?: WriteResult;
}

/** What is told of a run of synth. */
export interface SynthReport {
  /** The environments that were to be written. */
  readonly asked: readonly string[];
  /** The absolute path of the folder that they were to be written to. */
  readonly out: string;
  readonly written: readonly Written[];
  readonly mistakes: readonly Mistake[];
  readonly checked?: Checked;
  /** What else the platform serves, or that it is rendered elsewhere. */
  readonly shared: readonly string[];
}

/** Prints what a run of synth rendered, wrote and objected to. */
export function reportSynth(session: Session, options: ScopeOptions, report: SynthReport): void {
  const { terminal, cwd } = session;
  const { asked, out, written, mistakes, checked, shared } = report;
  const findings = findingsFor(checked?.findings ?? [], options.service);
  const accepted = findingsFor(checked?.accepted ?? [], options.service);
  const unused = checked?.unused ?? [];
  const folderOf = (environment: string): string => relative(cwd, join(out, environment)).split(sep).join('/');
  const environments = written.map(({ environment, documents, result }) => ({
    name: environment,
    folder: result && folderOf(environment),
    documents,
    written: result?.written.length,
    unchanged: result?.unchanged,
    removed: result?.removed.length,
  }));
  print(
    session,
    options.format,
    'synth',
    { environments, findings, accepted, unused, mistakes: mistakesJson(mistakes) },
    () => {
      const parts = [];
      if (findings.length > 0) parts.push(findingsText(terminal, findings), '');
      for (const { environment, files, result } of written) {
        if (result === undefined) continue;
        // A person wants to see what this run changed; a pipe gets the same text from every run.
        const only = terminal.interactive ? result.written : undefined;
        if (only?.length !== 0)
          parts.push(treeText(files, folderOf(environment), { only, width: widthOf(terminal) }), '');
      }
      const services = options.service ?? [];
      const rows = written
        .flatMap((one) => one.rows)
        .filter(({ service }) => services.length === 0 || services.includes(service))
        .map((row) => [row.environment, row.service, row.workload, row.owner, sayPods(row), row.runsOn, row.capacity]);
      if (rows.length > 0)
        parts.push(
          table(terminal, ['environment', 'service', 'workload', 'owner', 'pods', 'runs on', 'capacity'], rows),
          '',
        );
      for (const environment of environments) {
        const state =
          environment.written === undefined
            ? 'not written'
            : `${count(environment.written, 'file')} written, ${environment.unchanged ?? 0} unchanged, ${environment.removed ?? 0} removed`;
        parts.push(`${environment.name}: ${count(environment.documents, 'document')}, ${state}`);
      }
      const snapped = new Set(written.flatMap((one) => one.snapped));
      parts.push(
        ...[...snapped].filter((line) => services.length === 0 || services.includes(line.split(':')[0] ?? '')),
      );
      parts.push(...shared, ...exceptionLines(session, accepted.length, unused));
      if (checked !== undefined) parts.push(checkSummary(checked.findings, checked.ran, checked.skipped));
      return parts.join('\n');
    },
  );
  if (options.format === 'text' && mistakes.length > 0) {
    printMistakes(session, 'text', 'synth', mistakes);
    const done = written.filter(({ result }) => result !== undefined).map(({ environment }) => environment);
    const refused = asked.filter((environment) => !done.includes(environment));
    if (refused.length > 0) terminal.err(`${refused.join(', ')}: not written; what was there before is unchanged\n`);
  }
}
