import { join } from 'node:path';
import { commandFile, newFolder, start } from '../support/cli';

const COMPILED = join(commandFile(), '../..');

/** What a program prints that runs where nothing was loaded before, as JSON. */
async function told(program: string, cwd = newFolder()): Promise<unknown> {
  const { code, stdout, stderr } = await start(
    process.execPath,
    ['-e', `const compiled = ${JSON.stringify(COMPILED)}; ${program}`],
    { cwd },
  );
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

/** A program of two files, and what both threads can say of it. */
const FILES = {
  'package.json': '{ "name": "a-project" }',
  'services/index.ts': "import { made } from './a';\nexport const placements = [made({ replicas: 2 })];",
  'services/a.ts': 'export const made = (props: { replicas: number }): object => props;',
};
const ORDER = `{ root: process.cwd(), entry: 'services/index.ts', library: 'taxiway', sources: true }`;
const LOADER = `compiled + '/lib/loader'`;
const READ = `const plain = (value) => JSON.stringify(value, (_, one) => (one instanceof Map ? [...one] : one));`;

describe('what takes its time while a program is loaded', () => {
  it('is bundled and read beside, and gives what this thread gives', async () => {
    const seen = await told(
      `${READ}
       const { bundleBeside } = require(${LOADER} + '/beside.js');
       const { bundle } = require(${LOADER} + '/bundle.js');
       const { libraryDigest, readSources, runningLibrary } = require(${LOADER} + '/sources.js');
       const { readArguments } = require(compiled + '/lib/source/shape.js');
       const order = ${ORDER};
       const beside = bundleBeside(order);
       const whole = bundleBeside({ ...order, sources: false });
       const loaded = () => Object.keys(require.cache).some((file) => file.includes('/acorn/dist/'));
       const theirs = [beside.bundle(), beside.settled(), whole.shapes(), beside.shapes === undefined].map(plain);
       const before = loaded();
       const own = bundle(order.entry, order.root, order);
       const library = { name: order.library, digest: libraryDigest(runningLibrary()) };
       const ours = [own, readSources(order.root, own, library), readArguments(own.code), true].map(plain);
       console.log(JSON.stringify([before, theirs, ours]));`,
      newFolder(FILES),
    );

    const [parsedHere, theirs, ours] = seen as readonly [boolean, readonly string[], readonly string[]];
    expect(theirs).toEqual(ours);
    expect(ours[0]).toContain('services/a.ts');
    expect(ours[1]).toContain('engine');
    expect(ours[2]).toContain('replicas');
    expect(parsedHere).toBe(false);
  });

  it('is asked for in any order, and of a program whose sources nobody was to ask for', async () => {
    const seen = await told(
      `${READ}
       const { bundleBeside } = require(${LOADER} + '/beside.js');
       const wait = Atomics.wait;
       const waits = [];
       Atomics.wait = (...words) => waits[waits.push(wait(...words)) - 1];
       const [one, other] = [${ORDER}, { ...${ORDER}, sources: false }].map(bundleBeside);
       const all = [one.settled(), one.bundle(), other.settled(), other.bundle()].map(plain);
       console.log(JSON.stringify([...all, String(waits.includes('timed-out'))]));`,
      newFolder(FILES),
    );

    const [settled, bundled, otherSettled, otherBundled, timedOut] = seen as readonly string[];
    expect(timedOut).toBe('false');
    expect([otherSettled, otherBundled]).toEqual([settled, bundled]);
    expect(settled).toContain('engine');
  });

  it('says of a program that remembers that nobody can tell', async () => {
    const seen = await told(
      `const { bundleBeside } = require(${LOADER} + '/beside.js');
       console.log(JSON.stringify([bundleBeside(${ORDER}).settled() ?? null]));`,
      newFolder({ ...FILES, 'services/a.ts': 'let count = 0; export const made = (_: object): number => ++count;' }),
    );

    expect(seen).toEqual([null]);
  });

  it('fails with all that esbuild says', async () => {
    const errors = await told(
      `const { bundleBeside } = require(${LOADER} + '/beside.js');
       try { bundleBeside(${ORDER}).bundle(); }
       catch ({ mistakes }) { console.log(JSON.stringify(mistakes)); }`,
      newFolder({ ...FILES, 'services/a.ts': "import './gone';\n" }),
    );

    expect(errors).toMatchObject([{ code: 'IMPORT_NOT_FOUND', source: { file: 'services/a.ts', line: 1 } }]);
  });

  it('is taken once by whoever loads just this program', async () => {
    const seen = await told(
      `const { beginAhead, takeBegun } = require(${LOADER} + '/beside.js');
       const { writeFileSync } = require('node:fs');
       const order = ${ORDER};
       beginAhead(order);
       const another = takeBegun({ ...order, entry: 'services/a.ts' });
       beginAhead(order);
       const first = takeBegun(order);
       first.bundle();
       writeFileSync('services/a.ts', 'export const made = (_: object): string => "changed";');
       console.log(JSON.stringify([another, first, takeBegun(order)].map((one) => one.bundle().code)));`,
      newFolder(FILES),
    );

    const [another, first, second] = seen as readonly string[];
    expect(another).not.toContain('placements');
    expect(first).not.toContain('changed');
    expect(second).toContain('changed');
  });

  it.each([
    ['cdktf', 'archiver', `rare('zip').constructor.name`],
    ['cdktf', 'json-stable-stringify', `rare({ b: 1, a: [2] }, { space: 2 })`],
    ['cdktf', 'semver', `rare.lt('1.5.7', '1.11.0')`],
    ['cdk8s', 'yaml', `rare.stringify({ a: 'yes' }, { version: '1.1' })`],
    ['cdk8s', 'fast-json-patch', `rare.applyPatch({ a: 1 }, [{ op: 'remove', path: '/a' }]).newDocument`],
  ])('leaves what %s calls in rare cases alone until it is called: %s', async (engine, name, call) => {
    const seen = await told(
      `const engine = require.resolve(${JSON.stringify(engine)}, { paths: [compiled] });
       const load = require('node:module').createRequire(engine);
       const path = load.resolve(${JSON.stringify(name)});
       const folder = path.slice(0, path.lastIndexOf('/node_modules/${name}/') + ${`/node_modules/${name}/`.length});
       const parts = () => Object.keys(require.cache).filter((file) => file.startsWith(folder)).length;
       // What an engine holds is seen while it is loaded.
       const Module = require('node:module');
       const given = Module._load;
       let rare;
       Module._load = function (id, parent, ...more) {
         const loaded = given.call(this, id, parent, ...more);
         if (id === ${JSON.stringify(name)} && parent?.filename.startsWith(engine.slice(0, engine.indexOf('/lib/')))) rare = loaded;
         return loaded;
       };
       require(compiled + '/constructs/index.js');
       const before = parts();
       const late = ${call};
       const after = parts();
       const held = rare;
       rare = load(path);
       console.log(JSON.stringify([before, after > 0, held !== rare, rare === load.cache[path].exports, late, ${call}]));`,
    );

    const [before, after, putOff, own, late, called] = seen as readonly unknown[];
    expect([before, after, putOff, own]).toEqual([0, true, true, true]);
    expect(late).toEqual(called);
    expect(late).toBeDefined();
  });

  it('gives others what the engines put off', async () => {
    const seen = await told(
      `require(compiled + '/constructs/index.js');
       const load = require('node:module').createRequire(require.resolve('cdk8s', { paths: [compiled] }));
       const yaml = load('yaml');
       console.log(JSON.stringify([yaml.__esModule ?? null, typeof yaml.parse, Object.keys(yaml).includes('parse')]));`,
    );

    expect(seen).toEqual([null, 'function', true]);
  });
});
