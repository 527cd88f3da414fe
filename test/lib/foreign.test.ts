import { canonical } from '../../lib/assembly/canonical';
import type { JsonObject } from '../../lib/assembly/document';
import type { EnvironmentSpec } from '../../lib/environment-spec';
import { differingFacts, type FactReaders } from '../../lib/foreign/facts';
import { leavesOf } from '../../lib/origin';
import { staging } from '../../environments/staging';
import { placements } from '../../services';
import { objectOf } from '../support/documents';
import { render, renderTable, service, testEnvironment } from '../support/environment';

/** Facts are plain data, so their canonical form has their shape. */
const facts = canonical(staging) as JsonObject;
const readers: FactReaders = { owners: ['group::code-creation'], gpus: ['l4'] };

/** Facts with other values at these paths, of which no key holds a dot; undefined takes one away. */
function changed(changes: Readonly<Record<string, unknown>>): JsonObject {
  const copy = structuredClone(facts) as Record<string, unknown>;
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.');
    let group = copy;
    for (const key of keys.slice(0, -1)) group = (group[key] ??= {}) as Record<string, unknown>;
    if (value === undefined) Reflect.deleteProperty(group, keys.at(-1) ?? '');
    else group[keys.at(-1) ?? ''] = value;
  }
  return copy as JsonObject;
}

/** Ids and digests of what services, and not the platform, are rendered to with these facts. */
function servicesWith(spec: JsonObject): readonly string[] {
  const copy = spec as unknown as EnvironmentSpec;
  const table = placements.map((row) => ({
    ...row,
    environments: row.environments.some(({ name }) => name === staging.name) ? [copy] : [],
  }));
  const { documents, mistakes } = renderTable(table, copy);
  expect(mistakes).toEqual([]);
  return documents.filter(({ service }) => service !== undefined).map(({ id, sha256 }) => `${id} ${sha256}`);
}

/** What a service can't have read, in words and as changes. */
const UNREAD: readonly (readonly [what: string, changes: Readonly<Record<string, unknown>>])[] = [
  ['a limit of GPUs', { 'gpus.l4.limit': 400, 'gpus.t4.limit': 80 }],
  ['quotas', { 'quotas.NVIDIA_L4_GPUS': 400, 'quotas.CPUS': 1 }],
  ['the certificate of the gateway', { 'gateway.certificate': 'another' }],
  [
    'one more team and its receiver',
    { 'teams.group::new': { group: 'new', receiver: 'new' }, 'alertReceivers.new': { channel: '#new' } },
  ],
  ['the pin of an image that no service names', { 'images.unused': staging.images['spamcheck'] }],
];

describe('the facts that a service elsewhere was rendered with', () => {
  const before = servicesWith(facts);

  it.each(UNREAD)('may differ in %s, since services render the same bytes', (_, changes) => {
    const other = changed(changes);

    expect(servicesWith(other)).toEqual(before);
    expect(differingFacts(facts, other, readers)).toEqual([]);
    expect(differingFacts(other, facts, readers)).toEqual([]);
  });

  it('may differ in a limit that lets its pods roll otherwise: its demand says how, and is judged', () => {
    const [roomy, tight] = [4, 3].map((limit) => {
      const spec = testEnvironment({ gpus: { l4: { limit } } });
      return {
        spec,
        demand: objectOf(render(service('echo', { gpu: { model: 'l4' }, replicas: 3 }), spec), 'GpuNodes'),
      };
    });

    expect([roomy?.demand, tight?.demand]).toMatchObject([
      { spare: 'surge', surge: 1 },
      { spare: 'none', surge: 0 },
    ]);
    const specs = [roomy, tight].map((one) => canonical(one?.spec) as JsonObject) as [JsonObject, JsonObject];
    expect(differingFacts(...specs, { owners: ['group::pilots'], gpus: ['l4'] })).toEqual([]);
  });

  it('may differ in a GPU that it does not ask for', () => {
    expect(differingFacts(facts, changed({ 'gpus.t4': undefined }), readers)).toEqual([]);
    expect(differingFacts(changed({ 'gpus.t4': undefined }), facts, readers)).toEqual([]);
  });

  it('may have other pins, which change the services and are their own', () => {
    const other = changed({ 'images.spamcheck': staging.images['code-suggestions'] });

    expect(servicesWith(other)).not.toEqual(before);
    expect(differingFacts(other, facts, readers)).toEqual([]);
  });

  it('may differ in nothing else: every other fact is named', () => {
    const ignored =
      /^(?:images|quotas)\.|^gpus\.[^.]+\.limit$|^gateway\.certificate$|^teams\.(?!group::code-creation)|^alertReceivers\./;
    const paths = [...leavesOf(facts)].map(([path]) => path).filter((path) => !ignored.test(path));

    const unnamed = paths.filter((path) => {
      const found = differingFacts(changed({ [path]: 'something else' }), facts, readers);
      return found.length !== 1 || !found[0]?.startsWith(`${path} is 'something else' there and `);
    });

    expect(paths.length).toBeGreaterThan(35);
    expect(unnamed).toEqual([]);
  });

  it.each([
    ['its own team', changed({ 'teams.group::code-creation.group': 'another' }), 'teams.group::code-creation.group'],
    [
      'its own team that is gone',
      changed({ 'teams.group::code-creation': undefined }),
      'teams.group::code-creation.group',
    ],
    ['its GPU that is no longer offered', changed({ 'gpus.l4': undefined }), 'gpus.l4.limit'],
    ['a fact that is missing', changed({ 'gateway.proxyOnlySubnet': undefined }), 'gateway.proxyOnlySubnet'],
  ])('may not differ in %s', (_, ours, path) => {
    expect(differingFacts(facts, ours, readers)[0]).toMatch(
      new RegExp(`^${path.replaceAll('.', '\\.')} is .* there and`),
    );
  });
});
