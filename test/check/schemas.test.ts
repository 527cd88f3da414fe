import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../lib/assembly/document';
import { Catalogue, knownMinors } from '../../lib/check/schema/catalogue';
import { compile } from '../../lib/check/schema/compile';
import { FORMATS } from '../../lib/check/schema/formats';
import { SchemaFile } from '../../lib/check/schema/schema-file';
import type { Schema } from '../../lib/check/schema/schema';
import { fieldUnknown } from '../../lib/check/rules/field-unknown';
import { runRules } from '../../lib/check/run';
import { assemblyOf, edited } from '../support/assemblies';

const FOLDER = join(__dirname, '../../schemas');
const CUSTOM = readdirSync(join(FOLDER, 'custom')).filter((name) => name.endsWith('.jsonl'));
const kubernetes = new SchemaFile('kubernetes.jsonl');
const SOURCES = JSON.parse(readFileSync(join(FOLDER, 'sources.json'), 'utf8'));

/** Everything that is below a schema, itself included; references are followed once. */
function* partsOf(schema: Schema, definitions: (name: string) => Schema, seen = new Set<string>()): Generator<Schema> {
  yield schema;
  if (schema.$ref !== undefined && !seen.has(schema.$ref)) {
    seen.add(schema.$ref);
    yield* partsOf(definitions(schema.$ref), definitions, seen);
  }
  const { properties = {}, items, additionalProperties, anyOf = [], oneOf = [], allOf = [], not } = schema;
  const below = [...Object.values(properties), items, additionalProperties, ...anyOf, ...oneOf, ...allOf, not];
  for (const child of below) if (typeof child === 'object') yield* partsOf(child, definitions, seen);
}

describe('the vendored schemas', () => {
  it('are those of the minor versions that their sources name', () => {
    expect(knownMinors()).toEqual(SOURCES.kubernetes.minors);
    expect(knownMinors()).toEqual(['1.33', '1.34', '1.35', '1.36', '1.37']);
  });

  it('say in their first line where they are from, and under which licence', () => {
    const headers = ['kubernetes.jsonl', ...CUSTOM.map((name) => `custom/${name}`)].map((name) => new SchemaFile(name));

    expect(headers.map(({ header }) => header)).toEqual(
      headers.map(() => expect.objectContaining({ source: expect.stringMatching(/\S \S/), licence: 'Apache-2.0' })),
    );
  });

  it.each(SOURCES.kubernetes.minors as string[])('of %s hold together: references, patterns, formats', (minor) => {
    const files = [kubernetes, ...CUSTOM.map((name) => new SchemaFile(`custom/${name}`))];

    const broken: string[] = [];
    let count = 0;
    for (const file of files) {
      const definitions = (name: string): Schema => {
        const found = file.definition(name, minor) ?? kubernetes.definition(name, minor);
        if (found === undefined) broken.push(`${file.header.source} ${name}`);
        return found ?? {};
      };
      for (const kind of file.kinds) {
        const schema = file.kind(kind, minor);
        if (schema === undefined) continue;
        count += 1;
        for (const { pattern, format } of partsOf(schema, definitions)) {
          if (format !== undefined && FORMATS[format] === undefined) broken.push(`${kind} ${format}`);
          if (pattern !== undefined) new RegExp(pattern, 'u');
        }
      }
    }

    expect(broken).toEqual([]);
    expect(count).toBeGreaterThan(120);
  });

  it.each(SOURCES.kubernetes.minors as string[])('of %s have every kind that is emitted', (minor) => {
    const emitted = (['sandbox', 'staging', 'production'] as const)
      .flatMap((name) => assemblyOf(name).documents)
      .filter(({ domain }) => domain === 'kubernetes');

    const missing = emitted.filter(
      ({ object, kind }) => Catalogue.of(minor).find(object['apiVersion'] as string, kind) === undefined,
    );

    expect(emitted.length).toBeGreaterThan(200);
    expect(missing.map(({ id }) => id)).toEqual([]);
  });

  it.each(SOURCES.kubernetes.minors as string[])('of %s find nothing wrong with what is rendered', (minor) => {
    const objects = assemblyOf('production').documents.filter(({ domain }) => domain === 'kubernetes');

    const faults = objects.flatMap(({ object, kind }) =>
      Catalogue.of(minor)
        .find(object['apiVersion'] as string, kind)!
        .faultsOf(object),
    );

    expect(faults).toEqual([]);
  });

  it('have a file for every source, every definition of which is in it', () => {
    const named = SOURCES.modules.map(({ name }: { name: string }) => `${name}.jsonl`);

    expect([...CUSTOM].sort()).toEqual([...named, 'typed.jsonl'].sort());
    for (const { name, definitions } of SOURCES.modules) {
      const groups = new Set(new SchemaFile(`custom/${name}.jsonl`).kinds.map((kind) => kind.split('/')[0]));
      const wanted = new Set(Object.keys(definitions).map((definition) => definition.replace(/^[^.]+\./, '')));
      expect(groups).toEqual(wanted);
    }
  });

  it('are explained: each typed kind and each source is named', () => {
    const text = readFileSync(join(FOLDER, '../docs/schemas.md'), 'utf8');

    const typed = new SchemaFile('custom/typed.jsonl').kinds.map((kind) => kind.split(' ')[1] ?? '');
    const sources = SOURCES.modules.flatMap(({ module, version }: Record<string, string>) => [module, version]);

    for (const name of [...typed, ...sources, ...SOURCES.typed]) expect(text).toContain(name);
  });
});

describe('a compiled schema', () => {
  const faultsOf = (schema: Schema, value: Json): readonly string[] => {
    const faults: Parameters<ReturnType<typeof compile>>[1]['faults'] = [];
    const definitions: Record<string, Schema> = {
      tree: { type: 'object', properties: { of: { $ref: 'tree' } }, additionalProperties: false },
    };
    compile(schema, (name) => definitions[name]!, new Map())(value, { path: [], faults });
    return faults.map(({ path }) => path);
  };

  it('may contain itself', () => {
    expect(faultsOf({ $ref: 'tree' }, { of: { of: { of: {} } } })).toEqual([]);
    expect(faultsOf({ $ref: 'tree' }, { of: { of: { on: {} } } })).toEqual(['of.of.on']);
  });

  it('tells every fault of a value, not only the first', () => {
    const schema: Schema = {
      type: 'object',
      required: ['a', 'b'],
      properties: {
        a: { type: 'integer', maximum: 3 },
        b: { type: 'string' },
        c: { type: 'array', items: { enum: ['x'] } },
      },
      additionalProperties: false,
    };

    expect(faultsOf(schema, { a: 4, c: ['x', 'y', 1], d: {} })).toEqual(['a', 'c.1', 'c.2', 'd', 'b']);
  });

  it('asks nothing more of a value of the wrong type', () => {
    expect(faultsOf({ type: 'string', minLength: 3, pattern: '^a', enum: ['abc'] }, 7)).toEqual(['']);
  });

  it('counts characters, not halves of them', () => {
    expect(faultsOf({ type: 'string', maxLength: 2 }, '🚕🚕')).toEqual([]);
    expect(faultsOf({ type: 'string', maxLength: 2 }, '🚕🚕🚕')).toEqual(['']);
  });

  it('takes one shape of several, all of several, or none', () => {
    const odd: Schema = { oneOf: [{ minimum: 5 }, { maximum: 10 }] };

    expect([3, 7, 12].map((value) => faultsOf(odd, value).length)).toEqual([0, 1, 0]);
    expect(['x', 3].map((value) => faultsOf({ anyOf: [{ type: 'string' }, { minimum: 5 }] }, value).length)).toEqual([
      0, 1,
    ]);
    expect([3, 7].map((value) => faultsOf({ allOf: [{ minimum: 5 }, { maximum: 10 }] }, value).length)).toEqual([1, 0]);
    expect([3, 7].map((value) => faultsOf({ not: { minimum: 5 } }, value).length)).toEqual([0, 1]);
  });

  it('finds a value of a set and a key of a map twice, whatever the order of their fields', () => {
    const set: Schema = { type: 'array', items: {}, 'x-kubernetes-list-type': 'set' };
    const map: Schema = {
      type: 'array',
      items: { properties: { name: { type: 'string' }, group: { type: 'string', default: 'core' } } },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name', 'group'],
    };

    expect(
      faultsOf(set, [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ]),
    ).toEqual(['1']);
    expect(faultsOf(map, [{ name: 'x' }, { name: 'y' }, { group: 'core', name: 'x' }])).toEqual(['2']);
    expect(faultsOf(map, [{ name: 'x' }, { name: 'x', group: 'apps' }])).toEqual([]);
  });

  it('never repeats what could be a secret, neither in a path nor as a value', () => {
    const token = `glpat-${'a1b2'.repeat(5)}`;
    const faults: Parameters<ReturnType<typeof compile>>[1]['faults'] = [];
    const schema: Schema = {
      properties: {
        data: { additionalProperties: { type: 'string', format: 'byte' } },
        env: { items: { properties: { value: { type: 'boolean' } } } },
        free: { additionalProperties: { type: 'integer' } },
      },
      additionalProperties: false,
    };
    const value: Json = {
      data: { a: 'hunter2!' },
      env: [{ value: 'hunter2' }],
      free: { [token]: token, b: token },
      [token]: 1,
    };

    compile(schema, () => ({}), new Map())(value, { path: [], faults });

    expect(faults.map(({ path }) => path)).toEqual(['data.a', 'env.0.value', 'free', 'free.b', '']);
    const told = faults.map((fault) => (fault.unknown ? fault.path : `${fault.path} ${fault.problem} ${fault.fix}`));
    expect(told.join('\n')).not.toMatch(/hunter2|glpat/);
  });
});

describe('a field that a kind does not have', () => {
  const placesOf = (kind: string, field: string, path: string): readonly string[] =>
    Catalogue.of('1.35').find(kind.split(' ')[0]!, kind.split(' ')[1]!)!.placesOf(field, path);

  it('is looked for near the place first', () => {
    expect(placesOf('apps/v1 Deployment', 'strategy', 'spec.template.spec.strategy')).toEqual(['spec.strategy']);
    expect(placesOf('apps/v1 Deployment', 'tolerations', 'spec.tolerations')).toEqual([
      'spec.template.spec.tolerations',
    ]);
    expect(placesOf('v1 Pod', 'containerPort', 'spec.containers.0.containerPort')[0]).toBe(
      'spec.containers[].ports[].containerPort',
    );
  });

  it('is told first where it has the most in common with the place', () => {
    const deployment = 'apps/v1 Deployment';

    expect(placesOf(deployment, 'labels', 'spec.labels').slice(0, 2)).toEqual([
      'metadata.labels',
      'spec.template.metadata.labels',
    ]);
    expect(placesOf(deployment, 'runAsUser', 'spec.template.spec.initContainers.0.runAsUser')[0]).toBe(
      'spec.template.spec.initContainers[].securityContext.runAsUser',
    );
    expect(placesOf(deployment, 'runAsUser', 'spec.template.spec.runAsUser')[0]).toBe(
      'spec.template.spec.securityContext.runAsUser',
    );
  });

  it('is not looked for where only the cluster writes', () => {
    expect(placesOf('apps/v1 Deployment', 'observedGeneration', 'spec.observedGeneration')).toEqual([]);
  });

  it('is not looked for without end in a kind that contains itself', () => {
    expect(placesOf('apiextensions.k8s.io/v1 CustomResourceDefinition', 'maxLength', 'spec.maxLength').length).toBe(1);
  });

  it('is known to be one of another minor version, in just that place', () => {
    const has = (minor: string, path: string): boolean => Catalogue.of(minor).find('v1', 'Pod')!.has(path);

    expect(knownMinors().map((minor) => has(minor, 'spec.containers.0.restartPolicyRules.1.exitCodes'))).toEqual([
      false,
      true,
      true,
      true,
      true,
    ]);
    expect(['spec.restartPolicyRules', 'metadata.labels.any', 'status.phase'].map((path) => has('1.35', path))).toEqual(
      [false, true, true],
    );
  });

  it('is told with the place, or the minor versions, that have it', () => {
    const DEPLOYMENT = 'production/code-suggestions:workloads/apps/Deployment';
    const fixFor = (path: string, minor: string): readonly string[] => {
      const facts = edited(
        assemblyOf('production'),
        'production/platform/taxiway/Environment',
        'cluster.version',
        minor,
      );
      const { findings } = runRules({ assemblies: [edited(facts, DEPLOYMENT, path, [])], whole: false }, [
        fieldUnknown,
      ]);
      return findings.map(({ fix }) => fix);
    };

    expect(fixFor('spec.template.spec.strategy', '1.35')).toEqual([expect.stringContaining('spec.strategy?')]);
    expect(fixFor('spec.template.spec.containers.0.restartPolicyRules', '1.33')).toEqual([
      expect.stringContaining('1.34, 1.35, 1.36, 1.37'),
    ]);
    expect(fixFor('spec.template.spec.containers.0.restartPolicyRules', '1.34')).toEqual([]);
  });
});
