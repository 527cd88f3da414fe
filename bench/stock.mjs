/** The same objects as ours, rendered by cdk8s and cdktf as their own documentation shows. Prints JSON. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { environments, fleetOf, library } from './fleet.mjs';

const require = createRequire(import.meta.url);
const { App: ManifestApp, ApiObject, Chart } = require('cdk8s');
const { App: TerraformApp, GcsBackend, TerraformResource, TerraformStack } = require('cdktf');
const { writeAssembly } = require('../build/lib/assembly/write.js');

class Resource extends TerraformResource {
  constructor(scope, id, type, body) {
    super(scope, id, { terraformResourceType: type });
    this.body = body;
  }
  synthesizeAttributes() {
    return this.body;
  }
}

const size = Number(process.argv[2]);
const placements = fleetOf(size);
const folder = mkdtempSync(join(tmpdir(), 'taxiway-bench-'));
let ours = 0;
let stock = 0;
try {
  for (const spec of environments) {
    const start = performance.now();
    const { assembly } = library.synthesize(placements, spec);
    writeAssembly(assembly, join(folder, 'ours', spec.name));
    ours += performance.now() - start;

    const before = performance.now();
    const stacks = new Map();
    for (const document of assembly.documents) {
      const stack = document.id.split('/')[1];
      stacks.set(stack, [...(stacks.get(stack) ?? []), document]);
    }
    const manifests = new ManifestApp({ outdir: join(folder, 'manifests', spec.name) });
    const terraform = new TerraformApp({ outdir: mkdtempSync(join(folder, 'terraform-')), stackTraces: false });
    for (const [name, documents] of stacks) {
      const id = name.replace(':', '-');
      const chart = new Chart(manifests, id);
      const blocks = documents.filter(({ kind }) => kind.startsWith('resource.'));
      for (const { domain, kind, object } of documents) {
        if (domain === 'kubernetes') new ApiObject(chart, `${kind}-${object.metadata.name}`.toLowerCase(), object);
      }
      if (blocks.length === 0) continue;
      const stack = new TerraformStack(terraform, id);
      new GcsBackend(stack, { bucket: 'state', prefix: id });
      for (const { id: block, kind, object } of blocks)
        new Resource(stack, `${kind}-${block.split('/')[5]}`, kind.replace('resource.', ''), object);
    }
    manifests.synth();
    terraform.synth();
    stock += performance.now() - before;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(JSON.stringify({ size, ours, stock }));
