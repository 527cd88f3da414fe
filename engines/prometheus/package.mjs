import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, run } from '../support/command.mjs';
import { stampOf } from '../support/store.mjs';

/**
 * An engine that is on PATH in a version that will do, or comes as a package of the distribution, taken apart: nothing of it is set up,
 * and no script of it runs. `programs` are the names that each of its programs may have; engines of one package share its folder.
 * `shares` is where a program looks for its own files, which lie elsewhere when it is taken apart: it is told to look below the folder
 * that it is started in, `home`.
 */
export function alerting({ name, oldest, debian, folder, programs, shares }) {
  const stamp = stampOf([], debian, ...(shares === undefined ? [] : [shares]));
  const accepts = (found) => {
    const [major, minor] = (found ?? '').split('.').map(Number);
    return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
  };
  const onPath = () => ({
    ...mapped(programs, (names) => names.map((one) => findOnPath(one)).find((file) => file)),
    home: '/',
  });
  const unpacked = (root) => ({
    ...mapped(programs, (names) => names.map((one) => join(root, 'usr/bin', one)).find((file) => existsSync(file))),
    home: root,
  });

  return {
    name,
    wanted: `${oldest.join('.')} or later`,
    accepts,

    async install(tools) {
      if (accepts(await versionOf(onPath()))) return;
      await tools.store.provide(folder, stamp, { version: debian }, async (half) => {
        await unpack(name, debian, half);
        if (shares !== undefined) lookBelow(unpacked(half).program, shares);
      });
    },

    async find(store) {
      const installed = store.find(folder, stamp);
      const others = [];
      for (const files of [onPath(), installed && unpacked(installed)]) {
        const found = await versionOf(files);
        if (accepts(found)) return { found, files };
        if (found !== undefined) others.push(found);
      }
      return { problem: 'is not on PATH and not installed', others };
    },
  };
}

function mapped(programs, of) {
  return Object.fromEntries(Object.entries(programs).map(([use, names]) => [use, of(names)]));
}

/** The version of the first program, where all of them are there. */
async function versionOf(files) {
  if (files === undefined || Object.values(files).some((file) => file === undefined)) return undefined;
  return /version (\d+\.\d+\.\d+)/.exec(await run(files.program, ['--version']))?.[1];
}

/** Replaces an absolute path within a program by one of the same length that begins where the program is started. */
function lookBelow(program, path) {
  const text = readFileSync(program, 'latin1');
  if (!text.includes(path)) throw new Error(`${program} does not look for ${path}`);
  writeFileSync(program, text.replaceAll(path, `${path.slice(1)}/`), 'latin1');
}

async function unpack(name, debian, folder) {
  if (findOnPath('apt-get') === undefined || findOnPath('dpkg-deb') === undefined)
    throw new Error(`${name} is not on PATH, and there is no apt-get to fetch it: put it there yourself`);
  await run('apt-get', ['download', debian], { cwd: folder });
  const file = readdirSync(folder).find((one) => one.endsWith('.deb'));
  await run('dpkg-deb', ['-x', join(folder, file), folder]);
}
