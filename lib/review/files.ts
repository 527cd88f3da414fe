import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Assembly } from '../assembly/assembly';
import type { Document, Stack } from '../assembly/document';
import { parseId } from '../assembly/id';
import { treeOf } from '../assembly/tree';
import { ruleFileStacks } from '../slo/files';
import { STOP_FOLDER } from '../stop/files';

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
export function strayFiles(folder: string, assembly: Assembly, stacks: ReadonlySet<Stack>): readonly StrayFile[] {
  const own = documentsOfOwners(assembly, stacks);
  const stackOf = stackFinder(own);
  const expected = filesOf(own, stacks);
  const strays: StrayFile[] = [];
  for (const [path, text] of expected) {
    const stack = stackOf(path) ?? 'platform';
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
export function filesOfStacks(assembly: Assembly, stacks: ReadonlySet<Stack>): ReadonlyMap<string, string> {
  return filesOf(documentsOfOwners(assembly, stacks), stacks);
}

function filesOf(own: readonly Document[], stacks: ReadonlySet<Stack>): ReadonlyMap<string, string> {
  const stackOf = stackFinder(own);
  return new Map([...treeOf(own)].filter(([path]) => stacks.has(stackOf(path) ?? 'platform')));
}

/** What these stacks' files follow from: how a service is stopped, from all of its documents. */
function documentsOfOwners({ documents }: Assembly, stacks: ReadonlySet<Stack>): readonly Document[] {
  const owners = new Set([...stacks].map(ownerOf));
  return documents.filter(({ id }) => owners.has(ownerOf(parseId(id).stack)));
}

/** The service that a stack is of, or the platform. */
function ownerOf(stack: Stack): string {
  return stack.split(':', 1)[0] ?? '';
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/**
 * Tells whose file it is. A file of rules belongs to the stack of the objects that it follows from, since only who
 * verifies that one knows that they were reviewed.
 */
function stackFinder(own: readonly Document[]): (path: string) => Stack | undefined {
  const rules = ruleFileStacks(own);
  return (path) => rules.get(path) ?? stackByFolder(path);
}

/** Whose file it is, by the folder that it lies in; what stops a service takes the rights of its grants. */
function stackByFolder(path: string): Stack | undefined {
  const [first = '', second = '', ...rest] = path.split('/');
  if (second === '' && rest.length === 0) return undefined;
  if (first === 'platform') return 'platform';
  return (second === 'grants' || second === STOP_FOLDER) && rest.length > 0 ? `${first}:grants` : `${first}:workloads`;
}
