import { buildSync, type BuildOptions, type BuildResult } from 'esbuild';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { BuildOrder } from './build-thread';

/** What esbuild gives where nothing is written. */
export type Built = BuildResult<{ readonly metafile: true; readonly write: false }>;

interface Received {
  readonly message: { readonly result?: Built };
}

/** Milliseconds after which nobody waits for the other thread any more. */
const PATIENCE = 10_000;

/**
 * Begins to build in another thread, and goes on; what is given back waits for the result. Where the other thread has none,
 * or its code is not compiled, as in tests, it is built here.
 */
export function beginBuild(options: BuildOptions): () => Built {
  const code = join(__dirname, 'build-thread.js');
  const here = (): Built => buildSync(options) as Built;
  if (!existsSync(code)) return here;
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const order: BuildOrder = { options, port: port2, answered };
  new Worker(code, { workerData: order, transferList: [port2], execArgv: [] }).on('error', () => undefined).unref();
  return () => {
    Atomics.wait(answered, 0, 0, PATIENCE);
    const received: Received | undefined = receiveMessageOnPort(port1);
    port1.close();
    return received?.message.result ?? here();
  };
}
