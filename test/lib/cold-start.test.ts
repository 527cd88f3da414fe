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

describe('what takes its time while a program is loaded', () => {
  it('is built beside, and gives what esbuild gives', async () => {
    const cwd = newFolder({
      'a.ts': "import { b } from './b'; export const a: number = b;",
      'b.ts': 'export const b = 1;',
    });
    const same = await told(
      `const { beginBuild } = require(compiled + '/lib/loader/build-beside.js');
       const options = { entryPoints: ['a.ts'], bundle: true, metafile: true, write: false, outfile: 'x.js', sourcemap: 'external' };
       const texts = ({ outputFiles, metafile }) => [outputFiles.map(({ path, contents }) => [path, Buffer.from(contents).toString()]), metafile];
       const mine = texts(beginBuild(options)());
       console.log(JSON.stringify([mine, texts(require(require.resolve('esbuild', { paths: [compiled] })).buildSync(options))]));`,
      cwd,
    );

    const [mine, theirs] = same as readonly unknown[];
    expect(JSON.stringify(mine)).toContain('a.ts');
    expect(mine).toEqual(theirs);
  });

  it('fails with all that esbuild says', async () => {
    const cwd = newFolder({ 'a.ts': "import './gone';\n" });
    const errors = await told(
      `const { beginBuild } = require(compiled + '/lib/loader/build-beside.js');
       try { beginBuild({ entryPoints: ['a.ts'], bundle: true, metafile: true, write: false, logLevel: 'silent' })(); }
       catch ({ errors }) { console.log(JSON.stringify(errors)); }`,
      cwd,
    );

    expect(errors).toMatchObject([{ text: 'Could not resolve "./gone"', location: { file: 'a.ts', line: 1 } }]);
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
