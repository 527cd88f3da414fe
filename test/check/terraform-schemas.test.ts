import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSettable, type BlockSchema, type TypeConstraint } from '../../lib/check/terraform/schema';
import { findSchema } from '../../lib/check/terraform/vendored';
import { packageSchema, type PackageArgument } from '../support/provider-package';

const FOLDER = join(__dirname, '../../schemas/terraform');
const SOURCES = JSON.parse(readFileSync(join(FOLDER, 'sources.json'), 'utf8'));
const PROVIDERS = ['google', 'vault'] as const;
/** What changes do has a shape of its own, and a test of its own. */
const EFFECTS = 'effects.jsonl';
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.jsonl') && file !== EFFECTS);
const linesOf = (file: string) =>
  readFileSync(join(FOLDER, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** One link of the package spells a name that the package itself writes as `detect_md5hash`. */
const MISNAMED = [
  'resource.google_storage_bucket_object.detect_md5_hash is only in the package',
  'resource.google_storage_bucket_object.detect_md5hash is only in the schema',
];

describe('the vendored schemas', () => {
  it('are recorded, each with its source, version, licence and digest', () => {
    expect(Object.keys(SOURCES).sort()).toEqual([...files, EFFECTS].sort());
    for (const file of files) {
      const [head] = linesOf(file);
      const digest = createHash('sha256')
        .update(readFileSync(join(FOLDER, file)))
        .digest('hex');

      expect(SOURCES[file]).toMatchObject({ provider: head.provider, version: head.version, sha256: digest });
      expect(SOURCES[file].types).toBe(linesOf(file).length - 2);
      expect(SOURCES[file].licence).toMatch(/^(?:MPL-2\.0|Apache-2\.0)$/);
    }
  });

  it.each(files)('%s holds what its readers take for granted, and plain ASCII', (file) => {
    const [, ...lines] = linesOf(file);

    const odd = lines.flatMap(({ kind, ...block }) => [
      ...(/^(?:provider|(?:resource|data)\.\w+)$/.test(kind) ? [] : [kind]),
      ...oddities(block, kind),
    ]);

    expect(odd).toEqual([]);
    expect(readFileSync(join(FOLDER, file)).every((byte) => byte < 128)).toBe(true);
  });

  it.each(PROVIDERS)('of %s are those of the version that the provider package is made for', (name) => {
    const manifest = JSON.parse(readFileSync(require.resolve(`@cdktf/provider-${name}/package.json`), 'utf8'));

    expect(findSchema(`registry.terraform.io/hashicorp/${name}`)?.version).toBe(manifest.cdktf.provider.version);
  });
});

describe.each(PROVIDERS)('the package of %s and its vendored schema', (name) => {
  const schema = findSchema(`registry.terraform.io/hashicorp/${name}`)!;
  const fromPackage = packageSchema(name);

  it('know the same types', () => {
    const vendored = ['resource', 'data'].flatMap((section) =>
      schema.typesOf(section).map((type) => `${section}.${type}`),
    );

    expect([...fromPackage.keys()].filter((kind) => kind !== 'provider').sort()).toEqual(vendored.sort());
  });

  it('agree on every argument: its name, whether it is required, its type, at every depth', () => {
    const differences = [...fromPackage].flatMap(([kind, fields]) =>
      differencesOf(fields, schema.find(kind) ?? {}, kind, kind === 'provider' ? ['alias'] : []),
    );

    expect(differences).toEqual(name === 'google' ? MISNAMED : []);
  });
});

function oddities({ attributes = {}, blocks = {} }: BlockSchema, at: string): readonly string[] {
  const own = Object.entries(attributes).flatMap(([name, [letters, type]]) =>
    /^(?:r|o|c|oc)s?w?d?$/.test(letters) && isType(type) ? [] : [`${at}.${name} ${letters}`],
  );
  const nested = Object.entries(blocks).flatMap(([name, [nesting, least, most, block]]) => [
    ...(['single', 'list', 'set'].includes(nesting) && least >= 0 && most >= 0 ? [] : [`${at}.${name} ${nesting}`]),
    ...oddities(block, `${at}.${name}`),
  ]);
  return [...own, ...nested];
}

function isType(type: TypeConstraint): boolean {
  if (typeof type === 'string') return ['string', 'number', 'bool', 'dynamic'].includes(type);
  return type[0] === 'object'
    ? Object.values(type[1]).every(isType)
    : ['list', 'set', 'map'].includes(type[0]) && isType(type[1]);
}

/** Every argument that one side has and the other has not, or has otherwise. */
function differencesOf(
  fields: ReadonlyMap<string, PackageArgument>,
  schema: BlockSchema,
  at: string,
  besides: readonly string[] = [],
): readonly string[] {
  const vendored = new Map(argumentsOf(schema));
  const names = new Set([...fields.keys(), ...vendored.keys()]);
  return [...names]
    .filter((name) => !besides.includes(name))
    .flatMap((name) => {
      const [one, other] = [fields.get(name), vendored.get(name)];
      const here = `${at}.${name}`;
      if (one === undefined || other === undefined) return [`${here} is only in the ${one ? 'package' : 'schema'}`];
      const shapes =
        one.type === other.type ? [] : [`${here} is ${one.type} in the package, ${other.type} in the schema`];
      const needs = one.required === other.required ? [] : [`${here} is required on one side only`];
      const below =
        one.fields !== undefined && other.block !== undefined ? differencesOf(one.fields, other.block, here) : [];
      return [...shapes, ...needs, ...below];
    });
}

interface Argument {
  readonly required: boolean;
  readonly type: string;
  readonly block?: BlockSchema;
}

/** What may be set, in the words of the package: sets are lists there, and single blocks are structs. */
function argumentsOf({ attributes = {}, blocks = {} }: BlockSchema): readonly (readonly [string, Argument])[] {
  const own = Object.entries(attributes).flatMap(([name, attribute]): (readonly [string, Argument])[] => {
    const [letters, type] = attribute;
    if (!isSettable(attribute)) return [];
    return [[name, { required: letters.includes('r'), ...packageType(type) }]];
  });
  const nested = Object.entries(blocks).map(([name, [nesting, least, most, block]]): readonly [string, Argument] => [
    name,
    { required: least > 0, type: nesting === 'single' || most === 1 ? 'struct' : 'list(struct)', block },
  ]);
  return [...own, ...nested];
}

function packageType(type: TypeConstraint): { readonly type: string; readonly block?: BlockSchema } {
  if (typeof type === 'string')
    return { type: { string: 'string', number: 'number', bool: 'boolean', dynamic: 'any' }[type] };
  if (type[0] === 'object') {
    const attributes = Object.fromEntries(
      Object.entries(type[1]).map(([name, inner]) => [name, ['o', inner] as const]),
    );
    return { type: 'struct', block: { attributes } };
  }
  const inner = packageType(type[1]);
  return { type: `${type[0] === 'map' ? 'map' : 'list'}(${inner.type})`, block: inner.block };
}
