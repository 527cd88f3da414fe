import { Ajv, type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../lib/assembly/document';
import { Catalogue } from '../../lib/check/schema/catalogue';
import { FORMATS } from '../../lib/check/schema/formats';
import { SchemaFile } from '../../lib/check/schema/schema-file';
import type { Schema } from '../../lib/check/schema/schema';
import { assemblyOf } from '../support/assemblies';

const kubernetes = new SchemaFile('kubernetes.jsonl');
const files = [
  kubernetes,
  ...[
    'argo-rollouts',
    'external-secrets',
    'gateway-api',
    'gke-networking-api',
    'keda',
    'prometheus-operator',
    'typed',
  ].map((name) => new SchemaFile(`custom/${name}.jsonl`)),
];

/** A second opinion of one kind at one minor version: ajv over the same vendored lines. */
function secondOpinion(name: string, minor: string): ValidateFunction {
  const file = files.find((one) => one.kind(name, minor) !== undefined);
  if (file === undefined) throw new Error(`no file has ${name}`);
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, logger: false });
  for (const [format, { fits }] of Object.entries(FORMATS)) {
    ajv.addFormat(`${format}-string`, { type: 'string', validate: (value: string) => fits(value) });
    ajv.addFormat(`${format}-number`, { type: 'number', validate: (value: number) => fits(value) });
  }
  const $defs: Record<string, unknown> = {};
  const rewritten = (schema: Schema): unknown => {
    const text = JSON.stringify(schema, (key, value: unknown) => {
      if (key === '$ref' && typeof value === 'string') {
        if (!(value in $defs)) {
          $defs[value] = {};
          $defs[value] = rewritten(file.definition(value, minor) ?? kubernetes.definition(value, minor)!);
        }
        return `#/$defs/${encodeURIComponent(value)}`;
      }
      return value;
    });
    return bothFormats(JSON.parse(text));
  };
  return ajv.compile({ ...(rewritten(file.kind(name, minor)!) as object), $defs });
}

/** A format of ours holds for texts and for numbers; one of ajv's holds for either. */
function bothFormats(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(bothFormats);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { format, ...rest } = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === 'enum' ? value : bothFormats(value)]),
  );
  if (typeof format !== 'string') return format === undefined ? rest : { ...rest, format };
  const formats = ['string', 'number'].map((type) => ({ format: `${format}-${type}` }));
  const { allOf = [] } = rest as { allOf?: unknown[] };
  return { ...rest, allOf: [...allOf, ...formats] };
}

/** One object of each kind that is emitted, and some that are not. */
const SAMPLES: readonly JsonObject[] = [
  ...new Map(
    assemblyOf('production')
      .documents.filter(({ domain }) => domain === 'kubernetes')
      .map(({ kind, object }) => [kind, object]),
  ).values(),
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'api' },
    spec: {
      replicas: 2,
      strategy: { canary: { maxSurge: '25%', steps: [{ setWeight: 10 }, { pause: { duration: '5m' } }] } },
      template: { spec: { containers: [{ name: 'api', image: 'api', resources: { limits: { memory: '1Gi' } } }] } },
    },
  },
  {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: 'api' },
    spec: { scaleTargetRef: { name: 'api' }, triggers: [{ type: 'prometheus', metadata: { query: 'up' } }] },
  },
  {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'api' },
    spec: { groups: [{ name: 'api', interval: '30s', rules: [{ alert: 'Down', expr: 'up == 0', for: '5m' }] }] },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'eval', creationTimestamp: '2026-01-31T08:00:00Z' },
    spec: {
      schedule: '0 * * * *',
      jobTemplate: { spec: { template: { spec: { containers: [{ name: 'eval' }], restartPolicy: 'Never' } } } },
    },
  },
];

/** Values that are wrong in most places, and right in some. */
const anything: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    0,
    -1,
    1.5,
    2 ** 31,
    2 ** 40,
    '',
    'a',
    '25%',
    '1Gi',
    '1 Gi',
    '5m',
    [],
    {},
    ['a'],
    [{}],
  ),
  fc.integer(),
  fc.string({ maxLength: 12 }),
  fc.dictionary(fc.constantFrom('name', 'kind', 'spec', 'unknown'), fc.constantFrom<Json>('a', 1, {}), { maxKeys: 2 }),
);

/** A change of a random place: another value, a field more, or one less. */
const change = fc.record({
  steps: fc.array(fc.nat(), { minLength: 1, maxLength: 9 }),
  what: fc.constantFrom('replace', 'add', 'remove'),
  field: fc.constantFrom('unknown', 'name', 'namespace', 'replicas', 'status', 'ports', 'kind'),
  value: anything,
});

function changed(
  value: Json,
  { steps, what, field, value: instead }: typeof change extends fc.Arbitrary<infer T> ? T : never,
): Json {
  const [step, ...rest] = steps;
  if (typeof value !== 'object' || value === null) return instead;
  const keys = Object.keys(value);
  const key = keys.length === 0 || step === undefined ? undefined : keys[step % keys.length]!;
  const at = (container: Json, one: string): Json => (container as JsonObject)[one]!;
  const below = key === undefined ? undefined : at(value, key);
  const deeper = key !== undefined && rest.length > 0 && typeof below === 'object' && below !== null;
  const next = deeper ? changed(below, { steps: rest, what, field, value: instead }) : instead;
  if (Array.isArray(value)) {
    const list: Json[] = [...(value as readonly Json[])];
    if (key === undefined || (!deeper && what === 'add')) list.push(instead);
    else if (!deeper && what === 'remove') list.splice(Number(key), 1);
    else list[Number(key)] = next;
    return list;
  }
  const entries = new Map(Object.entries(value as JsonObject));
  if (key === undefined || (!deeper && what === 'add')) entries.set(field, instead);
  else if (!deeper && what === 'remove') entries.delete(key);
  else entries.set(key, next);
  return Object.fromEntries(entries);
}

describe('the validator and ajv, over the same schemas', () => {
  it.each(SAMPLES.map((object) => ({ kind: `${object['apiVersion'] as string} ${object['kind'] as string}`, object })))(
    'say the same of $kind, however it is changed',
    ({ kind, object }) => {
      const minor = '1.35';
      const schema = Catalogue.of(minor).find(kind.split(' ')[0]!, kind.split(' ')[1]!)!;
      const opinion = secondOpinion(kind, minor);
      let refused = 0;

      expect([schema.faultsOf(object), opinion(object)]).toEqual([[], true]);
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 2 }), (changes) => {
          const given = changes.reduce<Json>((value, one) => changed(value, one), object);
          // ajv doesn't know that a key of a list stands there once.
          const faults = schema
            .faultsOf(given)
            .filter((fault) => fault.unknown || !fault.problem.includes(' of item '));
          const valid = opinion(given);

          refused += valid ? 0 : 1;
          expect({ given, valid: faults.length === 0 }).toEqual({ given, valid });
        }),
        { numRuns: 200, seed: 1 },
      );

      expect(refused).toBeGreaterThan(30);
    },
  );

  it('tell the same paths of what is unknown and what is missing', () => {
    const [deployment] = SAMPLES.filter(({ kind }) => kind === 'Deployment');
    const given = changed(deployment!, { steps: [3, 4], what: 'add', field: 'unknown', value: 1 });
    const opinion = secondOpinion('apps/v1 Deployment', '1.35');

    opinion(given);
    const told = opinion.errors!.map(({ instancePath, params }) =>
      [...instancePath.split('/').slice(1), params['additionalProperty']].join('.'),
    );

    expect(
      Catalogue.of('1.35')
        .find('apps/v1', 'Deployment')!
        .faultsOf(given)
        .map(({ path }) => path),
    ).toEqual(told);
  });
});
