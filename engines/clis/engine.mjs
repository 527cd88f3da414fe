import { readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../support/command.mjs';
import { stampOf } from '../support/store.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const LOCK = ['package.json', 'package-lock.json'].map((file) => join(HERE, file));
const { dependencies } = JSON.parse(readFileSync(LOCK[0], 'utf8'));

/** Nothing is asked or told over the network. */
export const OFFLINE = { CHECKPOINT_DISABLE: '1', DISABLE_VERSION_CHECK: 'true', TF_CLI_CONFIG_FILE: devNull };

export const cdk8s = commandLine('cdk8s', 'cdk8s-cli', 'bin/cdk8s');
export const cdktf = commandLine('cdktf', 'cdktf-cli', 'bundle/bin/cdktf.js');

/** The two command lines share one installation. */
function commandLine(name, module, path) {
  return {
    name,
    wanted: dependencies[module],

    async install(tools) {
      await tools.store.provide('clis', stampOf(LOCK), {}, (half) => tools.npmInstall(HERE, half));
    },

    async find(store) {
      const folder = store.find('clis', stampOf(LOCK));
      if (folder === undefined) return { problem: 'is not installed', others: [] };
      const program = join(folder, 'node_modules', module, path);
      const printed = await run(process.execPath, [program, '--version'], { env: OFFLINE });
      return { found: /^\d+\.\d+\.\d+/.exec(printed)?.[0] ?? printed.trim(), files: { program } };
    },
  };
}
