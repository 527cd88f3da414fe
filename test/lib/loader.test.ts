import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, parse } from 'node:path';
import { InvalidInput, mistakesOf, TaxiwayError } from '../../lib/errors';
import type { Mistake } from '../../lib/errors';
import { bundle } from '../../lib/loader/bundle';
import { loadProgram } from '../../lib/loader/load';
import { libraryDigest, readSources, runningLibrary, type Sources } from '../../lib/loader/sources';
import { findProject } from '../../lib/loader/project';
import { captureCallSite } from '../../lib/source/call-site';
import { locate } from '../../lib/source/locate';
import { packageOf } from '../../lib/source/package-of';

type Files = { readonly [path: string]: string };

const entry = 'services/index.ts';
const folders: string[] = [];

class MlService {
  readonly site = captureCallSite(MlService);
}

const library = {
  name: 'taxiway',
  exports: {
    MlService,
    refuse: () => {
      throw new TaxiwayError({ code: 'FACT_INVALID', at: 'staging', problem: 'is wrong', fix: 'correct it' });
    },
  },
};

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function folder(files: Files): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'taxiway-loader-')));
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function project(files: Files): string {
  return folder({ 'package.json': '{}', ...files });
}

function load(files: Files): Record<string, unknown> {
  return loadProgram({ root: project(files), entry, library });
}

/** What an action was refused for, without its prose. */
function mistakesIn(action: () => unknown): readonly Mistake[] {
  try {
    action();
  } catch (error) {
    const mistakes = mistakesOf(error);
    if (mistakes) return mistakes;
    throw error;
  }
  throw new Error('nothing was refused');
}

function codesIn(action: () => unknown): readonly string[] {
  return mistakesIn(action).map(({ code }) => code);
}

function sourcesIn(root: string): Sources | undefined {
  const library = { name: 'taxiway', digest: libraryDigest(runningLibrary()) };
  return readSources(root, bundle(entry, root), library)?.sources;
}

describe('bundle', () => {
  it('gives the same bundle in every folder and under every path to it', () => {
    const files = {
      [entry]: "import { a } from './a';\nexport const b = a;",
      'services/a.ts': 'export const a: number = 1;',
    };
    const [one, two, link] = [project(files), project(files), join(folder({}), 'link')];
    symlinkSync(one, link);

    const bundles = [one, two, link].map((root) => {
      const { modules, ...rest } = bundle(entry, root);
      const pathless = [...modules].map(([file, { imports, outside }]) => [file, imports, outside]);
      return { ...rest, pathless, sources: sourcesIn(root) };
    });

    expect(bundles[1]).toEqual(bundles[0]);
    expect(bundles[2]).toEqual(bundles[0]);
    expect(bundles[0]?.sourceMap).toMatchObject({ version: 3, sources: ['services/index.ts', 'services/a.ts'] });
    expect(bundles[0]?.code).not.toContain(tmpdir());
    expect(bundles[0]?.pathless).toEqual([
      ['services/a.ts', [], []],
      ['services/index.ts', ['services/a.ts'], []],
    ]);
  });

  it('digests each file with all that it imports, and with how it is compiled', () => {
    const files = {
      [entry]: "import { a } from './a';\nexport const b = a;",
      'services/a.ts': "import { c } from './c';\nexport const a = c;",
      'services/c.ts': "import { D } from 'taxiway';\nexport const c = () => [D];",
    };
    const sources = (changed: Record<string, string> = {}) => {
      const found = sourcesIn(project({ ...files, ...changed }));
      if (found === undefined) throw new Error('there are none');
      return found;
    };
    const { engine, files: digests } = sources();

    const other = sources({ 'services/c.ts': "import { D } from 'taxiway';\nexport const c = () => D;" });

    expect(Object.keys(digests).sort()).toEqual(['services/a.ts', 'services/c.ts', 'services/index.ts']);
    for (const file of Object.keys(digests)) expect(other.files[file]).not.toBe(digests[file]);
    expect(other.engine).toBe(engine);
    expect(sources({ 'services/b.ts': '' })).toEqual({ engine, files: digests });
    const settings = { compilerOptions: { useDefineForClassFields: false } };
    const text = JSON.stringify(settings);
    const base = (changed: string) => ({
      'services/tsconfig.json': '{ "extends": ["../settings/base"] }',
      'settings/base.json': changed,
    });
    const engines: Record<string, string>[] = [
      { 'tsconfig.json': '{}' },
      { 'services/tsconfig.json': text },
      base('{}'),
      base(text),
    ];
    expect(new Set([engine, ...engines.map((more) => sources(more).engine)]).size).toBe(engines.length + 1);
    // A version compiles nothing.
    expect(sources({ 'package.json': '{ "version": "2.0.0" }' })).toEqual(sources({ 'package.json': '{}' }));
  });

  it.each<[string, Record<string, string>]>([
    ['modules import each other', { 'services/a.ts': "import { b } from './index';\nexport const a = () => b;" }],
    ['what a tsconfig.json stands on is not there', { 'tsconfig.json': '{ "extends": "@nobody/settings" }' }],
    ['a module keeps something', { 'services/a.ts': 'let n = 0;\nexport const a = () => ++n;' }],
    ['a module reads the clock', { 'services/a.ts': 'export const a = () => Date.now();' }],
  ])('knows no sources where %s', (_, more) => {
    const files = { [entry]: "import { a } from './a';\nexport const b = a;", 'services/a.ts': 'export const a = 1;' };

    expect(sourcesIn(project(files))).toBeDefined();
    expect(sourcesIn(project({ ...files, ...more }))).toBeUndefined();
  });

  it('refuses an entry that is missing', () => {
    const root = project({});

    expect(codesIn(() => bundle(entry, root))).toEqual(['PROGRAM_NOT_FOUND']);
  });

  it('names the line of what does not compile, and counts columns in characters', () => {
    const root = project({ [entry]: "export {};\n/* é */ const a = 'é' 1;" });

    const [mistake] = mistakesIn(() => bundle(entry, root));

    expect(mistake).toMatchObject({
      code: 'PROGRAM_DOES_NOT_COMPILE',
      at: entry,
      source: { file: entry, line: 2, column: 23 },
    });
    expect(mistake?.problem).toMatch(/^[a-z].*[^.]$/);
  });

  it('reports everything that does not compile at once', () => {
    const root = project({
      [entry]: "import { b } from './a';\nimport c from './c.yaml';\nimport './d';\nconsole.log(b, c);",
      'services/a.ts': 'export const a = ;',
      'services/c.yaml': 'a: 1',
    });

    const mistakes = mistakesIn(() => bundle(entry, root));

    expect(mistakes.map(({ code, source }) => [code, source?.file, source?.line])).toEqual(
      expect.arrayContaining([
        ['PROGRAM_DOES_NOT_COMPILE', 'services/a.ts', 1],
        ['PROGRAM_DOES_NOT_COMPILE', entry, 2],
        ['IMPORT_NOT_FOUND', entry, 3],
      ]),
    );
  });

  it('refuses a name that a file does not export', () => {
    const root = project({ [entry]: "import { b } from './a';\nb();", 'services/a.ts': 'export const a = 1;' });

    expect(codesIn(() => bundle(entry, root))).toEqual(['PROGRAM_DOES_NOT_COMPILE']);
  });

  it.each([
    ['./code-sugestions', './code-suggestions'],
    ['../environments/stagin', '../environments/staging'],
    ['./pins.jsn', './pins.json'],
  ])('suggests a file for the import %s', (given, meant) => {
    const root = project({
      [entry]: `\nimport '${given}';`,
      'services/code-suggestions.ts': '',
      'services/pins.json': '{}',
      'environments/staging.ts': '',
    });

    const [mistake] = mistakesIn(() => bundle(entry, root));

    expect(mistake).toMatchObject({
      code: 'IMPORT_NOT_FOUND',
      at: entry,
      given,
      source: { file: entry, line: 2, column: 8 },
    });
    expect(mistake?.fix).toContain(`'${meant}'`);
  });

  it.each(['./nowhere/near', './entirely-different'])('suggests nothing for the import %s', (given) => {
    const root = project({ [entry]: `import '${given}';`, 'services/a.ts': '' });

    const [mistake] = mistakesIn(() => bundle(entry, root));

    expect(mistake?.code).toBe('IMPORT_NOT_FOUND');
    expect(mistake?.fix).not.toContain("'");
  });
});

describe('loadProgram', () => {
  it('returns what the entry exports', () => {
    const exported = load({
      [entry]: "export const placements = [1];\nexport { b } from './b';",
      'services/b.ts': 'export const b = 2;',
    });

    expect(Object.keys(exported)).toEqual(['b', 'placements']);
    expect(exported['b']).toBe(2);
    expect(Array.isArray(exported['placements'])).toBe(true);
  });

  it('hands the program the library that is running, and the built-in modules', () => {
    const exported = load({ [entry]: "export { MlService } from 'taxiway';\nexport { join } from 'node:path';" });

    expect(exported['MlService']).toBe(MlService);
    expect(exported['join']).toBe(join);
  });

  it('finds packages from the root of the project', () => {
    const exported = load({
      [entry]: "import { answer } from 'answer';\nexport const later = () => import('answer');\nexport { answer };",
      'node_modules/answer/index.js': 'exports.answer = 42;',
    });

    expect(exported['answer']).toBe(42);
    expect((exported['later'] as () => object)()).toBeDefined();
  });

  it('reads JSON files', () => {
    const exported = load({
      [entry]: "import pins from './pins.json';\nexport { pins };",
      'services/pins.json': '{ "api": "sha256:1" }',
    });

    expect(exported['pins']).toEqual({ api: 'sha256:1' });
  });

  it('keeps the names of classes that two files share', () => {
    const text = (name: string): string => `class Api {}\nexport const ${name} = Api.name;`;

    const exported = load({
      [entry]: "export * from './a';\nexport * from './b';",
      'services/a.ts': text('a'),
      'services/b.ts': text('b'),
    });

    expect([exported['a'], exported['b']]).toEqual(['Api', 'Api']);
  });

  it('tells a program where it is', () => {
    const root = project({ [entry]: 'export const here = [__filename, __dirname];' });

    const exported = loadProgram({ root, entry, library });

    expect(exported['here']).toEqual([join(root, entry), join(root, 'services')]);
  });

  it('keeps programs of the same entry apart', () => {
    const text = "import { MlService } from 'taxiway';\nexport const service = new MlService();";
    const roots = [project({ [entry]: text }), project({ [entry]: `\n${text}` })];

    const programs = [roots[0], roots[1], roots[0]].map((root) => loadProgram({ root: root ?? '', entry, library }));

    const lines = programs.map(({ service }) => locate((service as MlService).site)?.position.line);
    expect(lines).toEqual([2, 3, 2]);
  });

  it('lists all missing packages, each with its line', () => {
    const root = project({
      [entry]:
        "import a from 'present';\nimport b from '@scope/absent/sub';\nimport { MlService } from 'taxiway';\nimport './c';\nconsole.log(a, b, MlService);",
      'services/c.ts': "import { c } from 'absent';\nimport '#internal';\nimport 'node:absent';\nconsole.log(c);",
      'node_modules/present/index.js': '',
    });

    const mistakes = mistakesIn(() => loadProgram({ root, entry, library }));

    const places = mistakes.map(({ code, at, source, given }) => [code, at, source?.line, given]);
    expect(places.sort((left, right) => String(left[3]).localeCompare(String(right[3])))).toEqual([
      ['IMPORT_NOT_FOUND', entry, 2, '@scope/absent/sub'],
      ['IMPORT_NOT_FOUND', 'services/c.ts', 2, '#internal'],
      ['IMPORT_NOT_FOUND', 'services/c.ts', 1, 'absent'],
      ['IMPORT_NOT_FOUND', 'services/c.ts', 3, 'node:absent'],
    ]);
    expect(mistakes.find(({ given }) => given === 'absent')?.fix).toBe('npm install absent');
    expect(mistakes.find(({ given }) => given === '@scope/absent/sub')?.fix).toContain('npm install @scope/absent');
  });

  it('lets a program do without a package', () => {
    const exported = load({
      [entry]: "let found = true;\ntry { require('absent'); } catch { found = false; }\nexport { found };",
    });

    expect(exported['found']).toBe(false);
  });

  it('names the line of a package that is asked for by a computed name', () => {
    const [mistake] = mistakesIn(() =>
      load({ [entry]: "const name = ['ab', 'sent'].join('');\nrequire(name);\nexport {};" }),
    );

    expect(mistake).toMatchObject({ code: 'IMPORT_NOT_FOUND', given: 'absent', source: { line: 2 } });
  });

  it('passes on what the library refuses', () => {
    const action = (): unknown => load({ [entry]: "import { refuse } from 'taxiway';\nrefuse();" });

    expect(action).toThrow(TaxiwayError);
    expect(codesIn(action)).toEqual(['FACT_INVALID']);
  });

  it('names the line of a program that throws', () => {
    const action = (): unknown =>
      load({
        [entry]: "import { fail } from './fail';\nfail();",
        'services/fail.ts':
          "interface Text { text: string }\n\nexport function fail(): Text {\n  throw new Error('no pins');\n}",
      });

    expect(action).toThrow(InvalidInput);
    expect(mistakesIn(action)).toEqual([
      expect.objectContaining({
        code: 'PROGRAM_THREW',
        at: entry,
        problem: 'no pins',
        source: { file: 'services/fail.ts', line: 4, column: 9 },
      }),
    ]);
  });

  it('names the line where a package or a built-in function throws', () => {
    const files = { 'node_modules/broken/index.js': "exports.run = () => { throw new TypeError('broken'); };" };

    const inside = mistakesIn(() => load({ ...files, [entry]: "import { run } from 'broken';\n\nrun();" }));
    const builtIn = mistakesIn(() => load({ [entry]: "\nJSON.parse('{');" }));

    expect(inside).toMatchObject([{ code: 'PROGRAM_THREW', problem: 'broken', source: { file: entry, line: 3 } }]);
    expect(builtIn).toMatchObject([{ code: 'PROGRAM_THREW', source: { file: entry, line: 2 } }]);
  });

  it.each([
    ["'text'", 'text'],
    ["'two\\nlines'", 'two\\nlines'],
    ['undefined', 'undefined'],
    ['{ message: 1 }', '[object Object]'],
  ])('shows what was thrown, when it is no error: %s', (thrown, problem) => {
    const mistakes = mistakesIn(() => load({ [entry]: `throw ${thrown};` }));

    expect(mistakes).toMatchObject([{ code: 'PROGRAM_THREW', problem }]);
    expect(mistakes[0]?.source).toBeUndefined();
  });
});

describe('findProject', () => {
  const defaults = { entry, environmentsDir: 'environments', servicesDir: 'services' };

  it('finds a package.json with services/index.ts beside it, from a folder below', () => {
    const root = project({ [entry]: '', 'services/deep/er/a.ts': '' });

    expect(findProject(join(root, 'services/deep/er'))).toEqual({ root, ...defaults });
  });

  it('takes the entry from the taxiway field', () => {
    const root = folder({ 'package.json': '{ "taxiway": "./src//table.ts" }' });

    expect(findProject(root)).toEqual({ root, ...defaults, entry: 'src/table.ts' });
  });

  it('takes all folders from the taxiway field', () => {
    const root = folder({
      'package.json': '{ "taxiway": { "entry": "a.ts", "environments": "places", "services": "src" } }',
    });

    expect(findProject(root)).toEqual({ root, entry: 'a.ts', environmentsDir: 'places', servicesDir: 'src' });
  });

  it('passes packages that are no project', () => {
    const root = project({ [entry]: '', 'tools/package.json': '{}', 'tools/list/package.json': '[]' });

    expect(findProject(join(root, 'tools/list')).root).toBe(root);
  });

  it('prefers the nearer project', () => {
    const root = project({ [entry]: '', 'team/package.json': '{ "taxiway": {} }' });

    expect(findProject(join(root, 'team'))).toEqual({ root: join(root, 'team'), ...defaults });
  });

  it('refuses a folder outside any project', () => {
    // nothing is above it, whatever the folder for temporary files is in
    const { root } = parse(tmpdir());

    const mistakes = mistakesIn(() => findProject(root));

    expect(mistakes).toMatchObject([{ code: 'PROGRAM_NOT_FOUND', at: root }]);
  });

  it.each([
    ['{', 'VALUE_INVALID'],
    ['{ "taxiway": 1 }', 'VALUE_INVALID'],
    ['{ "taxiway": "" }', 'VALUE_INVALID'],
    ['{ "taxiway": ["a.ts"] }', 'VALUE_INVALID'],
    ['{ "taxiway": { "entry": 1 } }', 'VALUE_INVALID'],
    ['{ "taxiway": { "entrie": "a.ts" } }', 'PROP_UNKNOWN'],
  ])('refuses the package.json %s', (text, code) => {
    const root = folder({ 'package.json': text });

    expect(codesIn(() => findProject(root))).toEqual([code]);
  });
});

describe('a package that builds on the library', () => {
  const pack = (name: string, files: Files, more: object = {}): Files => ({
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, peerDependencies: { taxiway: '*' }, ...more }),
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`node_modules/${name}/${path}`, text])),
  });

  it.each([
    ['TypeScript', 'index.ts', "import * as taxiway from 'taxiway';\nexport const used: unknown = taxiway;", {}],
    ['CommonJS', 'index.js', "exports.used = require('taxiway');", {}],
    [
      'an ES module',
      'index.mjs',
      "import * as taxiway from 'taxiway';\nexport const used = taxiway;",
      { type: 'module' },
    ],
  ])('gets the library of the program, not a copy of its own, when it is %s', (_, main, text, more) => {
    const { used } = load({
      [entry]: "import { used } from '@acme/facts';\nexport { used };",
      ...pack('@acme/facts', { [main]: text }, { main, ...more }),
      'node_modules/@acme/facts/node_modules/taxiway/index.js': "throw new Error('a second copy');",
      'node_modules/@acme/facts/node_modules/taxiway/package.json': '{ "name": "taxiway" }',
    });

    expect((used as typeof library.exports).MlService).toBe(library.exports.MlService);
  });

  it('brings what it imports, and everything else stays outside', () => {
    const files = {
      [entry]: "import { a } from 'facts/deep';\nimport plain from 'plain';\nexport const all = [a, plain];",
      ...pack('facts', { 'src/deep.ts': "export { a } from 'more';" }, { exports: { './deep': './src/deep.ts' } }),
      ...pack('more', { 'index.ts': "export const a: string = 'a';" }, { main: 'index.ts' }),
      'node_modules/plain/index.js': "module.exports = 'plain';",
      'node_modules/plain/package.json': '{ "name": "plain" }',
    };

    const { code } = bundle(entry, project(files), { library: 'taxiway' });

    expect(load(files)['all']).toEqual(['a', 'plain']);
    expect([...code.matchAll(/require\("([^"]+)"\)/g)].map(([, id]) => id)).toEqual(['plain']);
  });

  it('has lines that read the same wherever it is installed', () => {
    const text = "import { MlService } from 'taxiway';\n\nexport const made = new MlService();";
    const linked = project({ [entry]: "export { made } from '@acme/facts';" });
    const files = { 'src/index.ts': text, 'package.json': '{ "name": "@acme/facts", "main": "src/index.ts" }' };
    mkdirSync(join(linked, 'node_modules/@acme'), { recursive: true });
    symlinkSync(folder(files), join(linked, 'node_modules/@acme/facts'));
    const copied = project({
      [entry]: "export { made } from '@acme/facts';",
      ...pack('@acme/facts', { 'src/index.ts': text }, { main: 'src/index.ts' }),
    });

    for (const root of [linked, copied]) {
      const { made } = loadProgram({ root, entry, library }) as { made: MlService };
      expect(locate(made.site)?.position).toEqual({
        file: 'node_modules/@acme/facts/src/index.ts',
        line: 3,
        column: 21,
      });
      expect(packageOf(made.site)).toBe('@acme/facts');
    }
    const { mine } = load({
      [entry]: "import { MlService } from 'taxiway';\nexport const mine = new MlService();",
    }) as {
      mine: MlService;
    };
    expect(packageOf(mine.site)).toBeUndefined();
  });

  it('is refused with the line where it exports no such path, or does not compile', () => {
    const missing = {
      [entry]: "import 'facts/nowhere';",
      ...pack('facts', { 'index.ts': '' }, { exports: { '.': './index.ts' } }),
    };
    const broken = {
      [entry]: "import 'facts';",
      ...pack('facts', { 'index.ts': '\nexport const {' }, { main: 'index.ts' }),
    };

    expect(mistakesIn(() => load(missing))).toMatchObject([
      { code: 'IMPORT_NOT_FOUND', source: { file: entry, line: 1 } },
    ]);
    expect(mistakesIn(() => load(broken))).toMatchObject([
      { code: 'PROGRAM_DOES_NOT_COMPILE', source: { file: 'node_modules/facts/index.ts', line: 2 } },
    ]);
  });
});
