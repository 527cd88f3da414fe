#!/usr/bin/env node
// install.mjs [NAME…] [--dest DIR] [--status]
// Installs engines, all of them or those named, into DIR (default: $TAXIWAY_ENGINES_DIR, else taxiway-engines in the
// user's cache folder). What is there is left alone. --status installs nothing and prints one JSON line: what is here.
import { parseArgs } from 'node:util';
import { ENGINES, statusOf } from './engines.mjs';
import { Store } from './support/store.mjs';
import { Tools } from './support/tools.mjs';

const { values, positionals } = parseArgs({
  options: { dest: { type: 'string' }, status: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !ENGINES.some((engine) => engine.name === name));
if (unknown.length > 0) {
  console.error(
    `install: there is no engine ${unknown.join(', ')}; there are ${ENGINES.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
const store = new Store(values.dest);
if (values.status) console.log(JSON.stringify(await statusOf(store)));
else
  process.exitCode = await install(
    ENGINES.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
  );

async function install(engines) {
  const tools = new Tools(store, (text) => console.log(`install: ${text}`));
  // Compilers share the processors better one after the other; what waits for a registry goes beside them.
  const compiled = engines.filter(({ name }) => name === 'kubernetes' || name === 'terraform');
  const fetched = engines.filter((engine) => !compiled.includes(engine));
  const failures = (await Promise.all([inTurn(compiled, tools), inTurn(fetched, tools)])).flat();
  return failures.length === 0 ? 0 : 1;
}

async function inTurn(engines, tools) {
  const failures = [];
  for (const engine of engines) {
    const start = performance.now();
    try {
      await engine.install(tools);
      console.log(
        `install: ${engine.name} ${engine.wanted}: there, ${((performance.now() - start) / 1000).toFixed(1)} s`,
      );
    } catch (error) {
      console.error(`install: ${engine.name} ${engine.wanted}: FAILED\n${error.message}`);
      failures.push(engine.name);
    }
  }
  return failures;
}
