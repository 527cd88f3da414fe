/**
 * The same objects rendered twice: by cdk8s and cdktf as their own documentation shows, with typed classes, one App each
 * and one Chart and Stack for each service in each environment; and by our way through the same engines. In memory,
 * in processor time. Beside it the whole of our synth, which also finds out what those objects are. Prints JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environments, fleetOf, library } from './fleet.mjs';

const require = createRequire(import.meta.url);
const k8s = require('cdk8s-plus-27/lib/imports/k8s');
const { App: ManifestApp, ApiObject, Chart } = require('cdk8s');
const { App: TerraformApp, GcsBackend, TerraformStack } = require('cdktf');
const { KubernetesObject } = require('../build/lib/engine/object.js');
const { renderTree } = require('../build/lib/engine/render.js');
const { EngineRoot } = require('../build/lib/engine/root.js');
const { dropStackTraces } = require('../build/lib/engine/shortcut.js');
const { BlockStack, ObjectChart } = require('../build/lib/engine/unit.js');
const traces = require('cdktf/lib/tokens/private/stack-trace');
const { captureStackTrace } = traces;

const MAPS = new Set(['labels', 'resource_labels', 'attribute_mapping', 'bound_claims', 'claim_mappings']);
const camel = (text) => text.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const pascal = (text) => camel(`_${text}`);

/** A block as its typed class takes it. */
function configOf(value, key) {
  if (Array.isArray(value)) return value.map((item) => configOf(item));
  if (typeof value !== 'object' || value === null || MAPS.has(key)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [camel(name), configOf(inner, name)]));
}

/** The class of a provider or a resource, from the package that documents it: `google_service_account`. */
function classOf(type) {
  const [, provider, name] = /^([a-z]+)_(.*)$/.exec(type);
  return require(`@cdktf/provider-${provider}/lib/${name.replaceAll('_', '-')}`)[pascal(name)];
}

const providerOf = (name) => require(`@cdktf/provider-${name}/lib/provider`)[`${pascal(name)}Provider`];

function addBlock(stack, kind, name, object) {
  const [section, type] = kind.split('.');
  if (section === 'resource') {
    // A config takes elements to wait for; addresses are set afterwards.
    const { dependsOn, ...config } = configOf(object);
    const resource = new (classOf(type))(stack, name, config);
    if (dependsOn !== undefined) resource.dependsOn = dependsOn;
  }
  if (section === 'provider') new (providerOf(type))(stack, type, configOf(object));
}

function addObject(chart, kind, name, object) {
  const Typed = k8s[`Kube${kind}`];
  // A typed class sets apiVersion and kind itself, to what the object says too.
  if (Typed === undefined) new ApiObject(chart, name, object);
  else new Typed(chart, name, object);
}

/** Each document under a name that is unique in its pair. */
const namesIn = (documents) => documents.map(({ id }) => id.split('/').slice(1).join('-'));

function renderByEngines(pairs) {
  const manifests = new ManifestApp({ outdir: folder });
  const terraform = new TerraformApp({ outdir: folder });
  for (const [id, documents] of pairs) {
    const chart = new Chart(manifests, id);
    const stack = new TerraformStack(terraform, id);
    new GcsBackend(stack, { bucket: 'state', prefix: id });
    const names = namesIn(documents);
    for (const [index, { domain, kind, object }] of documents.entries()) {
      if (domain === 'kubernetes') addObject(chart, kind, names[index], object);
      else addBlock(stack, kind, names[index], object);
    }
  }
  let rendered = 0;
  for (const chart of manifests.charts) rendered += chart.toJson().length;
  for (const stack of terraform.node.children) {
    stack.prepareStack();
    rendered += blocksIn(stack.toTerraform());
  }
  return rendered;
}

function renderByUs(pairs) {
  dropStackTraces();
  const root = new EngineRoot(folder);
  for (const [id, documents] of pairs) {
    const unit = { stack: id, folder: id };
    const chart = new ObjectChart(root, `${id}-objects`, unit);
    const stack = new BlockStack(root, id, unit, 'state');
    const names = namesIn(documents);
    for (const [index, { domain, kind, object }] of documents.entries()) {
      if (domain === 'kubernetes') new KubernetesObject(chart, names[index], object);
      else addBlock(stack, kind, names[index], object);
    }
  }
  let rendered = 0;
  for (const { domain, kind } of renderTree(root))
    if (domain === 'kubernetes' || /^(resource|provider)\./.test(kind)) rendered += 1;
  return rendered;
}

function blocksIn({ resource = {}, provider = {} }) {
  const resources = Object.values(resource).reduce((sum, named) => sum + Object.keys(named).length, 0);
  return resources + Object.values(provider).flat().length;
}

const spent = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000;
function timed(work) {
  const start = spent();
  const result = work();
  return { time: spent() - start, result };
}

const size = Number(process.argv[2]);
const placements = fleetOf(size);
const folder = mkdtempSync(join(tmpdir(), 'taxiway-bench-'));
try {
  const pairs = new Map();
  const all = timed(() => environments.map((spec) => [spec.name, library.synthesize(placements, spec).assembly]));
  for (const [environment, { documents }] of all.result) {
    for (const document of documents) {
      if (document.path === undefined) continue;
      const id = `${environment}-${document.service ?? 'platform'}`;
      const others = pairs.get(id);
      if (others) others.push(document);
      else pairs.set(id, [document]);
    }
  }
  const ours = timed(() => renderByUs(pairs));
  // Ours has turned these off in this process; for the engines they are as they come.
  traces.captureStackTrace = captureStackTrace;
  const stock = timed(() => renderByEngines(pairs));
  if (stock.result !== ours.result) throw new Error(`${stock.result} documents by the engines, ${ours.result} by us`);
  console.log(JSON.stringify({ size, documents: ours.result, synth: all.time, ours: ours.time, stock: stock.time }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
