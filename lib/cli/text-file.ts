import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { TaxiwayError } from '../errors';
import { reasonOf, shownPath, systemCodeOf } from '../assembly/failure';

/** Reads a text, or undefined where there is no such file. */
export function findText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === undefined) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new TaxiwayError({
      code: 'VALUE_INVALID',
      at: shownPath(path),
      problem: `can't be read: ${reasonOf(code)}`,
      fix: 'make it a file that this user may read',
    });
  }
}

/** Writes several files, all or none: what was there before comes back when one of them can't be written. */
export function writeTexts(texts: ReadonlyMap<string, string>): void {
  const before = new Map([...texts.keys()].map((path) => [path, findText(path)]));
  const created: string[] = [];
  const done: string[] = [];
  for (const [path, text] of texts) {
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      const folder = mkdirSync(dirname(path), { recursive: true });
      if (folder !== undefined) created.push(folder);
      writeFileSync(temporary, text);
      renameSync(temporary, path);
      done.push(path);
    } catch (error) {
      for (const written of done) restore(written, before.get(written));
      // The folder may be what is wrong, and then there is nothing to remove.
      if (!['ENOTDIR', 'EEXIST'].includes(systemCodeOf(error) ?? '')) rmSync(temporary, { force: true });
      for (const folder of created) rmSync(folder, { recursive: true, force: true });
      const code = systemCodeOf(error);
      if (code === undefined) throw error;
      throw new TaxiwayError({
        code: 'WRITE_FAILED',
        at: shownPath(path),
        problem: `can't be written: ${reasonOf(code)}`,
        fix: 'nothing was changed; make room or give the right, and try again',
      });
    }
  }
}

function restore(path: string, text: string | undefined): void {
  if (text === undefined) rmSync(path, { force: true });
  else writeFileSync(path, text);
}
