import { transformSync } from 'esbuild';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../lib/loader/bundle';
import { settledIn } from '../../lib/loader/settled';
import { CHECKOUT, newFolder } from '../support/cli';

const isSettled = (code: string): boolean =>
  settledIn(transformSync(code, { loader: 'ts', target: 'node20' }).code) !== undefined;

describe('a program of which each class does the same whatever ran before', () => {
  it('is this repository, with all of its services', () => {
    const settled = settledIn(bundle('services/index.ts', CHECKOUT, { library: 'taxiway' }).code);

    const services = readdirSync(join(CHECKOUT, 'services')).filter((file) => !/^(?:index|main)\.ts$/.test(file));
    expect(settled?.classes.size).toBe(services.length);
  });

  const guides = readdirSync(join(CHECKOUT, 'docs/guides')).flatMap((guide) =>
    [...readFileSync(join(CHECKOUT, 'docs/guides', guide), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)]
      .map(([, code = '']): readonly [string, string] => [guide, code])
      .filter(([, code]) => /^import .* from 'taxiway';/.test(code) && code.includes('extends MlService')),
  );
  it.each(guides)('is the example of %s', (_, code) => {
    const root = newFolder({ 'services/index.ts': code.replaceAll(/^import .*\.\.\/environments.*$/gm, '') });

    expect(settledIn(bundle('services/index.ts', root, { library: 'taxiway' }).code)).toBeDefined();
  });

  it.each([
    [
      'variables of a function',
      'const f = (n: number) => { let sum = 0; for (let i = 0; i < n; i++) sum += i; return sum; };',
    ],
    ['fields of a new object', 'class A { b = 1; constructor(c: number) { this.b = c; } }'],
    ['a copy that is sorted', 'const f = (all: string[]) => [...all].sort();'],
    ['keys that are sorted', 'const f = (all: object) => Object.keys(all).sort();'],
    ['a pattern where it is used', "const f = (text: string) => text.replace(/a/g, 'b');"],
    ['what its own tree holds', 'class A { constructor() { this.node.findAll(); } }'],
  ])('may have %s', (_, code) => {
    expect(isSettled(code)).toBe(true);
  });

  it.each([
    ['a counter', 'let n = 0; const next = () => ++n;'],
    ['a counter in a function', 'const make = () => { let n = 0; return () => { n += 1; return n; }; };'],
    ['a counter behind a parameter of the same name', 'let n = 0; const f = () => { { let n = 1; n; } n = 2; };'],
    ['a memory in an object', 'const seen: any = {}; const f = (a: string) => { seen[a] = 1; };'],
    ['a memory in a class', 'class A { static n = 0; constructor() { A.n++; } }'],
    ['a memory in one object of a class', 'class A { n = 0; next() { return this.n++; } } const a = new A();'],
    ['a memory in a field that is a function', 'class A { n = 0; next = () => this.n++; }'],
    ['a list that grows', 'const all: string[] = []; const f = (a: string) => all.push(a);'],
    ['a list that grows by another name', "const all: string[] = []; const f = (a: string) => all['push'](a);"],
    ['a list that grows by a name that is reckoned', 'const f = (all: any, k: string) => all[k](1);'],
    ['a method that is taken out', 'const f = ({ push }: string[]) => push;'],
    ['a list that is sorted where it is', 'const f = (all: string[]) => all.sort();'],
    ['a pattern given to values of another', 'const o: any = {}; const f = () => { [o.a] = [1]; };'],
    ['a loop that writes elsewhere', 'const o: any = {}; const f = () => { for (o.a of [1]) o; };'],
    ['a field that goes', 'const f = (o: any) => { delete o.a; };'],
    ['an object that is filled', 'const f = (o: object) => Object.assign(o, { a: 1 });'],
    ['a class that is changed', 'class A {} Object.defineProperty(A, "a", { value: 1 });'],
    ['a generator', 'function* ids() { yield 1; } const all = ids();'],
    ['an iterator that is kept', 'const ids = [1, 2].values(); const f = () => { const [id] = ids; return id; };'],
    ['a pattern that knows where it stopped', 'const p = /a/g; const f = (text: string) => text.search(p);'],
    ['what happens later', 'const f = async () => 1;'],
    ['a look at its neighbours', 'class A { constructor() { this.node.root; } }'],
    ['a look at what it is put into', 'class A { constructor(env: any) { env.node.findAll(); } }'],
    ['a look around by a pattern', 'class A { constructor({ node }: any) { node.findAll(); } }'],
    ['the lines of its own code', 'const where = new Error().stack;'],
    ['a list that Object gives back', 'const all = [1]; const f = () => Object.seal(all).reverse();'],
    ['what is called like a module', 'const module = { n: 1 }; const f = { get() { module.n += 1; } };'],
    ['a template for a name that is reckoned', 'const all: any = []; const f = (put: string) => all[put]`x`;'],
    ['all there is', "const all = (function () { return this; })() as any; const day = all['Da' + 'te'];"],
    ['all there is, by an object', "const { f } = { f() { return this; } } as any; const day = f()['Da' + 'te'];"],
    ['bytes that are kept', 'const bytes = Buffer.alloc(1); const f = () => bytes.writeUInt8(2);'],
    ['a look at the others', 'class A { constructor(env: any) { env.declarations.length; } }'],
    [
      'code that is made',
      "const { JsonPatch } = require('taxiway'); const f = () => JsonPatch.constructor('return 1')();",
    ],
    [
      'code that a patch makes',
      "var packages = require('taxiway'); const f = () => packages.JsonPatch.constructor('return 1')();",
    ],
    [
      'a list that is called like a patch',
      'const packages = { JsonPatch: new Set() }; const f = () => packages.JsonPatch.add(1);',
    ],
    ['an object that stands for another', 'const o = {}; class A { constructor() { return o; } }'],
  ])('has not %s', (_, code) => {
    expect(isSettled(code)).toBe(false);
  });

  it('may patch what it renders', () => {
    const code = `import { JsonPatch, MlService, type Environment } from 'taxiway';
export class A extends MlService {
  constructor(env: Environment) {
    super(env, 'a', { owner: 'group::anti-abuse', image: env.image('spamcheck') });
    this.workload.deployment.addJsonPatch(JsonPatch.add('/spec/paused', true), JsonPatch.test('/kind', 'Deployment'));
  }
}`;
    const root = newFolder({ 'services/index.ts': code });

    expect(settledIn(bundle('services/index.ts', root, { library: 'taxiway' }).code)?.classes.size).toBe(1);
  });

  it("has not what is called like one of the bundler's own functions", () => {
    const code = 'const __publicField = (() => { let n = 1; return () => (n += 1); })();';

    expect(settledIn(code)).toBeDefined();
    expect(settledIn(`\n// a.ts\n${code}\n`)).toBeUndefined();
  });

  it('may hold a package that was compiled to CommonJS', () => {
    const root = newFolder({
      'services/index.ts': "import { a } from '../made/index.cjs';\nexport const b = a;",
      'made/index.cjs': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.a = void 0;
const other_1 = require("./other.cjs");
exports.a = other_1.b;`,
      'made/other.cjs': 'module.exports = { b: 1 };',
    });

    expect(settledIn(bundle('services/index.ts', root, { library: 'taxiway' }).code)).toBeDefined();
  });
});

it('names classes that stand outside of functions, and of which there is one', () => {
  const code =
    'class A {}\nvar B = class { b = 1; };\nvar C = class { c; };\nvar D = class { c; };\nvar f = (x) => class { d = x; };';

  expect([...(settledIn(code)?.classes ?? [])]).toEqual([
    ['class A {}', 0],
    ['class { b = 1; }', 19],
  ]);
});
