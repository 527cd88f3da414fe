import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stampOf } from '../support/store.mjs';

const SELF = fileURLToPath(import.meta.url);
const REQUIREMENTS = join(dirname(SELF), 'kubeconform/requirements.txt');
const STRICT = /^v(1\.\d+)\.0-local-strict$/;

/**
 * Schemas of the Kubernetes kinds, one folder a minor version. Left alone, kubeconform asks the internet for them; a
 * package of the Python index carries them all.
 */
export const schemas = {
  async install(tools) {
    await tools.store.provide('kubernetes-schemas', stamp(), {}, async (half) => {
      const packages = join(half, 'packages');
      await tools.pipInstall(packages, ['--no-deps', '--require-hashes', '--requirement', REQUIREMENTS]);
      const source = join(packages, 'kubernetes_validate/kubernetes-json-schema');
      for (const folder of readdirSync(source)) {
        const version = STRICT.exec(folder)?.[1];
        if (version !== undefined) rewrite(join(source, folder), join(half, version));
      }
      rmSync(packages, { recursive: true });
    });
  },

  find: (store) => store.find('kubernetes-schemas', stamp()),
};

function stamp() {
  return stampOf([REQUIREMENTS, SELF]);
}

/** The schemas name themselves and each other by addresses below `/api/`: here they are neighbours in one folder. */
function rewrite(from, to) {
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(from).filter((name) => name.endsWith('.json'))) {
    const text = readFileSync(join(from, file), 'utf8').replaceAll('"/api/_definitions.json', '"_definitions.json');
    const { $id, ...schema } = JSON.parse(text);
    void $id;
    writeFileSync(join(to, file), JSON.stringify(schema));
  }
}
