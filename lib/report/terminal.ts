import type Table from 'cli-table3';
import { createRequire } from 'node:module';
import type { createColors } from 'picocolors';

// A pipe has no use for it.
const load = createRequire(__filename);

/** Where a command prints, and how. */
export interface Terminal {
  /** Standard output: results, stable in a pipe. */
  out(text: string): void;
  /** Standard error: progress and mistakes. */
  err(text: string): void;
  /** Whether standard output is a terminal that a person looks at. */
  readonly interactive: boolean;
  readonly colors: ReturnType<typeof createColors>;
}

/** Columns of the terminal that a person looks at; a pipe has no end. */
export function widthOf({ interactive }: Terminal): number {
  return interactive && process.stdout.columns > 0 ? process.stdout.columns : Number.POSITIVE_INFINITY;
}

/** Cuts a line to the width of the terminal. */
export function cut(line: string, width: number): string {
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}

const GAP = 2;
/** Words up to this length are never cut. */
const WORD = 36;

/**
 * A table: aligned for people, tab-separated with a header line in a pipe.
 * Where the terminal is too narrow even for wrapped cells, a row takes several lines, led by its first `title` cells.
 */
export function table(
  terminal: Terminal,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  title = 3,
): string {
  if (!terminal.interactive)
    return [head, ...rows].map((row) => row.map((cell) => cell.replaceAll(/[\t\n]/g, ' ')).join('\t')).join('\n');
  const widths = columnWidths(head, rows, widthOf(terminal));
  return widths === undefined ? records(terminal, head, rows, title) : aligned(terminal, head, rows, widths);
}

/** The widths of all columns with their gaps, the widest made smaller where they don't fit; undefined where words would be cut. */
function columnWidths(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): number[] | undefined {
  const cells = head.map((name, index) => [name, ...rows.map((row) => row[index] ?? '')]);
  const widths = cells.map((column) => Math.max(...column.map((cell) => cell.length)) + GAP);
  const least = cells.map(
    (column) => Math.max(...column.flatMap((cell) => cell.split(' ')).map((word) => Math.min(word.length, WORD))) + GAP,
  );
  for (let total = sum(widths) - GAP; total > width; total -= 1) {
    const widest = widths.reduce(
      (best, size, index) => (slack(index) > 0 && (best < 0 || size > (widths[best] ?? 0)) ? index : best),
      -1,
    );
    if (widest < 0) return undefined;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;

  function slack(index: number): number {
    return (widths[index] ?? 0) - (least[index] ?? 0);
  }
}

function aligned(
  { colors }: Terminal,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  widths: readonly number[],
): string {
  const drawn = new (load('cli-table3') as typeof Table)({
    head: head.map((cell) => colors.bold(cell)),
    colWidths: [...widths],
    wordWrap: true,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '',
    },
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Rows that are wider than the terminal: a title each, and below it the other cells with their names. */
function records(
  terminal: Terminal,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  title: number,
): string {
  const width = widthOf(terminal);
  return rows
    .map((row) => {
      const text = [terminal.colors.bold(cut(row.slice(0, title).join('  '), width))];
      let column = width;
      for (const [index, cell] of row.entries()) {
        if (index < title || cell === '') continue;
        const name = head[index] ?? '';
        const length = GAP + name.length + 1 + cell.length;
        const breaks = column + length > width;
        column = breaks ? length : column + length;
        text.push(`${breaks ? '\n' : ''}  ${terminal.colors.dim(name)} ${cell}`);
      }
      return text.join('');
    })
    .join('\n');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** A number with its noun: `1 service`, `5 services`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${amount === 1 ? noun : noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}
