import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../support/command.mjs';
import { stampOf } from '../support/store.mjs';
import { definitions } from './definitions.mjs';

const PROGRAM = join(dirname(fileURLToPath(import.meta.url)), 'program');
const modules = readFileSync(join(PROGRAM, 'go.mod'), 'utf8');
const versionOf = (module) => new RegExp(`^\\t${module} v(\\S+)$`, 'm').exec(modules)[1];

/** etcd, the API server, its controllers, the scheduler and kubectl, with the definitions of the custom kinds. */
export const kubernetes = {
  name: 'kubernetes',
  wanted: versionOf('k8s.io/kubernetes'),

  async install(tools) {
    await tools.store.provide('kubernetes', stampOf([PROGRAM]), { version: this.wanted }, (half) =>
      tools.goBuild(PROGRAM, ['.'], half, versionFlags(this.wanted)),
    );
    await definitions.install(tools);
  },

  async find(store) {
    const program = store.find('kubernetes', stampOf([PROGRAM]));
    if (program === undefined) return { problem: 'is not installed', others: store.otherVersions('kubernetes') };
    const files = { cluster: join(program, 'cluster'), definitions: definitions.find(store) };
    if (files.definitions === undefined) return { problem: 'has no definitions of the custom kinds', others: [] };
    const printed = await run(files.cluster, ['kube-apiserver', '--version']);
    const found = /^Kubernetes v(\S+)/.exec(printed)?.[1] ?? printed.trim();
    return { found, files, typed: definitions.typed(store) };
  },
};

/** The version that the programs say of themselves comes from the linker; without it they would say 0.0.0. */
function versionFlags(version) {
  const [major, minor] = version.split('.');
  const values = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  return Object.entries({ ...values, buildDate: '1970-01-01T00:00:00Z' })
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(' ');
}
