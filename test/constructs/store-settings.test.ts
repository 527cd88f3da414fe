import { RULES } from '../../lib/check/rules/all';
import { runRules } from '../../lib/check/run';
import { synthesize } from '../../constructs/synthesize';
import { place } from '../../lib/placement';
import { find, findAll, objectOf, reasonOf, type Read } from '../support/documents';
import { render, service, testEnvironment } from '../support/environment';
import { refusalsIn } from '../support/errors';

const VECTORS = { name: 'vectors', kind: 'qdrant', at: { host: 'vectors.harbour.example' }, holds: ['embeddings'] };
const ROWS = {
  name: 'rows',
  kind: 'postgres',
  at: { range: '10.9.8.0/28' },
  holds: ['metadata', 'code'],
  credentials: 'database',
};
const SECRET = { name: 'database', properties: ['username', 'password'] };

const withStores = (...stores: readonly unknown[]) => service('echo', { secrets: [SECRET], stores });
const refusals = (...stores: readonly unknown[]) => refusalsIn(render(withStores(...stores)));

describe('a declared store', () => {
  it('is in the declaration: what it holds, and the class of its credentials', () => {
    const declaration = render(withStores(ROWS, VECTORS)).documents.find(({ domain }) => domain === 'declaration');

    expect((declaration?.object as Read).workloads[0].stores).toEqual([
      {
        ...{ name: 'rows', kind: 'postgres', range: '10.9.8.0/28', port: 5432, holds: ['code', 'metadata'] },
        credentials: { secret: 'database', class: 'platform-rotated' },
      },
      { name: 'vectors', kind: 'qdrant', host: 'vectors.harbour.example', port: 6333, holds: ['embeddings'] },
    ]);
  });

  it('opens the way to its addresses, on its port alone', () => {
    const rendering = render(withStores(ROWS));
    const { egress } = objectOf(rendering, 'NetworkPolicy', 'api-egress').spec;

    expect(egress.slice(1)).toEqual([
      { to: [{ ipBlock: { cidr: '10.9.8.0/28' } }], ports: [{ protocol: 'TCP', port: 5432 }] },
    ]);
    expect(reasonOf(find(rendering, 'NetworkPolicy', 'api-egress'), 'spec.egress')).toMatchObject({ prop: 'stores' });
  });

  it('opens the way to its name, and to those that know where that is', () => {
    const rendering = render(withStores(VECTORS));

    expect(objectOf(rendering, 'FQDNNetworkPolicy', 'api-stores').spec.egress).toEqual([
      { matches: [{ name: 'vectors.harbour.example' }], ports: [{ protocol: 'TCP', port: 6333 }] },
    ]);
    expect(objectOf(rendering, 'NetworkPolicy', 'api-egress').spec.egress).toHaveLength(1);
  });

  it('opens the way to Google where it is a bucket, and none where it is a disk', () => {
    const bucket = { name: 'files', kind: 'gcs', at: { bucket: 'harbour-files' }, holds: ['prompts'] };
    const disk = { name: 'index', kind: 'qdrant', at: { claim: 'index' }, holds: ['embeddings'] };

    expect(JSON.stringify(objectOf(render(withStores(bucket)), 'NetworkPolicy', 'api-egress'))).toContain(
      '199.36.153.8/30',
    );
    expect(findAll(render(withStores(disk)), 'NetworkPolicy').map(({ id }) => id.split('/').at(-1))).not.toContain(
      'api-egress',
    );
  });

  it('is all that is rendered of it: no claim, no StatefulSet', () => {
    const kinds = render(withStores(ROWS, VECTORS)).documents.map(({ kind }) => kind);

    expect(kinds.filter((kind) => /PersistentVolumeClaim|StatefulSet/.test(kind))).toEqual([]);
  });

  it('passes the rules, also on a port of the main datastores', () => {
    const spec = testEnvironment();
    const outcome = synthesize([place(withStores(ROWS, VECTORS), [spec])], spec);
    if (!('assembly' in outcome)) throw new Error('it was refused');
    const rules = RULES.filter(({ code }) => /^(?:RULE_ALLOWS_ALL|STORE_|SECRET_|CAGE|IPBLOCK)/.test(code));

    expect(runRules({ assemblies: [outcome.assembly], whole: true }, rules).findings).toEqual([]);
  });

  it.each([
    ['tokens', { holds: ['access-tokens'] }, 'STORE_HOLDS_SECRETS echo.stores.0.holds'],
    ['keys', { holds: ['embeddings', 'serviceAccountKeys'] }, 'STORE_HOLDS_SECRETS echo.stores.0.holds'],
    ['passwords', { holds: ['password'] }, 'STORE_HOLDS_SECRETS echo.stores.0.holds'],
    ['sessions', { holds: ['sessions'] }, 'STORE_HOLDS_SECRETS echo.stores.0.holds'],
    ['what nobody knows', { holds: ['stuff'] }, 'STORE_INVALID echo.stores.0.holds'],
    ['nothing', { holds: [] }, 'STORE_INVALID echo.stores.0.holds'],
    ['one thing twice', { holds: ['code', 'code'] }, 'STORE_INVALID echo.stores.0.holds'],
  ])('refuses one that holds %s', (_, more, refusal) => {
    expect(refusals({ ...VECTORS, ...more })).toEqual([refusal]);
  });

  it.each([
    ['a name that is a path', { name: 'a/b' }, 'name'],
    ['an unknown kind', { kind: 'mongo' }, 'kind'],
    ['no place', { at: undefined }, 'at'],
    ['two places', { at: { host: 'a.example', claim: 'b' } }, 'at'],
    ['a network', { at: { range: '10.0.0.0/8' } }, 'at'],
    ['a pattern of hosts', { at: { host: '*.example.com' } }, 'at'],
    ['a port that is none', { at: { range: '10.9.8.0/28', port: 0 } }, 'at'],
    ['a bucket of another kind', { at: { bucket: 'files' } }, 'at'],
    ['a secret that it has not', { credentials: 'other' }, 'credentials'],
  ])('refuses %s', (_, more, field) => {
    expect(refusals({ ...VECTORS, ...more })).toEqual([`STORE_INVALID echo.stores.0.${field}`]);
  });

  it('refuses what is no list of stores, a store twice, and a field that there is not', () => {
    expect(refusalsIn(render(service('echo', { stores: 'vectors' })))).toEqual(['STORE_INVALID echo.stores']);
    expect(refusals('vectors')).toEqual(['STORE_INVALID echo.stores.0']);
    expect(refusals(VECTORS, VECTORS)).toEqual(['STORE_INVALID echo.stores.1.name']);
    expect(refusals({ ...VECTORS, backup: true })).toEqual(['PROP_UNKNOWN echo.stores.0.backup']);
  });

  it('refuses a host where the dataplane can not filter by name', () => {
    const v1 = testEnvironment({ cluster: { dataplane: 'v1' } });

    expect(refusalsIn(render(withStores(VECTORS), v1))).toEqual(['STORE_INVALID echo.stores.0.at']);
  });
});
