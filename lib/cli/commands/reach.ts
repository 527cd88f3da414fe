import type { Assembly } from '../../assembly/assembly';
import { InvalidInput, type Mistake } from '../../errors';
import { chooseFix } from '../../nearest';
import { answerOf, endsOf } from '../../reach/answer';
import { reachOf } from '../../reach/reach';
import { viewOf } from '../../reach/view';
import { answerJson, reachJson } from '../../report/reach/json';
import { mermaidText } from '../../report/reach/mermaid';
import { svgText } from '../../report/reach/svg';
import { answerText, matrixText, reachText } from '../../report/reach/text';
import { loadAssemblies, type LoadOptions } from '../assemblies';
import { mistakesJson, print, printMistakes } from '../print';
import { EXIT, type ExitCode, type Session } from '../session';

/** How reach can be shown. */
export const REACH_FORMATS = ['text', 'matrix', 'json', 'mermaid', 'svg'] as const;

/** Options of `taxiway reach`. */
export interface ReachOptions extends Omit<LoadOptions, 'format'> {
  readonly format: (typeof REACH_FORMATS)[number];
  /** The other end of the question. */
  readonly to?: string;
}

/** Shows who can talk to, read or act as what, or answers whether one end reaches another. */
export function reach(session: Session, options: ReachOptions, from?: string): ExitCode {
  const format = options.format === 'json' ? 'json' : 'text';
  requireOptions(options, from);
  const { assemblies, mistakes } = loadAssemblies(session, { ...options, format });
  if (assemblies.length === 0) {
    printMistakes(session, format, 'reach', mistakes);
    return EXIT.input;
  }
  if (from === undefined || options.to === undefined) show(session, assemblies, options, from, mistakes);
  else answer(session, assemblies, format, from, options.to, mistakes);
  if (mistakes.length === 0) return EXIT.done;
  if (format === 'text') printMistakes(session, 'text', 'reach', mistakes);
  return EXIT.input;
}

function show(
  session: Session,
  assemblies: readonly Assembly[],
  { format, service }: ReachOptions,
  from: string | undefined,
  mistakes: readonly Mistake[],
): void {
  const { terminal } = session;
  if (from !== undefined) requireEnds(assemblies, [from]);
  const views = assemblies.map((assembly) => {
    const view = viewOf(reachOf(assembly), service);
    return from === undefined ? view : { ...view, edges: view.edges.filter((edge) => starts(edge.from, from)) };
  });
  const asJson = format === 'json';
  const data = { environments: asJson ? views.map(reachJson) : [], mistakes: mistakesJson(mistakes) };
  print(session, asJson ? 'json' : 'text', 'reach', data, () =>
    views
      .map((view) => {
        if (format === 'svg') return svgText(view);
        if (format === 'mermaid') return mermaidText(view);
        return format === 'matrix' ? matrixText(terminal, view) : reachText(terminal, view);
      })
      .join('\n\n'),
  );
}

/** Whether an end is the word, or a workload of the service that it names. */
function starts(end: string, word: string): boolean {
  return end === word || end.startsWith(`${word}/`);
}

function answer(
  session: Session,
  assemblies: readonly Assembly[],
  format: 'text' | 'json',
  from: string,
  to: string,
  mistakes: readonly Mistake[],
): void {
  requireEnds(assemblies, [from, to]);
  const answers = assemblies.map((assembly) => ({
    ...answerOf(assembly, from, to),
    reading: reachOf(assembly).reading,
  }));
  const data = {
    answers: answers.map(({ reading, ...one }) => ({
      ...answerJson(one),
      dataplane: reading.name,
      reading: reading.says,
    })),
    mistakes: mistakesJson(mistakes),
  };
  print(session, format, 'reach', data, () =>
    answers.map(({ reading, ...one }) => `${answerText(session.terminal, one)}\n  ${reading.says}`).join('\n'),
  );
}

/** An end that no environment has is a slip of the pen; one that some have is answered with no elsewhere. */
function requireEnds(assemblies: readonly Assembly[], words: readonly string[]): void {
  const known = [...new Set(assemblies.flatMap((assembly) => endsOf(reachOf(assembly))))].sort();
  const unknown = words.filter((word) => !known.includes(word));
  if (unknown.length === 0) return;
  throw new InvalidInput(
    unknown.map((given) => ({
      code: 'REACH_END_UNKNOWN',
      at: given,
      problem: `there is no service, workload or place '${given}'`,
      fix: chooseFix(given, known),
      given,
      allowed: known,
    })),
  );
}

function requireOptions({ to, format, env }: ReachOptions, from: string | undefined): void {
  if (to !== undefined && from === undefined)
    throw new InvalidInput([
      {
        code: 'USAGE',
        at: '--to',
        problem: `asks for a way to '${to}' and not from where`,
        fix: `write taxiway reach <from> --to ${to}`,
      },
    ]);
  if (to !== undefined && format !== 'text' && format !== 'json')
    throw new InvalidInput([
      {
        code: 'USAGE',
        at: '--format',
        problem: `is ${format}, and an answer is text or json`,
        fix: 'leave --format away, or --to',
      },
    ]);
  if (format === 'svg' && env?.length !== 1)
    throw new InvalidInput([
      {
        code: 'USAGE',
        at: '--format',
        problem: 'is svg, and a picture shows one environment',
        fix: 'add --env production',
      },
    ]);
}
