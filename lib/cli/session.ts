import type { Terminal } from '../report/terminal';
import type { Library } from './library';

/** What every command is given: where it runs, where it prints, and the library that programs import. */
export interface Session {
  /** The folder that the command was typed in. */
  readonly cwd: string;
  readonly terminal: Terminal;
  readonly library: Library;
}

/** Exit codes: done, something gates, the input is wrong, our own failure; and what a shell says of Ctrl-C. */
export const EXIT = { done: 0, gates: 1, input: 2, failure: 3, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Options that every command about environments has. */
export interface ScopeOptions {
  readonly env?: readonly string[];
  readonly service?: readonly string[];
  readonly format: Format;
}

export const FORMATS = ['text', 'json'] as const;
export type Format = (typeof FORMATS)[number];
