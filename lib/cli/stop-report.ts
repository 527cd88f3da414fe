import type { StopRecord } from '../stop/record';
import { mistakesJson, print, printMistakes } from './print';
import { EXIT, type ExitCode, type Session } from './session';
import type { Stopped, StopRunOptions } from './stop-run';
import { commandText } from './tool';

/** What ends with 1: it is recorded, and not everything of it is done. */
const UNFINISHED: readonly string[] = ['STOP_INCOMPLETE', 'TOOL_MISSING'];

/** Prints what was recorded, what was run and what is left to do, and says how the command ends. */
export function reportStops(
  session: Session,
  command: 'stop' | 'restore',
  service: string,
  options: StopRunOptions,
  stopped: readonly Stopped[],
): ExitCode {
  const mistakes = stopped.flatMap((one) => one.mistakes);
  const environments = stopped.map((one) => toJson(one, options));
  print(session, options.format, command, { service, environments, mistakes: mistakesJson(mistakes) }, () =>
    stopped.map((one) => textOf(session, command, service, options, one)).join('\n\n'),
  );
  if (mistakes.length === 0) return EXIT.done;
  if (options.format === 'text') printMistakes(session, 'text', command, mistakes);
  return mistakes.every(({ code }) => UNFINISHED.includes(code)) ? EXIT.gates : EXIT.input;
}

function toJson(one: Stopped, { dryRun = false }: StopRunOptions): object {
  const { environment, level, record, state, file, steps, ends, commit } = one;
  return {
    environment,
    level,
    state,
    recorded: !dryRun,
    record,
    file,
    steps: steps.map((step, index) => {
      const end = ends[index];
      const ran = end === undefined ? 'printed' : end.problem === undefined ? 'done' : 'failed';
      return { does: step.does, command: commandText(step), state: ran, problem: end?.problem };
    }),
    commit,
  };
}

function textOf(
  { terminal: { colors } }: Session,
  command: 'stop' | 'restore',
  service: string,
  { dryRun = false, apply = false }: StopRunOptions,
  one: Stopped,
): string {
  const { environment, file, steps, ends, commit } = one;
  const lines = [`${colors.bold(`${service} in ${environment}`)}: ${stateText(one, dryRun)}`];
  if (dryRun) lines.push('Nothing was recorded, written or run. This is what would be:');
  else if (!apply) lines.push('Nothing was applied yet. Type this, or run the same command with --apply:');
  const shown = steps.map((step, index) => {
    const end = ends[index];
    const mark = end === undefined ? '' : end.problem === undefined ? 'done    ' : 'NOT DONE ';
    return `  ${mark}${commandText(step)}`;
  });
  lines.push(...(shown.length === 0 ? ['  nothing is there to apply'] : shown));
  if (dryRun) return lines.join('\n');
  lines.push(`Keep it, or a pipeline that renders without ${file} undoes it:`, ...commit.map((line) => `  ${line}`));
  if (command === 'stop') lines.push(`Undo it with: taxiway restore ${service} --env ${environment} --apply`);
  return lines.join('\n');
}

function stateText({ state, level, record, file }: Stopped, dryRun: boolean): string {
  if (state === 'restored')
    return `${dryRun ? 'would be' : 'is'} as it is placed again, and was stopped at ${said(record)}`;
  if (state === 'again') return `was stopped already at ${said(record)}; it is applied again`;
  const verb = dryRun ? 'would be' : 'is';
  return `${verb} ${state === 'raised' ? `stopped further, at ${level}` : `stopped at ${level}`}, as ${file} says`;
}

function said({ level, who, when, why }: StopRecord): string {
  return `${level} by ${who} since ${when}: ${why}`;
}
