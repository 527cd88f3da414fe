import type { Exception } from '../exceptions/exception';

/** An exception on the day of a run. */
export interface ExceptionRow extends Exception {
  readonly expired: boolean;
}

/** The columns of the inventory. */
export const EXCEPTIONS_TABLE: readonly (readonly [name: string, cell: (row: ExceptionRow) => string])[] = [
  ['expires', ({ expires, expired }) => `${expires}${expired ? ' (expired)' : ''}`],
  ['accepts', (row) => row.code ?? row.class ?? ''],
  ['document', ({ document }) => document],
  ['path', ({ path }) => path ?? ''],
  ['owner', ({ owner }) => owner],
  ['reason', ({ reason }) => reason],
  ['line', ({ source }) => `${source.file}:${source.line}`],
];

/** The inventory as comma-separated values (RFC 4180), which no spreadsheet takes for formulas. */
export function exceptionsCsv(rows: readonly ExceptionRow[]): string {
  const lines = [
    EXCEPTIONS_TABLE.map(([name]) => name),
    ...rows.map((row) => EXCEPTIONS_TABLE.map(([, cell]) => cell(row))),
  ];
  return lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function quoted(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
