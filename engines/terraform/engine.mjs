import { readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath, run } from '../support/command.mjs';
import { stampOf } from '../support/store.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const OPENTOFU = join(HERE, 'opentofu');
const LOCK = ['package.json', 'package-lock.json'].map((file) => join(HERE, file));
/** The minor version of Terraform that the messages of the tests are those of. */
const TERRAFORM = '1.11';
const TOFU = /^\tgithub\.com\/opentofu\/opentofu v(\S+)/m.exec(readFileSync(join(OPENTOFU, 'go.mod'), 'utf8'))[1];

/**
 * Terraform from PATH, or OpenTofu built from Go modules: Terraform itself is in no registry that a package client
 * can ask. The provider is ours and knows the schemas alone; what it speaks gRPC with is installed here.
 */
export const terraform = {
  name: 'terraform',
  wanted: `Terraform ${TERRAFORM}, or OpenTofu ${TOFU}`,

  async install(tools) {
    const { store } = tools;
    await store.provide('provider', stampOf(LOCK), {}, (half) => tools.npmInstall(HERE, half));
    if (isWanted(await versionOnPath())) return;
    await store.provide('opentofu', tofuStamp(), { version: TOFU }, (half) =>
      tools.goBuild(OPENTOFU, ['github.com/opentofu/opentofu/cmd/tofu'], half, TOFU_FLAGS),
    );
  },

  async find(store) {
    const provider = store.find('provider', stampOf(LOCK));
    const tofu = store.find('opentofu', tofuStamp());
    const own = await versionOnPath();
    if (!isWanted(own) && tofu === undefined)
      return { problem: 'is not on PATH and not installed', others: own === undefined ? [] : [own] };
    if (provider === undefined) return { problem: 'has no packages for its provider', others: [] };
    const program = isWanted(own) ? findOnPath('terraform') : join(tofu, 'tofu');
    const found = isWanted(own) ? `Terraform ${own}` : `OpenTofu ${await versionOf(program)}`;
    return { found, files: { program, provider } };
  },

  accepts: (found) => found.startsWith(`Terraform ${TERRAFORM}.`) || found === `OpenTofu ${TOFU}`,
};

/** Without it the program calls itself a development version. */
const TOFU_FLAGS = '-X github.com/opentofu/opentofu/version.dev=no';

function tofuStamp() {
  return stampOf([OPENTOFU]);
}

async function versionOnPath() {
  const program = findOnPath('terraform');
  return program === undefined ? undefined : versionOf(program);
}

async function versionOf(program) {
  const env = { CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: devNull };
  const printed = await run(program, ['version', '-json'], { env }).catch(() => '{}');
  return JSON.parse(printed).terraform_version;
}

function isWanted(version) {
  return version?.startsWith(`${TERRAFORM}.`) ?? false;
}
