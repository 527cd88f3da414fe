import { parentPort } from 'node:worker_threads';
import { lookAt, type SharedFiles } from './file-parts';

// A thread of its own, which `helper.ts` starts.
parentPort?.on('message', (work: SharedFiles) => {
  for (let part = 0; part < work.claims.length; part += 1) lookAt(work, part);
});
