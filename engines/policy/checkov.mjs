import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../support/command.mjs';
import { stampOf } from '../support/store.mjs';
import { findPython } from '../support/tools.mjs';

const REQUIREMENTS = join(dirname(fileURLToPath(import.meta.url)), 'checkov/requirements.txt');
const wanted = /^checkov==(\S+)$/m.exec(readFileSync(REQUIREMENTS, 'utf8'))[1];

/** checkov: policies for Kubernetes objects and Google resources that others wrote, over both kinds of files. */
export const checkov = {
  name: 'checkov',
  wanted,

  async install(tools) {
    await tools.store.provide('checkov', stampOf([REQUIREMENTS]), { version: wanted }, (half) =>
      tools.pipInstall(half, ['--no-deps', '--requirement', REQUIREMENTS]),
    );
  },

  async find(store) {
    const packages = store.find('checkov', stampOf([REQUIREMENTS]));
    if (packages === undefined) return { problem: 'is not installed', others: store.otherVersions('checkov') };
    const python = findPython();
    const printed = await run(python, ['-m', 'checkov.main', '--version'], { env: { PYTHONPATH: packages } });
    return { found: /\d+\.\d+\.\d+/.exec(printed)?.[0] ?? printed.trim(), files: { python, packages } };
  },
};
