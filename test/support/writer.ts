import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** Makes a program of its own that writes assemblies: `writeAssembly` and whatever the given lines do with it. */
export function buildWriter(file: string, lines: string): void {
  const contents = `
    const fs = require('node:fs');
    const { writeAssembly } = require('./lib/assembly/write');
    const { mistakesOf } = require('./lib/errors');
    ${lines}`;
  const stdin = { contents, resolveDir: join(__dirname, '../..'), loader: 'js' as const };
  buildSync({ stdin, bundle: true, platform: 'node', target: 'node20', outfile: file, logLevel: 'error' });
}
