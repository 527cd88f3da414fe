import { join } from 'node:path';
import type { GeneratedCase } from './generated';

/** What a real server answered, one line a case: `in` or `out`, then the capabilities at each path. */
export const ANSWERS = join(__dirname, '../../fixtures/vault-answers.txt');

/** Somebody who says what comes of a case. */
export interface Oracle {
  login(one: GeneratedCase, index: number): Promise<boolean>;
  capabilities(one: GeneratedCase, index: number): Promise<readonly (readonly string[])[]>;
}

const LETTERS: Readonly<Record<string, string>> = {
  create: 'c',
  read: 'r',
  update: 'u',
  patch: 'p',
  delete: 'd',
  list: 'l',
  sudo: 's',
};

/** The answers to all cases as one text. */
export async function answersOf(cases: readonly GeneratedCase[], oracle: Oracle): Promise<string> {
  const lines: string[] = [];
  for (const [index, one] of cases.entries()) {
    const inside = await oracle.login(one, index);
    const allowed = await oracle.capabilities(one, index);
    const short = allowed.map((list) => list.map((name) => LETTERS[name] ?? `?${name}`).join('') || '-');
    lines.push([inside ? 'in' : 'out', ...short].join(' '));
  }
  return `${lines.join('\n')}\n`;
}
