import { createColors } from 'picocolors';
import type { Finding } from '../check/finding';
import type { Mistake } from '../errors';
import { show } from '../nearest';
import { mergeMistakes, mistakesText } from '../report/mistakes';
import type { Format, Session } from './session';

/** The version of every JSON output; schemas/output.schema.json says what it holds. */
export const OUTPUT_VERSION = 1;

/** Prints a result: as JSON with its version, or as the text that `text` makes. */
export function print({ terminal }: Session, format: Format, command: string, data: object, text: () => string): void {
  if (format === 'json')
    terminal.out(`${JSON.stringify({ schemaVersion: OUTPUT_VERSION, command, ...data }, null, 2)}\n`);
  else {
    const lines = text();
    if (lines !== '') terminal.out(`${lines}\n`);
  }
}

/** Prints mistakes: JSON goes to standard output, text to standard error. */
export function printMistakes(session: Session, format: Format, command: string, mistakes: readonly Mistake[]): void {
  if (format === 'json') print(session, format, command, { mistakes: mistakesJson(mistakes) }, () => '');
  else {
    const { terminal } = session;
    // Standard output may be a terminal where standard error is a file.
    const colors = process.stderr.isTTY ? terminal.colors : createColors(false);
    terminal.err(`${mistakesText({ ...terminal, colors }, mistakes)}\n`);
  }
}

/** Mistakes as the JSON output shows them. */
export function mistakesJson(mistakes: readonly Mistake[]): readonly object[] {
  return mergeMistakes(mistakes).map(({ code, at, problem, fix, given, allowed, source, environments }) => ({
    code,
    at,
    problem,
    fix,
    given: plain(given),
    allowed,
    source,
    environments,
  }));
}

/** Findings of the services that were asked for. */
export function findingsFor<F extends Finding>(
  findings: readonly F[],
  services: readonly string[] | undefined,
): readonly F[] {
  if (services === undefined || services.length === 0) return findings;
  return findings.filter(({ service }) => service !== undefined && services.includes(service));
}

/** What was given may be anything; JSON shows data as it is and everything else as text. */
function plain(value: unknown): unknown {
  if (value === undefined) return undefined;
  try {
    // JSON has no text for functions and symbols, whatever its type says.
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? show(value) : JSON.parse(text);
  } catch {
    return show(value);
  }
}
