import { oneLine } from '../../nearest';

/** Much longer than anything that is written into one line of a note. */
const LONGEST = 20_000;

/**
 * A text as Markdown shows it, letter by letter. Names, values and sentences come from whoever wrote the change: none of
 * them may mention people, close issues, begin a list or a quick action, or hide anything.
 */
export function escapeMarkdown(text: string): string {
  return oneLine(text, LONGEST)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]#!|~$%^@]|:(?=[\w+-])/g, '\\$&')
    .replace(/^[-+=/]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

/** A value as code. */
export function codeSpan(text: string): string {
  const shown = oneLine(text, LONGEST);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') || shown === '' ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A name inside of HTML, where nothing is Markdown but references to people and issues still are. */
export function htmlName(name: string): string {
  return oneLine(name, LONGEST).replaceAll(/[^\p{L}\p{N} .,:_-]/gu, '_');
}

/** A table of Markdown; its cells are escaped already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
