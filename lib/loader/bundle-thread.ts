import { workerData } from 'node:worker_threads';
import { readArguments } from '../source/shape';
import { bundle } from './bundle';
import type { Answer, Question } from './beside';
import { findKnown } from './known-modules';
import { libraryDigest, readSources, runningLibrary } from './sources';

// A thread of its own, which `beside.ts` starts.
const { order, port, answered } = workerData as Question;
const { root, entry, library, text, sources } = order;

function answer(part: Answer): void {
  port.postMessage(part);
  Atomics.add(answered, 0, 1);
  Atomics.notify(answered, 0);
}

try {
  const program = bundle(entry, root, { library, text });
  answer({ bundle: program });
  if (sources) {
    const digest = libraryDigest(runningLibrary());
    answer({ settled: readSources(root, program, { name: library, digest }, findKnown(root, digest)) ?? 'not' });
  } else answer({ shapes: readArguments(program.code) });
} catch {
  // An error loses what it carries on its way: whoever asked does it again, and has it whole.
} finally {
  // Nobody waits for what does not come.
  answer({});
}
