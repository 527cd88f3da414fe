/** All rules over so many services × 3, against the synth of what they read. Prints JSON. */
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { environments, fleetOf, library } from './fleet.mjs';

const require = createRequire(import.meta.url);
const { RULES } = require('../build/lib/check/rules/all.js');
const { runRules } = require('../build/lib/check/run.js');

const placements = fleetOf(Number(process.argv[2]));
const start = performance.now();
const assemblies = environments.map((spec) => library.synthesize(placements, spec).assembly);
const synth = performance.now() - start;
const before = performance.now();
const { findings, ran } = runRules({ assemblies, whole: true }, RULES);
const check = performance.now() - before;
const errors = findings.filter(({ severity }) => severity === 'error');
if (errors.length > 0) throw new Error(`${errors.length} errors: ${JSON.stringify(errors[0])}`);
console.log(JSON.stringify({ synth, check, rules: ran.length }));
