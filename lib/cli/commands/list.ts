import { listOf, sayPods, type ListRow } from '../../list';
import { table } from '../../report/terminal';
import { mistakesJson, print, printMistakes } from '../print';
import { loadAssemblies, type LoadOptions } from '../assemblies';
import { EXIT, type ExitCode, type Session } from '../session';

/** Shows what runs where, who owns it, and on what. */
export function list(session: Session, options: LoadOptions): ExitCode {
  const { assemblies, mistakes } = loadAssemblies(session, options);
  const rows = listOf(assemblies, options.service);
  print(session, options.format, 'list', { workloads: rows, mistakes: mistakesJson(mistakes) }, () =>
    table(
      session.terminal,
      ['environment', 'service', 'workload', 'owner', 'maturity', 'pods', 'runs on', 'capacity', 'called by', 'calls'],
      rows.map((row) => [
        row.environment,
        row.service,
        row.workload,
        row.owner,
        row.maturity,
        row.stopped === undefined ? sayPods(row) : `${sayPods(row)} (stopped: ${row.stopped})`,
        row.runsOn,
        row.capacity,
        [...row.callers, ...(row.publicHost === undefined ? [] : ['the internet'])].join(', ') || '-',
        row.calls.map((name) => callOf(name, row)).join(', ') || '-',
      ]),
    ),
  );
  if (mistakes.length === 0) return EXIT.done;
  if (options.format === 'text') printMistakes(session, 'text', 'list', mistakes);
  return EXIT.input;
}

/** A callee, and by what the way to it is held where that differs between environments. */
function callOf(name: string, { gitlabApi }: ListRow): string {
  return name === 'gitlab-api' && gitlabApi !== undefined ? `${name} ${gitlabApi}` : name;
}
