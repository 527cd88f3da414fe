#!/usr/bin/env node
// test.mjs [--write] [JEST ARGUMENT…]
// Says which engines are here, runs the tests against them, and compares what they showed with docs/conformance.md
// and docs/policy-suites.md.
// --write rewrites these pages. With TAXIWAY_ENGINES=required an engine that is missing is a failure.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, write } from './conformance.mjs';
import { compareMatrix, writeMatrix } from './matrix.mjs';
import { announcementOf, statusOf } from './engines.mjs';
import { Store } from './support/store.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const rewrite = process.argv.includes('--write');
const words = process.argv.slice(2).filter((word) => word !== '--write');
/** A part of the tests shows a part of what the page says. */
const partly = words.some((word) => !/^--(?:json|outputFile)\b/.test(word));

const statuses = await statusOf(new Store());
for (const status of statuses) console.log(announcementOf(status));
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'taxiway-engines-'));
try {
  const env = { ...process.env, TAXIWAY_ENGINE_RUN: folder, TAXIWAY_ENGINE_STATUS: JSON.stringify(statuses) };
  const jest = [join(ROOT, 'node_modules/jest/bin/jest.js'), '--config', join(ROOT, 'jest.engines.config.js')];
  const { status } = spawnSync(process.execPath, [...jest, ...words], { cwd: ROOT, env, stdio: 'inherit' });
  process.exitCode = status ?? 1;
  if (status === 0 && !partly) {
    const judge = rewrite ? write : compare;
    const agrees = await judge(join(ROOT, 'docs/conformance.md'), join(folder, 'evidence'), statuses);
    const judgeRules = rewrite ? writeMatrix : compareMatrix;
    const rulesAgree = await judgeRules(join(ROOT, 'docs/policy-suites.md'), join(folder, 'matrix'), statuses);
    process.exitCode = agrees && rulesAgree ? 0 : 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
