import { parentPort } from 'node:worker_threads';
import { lookAt, type SharedFiles } from './file-parts';
import { readShared, type SharedRecord } from './shared-record';

// A thread of its own, which `helper.ts` starts.
parentPort?.on('message', (work: SharedFiles | SharedRecord) => {
  if ('bytes' in work) readShared(work);
  else for (let part = 0; part < work.claims.length; part += 1) lookAt(work, part);
});
