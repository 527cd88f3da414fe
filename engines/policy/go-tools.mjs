import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { definitions } from '../kubernetes/definitions.mjs';
import { run } from '../support/command.mjs';
import { stampOf } from '../support/store.mjs';
import { schemas } from './schemas.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));

export const kubeconform = goTool('kubeconform', 'github.com/yannh/kubeconform', ['-v'], { schemas, definitions });
export const kubeScore = goTool('kube-score', 'github.com/zegl/kube-score', ['version']);

/** A program from a Go module, pinned by the go.mod and go.sum in the folder of its name, and what else it reads. */
function goTool(name, module, versionArguments, companions = {}) {
  const folder = join(HERE, name);
  const files = ['go.mod', 'go.sum'].map((file) => join(folder, file));
  const wanted = new RegExp(`^\\t${module} v(\\S+)`, 'm').exec(readFileSync(files[0], 'utf8'))[1];
  return {
    name,
    wanted,

    async install(tools) {
      await tools.store.provide(name, stampOf(files), { version: wanted }, (half) =>
        tools.goBuild(folder, [`${module}/cmd/${name}`], half, `-X main.version=${wanted}`),
      );
      for (const companion of Object.values(companions)) await companion.install(tools);
    },

    async find(store) {
      const there = store.find(name, stampOf(files));
      if (there === undefined) return { problem: 'is not installed', others: store.otherVersions(name) };
      const program = join(there, name);
      const beside = Object.entries(companions).map(([one, companion]) => [one, companion.find(store)]);
      const missing = beside.find(([, path]) => path === undefined);
      if (missing !== undefined) return { problem: `has no ${missing[0]} to read`, others: [] };
      const printed = await run(program, versionArguments);
      const found = /\d+\.\d+\.\d+/.exec(printed)?.[0] ?? printed.trim();
      return { found, files: { program, ...Object.fromEntries(beside) } };
    },
  };
}
