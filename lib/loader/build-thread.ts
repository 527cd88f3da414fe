import { buildSync, type BuildOptions } from 'esbuild';
import { workerData, type MessagePort } from 'node:worker_threads';

/** What this thread is given: what to build, where to answer, and what to set once it has. */
export interface BuildOrder {
  readonly options: BuildOptions;
  readonly port: MessagePort;
  readonly answered: Int32Array;
}

// A thread of its own, which `build-beside.ts` starts.
const { options, port, answered } = workerData as BuildOrder;
try {
  port.postMessage({ result: buildSync(options) });
} catch (error) {
  // An error loses what it carries on its way; whoever asked builds again, and has it whole.
  port.postMessage({ failed: String(error) });
}
Atomics.store(answered, 0, 1);
Atomics.notify(answered, 0);
