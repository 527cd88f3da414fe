import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../support/command.mjs';
import { stampOf } from '../support/store.mjs';
import { findPython } from '../support/tools.mjs';

const REQUIREMENTS = join(dirname(fileURLToPath(import.meta.url)), 'nca/requirements.txt');
const wanted = /^network-config-analyzer==(\S+)$/m.exec(readFileSync(REQUIREMENTS, 'utf8'))[1];

/** network-config-analyzer: works out which pods network policies let talk to which, with code that is not ours. */
export const nca = {
  name: 'nca',
  wanted,

  async install(tools) {
    await tools.store.provide('nca', stampOf([REQUIREMENTS]), { version: wanted }, (half) =>
      tools.pipInstall(half, ['--no-deps', '--requirement', REQUIREMENTS]),
    );
  },

  async find(store) {
    const packages = store.find('nca', stampOf([REQUIREMENTS]));
    if (packages === undefined) return { problem: 'is not installed', others: store.otherVersions('nca') };
    const python = findPython();
    const printed = await run(python, ['-m', 'nca', '--version'], { env: { PYTHONPATH: packages } });
    return { found: /\d+\.\d+\.\d+/.exec(printed)?.[0] ?? printed.trim(), files: { python, packages } };
  },
};
