import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, run } from '../support/command.mjs';
import { stampOf } from '../support/store.mjs';

/** Debian 12 has it; what is emitted has to be understood by it, and by all that came after. */
const OLDEST = [2, 42];
const PACKAGE = 'prometheus';

/** promtool: reads rule files as Prometheus does, and runs them against series that a test writes down. */
export const promtool = {
  name: 'promtool',
  wanted: `${OLDEST.join('.')} or later`,

  async install(tools) {
    if (accepts(await versionOf(findOnPath('promtool')))) return;
    await tools.store.provide('promtool', stampOf([], PACKAGE), { version: PACKAGE }, (half) => unpack(half));
  },

  async find(store) {
    const own = findOnPath('promtool');
    const installed = store.find('promtool', stampOf([], PACKAGE));
    const others = [];
    for (const program of [own, installed && join(installed, 'usr/bin/promtool')]) {
      const found = await versionOf(program);
      if (accepts(found)) return { found, files: { program } };
      if (found !== undefined) others.push(found);
    }
    return { problem: 'is not on PATH and not installed', others };
  },

  accepts,
};

function accepts(found) {
  const [major, minor] = (found ?? '0.0').split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

async function versionOf(program) {
  if (program === undefined || !existsSync(program)) return undefined;
  return /version (\d+\.\d+\.\d+)/.exec(await run(program, ['--version']))?.[1];
}

/** Takes the distribution's package apart; nothing of it is set up, and no script of it runs. */
async function unpack(folder) {
  if (findOnPath('apt-get') === undefined || findOnPath('dpkg-deb') === undefined)
    throw new Error('promtool is not on PATH, and there is no apt-get to fetch it: put it there yourself');
  await run('apt-get', ['download', PACKAGE], { cwd: folder });
  const file = readdirSync(folder).find((name) => name.endsWith('.deb'));
  await run('dpkg-deb', ['-x', join(folder, file), folder]);
}
