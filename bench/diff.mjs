/**
 * Two assemblies of at least so many documents, read from text and compared: with another mark of the tool in every one,
 * with one leaf changed in every one, and with nothing changed. Prints JSON.
 */
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { environments, fleetOf, library } from './fleet.mjs';

const require = createRequire(import.meta.url);
const { canonical, canonicalText } = require('../build/lib/assembly/canonical.js');
const { sha256 } = require('../build/lib/assembly/digest.js');
const { deltasOf } = require('../build/lib/diff/compare.js');
const { diffAssemblies } = require('../build/lib/diff/diff.js');
const { pairsOf } = require('../build/lib/diff/identity.js');

let base = library.synthesize(fleetOf(Number(process.argv[2])), environments[0]).assembly;

function withObjects(change) {
  const documents = base.documents.map((document) => {
    const object = canonical(change(structuredClone(document.object), document));
    return { ...document, object, sha256: sha256(canonicalText(object)) };
  });
  return { ...base, documents };
}

/** A mark where objects have some, and a leaf that is the tool's own elsewhere. */
function marked(object, { domain }) {
  if (domain !== 'kubernetes') return object;
  object.metadata.labels = { ...object.metadata.labels, 'app.kubernetes.io/managed-by': 'another' };
  return object;
}

/** The first text, however deep, that is no name. */
function edited(object) {
  const change = (value, depth) => {
    for (const key of Object.keys(value).reverse()) {
      const inner = value[key];
      if (typeof inner === 'string' && !['apiVersion', 'kind', 'name', 'namespace', 'policy'].includes(key)) {
        value[key] = `${inner}x`;
        return true;
      }
      if (typeof inner === 'object' && inner !== null && depth < 12 && change(inner, depth + 1)) return true;
    }
    return false;
  };
  change(object, 0);
  return object;
}

function timed(work) {
  const start = performance.now();
  const result = work();
  return { time: performance.now() - start, result };
}

const text = JSON.stringify(base);
function against(other) {
  // Each case is compared as a run would: once, after both sides were read.
  const parsed = timed(() => [JSON.parse(text), JSON.parse(other)]);
  const [before, after] = parsed.result;
  const compared = timed(() => {
    let count = 0;
    for (const { before: old, after: now, names } of pairsOf(before, after))
      if (old !== undefined && now !== undefined) count += deltasOf(old, now, names).length;
    return count;
  });
  const judged = timed(() => diffAssemblies({ base: before, head: after }));
  return {
    parse: parsed.time,
    compare: compared.time,
    diff: judged.time,
    deltas: compared.result,
    changes: judged.result.length,
  };
}

const documents = base.documents.length;
const heads = [base, withObjects(marked), withObjects(edited)].map((head) => JSON.stringify(head));
// Only the texts are kept: what fills the memory slows down whatever is measured.
base = undefined;
const [same, marks, leaves] = heads.map(against);
console.log(JSON.stringify({ documents, same, marks, leaves }));
