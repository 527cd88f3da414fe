/** One measured run in a process of its own: synth of so many services × 3, in memory. Prints JSON. */
import { performance } from 'node:perf_hooks';
import { environments, fleetOf, library } from './fleet.mjs';

const size = Number(process.argv[2]);
const placements = fleetOf(size);
let documents = 0;
let largest = 0;
let synth = 0;
let json = 0;
for (const spec of environments) {
  const start = performance.now();
  const outcome = library.synthesize(placements, spec);
  synth += performance.now() - start;
  if (!('assembly' in outcome)) throw new Error(JSON.stringify(outcome.mistakes.slice(0, 3)));
  const objects = outcome.assembly.documents.map(({ object }) => object);
  documents += objects.length;
  const before = performance.now();
  const text = objects.map((object) => JSON.stringify(object));
  for (const one of text) JSON.parse(one);
  json += performance.now() - before;
  largest = Math.max(
    largest,
    text.reduce((sum, one) => sum + one.length, 0),
  );
}
const { maxRSS } = process.resourceUsage();
console.log(JSON.stringify({ size, documents, synth, json, megabytes: maxRSS / 1024, largest: largest / 2 ** 20 }));
