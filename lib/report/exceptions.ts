import type { Exception } from '../exceptions/exception';
import { csv, type Columns } from './csv';

/** An exception on the day of a run. */
export interface ExceptionRow extends Exception {
  readonly expired: boolean;
}

/** The columns of the inventory. */
export const EXCEPTIONS_TABLE: Columns<ExceptionRow> = [
  ['expires', ({ expires, expired }) => `${expires}${expired ? ' (expired)' : ''}`],
  ['accepts', (row) => row.code ?? row.class ?? ''],
  ['document', ({ document }) => document],
  ['path', ({ path }) => path ?? ''],
  ['owner', ({ owner }) => owner],
  ['reason', ({ reason }) => reason],
  ['line', ({ source }) => `${source.file}:${source.line}`],
];

/** The inventory as comma-separated values. */
export function exceptionsCsv(rows: readonly ExceptionRow[]): string {
  return csv(EXCEPTIONS_TABLE, rows);
}
