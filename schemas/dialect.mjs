// Turns upstream schemas into the one dialect that is vendored: JSON Schema in which every object is closed unless
// upstream keeps unknown fields, null is a type, and what doesn't decide whether a manifest is valid is left out.

/** What a Kubernetes quantity looks like, as its own custom resource definitions say. */
const QUANTITY =
  '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$';

export const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** Definitions that upstream's OpenAPI knows by their prose only. */
const BY_HAND = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: ['number', 'string'], format: 'quantity' },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['integer', 'string'] },
};
/** Defaults of fields that are the key of a list; the OpenAPI of the source has lost them. */
const KEY_DEFAULTS = {
  'io.k8s.api.core.v1.ContainerPort': { protocol: 'TCP' },
  'io.k8s.api.core.v1.ServicePort': { protocol: 'TCP' },
};

/** Copied as they are, in this order. */
const VALUE_KEYWORDS = [
  'enum',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'required',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
];
/** Neither decides what is valid, or is not evaluated: descriptions, defaults, rules in CEL. */
const DROPPED = new Set([
  ...['description', 'title', 'example', 'externalDocs', 'default', '$schema', '$id', 'discriminator'],
  ...['x-kubernetes-validations', 'x-kubernetes-map-type', 'x-kubernetes-unions', 'x-kubernetes-patch-strategy'],
  ...['x-kubernetes-patch-merge-key', 'x-kubernetes-group-version-kind', 'x-kubernetes-selectable-fields'],
]);
const HANDLED = new Set([
  ...VALUE_KEYWORDS,
  ...['type', 'nullable', 'properties', 'additionalProperties', 'items', '$ref', 'anyOf', 'oneOf', 'allOf', 'not'],
  ...['x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'],
]);

/** The built-in kinds and all that they consist of, from the definitions of one minor version. */
export function builtIns(definitions) {
  const kinds = new Map();
  for (const [name, schema] of Object.entries(definitions)) {
    const [is, ...others] = schema['x-kubernetes-group-version-kind'] ?? [];
    // What is of several groups is an answer or an option of the API, and a list holds objects: neither is one.
    if (is === undefined || others.length > 0 || schema.properties?.metadata?.$ref?.endsWith('ListMeta')) continue;
    kinds.set(`${is.group === '' ? '' : `${is.group}/`}${is.version} ${is.kind}`, name);
  }
  const reached = new Map();
  const queue = [...kinds.values(), OBJECT_META];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (reached.has(name)) continue;
    const schema = BY_HAND[name] ?? converted(withKeyDefaults(name, definitions[name]), name, { closed: 'given' });
    reached.set(name, schema);
    queue.push(...references(schema));
  }
  return { kinds, definitions: reached };
}

function withKeyDefaults(name, schema) {
  if (schema === undefined) throw new Error(`there is no definition ${name}`);
  const properties = { ...schema.properties };
  for (const [key, value] of Object.entries(KEY_DEFAULTS[name] ?? {}))
    properties[key] = { ...properties[key], default: value, keep: true };
  return { ...schema, ...(schema.properties === undefined ? {} : { properties }) };
}

/** A kind of a custom resource definition, in one of its versions. */
export function customKind({ group, version, kind }, schema) {
  const root = converted({ ...schema, type: 'object' }, `${group}/${version} ${kind}`, { closed: 'structural' });
  root.properties = {
    ...root.properties,
    apiVersion: { type: 'string', enum: [`${group}/${version}`] },
    kind: { type: 'string', enum: [kind] },
    metadata: { $ref: OBJECT_META },
  };
  return sorted(root);
}

/**
 * `closed: 'given'` takes over which objects are closed; `'structural'` closes those that the API server prunes;
 * `false` is for what stands below `anyOf` and the like, which only narrows.
 */
function converted(schema, where, { closed }) {
  if (Array.isArray(schema) || typeof schema !== 'object' || schema === null)
    throw new Error(`${where}: no schema but ${JSON.stringify(schema)}`);
  for (const keyword of Object.keys(schema)) {
    if (!DROPPED.has(keyword) && !HANDLED.has(keyword) && keyword !== 'keep')
      throw new Error(`${where}: the keyword ${keyword} is not known`);
  }
  if (schema.$ref !== undefined) return { $ref: schema.$ref.replace('#/$defs/', '') };
  const types = typesOf(schema, closed);
  const result = {};
  if (types.length > 0) result.type = types.length === 1 ? types[0] : types;
  for (const keyword of VALUE_KEYWORDS) if (schema[keyword] !== undefined) result[keyword] = schema[keyword];
  if (result.pattern === QUANTITY) {
    delete result.pattern;
    result.format = 'quantity';
  } else if (result.pattern !== undefined) result.pattern = inJavaScript(result.pattern, where);
  if (schema.keep === true) result.default = schema.default;
  if (closed === 'structural') Object.assign(result, stillRequired(schema));
  if (types.includes('null') && result.enum !== undefined && !result.enum.includes(null))
    result.enum = [...result.enum, null];
  const below = (child, key) => converted(child, `${where}.${key}`, { closed });
  if (schema.items !== undefined) result.items = below(keysKept(schema), '[]');
  if (schema.properties !== undefined) {
    result.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([key, child]) => [key, below(child, key)]),
    );
  }
  if (schema['x-kubernetes-embedded-resource'] === true) embed(result);
  Object.assign(result, closing(schema, types, closed, below));
  for (const junctor of ['anyOf', 'oneOf', 'allOf']) {
    if (schema[junctor] === undefined || isIntOrString(schema, junctor)) continue;
    result[junctor] = schema[junctor].map((child) => converted(child, `${where}.${junctor}`, { closed: false }));
  }
  if (schema.not !== undefined) result.not = converted(schema.not, `${where}.not`, { closed: false });
  return sorted(result);
}

function typesOf(schema, closed) {
  if (schema['x-kubernetes-int-or-string'] === true)
    return schema.nullable === true ? ['integer', 'null', 'string'] : ['integer', 'string'];
  const given = [schema.type ?? []].flat();
  // The source lets null stand for every field that isn't required; the OpenAPI that it was made of doesn't.
  if (closed === 'given') return given.filter((type) => type !== 'null');
  return schema.nullable === true && given.length > 0 ? [...given, 'null'].sort() : given;
}

/** Whether what stands below is only the spelling of "an integer or a text". */
function isIntOrString(schema, junctor) {
  return (
    schema['x-kubernetes-int-or-string'] === true &&
    junctor === 'anyOf' &&
    schema.anyOf.every((one) => Object.keys(one).length === 1 && ['integer', 'string'].includes(one.type))
  );
}

function closing(schema, types, closed, below) {
  if (closed === false) return {};
  const { additionalProperties: more } = schema;
  if (typeof more === 'object') return { additionalProperties: below(more, '*') };
  if (closed === 'given') return more === false ? { additionalProperties: false } : {};
  if (!types.includes('object') || more === true) return {};
  return schema['x-kubernetes-preserve-unknown-fields'] === true ? {} : { additionalProperties: false };
}

/** An object of any kind within another. */
function embed(result) {
  const own = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { $ref: OBJECT_META } };
  result.properties = { ...result.properties, ...own };
  result.required = [...new Set([...(result.required ?? []), 'apiVersion', 'kind'])];
}

/** What the API server fills in before it validates may be missing. */
function stillRequired({ required, properties }) {
  if (required === undefined) return {};
  const missed = required.filter((key) => properties?.[key]?.default === undefined);
  return { required: missed.length > 0 ? missed : undefined };
}

/** A pattern of Go's syntax in that of JavaScript, which has no `(?i)` in the middle of a pattern. */
function inJavaScript(pattern, where) {
  let result = '';
  let caseless = false;
  const outer = [];
  for (const [part] of pattern.matchAll(/\(\?i\)|\\.|\[(?:\\.|[^\]])+\]|./gsu)) {
    if (part === '(?i)') caseless = true;
    else {
      if (part === '(') outer.push(caseless);
      if (part === ')') caseless = outer.pop() ?? false;
      if (caseless && part.length > 1 && /[a-z]/i.test(part)) throw new Error(`${where}: ${pattern} is not understood`);
      result += caseless && /^[a-z]$/i.test(part) ? `[${part.toLowerCase()}${part.toUpperCase()}]` : part;
    }
  }
  try {
    return new RegExp(result, 'u').source;
  } catch (error) {
    throw new Error(`${where}: ${pattern} is not understood`, { cause: error });
  }
}

/** The items of a list, with the defaults of the fields that are its key. */
function keysKept({ items, 'x-kubernetes-list-map-keys': keys = [] }) {
  const properties = { ...items.properties };
  for (const key of keys) {
    if (properties[key]?.default !== undefined) properties[key] = { ...properties[key], keep: true };
  }
  return items.properties === undefined ? items : { ...items, properties };
}

/** Every name that a schema refers to. */
export function* references(schema) {
  if (Array.isArray(schema)) for (const item of schema) yield* references(item);
  else if (typeof schema === 'object' && schema !== null) {
    for (const [key, value] of Object.entries(schema)) {
      if (key === '$ref' && typeof value === 'string') yield value;
      else yield* references(value);
    }
  }
}

/** With keys in order, so that equal schemas are equal texts. */
export function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
