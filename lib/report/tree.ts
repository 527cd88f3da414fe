import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
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

/** The files of an environment by path, but for its record. */
export function filesIn(assembly: Assembly): readonly FileRow[] {
  const files = new Map<string, Document[]>();
  for (const document of assembly.documents) {
    if (document.path === undefined) continue;
    const others = files.get(document.path);
    if (others) others.push(document);
    else files.set(document.path, [document]);
  }
  return [...files.keys()].sort().map((path) => [path, contents(files.get(path) ?? [])]);
}

/** The files of an environment as a tree, each with what it holds. */
export function treeText(files: readonly FileRow[], folder: string, { only, width }: TreeOptions): string {
  const rows = [...files, ['assembly.jsonl', 'every document, with its origin and digest'] as const];
  const shown = rows.filter(([path]) => only?.includes(path) ?? true);
  const longest = Math.max(...shown.map(([path]) => path.length));
  return [`${folder}/`, ...shown.map(([path, text]) => cut(`  ${path.padEnd(longest)}  ${text}`, width))].join('\n');
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
