#!/usr/bin/env node
// test.mjs [--write] [JEST ARGUMENT…]
// Says which engines are here, runs the tests against them, and compares what they showed with docs/conformance.md.
// --write rewrites that page. With TAXIWAY_ENGINES=required an engine that is missing is a failure.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, write } from './conformance.mjs';
import { statusOf } from './engines.mjs';
import { Store } from './support/store.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const rewrite = process.argv.includes('--write');
const words = process.argv.slice(2).filter((word) => word !== '--write');

const statuses = await statusOf(new Store());
for (const status of statuses) console.log(announcement(status));
const folder = mkdtempSync(join(tmpdir(), 'taxiway-engines-'));
try {
  const env = { ...process.env, TAXIWAY_ENGINE_RUN: folder, TAXIWAY_ENGINE_STATUS: JSON.stringify(statuses) };
  const jest = [join(ROOT, 'node_modules/jest/bin/jest.js'), '--config', join(ROOT, 'jest.engines.config.js')];
  const { status } = spawnSync(process.execPath, [...jest, ...words], { cwd: ROOT, env, stdio: 'inherit' });
  process.exitCode = status ?? 1;
  if (status === 0) {
    const page = rewrite ? write : compare;
    process.exitCode = page(join(ROOT, 'docs/conformance.md'), join(folder, 'evidence'), statuses) ? 0 : 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function announcement({ name, state, found, problem, files }) {
  const install = `install it: node engines/install.mjs ${name}`;
  if (state === 'missing') return `SKIPPED ${name}: ${problem}; ${install}`;
  if (state === 'other version') return `SKIPPED ${name}: an engine of another version: ${problem}; ${install}`;
  const typed = files.typed ?? [];
  const ours = typed.length === 0 ? '' : `; typed by us, since nobody else's is here: ${typed.join(', ')}`;
  return `ready   ${name} ${found}${ours}`;
}
