import { join } from 'node:path';
import { OUTPUT_VERSION } from '../../lib/cli/print';
import { SCHEMA_VERSION } from '../../lib/assembly/assembly';
import { REVIEW_VERSION } from '../../lib/review/review';
import { CHECKOUT, readJson, requireValid } from '../support/cli';

type Schema = Readonly<Record<string, unknown>>;

/** Every schema inside of a schema that describes an object, by its place. */
function* objectsIn(schema: unknown, place = '#'): Generator<readonly [place: string, schema: Schema]> {
  if (typeof schema !== 'object' || schema === null) return;
  if ('properties' in schema && 'type' in schema) yield [place, schema];
  for (const [key, inner] of Object.entries(schema)) yield* objectsIn(inner, `${place}/${key}`);
}

const position = { file: 'services/tiny.ts', line: 1, column: 1 };
const mistake = {
  code: 'FACT_INVALID',
  at: 'staging',
  problem: 'is wrong',
  fix: 'mend it',
  environments: [],
  source: position,
};
const refused = { schemaVersion: 1, command: 'list', mistakes: [mistake] };
const header = {
  taxiway: 'assembly',
  schemaVersion: 1,
  library: '0.1.0',
  environment: 'staging',
  documents: 0,
  digest: 'a'.repeat(64),
  files: {},
  seal: 'b'.repeat(64),
};
const document = {
  id: 'staging/tiny:workloads/apps/Deployment/tiny/api',
  domain: 'kubernetes',
  kind: 'Deployment',
  origins: { construct: 'Workload tiny/api', fields: { spec: { prop: 'replicas', at: position } } },
  sha256: 'c'.repeat(64),
  path: 'tiny/kubernetes.yaml',
  object: {},
};

describe.each([
  ['output', OUTPUT_VERSION, '#/$defs/schemaVersion'],
  ['assembly', SCHEMA_VERSION, '#/$defs/header'],
  ['review', REVIEW_VERSION, '#/$defs/schemaVersion'],
] as const)('the schema of the %s', (name, version, place) => {
  const schema = readJson(join(CHECKOUT, `schemas/${name}.schema.json`));

  it('is closed: every object lists all that it may hold, and is described', () => {
    for (const [at, object] of objectsIn(schema)) {
      expect([at, 'additionalProperties' in object, 'title' in object]).toEqual([at, true, true]);
    }
    expect([typeof schema.title, typeof schema.description]).toEqual(['string', 'string']);
  });

  it('is of the version that is written', () => {
    const found =
      place === '#/$defs/header' ? schema.$defs.header.properties.schemaVersion : schema.$defs.schemaVersion;

    expect(found.const ?? found.enum[0]).toBe(version);
  });

  it('ships with the package', () => {
    expect(readJson(join(CHECKOUT, 'package.json')).files).toContain('schemas');
  });
});

describe('a schema', () => {
  it('allows what is right', () => {
    for (const value of [refused, { ...refused, mistakes: [{ ...mistake, given: null, allowed: ['a'] }] }])
      requireValid('output', value);
    for (const value of [header, document]) requireValid('assembly', value);
  });

  it.each([
    ['an unknown key', { ...refused, more: 1 }],
    ['an unknown key of a mistake', { ...refused, mistakes: [{ ...mistake, where: 'here' }] }],
    ['an unknown command', { ...refused, command: 'destroy' }],
    ['a refusal without a mistake', { ...refused, mistakes: [] }],
    ['a later version', { ...refused, schemaVersion: 2 }],
    ['a line that is none', { ...refused, mistakes: [{ ...mistake, source: { ...position, line: 0 } }] }],
    [
      'half of a written environment',
      {
        schemaVersion: 1,
        command: 'synth',
        environments: [{ name: 'a', documents: 1, written: 1 }],
        findings: [],
        mistakes: [],
      },
    ],
    [
      'a workload by tag',
      { schemaVersion: 1, command: 'pin', pins: [{ environment: 'a', name: 'b', reference: 'c:1', changed: true }] },
    ],
  ])('of the output refuses %s', (_, value) => {
    expect(() => requireValid('output', value)).toThrow('is not of output.schema.json');
  });

  it.each([
    ['an unknown key', { ...document, more: 1 }],
    ['an id without a namespace', { ...document, id: 'staging/platform/apps/Deployment/api' }],
    ['a stack that is none', { ...document, id: 'staging/tiny/apps/Deployment/tiny/api' }],
    ['a manifest without a file', { ...document, path: undefined }],
    ['a demand with a file', { ...document, domain: 'demand' }],
    [
      'two reasons for a field',
      { ...document, origins: { construct: 'a', fields: { spec: { prop: 'a', fact: 'b' } } } },
    ],
    ['no reason for a field', { ...document, origins: { construct: 'a', fields: { spec: {} } } }],
    [
      'an absolute path of a source',
      { ...document, origins: { construct: 'a', at: { ...position, file: '/tmp/a.ts' }, fields: {} } },
    ],
    ['a header without its seal', { ...header, seal: undefined }],
  ])('of the assembly refuses %s', (_, value) => {
    expect(() => requireValid('assembly', JSON.parse(JSON.stringify(value)))).toThrow('is not of assembly.schema.json');
  });
});
