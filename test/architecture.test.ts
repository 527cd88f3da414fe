import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { violations, type Files, type Rule, type Violation } from './support/architecture';

const ROOT = join(__dirname, '..');
const files = readSources();

function readSources(): Files {
  return new Map(
    ['bin', 'lib', 'constructs', 'services', 'environments', 'test']
      .flatMap((folder) =>
        readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
      )
      .filter((path) => path.endsWith('.ts'))
      .sort()
      .map((path) => [path.split(sep).join(posix.sep), readFileSync(join(ROOT, path), 'utf8')]),
  );
}

function broken(rule: Rule, of: readonly Violation[] = violations(files)): string[] {
  return of.filter((violation) => violation.rule === rule).map(({ file, problem }) => `${file} ${problem}`);
}

describe('the code base', () => {
  it('has arrows that point down only: bin → constructs → lib, services and environments → the package by name', () => {
    expect(broken('arrow')).toEqual([]);
  });

  it('has no import cycle at run time', () => {
    expect(broken('cycle')).toEqual([]);
  });

  it('never loads a whole provider or all of cdk8s-plus-27', () => {
    expect(broken('root')).toEqual([]);
  });

  it('loads the engines in lib/engine and constructs only, and reaches into them in lib/engine only', () => {
    expect(broken('engine')).toEqual([]);
  });

  it('has index files that re-export by name and hold nothing else', () => {
    expect(broken('index')).toEqual([]);
  });

  it('has a test and an example for every construct', () => {
    expect(broken('construct')).toEqual([]);
  });

  it('has no file over 300 lines', () => {
    expect(broken('length')).toEqual([]);
  });

  it('keeps no snapshot files', () => {
    const paths = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });

    expect(paths.filter((path) => path.endsWith('.snap'))).toEqual([]);
  });
});

describe('the rules notice', () => {
  const before = new Set(violations(files).map(key));

  /** What the rules say about a copy of the code base in which these files were added or replaced. */
  function notice(seeded: Readonly<Record<string, string>>): Violation[] {
    return violations(new Map([...files, ...Object.entries(seeded)])).filter(
      (violation) => !before.has(key(violation)),
    );
  }

  function key({ rule, file, problem }: Violation): string {
    return `${rule} ${file} ${problem}`;
  }

  const exported = 'export const seeded = 1;\n';

  it.each<[string, Rule, string, string]>([
    ['lib that imports constructs', 'arrow', 'lib/seeded.ts', `import '../constructs/index';`],
    [
      'lib that imports a type from constructs',
      'arrow',
      'lib/seeded.ts',
      `import type { A } from '../constructs/index';`,
    ],
    [
      'lib that imports constructs lazily',
      'arrow',
      'lib/seeded.ts',
      `export const a = () => import('../constructs/index');`,
    ],
    ['lib that imports bin', 'arrow', 'lib/seeded/deep.ts', `export * from '../../bin/seeded';`],
    ['constructs that import a service', 'arrow', 'constructs/seeded.ts', `import '../services/index';`],
    ['constructs that import environments', 'arrow', 'constructs/seeded.ts', `import '../environments/index';`],
    ['constructs that import a test', 'arrow', 'constructs/seeded.ts', `import '../test/support/architecture';`],
    ['constructs that import the package by name', 'arrow', 'constructs/seeded.ts', `import { place } from 'taxiway';`],
    ['a service that imports lib', 'arrow', 'services/seeded.ts', `import '../lib/errors';`],
    ['a service that imports constructs by path', 'arrow', 'services/seeded.ts', `import '../constructs/index';`],
    ['a service that reaches into the package', 'arrow', 'services/seeded.ts', `import 'taxiway/build/lib/errors';`],
    ['a service that imports an environment', 'arrow', 'services/seeded.ts', `import '../environments/seeded';`],
    [
      'a service that imports the type of an engine',
      'arrow',
      'services/seeded.ts',
      `import type { Chart } from 'cdk8s';`,
    ],
    ['an environment that imports a service', 'arrow', 'environments/seeded.ts', `import '../services/index';`],
    [
      'the root of the google provider',
      'root',
      'constructs/seeded.ts',
      `import { provider } from '@cdktf/provider-google';`,
    ],
    ['the root of the vault provider', 'root', 'lib/engine/seeded.ts', `const a = require('@cdktf/provider-vault');`],
    ['the type of a provider root', 'root', 'constructs/seeded.ts', `import type { a } from '@cdktf/provider-vault';`],
    ['the root of cdk8s-plus-27', 'root', 'constructs/seeded.ts', `import { Deployment } from 'cdk8s-plus-27';`],
    ['an engine in lib', 'engine', 'lib/seeded.ts', `import { App } from 'cdktf';`],
    ['an engine in bin', 'engine', 'bin/seeded.ts', `import constructs = require('constructs');`],
    ['an engine in a service', 'engine', 'services/seeded.ts', `import { ApiObject } from 'cdk8s';`],
    ['an engine in an environment', 'engine', 'environments/seeded.ts', `import { Testing } from 'cdktf';`],
    ['a provider in lib', 'engine', 'lib/seeded.ts', `import { a } from '@cdktf/provider-google/lib/provider';`],
    ['a private part of cdktf', 'engine', 'constructs/seeded.ts', `import { a } from 'cdktf/lib/private/unique';`],
    ['a private part of cdk8s', 'engine', 'constructs/seeded.ts', `import type { a } from 'cdk8s/lib/_util';`],
    ['an index that exports everything', 'index', 'lib/seeded/index.ts', `export * from './a';`],
    ['an index that exports a name space', 'index', 'lib/seeded/index.ts', `export * as a from './a';`],
    ['an index that holds code', 'index', 'constructs/seeded/index.ts', exported],
    ['an index that imports first', 'index', 'constructs/seeded/index.ts', `import { a } from './a';\nexport { a };`],
    ['a file of 301 lines', 'length', 'lib/seeded.ts', exported.repeat(301)],
    ['a service of 301 lines', 'length', 'services/seeded.ts', exported.repeat(301)],
  ])('%s', (_, rule, file, source) => {
    expect(notice({ [file]: source })).toContainEqual({ rule, file, problem: expect.any(String) });
  });

  it('a cycle of two files in one folder', () => {
    const found = notice({
      'lib/seeded-a.ts': `import { b } from './seeded-b';`,
      'lib/seeded-b.ts': `export * from './seeded-a';`,
    });

    expect(broken('cycle', found)).toEqual(['lib/seeded-a.ts imports in a circle: lib/seeded-a.ts, lib/seeded-b.ts']);
  });

  it('a cycle of three files, one step of it lazy and through an index', () => {
    const found = notice({
      'lib/seeded/a.ts': `import { type T, b } from '../seeded-b';`,
      'lib/seeded/index.ts': `export { a } from './a';`,
      'lib/seeded-b.ts': `export const b = async () => import('./seeded');`,
    });

    expect(broken('cycle', found)).toEqual([
      'lib/seeded-b.ts imports in a circle: lib/seeded-b.ts, lib/seeded/a.ts, lib/seeded/index.ts',
    ]);
  });

  it('a construct without a test', () => {
    const found = notice({ 'constructs/seeded.ts': `/** A. @example \`new A()\` */\nexport class A extends B {}` });

    expect(broken('construct', found)).toEqual(['constructs/seeded.ts has no test/constructs/seeded.test.ts']);
  });

  it.each([
    ['without a doc comment', 'export class A extends B {}'],
    ['without an example', '/** A summary. */\nexport class A extends B {}'],
    ['with an example in a plain comment', '/* @example new A() */\nexport abstract class A extends B {}'],
  ])('a construct %s', (_, source) => {
    const found = notice({ 'constructs/seeded.ts': source, 'test/constructs/seeded.test.ts': '' });

    expect(broken('construct', found)).toEqual(['constructs/seeded.ts A has no doc comment with an @example']);
  });
});

describe('the rules let pass', () => {
  const allowed: Files = new Map([
    ['bin/taxiway.ts', `import { run } from '../lib/a';\nimport '../constructs/index';`],
    [
      'lib/a.ts',
      `import type { B } from './b';\nimport { type C } from './b';\nimport type { Construct } from 'constructs';`,
    ],
    [
      'lib/b.ts',
      `import { a } from './a';\nimport schema from '../schemas/findings.json';\nexport type D = import('./a').D;`,
    ],
    ['lib/engine/root.ts', `import { App } from 'cdktf';\nimport 'cdktf/lib/private/unique';`],
    ['constructs/index.ts', `/** Words. */\nexport { A } from './a';\nexport type { B, C } from './b';`],
    ['constructs/a.ts', `/**\n * A.\n * @example\n * new A()\n */\nexport class A extends B {}\nclass C extends B {}`],
    ['constructs/b.ts', `import { KubeService } from 'cdk8s-plus-27/lib/imports/k8s';\nexport class B {}`],
    ['test/constructs/a.test.ts', `import '../../constructs/a';`],
    [
      'services/index.ts',
      `import { a } from '../environments/a';\nimport { S } from './s';\nexport const placements = [];`,
    ],
    ['services/main.ts', `import { run } from 'taxiway';\nimport { placements } from './index';`],
    ['services/s.ts', `import { MlService, type Environment } from 'taxiway';\n${'// a line\n'.repeat(299)}`],
    ['environments/a.ts', `import { defineEnvironment } from 'taxiway';\nimport images from './a.images.json';`],
  ]);

  it('a small code base that keeps them all', () => {
    expect(violations(allowed)).toEqual([]);
  });
});
