import { fileURLToPath } from 'node:url';

/** One line of a stack trace: a place in the code that ran, before any source map. */
export interface Frame {
  readonly file: string;
  /** First line is 1. */
  readonly line: number;
  /** First column is 1. */
  readonly column: number;
  /** True where the function that holds the place is a constructor. */
  readonly constructs: boolean;
}

/** Reads the frames of a stack trace that name a place; built-in functions and unreadable lines are left out. Whoever stops early saves the rest. */
export function* framesOf(stack: string): Generator<Frame, undefined> {
  for (const text of stack.split('\n')) {
    const frame = toFrame(text);
    if (frame) yield frame;
  }
}

function toFrame(text: string): Frame | undefined {
  const [, call] = /^\s+at (.+)$/.exec(text) ?? [];
  if (call === undefined) return undefined;
  const [, file, line, column] = /^(.+):(\d+):(\d+)$/.exec(placeOf(call)) ?? [];
  if (file === undefined || file === '<anonymous>') return undefined;
  return {
    file: file.startsWith('file://') ? fileURLToPath(file) : file,
    line: Number(line),
    column: Number(column),
    constructs: call.startsWith('new '),
  };
}

/** Finds `file:line:column` in `new X (file:line:column)`, `file:line:column` and code that came from `eval`. */
function placeOf(call: string): string {
  if (call.includes('eval at ')) return /\(([^()]+:\d+:\d+)\)/.exec(call)?.[1] ?? '';
  if (call.endsWith(')')) return call.slice(call.indexOf(' (') + 2, -1);
  return call.replace(/^async /, '');
}
