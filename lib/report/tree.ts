import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
import { STOP_FOLDERS } from '../stop/files';
import { cut } from './terminal';

/** Which of the files are shown, and how wide. */
export interface TreeOptions {
  /** Only these files. */
  readonly only?: readonly string[];
  /** Columns of the terminal. */
  readonly width: number;
}

/** A file below an environment's folder, and what it holds: kinds, and how many of each. */
export type FileRow = readonly [path: string, contents: string];

/** The files of an environment by path, but for its record; what stops a service is one row. */
export function filesIn(assembly: Assembly, paths: readonly string[]): readonly FileRow[] {
  const files = new Map<string, Document[]>();
  for (const document of assembly.documents) {
    if (document.path === undefined) continue;
    const others = files.get(document.path);
    if (others) others.push(document);
    else files.set(document.path, [document]);
  }
  const rows = new Map([...files].map(([path, documents]) => [path, contents(documents)]));
  const below = new Map<string, Set<string>>();
  for (const path of paths) {
    if (rows.has(path)) continue;
    const [service = '', stop = '', name = ''] = path.split('/', 3);
    const folder = `${service}/${stop}/`;
    below.set(folder, (below.get(folder) ?? new Set()).add(name));
  }
  for (const [folder, names] of below) rows.set(folder, stopContents(names));
  return [...rows].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** The files of an environment as a tree, each with what it holds. */
export function treeText(files: readonly FileRow[], folder: string, { only, width }: TreeOptions): string {
  const rows = [...files, ['assembly.jsonl', 'every document, with its origin and digest'] as const];
  const isShown = (row: string): boolean =>
    only === undefined || only.some((path) => (row.endsWith('/') ? path.startsWith(row) : path === row));
  const shown = rows.filter(([path]) => isShown(path));
  const longest = Math.max(...shown.map(([path]) => path.length));
  return [`${folder}/`, ...shown.map(([path, text]) => cut(`  ${path.padEnd(longest)}  ${text}`, width))].join('\n');
}

/** The folders below one: levels, and `restore` where the service is stopped. */
function stopContents(names: ReadonlySet<string>): string {
  return STOP_FOLDERS.filter((name) => names.has(name)).join(', ');
}

/** Kinds and how many of each, in the order of their names. */
function contents(documents: readonly Document[]): string {
  const kinds = new Map<string, number>();
  for (const { domain, kind } of documents) {
    if (domain === 'terraform' && !kind.startsWith('resource.')) continue;
    const short = kind.replace(/^resource\./, '');
    kinds.set(short, (kinds.get(short) ?? 0) + 1);
  }
  return [...kinds]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([kind, amount]) => (amount === 1 ? kind : `${kind} ×${amount}`))
    .join(', ');
}
