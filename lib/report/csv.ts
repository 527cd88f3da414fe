/** Columns of a table: what stands above each, and what a row has there. */
export type Columns<Row> = readonly (readonly [name: string, cell: (row: Row) => string])[];

/** Rows as comma-separated values (RFC 4180), which no spreadsheet takes for formulas. */
export function csv<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
  const lines = [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, cell]) => cell(row)))];
  return lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function quoted(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
