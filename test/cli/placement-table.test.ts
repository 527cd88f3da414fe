import { compileFunction } from 'node:vm';
import { transformSync } from 'esbuild';
import { addPlacement } from '../../lib/cli/placement-table';
import { mistakesOf } from '../../lib/errors';
import { newFolder } from '../support/cli';

const ENVIRONMENTS = {
  'environments/staging.ts': "export const staging = defineEnvironment({ name: 'staging' });",
  'environments/pre-production.ts': "export const preProduction = defineEnvironment({ name: 'pre-production' });",
};

/** The table with `Added` placed in both environments. */
function added(text: string, entry = 'services/index.ts'): string {
  const root = newFolder({ ...ENVIRONMENTS, [entry]: text });
  const project = { root, entry, environmentsDir: 'environments', servicesDir: 'services' };
  return addPlacement(project, 'added', 'Added', ['staging', 'pre-production']);
}

function refusalOf(text: string): ReturnType<typeof mistakesOf> {
  try {
    added(text);
  } catch (error) {
    return mistakesOf(error);
  }
  return undefined;
}

describe('a row of the placement table', () => {
  it('goes to the end of the list, with what it imports', () => {
    const text =
      "import { place } from 'taxiway';\nimport { staging } from '../environments/staging';\nimport { One } from './one';\n\n/** All. */\nexport const placements = [\n  place(One, [staging]),\n];\n";

    expect(added(text)).toBe(
      "import { place } from 'taxiway';\nimport { staging } from '../environments/staging';\nimport { One } from './one';\nimport { preProduction } from '../environments/pre-production';\nimport { Added } from './added';\n\n/** All. */\nexport const placements = [\n  place(One, [staging]),\n  place(Added, [staging, preProduction]),\n];\n",
    );
  });

  const head =
    "import { place } from 'taxiway';\nimport { staging, other } from \"../environments/staging\";\nimport {\n  One,\n} from './one';\n";

  it.each([
    ['on one line', 'export const placements = [place(One, [staging])];'],
    ['with a type', 'export const placements: readonly Placement[] = [place(One, [staging])];'],
    [
      'that is checked and frozen',
      'export const placements = [\n  place(One, [staging]),\n] as const satisfies readonly Placement[];',
    ],
    ['without a comma at its end', 'export const placements = [\n  place(One, [staging])\n];'],
    ['with a comment at its end', "export const placements = [\n  place(One, [staging]) // one's own ]\n];"],
    ['that holds no row yet', 'export const placements = [\n  // none\n];'],
    ['before another list', 'export const placements = [place(One, [staging])];\nexport const others = [1, 2];'],
    ['after a comment about placements', '// placements are below\nexport const placements = [place(One, [staging])];'],
    ['with a bracket in a text', "export const placements = [place(One, named('];', [staging]))];"],
  ])('is added to a list %s', (_, list) => {
    const text = added(head + list);

    const code = transformSync(text, { loader: 'ts', format: 'cjs' }).code;
    const rows: string[] = [];
    const module = { exports: {} as { placements?: unknown } };
    // The names of what is placed are enough.
    const require = (): object => ({
      place: (name: string) => rows.push(name),
      One: 'One',
      Added: 'Added',
      staging: 1,
      preProduction: 2,
      other: 3,
    });
    compileFunction(code, ['module', 'require', 'named'])(module, require, () => []);

    expect(rows.at(-1)).toBe('Added');
    expect(text.match(/place\(Added, \[staging, preProduction\]\)/g)).toHaveLength(1);
    expect(text.match(/staging.*from/g)).toHaveLength(1);
  });

  it('names files as the entry reaches them', () => {
    const text = added('export const placements = [];\n', 'tables/fleet/all.ts');

    expect(text).toContain("from '../../services/added'");
    expect(text).toContain("from '../../environments/staging'");
  });

  it.each([
    ['an import', "import { place } from 'taxiway';\nimport {\n  Added,\n} from './elsewhere';\n"],
    ['a constant', 'const Added = 1;\n'],
    ['an environment from elsewhere', "import { staging } from './elsewhere';\n"],
  ])('is refused where its name is taken by %s', (_, before) => {
    const refusal = refusalOf(`${before}export const placements = [];\n`);

    expect(refusal).toMatchObject([{ code: 'NAME_INVALID', at: 'services/index.ts' }]);
  });

  it('is added where a comment names its class', () => {
    expect(added('/** Added soon. */\nexport const placements = []; // Added\n')).toContain('place(Added');
  });

  it.each([
    ['that is made by a function', 'export const placements = allOf(services);'],
    ['that is not there', 'export const rows = [];'],
    ['in a file that does not parse', 'export const placements = [ }];'],
  ])('is refused for a list %s', (_, text) => {
    const refusal = refusalOf(text);

    expect(refusal).toMatchObject([{ code: 'PLACEMENTS_MISSING', at: 'services/index.ts' }]);
    expect(refusal?.[0]?.fix).toContain('place(Added, [staging, preProduction])');
  });
});
