import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/**
 * The schema of a provider, in the words of plugin protocol 6, read from the description that its cdktf package
 * carries for other languages (`.jsii`): every argument with its type, its nesting, and in the link to its
 * documentation the name that Terraform gives it. `wanted` says which resource types are needed.
 */
export function schemaOf(folder, wanted) {
  const { types } = readAssembly(folder);
  const schemas = { provider: undefined, resource_schemas: {}, data_source_schemas: {} };
  for (const type of Object.values(types)) {
    if (type.kind !== 'class') continue;
    if (type.base === 'cdktf.TerraformProvider') schemas.provider = { block: providerBlock(types, type) };
    const group = GROUPS[type.base];
    const name = group === undefined ? undefined : / ([a-z0-9_]+)\}\.$/.exec(type.docs.summary)?.[1];
    if (name !== undefined && wanted(name)) schemas[group][name] = { block: resourceBlock(types, type) };
  }
  return schemas;
}

const GROUPS = { 'cdktf.TerraformResource': 'resource_schemas', 'cdktf.TerraformDataSource': 'data_source_schemas' };

function readAssembly(folder) {
  const assembly = JSON.parse(readFileSync(join(folder, '.jsii'), 'utf8'));
  if (assembly.schema !== 'jsii/file-redirect') return assembly;
  return JSON.parse(gunzipSync(readFileSync(join(folder, assembly.filename))));
}

/** `alias` is Terraform's own, not the provider's. */
function providerBlock(types, type) {
  const { attributes, block_types } = block(types, configOf(type));
  const own = attributes.filter(({ name }) => name !== 'alias').map((one) => ({ ...one, computed: false }));
  return encodedBlock({ attributes: own, block_types });
}

/** Arguments, and what else the class offers to read: attributes that only the provider knows. */
function resourceBlock(types, type) {
  const { attributes, block_types } = block(types, configOf(type));
  const taken = new Set([...attributes.map(({ name }) => name), ...block_types.map(({ type_name }) => type_name)]);
  const computed = (type.properties ?? [])
    .filter(({ static: isStatic, immutable, name }) => immutable && !isStatic && !name.endsWith('Input'))
    .map(({ name, type: of }) => ({ name: snakeCase(name), type: ctyType(of) ?? 'dynamic', computed: true }))
    .filter(({ name }) => !taken.has(name));
  if (!taken.has('id') && !computed.some(({ name }) => name === 'id'))
    computed.push({ name: 'id', type: 'string', optional: true, computed: true });
  return encodedBlock({ attributes: [...attributes, ...computed], block_types });
}

/** The struct that the constructor takes after scope and id. */
function configOf(type) {
  return type.initializer.parameters[2].type.fqn;
}

/** `within` holds the structs around it: a few contain themselves, to a depth that nobody uses. */
function block(types, struct, within = []) {
  const attributes = [];
  const block_types = [];
  for (const property of types[struct].properties ?? []) {
    const type = unwrapped(property.type);
    const cty = ctyType(type);
    const inner = type.fqn ?? unwrapped(type.collection?.elementtype)?.fqn;
    const name = terraformName(property);
    if (cty !== undefined) attributes.push({ name, type: cty, ...presence(property) });
    else if (inner in types && !within.includes(inner))
      block_types.push({
        type_name: name,
        block: encodedBlock(block(types, inner, [...within, inner])),
        ...nesting(name, type, property),
      });
  }
  return { attributes, block_types };
}

const encoded = (attribute) => ({ ...attribute, type: Buffer.from(JSON.stringify(attribute.type)) });
const encodedBlock = ({ attributes, block_types }) => ({ attributes: attributes.map(encoded), block_types });

/** What may be left out may as well be set by the provider, and the description does not say where it is not. */
function presence({ optional }) {
  return optional ? { optional: true, computed: true } : { required: true };
}

/** Timeouts are the one block that there is once by its nature; other single ones are lists of at most one. */
function nesting(name, type, { optional }) {
  if (name === 'timeouts') return { nesting: 'SINGLE' };
  return { nesting: 'LIST', min_items: optional ? 0 : 1, max_items: type.fqn === undefined ? 0 : 1 };
}

/** cdktf lets a token stand for nearly everything: that alternative says nothing about the type. */
function unwrapped(type) {
  return type?.union?.types.find(({ fqn }) => fqn !== 'cdktf.IResolvable') ?? type;
}

const PRIMITIVES = { string: 'string', number: 'number', boolean: 'bool', any: 'dynamic' };

/** The type of an attribute, or undefined where it is a block. */
function ctyType(given) {
  const type = unwrapped(given);
  if (type.fqn === 'cdktf.IResolvable') return 'bool';
  if (type.primitive !== undefined) return PRIMITIVES[type.primitive];
  if (type.collection === undefined) return undefined;
  const element = ctyType(type.collection.elementtype);
  return element === undefined ? undefined : [type.collection.kind === 'map' ? 'map' : 'list', element];
}

function terraformName({ name, docs }) {
  const text = `${docs?.summary ?? ''} ${docs?.remarks ?? ''}`;
  return /Docs at Terraform Registry: \{@link \S+ \w+#(\w+)\}/.exec(text)?.[1] ?? snakeCase(name);
}

function snakeCase(name) {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
