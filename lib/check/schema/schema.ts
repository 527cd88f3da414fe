import type { Json } from '../../assembly/document';

/** What a value may be, as JSON knows it. */
export type TypeName = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null';

/** A vendored schema: JSON Schema, with Kubernetes' own words for what a list is. schemas/dialect.mjs makes them. */
export interface Schema {
  /** The name of a definition that holds instead. */
  readonly $ref?: string;
  readonly type?: TypeName | readonly TypeName[];
  readonly enum?: readonly Json[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: { readonly [field: string]: Schema };
  /** False where every field has to be known, else what the others are. */
  readonly additionalProperties?: false | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly not?: Schema;
  /** Of a field that is part of a list's key. */
  readonly default?: Json;
  /** `set`: no value twice; `map`: no key twice. */
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  /** The fields that are the key of a `map`. */
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
}

/** Follows references to the schema that holds. */
export function followed(schema: Schema, definitions: (name: string) => Schema): Schema {
  let found = schema;
  while (found.$ref !== undefined) found = definitions(found.$ref);
  return found;
}
