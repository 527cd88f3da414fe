import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { Read } from '../../support/documents';

/** Writes the schemas of custom kinds, as kubeconform looks for them: `group/kind_version.json` below a folder. */
export function writeDefinitionSchemas(definitions: string, folder: string): void {
  for (const file of readdirSync(definitions)) {
    const { spec } = load(readFileSync(join(definitions, file), 'utf8')) as Read;
    const place = join(folder, spec.group as string);
    mkdirSync(place, { recursive: true });
    for (const { name, schema } of spec.versions as readonly Read[]) {
      const strict = closed(schema.openAPIV3Schema);
      for (const known of ['apiVersion', 'kind', 'metadata']) strict.properties[known] ??= {};
      writeFileSync(
        join(place, `${String(spec.names.kind).toLowerCase()}_${String(name)}.json`),
        JSON.stringify(strict),
      );
    }
  }
}

/**
 * A schema of Kubernetes as plain JSON Schema, in which an object has no field that is not named: the API server keeps
 * others only where the definition says so.
 */
function closed(given: Read): Read {
  if (Array.isArray(given)) return given.map(closed);
  if (typeof given !== 'object' || given === null) return given;
  const { properties, items, additionalProperties, nullable, ...rest } = given;
  const schema: Read = { ...rest };
  if (properties !== undefined)
    schema.properties = Object.fromEntries(
      Object.entries<Read>(properties).map(([name, inner]) => [name, closed(inner)]),
    );
  if (items !== undefined) schema.items = closed(items);
  if (additionalProperties !== undefined) schema.additionalProperties = closed(additionalProperties);
  else if (properties !== undefined && given['x-kubernetes-preserve-unknown-fields'] !== true)
    schema.additionalProperties = false;
  if (nullable === true && typeof schema.type === 'string') schema.type = [schema.type, 'null'];
  return schema;
}
