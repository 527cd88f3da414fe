/** Everything that so many services × 3 reach, against the synth of what is read. Prints JSON. */
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { environments, fleetOf, library } from './fleet.mjs';

const require = createRequire(import.meta.url);
const { reachOf } = require('../build/lib/reach/reach.js');

const placements = fleetOf(Number(process.argv[2]));
const start = performance.now();
const assemblies = environments.map((spec) => library.synthesize(placements, spec).assembly);
const synth = performance.now() - start;
const before = performance.now();
const edges = assemblies.reduce((sum, assembly) => sum + reachOf(assembly).edges.length, 0);
const reach = performance.now() - before;
console.log(JSON.stringify({ synth, reach, edges }));
