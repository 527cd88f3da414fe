#!/usr/bin/env node
import { createRequire } from 'node:module';
import { createColors, isColorSupported } from 'picocolors';
import type * as library from '../constructs/index';
import { bundleAhead } from '../lib/cli/ahead';
import type * as cli from '../lib/cli/main';
import type { Session } from '../lib/cli/session';

const load = createRequire(__filename);
const interactive = process.stdout.isTTY;

const session: Session = {
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
};
const words = process.argv.slice(2);

// What takes longest begins first.
bundleAhead(session, words);
const { main } = load('../lib/cli/main') as typeof cli;
void main(session, words).then((code) => {
  // Not process.exit: what was printed into a pipe is still on its way.
  process.exitCode = code;
});
