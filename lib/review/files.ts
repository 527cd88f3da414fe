import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Assembly } from '../assembly/assembly';
import type { Document, Stack } from '../assembly/document';
import { parseId } from '../assembly/id';
import { filesOf } from '../assembly/layout';

/** The file of a stack whose bytes are not what its documents say, or that no document says anything of. */
export interface StrayFile {
  readonly stack: Stack;
  readonly path: string;
  readonly problem: string;
}

/**
 * Compares the files that will be applied with what the documents of a stack are written as. A record may be sound
 * beside a file that is not, and Terraform reads every file of a folder.
 */
export function strayFiles(folder: string, { documents }: Assembly, stacks: ReadonlySet<Stack>): readonly StrayFile[] {
  const own = documents.filter(({ id }) => stacks.has(parseId(id).stack));
  const expected = filesOf(own);
  const byPath = new Map(
    own.flatMap((document): [string, Document][] => (document.path === undefined ? [] : [[document.path, document]])),
  );
  const strays: StrayFile[] = [];
  for (const [path, text] of expected) {
    const stack = parseId(byPath.get(path)?.id ?? '').stack;
    const file = join(folder, path);
    if (!existsSync(file)) strays.push({ stack, path, problem: 'is missing' });
    else if (!readFileSync(file).equals(Buffer.from(text)))
      strays.push({ stack, path, problem: 'is not what its documents say' });
  }
  for (const path of filesIn(folder)) {
    const stack = stackOf(path);
    if (stack !== undefined && stacks.has(stack) && !expected.has(path))
      strays.push({ stack, path, problem: 'is in no document' });
  }
  return strays;
}

/** The files of a stack, with what they hold. */
export function filesOfStacks({ documents }: Assembly, stacks: ReadonlySet<Stack>): ReadonlyMap<string, string> {
  return filesOf(documents.filter(({ id }) => stacks.has(parseId(id).stack)));
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** Whose file it is, by the folder that it lies in. */
function stackOf(path: string): Stack | undefined {
  const [first = '', second = '', ...rest] = path.split('/');
  if (second === '' && rest.length === 0) return undefined;
  if (first === 'platform') return 'platform';
  return second === 'grants' && rest.length > 0 ? `${first}:grants` : `${first}:workloads`;
}
