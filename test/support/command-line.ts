import { CommanderError } from 'commander';
import { createColors } from 'picocolors';
import { commands } from '../../lib/cli/main';

/** Parses words as the command does, and does nothing but print; what it printed. */
export async function parseLine(words: readonly string[]): Promise<string> {
  const printed: string[] = [];
  const print = (text: string): unknown => printed.push(text);
  const library = { name: 'taxiway', exports: { environmentsOf: unused, synthesize: unused } };
  const terminal = { out: print, err: print, interactive: false, colors: createColors(false) };
  const all = commands({ cwd: '/', terminal, library }, unused);
  for (const command of all.commands.flatMap((one) => [one, ...one.commands])) command.action(() => undefined);
  try {
    await all.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error;
  }
  return printed.join('');
}

function unused(): never {
  throw new Error('nothing is loaded to parse a line');
}
