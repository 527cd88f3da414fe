import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SharedFiles } from './file-parts';

let helper: Worker | undefined;

/**
 * Lets another thread begin with work that this one may take over at any time. It ends with the process; where its code is
 * not compiled, as in tests, there is none.
 */
export function askHelper(work: SharedFiles): void {
  if (helper === undefined) {
    const code = join(__dirname, 'helper-thread.js');
    if (!existsSync(code)) return;
    helper = new Worker(code, { execArgv: [] });
    // What it does not do is done here.
    helper.on('error', () => undefined).unref();
  }
  helper.postMessage(work);
}
