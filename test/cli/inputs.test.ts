import * as library from '../../constructs';
import { findInputs } from '../../lib/cli/inputs';
import { loadProgram } from '../../lib/loader/load';
import { findProject } from '../../lib/loader/project';
import { newFolder } from '../support/cli';

const NAME = 'taxiway';

/** The digest of what decides what a program renders that holds this line. */
function inputsOf(line: string, settings: object = {}): string | undefined {
  const root = newFolder({
    'package.json': '{ "name": "fleet", "taxiway": "services/index.ts" }',
    'services/index.ts': `import { place } from '${NAME}';\n${line}\nexport const placements = [] as (typeof place)[];\n`,
  });
  loadProgram({ root, entry: 'services/index.ts', library: { name: NAME, exports: library } });
  return findInputs(findProject(root), NAME, settings);
}

describe('the inputs of a program', () => {
  it('are the same for the same program in another folder, and others for another program or other settings', () => {
    const one = inputsOf('export const a = 1;');

    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(inputsOf('export const a = 1;')).toBe(one);
    expect(inputsOf('export const a = 2;')).not.toBe(one);
    expect(inputsOf('export const a = 1;', { platform: false })).not.toBe(one);
    // A line that moved is another line in every origin.
    expect(inputsOf('\nexport const a = 1;')).not.toBe(one);
  });

  it.each([
    ['the clock', 'export const today = new Date().getDay();'],
    ['the environment of the process', "export const where = process.env['HOME'];"],
    ['a file', "import { readFileSync } from 'node:fs'; export const text = readFileSync('/dev/null', 'utf8');"],
    ['another package', "import { resolve } from 'node:path'; export const here = resolve('a');"],
    ['a module that it finds out itself', "const id = 'node:os'; export const os = require(id);"],
    ['chance', 'export const chance = Math.random();'],
    ['the language of the machine', "export const sorted = ['b', 'a'].sort((x, y) => x.localeCompare(y));"],
    ['its own folder', 'export const folder = __dirname;'],
    ['whatever a text says', "export const run = new Function('return 1')();"],
  ])('are unknown where it reads %s', (_, line) => {
    expect(inputsOf(line)).toBeUndefined();
  });

  it.each([
    ['a text', "export const text = 'global process Date require';"],
    ['a comment', '// new Date(), process.env\nexport const one = 1;'],
  ])('are known where such a word is in %s', (_, line) => {
    expect(inputsOf(line)).toBeDefined();
  });
});
