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

  it('leaves the archiver of cdktf alone until it is called', async () => {
    const seen = await told(
      `require(compiled + '/constructs/index.js');
       const cdktf = require.resolve('cdktf', { paths: [compiled] });
       const path = require('node:module').createRequire(cdktf).resolve('archiver');
       const parts = () => Object.keys(require.cache).filter((file) => file.startsWith(path.replace(/index\\.js$/, 'lib'))).length;
       const before = parts();
       const archive = require.cache[path].exports('zip');
       console.log(JSON.stringify([before, parts() > 0, typeof archive.directory, typeof require(path).create]));`,
    );

    expect(seen).toEqual([0, true, 'function', 'function']);
  });
});
