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

/** The files of an environment as a tree, each with what it holds. */
export function treeText(assembly: Assembly, folder: string, { only, width }: TreeOptions): string {
  const files = new Map<string, Document[]>();
  for (const document of assembly.documents) {
    if (document.path !== undefined) files.set(document.path, [...(files.get(document.path) ?? []), document]);
  }
  const rows = [...files.keys()].sort().map((path) => [path, contents(files.get(path) ?? [])] as const);
  const shown = [...rows, ['assembly.jsonl', 'every document, with its origin and digest'] as const].filter(
    ([path]) => only?.includes(path) ?? true,
  );
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
