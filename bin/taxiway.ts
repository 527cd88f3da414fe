#!/usr/bin/env node
import { createColors, isColorSupported } from 'picocolors';
import * as library from '../constructs/index';
import { main } from '../lib/cli/main';

const interactive = process.stdout.isTTY;

void main(
  {
    cwd: process.cwd(),
    library: { name: 'taxiway', exports: library },
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
