import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../support/command.mjs';
import { recordOf, stampOf } from '../support/store.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const PROGRAM = join(HERE, 'program');
const SCHEMAS = join(HERE, '../../schemas');
const modules = readFileSync(join(PROGRAM, 'go.mod'), 'utf8');
const versionOf = (module) => new RegExp(`^\\t${module} v(\\S+)$`, 'm').exec(modules)[1];

/** etcd, the API server, its controllers, the scheduler and kubectl, with the definitions of the custom kinds. */
export const kubernetes = {
  name: 'kubernetes',
  wanted: versionOf('k8s.io/kubernetes'),

  async install(tools) {
    const { store } = tools;
    await store.provide('kubernetes', programStamp(), { version: this.wanted }, (half) =>
      tools.goBuild(PROGRAM, ['.'], half, versionFlags(this.wanted)),
    );
    await store.provide('definitions', definitionsStamp(), {}, async (half) => {
      const extra = extraFolder() === undefined ? [] : ['--extra', extraFolder()];
      const script = join(SCHEMAS, 'definitions.mjs');
      const env = await tools.goOnPath();
      return JSON.parse(await run(process.execPath, [script, join(half, 'files'), ...extra], { env }));
    });
  },

  async find(store) {
    const program = store.find('kubernetes', programStamp());
    const definitions = store.find('definitions', definitionsStamp());
    if (program === undefined) return { problem: 'is not installed', others: store.otherVersions('kubernetes') };
    if (definitions === undefined)
      return { problem: 'has no definitions of the custom kinds, or those of other sources', others: [] };
    const cluster = join(program, 'cluster');
    const printed = await run(cluster, ['kube-apiserver', '--version']);
    const { typed, extra } = recordOf(definitions);
    const files = { cluster, definitions: join(definitions, 'files'), typed, extra };
    return { found: /^Kubernetes v(\S+)/.exec(printed)?.[1] ?? printed.trim(), files };
  },

  /** What beside the version goes into the conformance table. */
  parts: `etcd ${versionOf('go.etcd.io/etcd/server/v3')}`,
};

/** The version that the programs say of themselves comes from the linker; without it they would say 0.0.0. */
function versionFlags(version) {
  const [major, minor] = version.split('.');
  const values = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  return Object.entries({ ...values, buildDate: '1970-01-01T00:00:00Z' })
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(' ');
}

function programStamp() {
  return stampOf([PROGRAM]);
}

function definitionsStamp() {
  const sources = ['definitions.mjs', 'sources.mjs', 'sources.json', 'typed'].map((name) => join(SCHEMAS, name));
  const extra = extraFolder();
  return stampOf(extra === undefined ? sources : [...sources, extra]);
}

/** Definitions that no registry has: a folder that the user may own. Without it the kinds typed by us are used. */
function extraFolder() {
  return process.env.TAXIWAY_EXTRA_DEFINITIONS || undefined;
}
