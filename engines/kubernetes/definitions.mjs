import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../support/command.mjs';
import { recordOf, stampOf } from '../support/store.mjs';

const SCHEMAS = join(dirname(fileURLToPath(import.meta.url)), '../../schemas');
const SCRIPT = join(SCHEMAS, 'definitions.mjs');
const SOURCES = [SCRIPT, ...['sources.mjs', 'sources.json', 'typed'].map((name) => join(SCHEMAS, name))];

/** The definitions of the custom kinds that are rendered: upstream's own, and ours where no registry has them. */
export const definitions = {
  async install(tools) {
    const extra = extraFolder() === undefined ? [] : ['--extra', extraFolder()];
    await tools.store.provide('definitions', stamp(), {}, async (half) => {
      const env = await tools.goOnPath();
      return JSON.parse(await run(process.execPath, [SCRIPT, join(half, 'files'), ...extra], { env }));
    });
  },

  /** The folder that holds them, one file each. */
  find(store) {
    const folder = store.find('definitions', stamp());
    return folder === undefined ? undefined : join(folder, 'files');
  },

  /** The names of those that we typed ourselves. */
  typed: (store) => recordOf(store.find('definitions', stamp())).typed ?? [],
};

function stamp() {
  const extra = extraFolder();
  return stampOf(extra === undefined ? SOURCES : [...SOURCES, extra]);
}

/** Definitions that no registry has, in a folder that the user may own. Without it the kinds typed by us stand in. */
function extraFolder() {
  return process.env.TAXIWAY_EXTRA_DEFINITIONS || undefined;
}
