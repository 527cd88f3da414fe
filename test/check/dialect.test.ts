import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../lib/assembly/document';
import { compile } from '../../lib/check/schema/compile';
import type { Schema } from '../../lib/check/schema/schema';

const DIALECT = join(__dirname, '../../schemas/dialect.mjs');

/** What the refresh makes of the schema of a definition's spec. */
function vendored(spec: JsonObject): Schema {
  const schema = { type: 'object', properties: { spec } };
  const script = `import(${JSON.stringify(DIALECT)}).then(({ customKind }) => console.log(JSON.stringify(
    customKind({ group: 'example.com', version: 'v1', kind: 'Thing' }, ${JSON.stringify(schema)}))))`;
  return JSON.parse(execFileSync('node', ['-e', script], { encoding: 'utf8', stdio: 'pipe' }));
}

/** Paths of faults below the spec of an object. */
function faultsIn(schema: Schema, spec: Json): readonly string[] {
  const faults: Parameters<ReturnType<typeof compile>>[1]['faults'] = [];
  const object = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' }, spec };
  const metadata: Schema = { type: 'object', properties: { name: { type: 'string' } }, additionalProperties: false };
  compile(schema, () => metadata, new Map())(object, { path: [], faults });
  return faults.map(({ path }) => path.replace(/^spec\.?/, ''));
}

describe('what upstream writes, as it is vendored', () => {
  it('takes an integer or a text, and nothing else, however that is spelled', () => {
    const spelled = vendored({ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] });
    const plain = vendored({ 'x-kubernetes-int-or-string': true, pattern: '^[0-9]+%?$' });

    expect([80, 'http', '80', 1.5, true, null, {}].map((value) => faultsIn(spelled, value).length)).toEqual([
      0, 0, 0, 1, 1, 1, 1,
    ]);
    expect([80, '80%', 'http'].map((value) => faultsIn(plain, value).length)).toEqual([0, 0, 1]);
  });

  it('knows a quantity by its pattern', () => {
    const pattern =
      '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$';
    const schema = vendored({ 'x-kubernetes-int-or-string': true, pattern });

    expect(schema.properties?.['spec']).toEqual({ type: ['integer', 'string'], format: 'quantity' });
    expect(['1', '1.5Gi', '500m', '-1', '1e3', 2].map((value) => faultsIn(schema, value).length)).toEqual([
      0, 0, 0, 0, 0, 0,
    ]);
    expect(['', '1 Gi', 'Gi', '1GB', '1.2.3', 'a lot'].map((value) => faultsIn(schema, value).length)).toEqual([
      1, 1, 1, 1, 1, 1,
    ]);
  });

  it('takes null where it is nullable, among allowed words too', () => {
    const word = vendored({ type: 'string', enum: ['a', 'b'], nullable: true });
    const number = vendored({ type: 'integer' });

    expect(['a', null, 'c'].map((value) => faultsIn(word, value).length)).toEqual([0, 0, 1]);
    expect(faultsIn(number, null)).toEqual(['']);
  });

  it('closes every object but those whose unknown fields are kept', () => {
    const closed = vendored({ type: 'object', properties: { a: { type: 'object' } } });
    const kept = vendored({
      type: 'object',
      properties: { a: { type: 'integer' } },
      'x-kubernetes-preserve-unknown-fields': true,
    });
    const map = vendored({ type: 'object', additionalProperties: { type: 'integer' } });
    const anything = vendored({ 'x-kubernetes-preserve-unknown-fields': true });

    expect(faultsIn(closed, { a: { b: 1 }, c: 1 })).toEqual(['a.b', 'c']);
    expect(faultsIn(kept, { a: 'x', b: { c: 1 } })).toEqual(['a']);
    expect(faultsIn(map, { a: 1, b: 'x' })).toEqual(['b']);
    expect([{ a: 1 }, [1], 'x', null].map((value) => faultsIn(anything, value).length)).toEqual([0, 0, 0, 0]);
  });

  it('knows what every object within another has', () => {
    const schema = vendored({
      type: 'object',
      'x-kubernetes-embedded-resource': true,
      'x-kubernetes-preserve-unknown-fields': true,
    });

    expect(faultsIn(schema, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: 1 } })).toEqual(
      [],
    );
    expect(faultsIn(schema, { apiVersion: 1, metadata: { nam: 'a' } })).toEqual(['apiVersion', 'metadata.nam', 'kind']);
  });

  it('does not require what the API server fills in', () => {
    const schema = vendored({
      type: 'object',
      required: ['a', 'b'],
      properties: { a: { type: 'string' }, b: { type: 'boolean', default: false } },
    });

    expect(faultsIn(schema, {})).toEqual(['a']);
  });

  it('fills in what is part of the key of a list', () => {
    const schema = vendored({
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port', 'protocol'],
      items: {
        type: 'object',
        properties: { port: { type: 'integer' }, protocol: { type: 'string', default: 'TCP' } },
      },
    });

    expect(faultsIn(schema, [{ port: 1 }, { port: 1, protocol: 'UDP' }, { port: 1, protocol: 'TCP' }])).toEqual(['2']);
  });

  it('lets what stands below "any of" narrow, and never close', () => {
    const schema = vendored({
      type: 'object',
      properties: { a: { type: 'integer' }, b: { type: 'integer' } },
      oneOf: [{ required: ['a'] }, { required: ['b'], properties: { b: { minimum: 3 } } }],
    });

    const given: readonly Json[] = [{ a: 1 }, { b: 3 }, { b: 2 }, { a: 1, b: 3 }, {}];

    expect(given.map((value) => faultsIn(schema, value).length)).toEqual([0, 0, 1, 1, 1]);
  });

  it('reads a pattern that forgets about case in the middle', () => {
    const schema = vendored({ type: 'string', pattern: '^((?i)mon|tues)day:x$' });

    expect(
      ['monday:x', 'MONday:x', 'tUESday:x', 'monDAY:x', 'monday:X'].map((value) => faultsIn(schema, value).length),
    ).toEqual([0, 0, 0, 1, 1]);
  });

  it.each<[string, JsonObject]>([
    ['a keyword that nobody knows', { type: 'object', patternProperties: {} }],
    ['a pattern that is none here', { type: 'string', pattern: '^(?i)[a-z]+$' }],
    ['a pattern that does not end', { type: 'string', pattern: '^(a' }],
  ])('is refused for %s', (_, spec) => {
    expect(() => vendored(spec)).toThrow(/is not known|is not understood/);
  });
});
