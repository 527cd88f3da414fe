/**
 * Makes the vendored schema of one provider from what `terraform providers schema -json` prints, gzipped or not:
 *
 *   terraform providers schema -json > all.json
 *   node schemas/terraform/refresh.mjs google 6.50.0 all.json
 *
 * One line a type, so that a reader parses the types that it needs and a review shows which of them changed.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Where each provider comes from, and under which licence its schema is. */
const PROVIDERS = {
  google: { source: 'hashicorp/google', repository: 'https://github.com/hashicorp/terraform-provider-google' },
  vault: { source: 'hashicorp/vault', repository: 'https://github.com/hashicorp/terraform-provider-vault' },
};
/** A letter for each thing that the provider says of an argument, in this order. */
const LETTERS = { required: 'r', optional: 'o', computed: 'c', sensitive: 's', write_only: 'w', deprecated: 'd' };

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const byName = (object = {}) => Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1));

function compactBlock(block = {}) {
  const attributes = byName(block.attributes).map(([name, attribute]) => [name, compactAttribute(name, attribute)]);
  const blocks = byName(block.block_types).map(([name, nested]) => [name, compactNested(name, nested)]);
  return {
    ...(attributes.length > 0 ? { attributes: Object.fromEntries(attributes) } : {}),
    ...(blocks.length > 0 ? { blocks: Object.fromEntries(blocks) } : {}),
  };
}

function compactAttribute(name, attribute) {
  const letters = Object.entries(LETTERS).flatMap(([key, letter]) => (attribute[key] === true ? [letter] : []));
  if (attribute.type === undefined) throw new Error(`${name} has no type, but ${Object.keys(attribute).join(', ')}`);
  return [letters.join(''), attribute.type];
}

function compactNested(name, { nesting_mode: nesting, min_items: least = 0, max_items: most = 0, block }) {
  if (!['single', 'list', 'set'].includes(nesting)) throw new Error(`${name} nests as ${nesting}, which nobody reads`);
  return [nesting, least, nesting === 'single' ? 1 : most, compactBlock(block)];
}

/** The lines of a vendored file, the first of which says what it is. */
export function linesOf(source, version, schema) {
  const types = [
    ['provider', schema.provider],
    ...byName(schema.data_source_schemas).map(([type, one]) => [`data.${type}`, one]),
    ...byName(schema.resource_schemas).map(([type, one]) => [`resource.${type}`, one]),
  ];
  const lines = types.map(([kind, { block }]) => ({ kind, ...compactBlock(block) }));
  return [{ provider: source, version }, ...lines].map((line) => JSON.stringify(line));
}

/** The schema of one provider, of a whole print-out or of a file that holds nothing else. */
export function schemaIn(bytes, source) {
  const printed = JSON.parse(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes);
  if (printed.provider_schemas === undefined) return printed;
  const schema = printed.provider_schemas[`registry.terraform.io/${source}`];
  if (schema === undefined) throw new Error(`there is no ${source} in it`);
  return schema;
}

function main([name, version, file]) {
  const provider = PROVIDERS[name];
  if (provider === undefined || version === undefined || file === undefined) {
    throw new Error(`give ${Object.keys(PROVIDERS).join(' or ')}, a version and a file`);
  }
  const { source, repository } = provider;
  const lines = linesOf(source, version, schemaIn(readFileSync(file), source));
  const text = `${lines.join('\n')}\n`;
  writeFileSync(here(`${name}.jsonl`), text);
  const sources = JSON.parse(readFileSync(here('sources.json'), 'utf8'));
  sources[`${name}.jsonl`] = {
    provider: source,
    version,
    from: 'terraform providers schema -json, descriptions dropped',
    repository: `${repository}/tree/v${version}`,
    licence: 'MPL-2.0',
    types: lines.length - 2,
    sha256: createHash('sha256').update(text).digest('hex'),
  };
  writeFileSync(here('sources.json'), `${JSON.stringify(Object.fromEntries(byName(sources)), null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
