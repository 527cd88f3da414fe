import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../support/command.mjs';
import { stampOf } from '../support/store.mjs';
import { findPython } from '../support/tools.mjs';

const REQUIREMENTS = join(dirname(fileURLToPath(import.meta.url)), 'gitlab-ci/requirements.txt');
const wanted = /^check-jsonschema==(\S+)$/m.exec(readFileSync(REQUIREMENTS, 'utf8'))[1];

/** check-jsonschema: brings the schema that GitLab's own editor checks CI files against. */
export const gitlabCi = {
  name: 'gitlab-ci',
  wanted,

  async install(tools) {
    await tools.store.provide('gitlab-ci', stampOf([REQUIREMENTS]), { version: wanted }, (half) =>
      tools.pipInstall(half, ['--no-deps', '--requirement', REQUIREMENTS]),
    );
  },

  async find(store) {
    const packages = store.find('gitlab-ci', stampOf([REQUIREMENTS]));
    if (packages === undefined) return { problem: 'is not installed', others: store.otherVersions('gitlab-ci') };
    const python = findPython();
    const printed = await run(python, ['-m', 'check_jsonschema', '--version'], { env: { PYTHONPATH: packages } });
    return { found: /\d+\.\d+\.\d+/.exec(printed)?.[0] ?? printed.trim(), files: { python, packages } };
  },
};
