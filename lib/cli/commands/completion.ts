import type { Command } from 'commander';
import { GPU_MODEL_NAMES } from '../../gpu/models';
import { loadAssemblies } from '../assemblies';
import { openStart, type Start } from '../first-service';
import { servicesIn } from '../program';
import { STOP_LEVELS } from '../../stop/level';
import { FORMATS, type Session } from '../session';

/** The arguments that are services, by command. */
const SUBJECTS: ReadonlyMap<string, string> = new Map([
  ['explain', 'service|document'],
  ['stop', 'service'],
  ['restore', 'service'],
]);

type Complete = (value: string, description: string) => void;

/** Adds `complete`, which prints the script of a shell and answers its questions; the help of every command is its only source. */
export async function addCompletion(program: Command, session: Session): Promise<void> {
  // The library is an ES module, and only this command needs it.
  const { default: complete } = await import('@bomb.sh/tab/commander');
  const root = complete(program);
  program.commands
    .find((command) => command.name() === 'complete')
    ?.addHelpText('after', '\nExamples:\n  $ source <(taxiway complete zsh)');
  const known = (values: () => readonly string[]) => (add: Complete) => {
    for (const value of values()) add(value, '');
  };
  const services = known(() => servicesOf(session));
  const handlers = new Map([
    ['env', known(() => fromProgram(session, ({ environments }) => environments.map(({ name }) => name)))],
    ['service', services],
    ['format', known(() => FORMATS)],
    ['gpu', known(() => GPU_MODEL_NAMES)],
    [
      'owner',
      known(() => fromProgram(session, ({ environments }) => environments.flatMap(({ teams }) => Object.keys(teams)))),
    ],
  ]);
  for (const [name, command] of root.commands) {
    for (const [option, handler] of handlers) {
      const found = command.options.get(option);
      if (found !== undefined) found.handler = handler;
    }
    const subject = SUBJECTS.get(name);
    const argument = subject === undefined ? undefined : command.arguments.get(subject);
    if (argument !== undefined) argument.handler = services;
    const level = command.options.get('level');
    if (level !== undefined) level.handler = known(() => STOP_LEVELS);
  }
}

/** A project completes before its first service too. A broken one completes nothing; the command says what is wrong with it. */
function fromProgram(session: Session, names: (start: Start) => readonly string[]): readonly string[] {
  try {
    return [...new Set(names(openStart(session)))].sort();
  } catch {
    return [];
  }
}

function servicesOf(session: Session): readonly string[] {
  try {
    return servicesIn(loadAssemblies(session, { format: 'text' }).assemblies);
  } catch {
    return [];
  }
}
