import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FOLDER = join(__dirname, '..', 'golden');

/** Compares a rendered file with the committed one of the same path, byte for byte; UPDATE_GOLDEN=1 rewrites it. */
export function expectGolden(path: string, text: string): void {
  const file = join(FOLDER, path);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  const golden = readGolden(file);
  if (golden === text) return;
  const difference = golden === undefined ? 'is not committed' : firstDifference(golden, text);
  throw new Error(
    `test/golden/${path} ${difference}\nIf the change is meant: npm run golden, and review the difference`,
  );
}

function readGolden(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The first line that differs, with what leads to it and what follows. */
export function firstDifference(golden: string, text: string): string {
  const [before, after] = [golden.split('\n'), text.split('\n')];
  let index = 0;
  while (before[index] === after[index] && index < Math.min(before.length, after.length)) index += 1;
  const context = before.slice(Math.max(0, index - 5), index).map((line) => `    ${line}`);
  const minus = before.slice(index, index + 5).map((line) => `  - ${line}`);
  const plus = after.slice(index, index + 5).map((line) => `  + ${line}`);
  return [`differs from line ${index + 1} on`, ...context, ...minus, ...plus].join('\n');
}
