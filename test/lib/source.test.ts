import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadProgram } from '../../lib/loader/load';
import { captureCallSite } from '../../lib/source/call-site';
import type { CallSite } from '../../lib/source/call-site';
import { framesOf } from '../../lib/source/frame';
import { locate } from '../../lib/source/locate';
import type { Located } from '../../lib/source/locate';
import { findProgram, registerProgram } from '../../lib/source/program';
import { positionInProgram } from '../../lib/source/thrown';

const folders: string[] = [];
let sites: CallSite[] = [];

class MlService {
  constructor(...given: unknown[]) {
    if (given.length > 0) sites.push(captureCallSite(MlService));
  }
}

function defineEnvironment(spec: object): object {
  sites.push(captureCallSite(defineEnvironment));
  return spec;
}

function place(service: new (env: object) => object): object {
  sites.push(captureCallSite(place));
  return new service({ select: () => undefined, name: 'staging' });
}

const library = { name: 'taxiway', exports: { MlService, defineEnvironment, place } };

beforeEach(() => {
  sites = [];
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function folder(files: { readonly [path: string]: string }): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'taxiway-source-')));
  folders.push(root);
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** Evaluates a program of one file; what it imports from the library is imported for it, on line 1. */
function run(lines: readonly string[], more: { readonly [path: string]: string } = {}): string {
  const text = ["import { MlService, defineEnvironment, place } from 'taxiway';", ...lines].join('\n');
  const root = folder({ 'services/index.ts': text, ...more });
  loadProgram({ root, entry: 'services/index.ts', library });
  return text;
}

/** The lines of a service whose props are these, from line 2 of the file on. */
function service(...props: readonly string[]): readonly string[] {
  return [
    'class CodeSuggestions extends MlService {',
    '  constructor(env: any) {',
    "    super(env, 'code-suggestions', {",
    ...props,
    '    });',
    '  }',
    '}',
    "new CodeSuggestions({ select: () => undefined, name: 'x' });",
  ];
}

/** What stands in the text at a position, up to the end of the word. */
function wordAt(text: string, located: Located | undefined): string | undefined {
  const line = text.split('\n')[(located?.position.line ?? 0) - 1];
  return /^['"(]?[\w-]+/.exec(line?.slice((located?.position.column ?? 0) - 1) ?? '')?.[0];
}

function site(index = 0): CallSite {
  const found = sites[index];
  if (!found) throw new Error(`the program made ${sites.length} calls`);
  return found;
}

describe('locate', () => {
  it('finds the call itself', () => {
    run(service("      owner: 'group::a',"));

    const located = locate(site());

    expect(located).toEqual({ position: { file: 'services/index.ts', line: 4, column: 5 }, through: 'call' });
  });

  it('finds a prop that is written literally', () => {
    run(service("      owner: 'group::a',", "      image: 'a',"));

    const located = locate(site(), ['image']);

    expect(located).toEqual({ position: { file: 'services/index.ts', line: 6, column: 7 }, through: 'literal' });
  });

  it('finds a prop in a group, on the line of the group', () => {
    run(service("      gpu: { model: 'l4', sharing: { clients: 2 } },"));

    const located = locate(site(), ['gpu', 'sharing', 'clients']);

    expect(located).toEqual({ position: { file: 'services/index.ts', line: 5, column: 38 }, through: 'literal' });
  });

  it('finds an element of a list, and a prop inside one', () => {
    const text = run(service("      secrets: ['one', { name: 'two' }],"));

    const element = locate(site(), ['secrets', '0']);
    const inside = locate(site(), ['secrets', '1', 'name']);

    expect(wordAt(text, element)).toBe("'one");
    expect(wordAt(text, inside)).toBe('name');
    expect(element?.position.approximate).toBeUndefined();
  });

  it.each(['2', 'one', '-1'])('is approximate for %s, which is no element of the list', (index) => {
    const text = run(service("      secrets: ['one', 'two'],"));

    const located = locate(site(), ['secrets', index]);

    expect(wordAt(text, located)).toBe('secrets');
    expect(located?.position.approximate).toBe(true);
  });

  it('is approximate for an element behind a spread', () => {
    const text = run(['const more = [1];', ...service('      secrets: [...more, 2],')]);

    const located = locate(site(), ['secrets', '1']);

    expect(wordAt(text, located)).toBe('secrets');
    expect(located?.position.approximate).toBe(true);
  });

  it('finds the arm of a select', () => {
    const text = run(
      service(
        '      owner: 1,',
        '      replicas: env.select({',
        '        staging: 1,',
        '        production: 2,',
        '      }),',
      ),
    );

    const located = locate(site(), ['replicas'], 'production');

    expect(wordAt(text, located)).toBe('production');
    expect(located).toMatchObject({ through: 'select', position: { line: 8 } });
    expect(located?.position.approximate).toBeUndefined();
  });

  it('finds a prop inside the arm of a select', () => {
    const text = run(service('      replicas: env.select({ staging: 1, production: { min: 3, max: 24 } }),'));

    const located = locate(site(), ['replicas', 'max'], 'production');

    expect(wordAt(text, located)).toBe('max');
    expect(located?.through).toBe('select');
    expect(located?.position.approximate).toBeUndefined();
  });

  it('finds a select inside a group, and a select inside a select', () => {
    const text = run(service('      slo: { latency: env.select({ staging: env.select({ staging: { p95: 1 } }) }) },'));

    const located = locate(site(), ['slo', 'latency', 'p95'], 'staging');

    expect(wordAt(text, located)).toBe('p95');
    expect(located?.through).toBe('select');
  });

  it('is approximate for an arm that is not written out', () => {
    const text = run([
      'const arms = { staging: 1 };',
      ...service('      replicas: env.select({ ...arms }), gpu: env.select(arms),'),
    ]);

    const spread = locate(site(), ['replicas'], 'staging');
    const named = locate(site(), ['gpu', 'model'], 'staging');

    expect([wordAt(text, spread), spread?.position.approximate, spread?.through]).toEqual(['replicas', true, 'select']);
    expect([wordAt(text, named), named?.position.approximate, named?.through]).toEqual(['gpu', true, 'select']);
  });

  it('stays at the prop where no environment says which arm counts', () => {
    const text = run(service('      replicas: env.select({ staging: { min: 1 } }),'));

    const prop = locate(site(), ['replicas']);
    const inside = locate(site(), ['replicas', 'min']);

    expect([wordAt(text, prop), prop?.position.approximate]).toEqual(['replicas', undefined]);
    expect([wordAt(text, inside), inside?.position.approximate]).toEqual(['replicas', true]);
  });

  it('takes no other call for a select', () => {
    const text = run([
      'const pick = (arms: unknown) => arms, by = { pick }, select = "pick" as const;',
      ...service('      a: pick({ staging: 1 }), b: by.pick({ staging: 1 }), c: by[select]({ staging: 1 }),'),
    ]);

    const located = ['a', 'b', 'c'].map((prop) => locate(site(), [prop], 'staging'));

    expect(located.map((one) => wordAt(text, one))).toEqual(['a', 'b', 'c']);
    expect(located.map((one) => one?.through)).toEqual(['literal', 'literal', 'literal']);
  });

  it('is approximate where a spread may have set the prop', () => {
    const text = run([
      'const defaults = { image: 1 };',
      ...service('      ...defaults,', '      gpu: { ...defaults },'),
    ]);

    const top = locate(site(), ['image']);
    const inside = locate(site(), ['gpu', 'image']);

    expect(top).toEqual({
      position: { file: 'services/index.ts', line: 5, column: 5, approximate: true },
      through: 'call',
    });
    expect([wordAt(text, inside), inside?.position.approximate, inside?.through]).toEqual(['gpu', true, 'literal']);
  });

  it('believes a prop after a spread, and doubts one before it', () => {
    run(['const defaults = { image: 1 };', ...service('      owner: 1,', '      ...defaults,', '      image: 2,')]);

    const before = locate(site(), ['owner']);
    const after = locate(site(), ['image']);

    expect(before?.position).toEqual({ file: 'services/index.ts', line: 6, column: 7, approximate: true });
    expect(after?.position).toEqual({ file: 'services/index.ts', line: 8, column: 7 });
  });

  it('finds the key of a value that is a name or shorthand, and no further', () => {
    const text = run(['const gpu = { model: 1 }, image = 1;', ...service('      image,', '      gpu: gpu,')]);

    const shorthand = locate(site(), ['image']);
    const named = locate(site(), ['gpu']);
    const beyond = locate(site(), ['gpu', 'model']);

    expect([wordAt(text, shorthand), shorthand?.position.approximate]).toEqual(['image', undefined]);
    expect([wordAt(text, named), named?.position.approximate]).toEqual(['gpu', undefined]);
    expect([wordAt(text, beyond), beyond?.position.approximate]).toEqual(['gpu', true]);
  });

  it('finds keys that are strings, numbers or computed from a literal, and no computed name', () => {
    const text = run([
      'const key = "size";',
      ...service('      \'a-b\': { "c d": 1 },', "      ['owner']: 1, 7: 1,", '      [key]: 1,'),
    ]);

    const located = [['a-b'], ['a-b', 'c d'], ['owner'], ['7'], ['key']].map((path) => locate(site(), path)?.position);

    expect(located.map((one) => [one?.line, one?.approximate])).toEqual([
      [6, undefined],
      [6, undefined],
      [7, undefined],
      [7, undefined],
      [5, true],
    ]);
    expect(wordAt(text, locate(site(), ['a-b', 'c d']))).toBe('"c');
  });

  it('reads past comments, template strings, regular expressions and parentheses in values', () => {
    const text = run(
      service(
        '      // a comment with (one parenthesis',
        '      owner: `group)) ${env.name} ${((name) => `(${name}`)("x")}`, /* ) */',
        "      pattern: /[)(]/, text: '))', größe: (1 + (2)) / 3,",
        '      gpu: ({ model: (env.name as string) } as const),',
      ),
    );

    const model = locate(site(), ['gpu', 'model']);
    const size = locate(site(), ['größe']);

    expect([wordAt(text, model), model?.position.approximate]).toEqual(['model', undefined]);
    expect(size?.position).toEqual({ file: 'services/index.ts', line: 7, column: 36 });
  });

  it('tells two services on one line apart', () => {
    const text = run(["new MlService(1, 'a', { image: 1 }); new MlService(1, 'b', { image: 2, gpu: 1 });"]);

    const images = [locate(site(0), ['image']), locate(site(1), ['image'])];

    expect(images.map((one) => wordAt(text, one))).toEqual(['image', 'image']);
    expect(images.map((one) => one?.position.column)).toEqual([25, 62]);
    expect(locate(site(0), ['gpu'])?.through).toBe('call');
  });

  it('finds the facts of an environment', () => {
    run(['const env = 1,', "  staging = defineEnvironment({ name: 'staging', cluster: { name: 'ml' } });"]);

    const located = locate(site(), ['cluster', 'name'], 'staging');

    expect(located).toEqual({ position: { file: 'services/index.ts', line: 3, column: 61 }, through: 'literal' });
  });

  it('gives the call where there is no object literal', () => {
    run(['class A {}', 'const rows = [place(A),', '  place(A)];', 'const spec = {};', 'defineEnvironment(spec);']);

    const located = [0, 1, 2].map((index) => locate(site(index), ['name']));

    expect(located.map((one) => one?.position.line)).toEqual([3, 4, 6]);
    expect(located.every((one) => one?.through === 'call' && one.position.approximate)).toBe(true);
  });

  it('finds the arguments whatever the callee looks like', () => {
    run([
      'const by = { kind: { MlService, defineEnvironment } }, key = "MlService" as const;',
      'new by.kind.MlService(1, { a: 1 });',
      'new by.kind[key](1, { a: 1 });',
      'new (by.kind[key])(1, { a: 1 });',
      'new (true ? MlService : Object)(1, { a: 1 });',
      'by.kind.defineEnvironment({ a: 1 });',
      'by.kind?.defineEnvironment?.({ a: 1 });',
      '(() => defineEnvironment)()({ a: 1 });',
      'defineEnvironment /* ( */ ({ a: 1 });',
      'defineEnvironment(...[1], { a: 1 }, { b: 1 }, ...[1]);',
    ]);

    const found = sites.map((one) => locate(one, ['a'])).map((one) => [one?.position.line, one?.through]);

    expect(found.slice(0, -1)).toEqual([3, 4, 5, 6, 7, 8, 9, 10].map((line) => [line, 'literal']));
    expect(locate(site(8), ['b'])?.through).toBe('literal');
  });

  it('gives the call where something without arguments was called', () => {
    run([
      'class A extends MlService {}',
      'defineEnvironment`a`;',
      '[{ a: 1 }].map(defineEnvironment);',
      'new A({ a: 1 });',
    ]);

    const located = sites.map((one) => locate(one, ['a']));

    expect(located.map((one) => [one?.through, one?.position.line])).toEqual([
      ['call', 3],
      ['call', 4],
      // a class without a constructor hands everything on
      ['literal', 5],
    ]);
  });

  it('finds a prop beside an argument that is only valid inside a function', () => {
    run([
      'class A extends MlService {',
      '  constructor() {',
      '    super(new.target, { a: 1 });',
      '  }',
      '}',
      'new A();',
    ]);

    const located = locate(site(), ['a']);

    expect(located).toEqual({ position: { file: 'services/index.ts', line: 4, column: 25 }, through: 'literal' });
  });

  it('finds a prop that a base class hands on', () => {
    const base = [
      "import { MlService } from 'taxiway';",
      'export class TeamService extends MlService {',
      '  constructor(env: object, id: string, props: object) {',
      "    super(env, id, { ...props, owner: 'group::team' });",
      '  }',
      '}',
    ];
    run(
      [
        "import { TeamService } from './team';",
        'class A extends TeamService {',
        '  constructor() {',
        "    super({}, 'a', {",
        '      image: 1,',
        '    });',
        '  }',
        '}',
        'new A();',
      ],
      { 'services/team.ts': base.join('\n') },
    );

    const [owner, image, gpu] = [['owner'], ['image'], ['gpu']].map((path) => locate(site(), path));

    expect(owner?.position).toEqual({ file: 'services/team.ts', line: 4, column: 32 });
    expect(image?.position).toEqual({ file: 'services/index.ts', line: 6, column: 7 });
    expect(gpu?.position).toEqual({ file: 'services/team.ts', line: 4, column: 5, approximate: true });
  });

  it('gives the line that called a package, where the package made the call', () => {
    run(['function later() {', '  return defineEnvironment({ a: 1 });', '}', 'later();']);
    const stack = site().stack.replace('\n    at', '\n    at build (/opt/package/index.js:1:1)\n    at');

    const located = locate({ stack }, ['a']);

    expect(located).toEqual({
      position: { file: 'services/index.ts', line: 3, column: 10, approximate: true },
      through: 'call',
    });
  });

  it('gives the line of the call for code that no loader evaluated', () => {
    const here = captureCallSite(unloaded);
    const found = (function caller() {
      return unloaded();
    })();

    const located = locate(found, ['image']);

    expect(here.stack).toBeDefined();
    expect(located).toMatchObject({
      through: 'call',
      position: { file: 'test/lib/source.test.ts', approximate: true },
    });
    expect(locate(found)?.position.approximate).toBe(true);
  });

  it.each([
    ['at new X (file:///opt/none/a.js:3:5)', '/opt/none/a.js'],
    ['at /opt/none/a (b)/c.js:3:5', '/opt/none/a (b)/c.js'],
    ['at X.of [as make] (node:internal/a:3:5)', 'node:internal/a'],
  ])('keeps a path outside any package: %s', (frame, file) => {
    const located = locate({ stack: `Error\n    ${frame}` });

    expect(located?.position).toEqual({ file, line: 3, column: 5, approximate: true });
  });

  it('gives the name of the program for what the bundler added', () => {
    registerProgram({
      name: 'taxiway:bare',
      code: 'f()',
      sourceMap: { version: 3, sources: [], mappings: '' },
      root: '/',
    });

    const located = locate({ stack: 'Error\n    at taxiway:bare:1:1' });

    expect(located?.position).toEqual({ file: 'taxiway:bare', line: 1, column: 1 });
    expect(positionInProgram({ stack: 'Error\n    at taxiway:bare:1:1' })).toBeUndefined();
  });

  it.each(['', 'Error: at some place:1:1', 'Error\n    at Array.map (<anonymous>)'])(
    'finds nothing in the stack "%s"',
    (stack) => {
      expect(locate({ stack }, ['a'])).toBeUndefined();
    },
  );
});

function unloaded(): CallSite {
  return captureCallSite(unloaded);
}

describe('framesOf', () => {
  it.each([
    ['at new A (/a/b.js:1:2)', '/a/b.js', true],
    ['at A.b [as c] (/a/b.js:1:2)', '/a/b.js', false],
    ['at A.b (/a (x)/b.js:1:2)', '/a (x)/b.js', false],
    ['at /a/b.js:1:2', '/a/b.js', false],
    ['at async /a/b.js:1:2', '/a/b.js', false],
    ['at async f (file:///a/b%20c.js:1:2)', '/a/b c.js', false],
    ['at taxiway:services/index.ts:1:2', 'taxiway:services/index.ts', false],
    ['at eval (eval at f (/a/b.js:1:2), <anonymous>:3:4)', '/a/b.js', false],
    ['at eval (eval at f (eval at g (/a/b.js:1:2), <anonymous>:5:6), <anonymous>:3:4)', '/a/b.js', false],
  ])('reads %s', (line, file, constructs) => {
    expect([...framesOf(`Error\n    ${line}`)]).toEqual([{ file, line: 1, column: 2, constructs }]);
  });

  it.each([
    'at Array.map (<anonymous>)',
    'at async Promise.all (index 0)',
    'at native',
    'at eval (eval at f)',
    'at <anonymous>:1:2',
  ])('leaves out %s', (line) => {
    expect([...framesOf(`Error\n    ${line}`)]).toEqual([]);
  });
});

describe('a registered program', () => {
  it('is found by its name only', () => {
    registerProgram({ name: 'taxiway:one', code: 'a\nbc', sourceMap: {}, root: '/' });

    expect(findProgram('taxiway:one')?.offsetAt(2, 2)).toBe(3);
    expect(findProgram('taxiway:one')?.offsetAt(9, 1)).toBe(4);
    expect(findProgram('taxiway:two')).toBeUndefined();
  });
});

describe('positionInProgram', () => {
  it.each([undefined, 'text', null, {}, { stack: 1 }, new Error('outside')])('finds nothing in %p', (thrown) => {
    expect(positionInProgram(thrown)).toBeUndefined();
  });
});
