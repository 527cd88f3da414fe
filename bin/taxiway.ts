#!/usr/bin/env node
import { createRequire } from 'node:module';
import { createColors, isColorSupported } from 'picocolors';
import type * as library from '../constructs/index';
import { main } from '../lib/cli/main';

const load = createRequire(__filename);
const interactive = process.stdout.isTTY;

void main(
  {
    cwd: process.cwd(),
    library: {
      name: 'taxiway',
      // The engines take half a second to load, and only what renders needs them.
      get exports() {
        return load('../constructs/index') as typeof library;
      },
    },
    terminal: {
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
      interactive,
      colors: createColors(interactive && isColorSupported),
    },
  },
  process.argv.slice(2),
).then((code) => {
  // Not process.exit: what was printed into a pipe is still on its way.
  process.exitCode = code;
});
