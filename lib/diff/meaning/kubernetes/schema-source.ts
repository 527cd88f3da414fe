import { followed, type Schema } from '../../../check/schema/schema';
import type { Source } from '../meaning';
import type { Rule } from '../rule';
import { duration, quantity } from '../values';

/** What a vendored schema says of a place: quantities, durations, and by which fields items of a list are told apart. */
export class SchemaSource implements Source {
  readonly rule: Rule;
  private readonly schema: Schema;

  constructor(
    schema: Schema,
    private readonly definitions: (name: string) => Schema,
  ) {
    this.schema = followed(schema, definitions);
    this.rule = ruleOf(this.schema);
  }

  field(name: string): Source | undefined {
    const { properties, additionalProperties: more } = this.schema;
    const field = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
    const found = field ?? (typeof more === 'object' ? more : undefined);
    return found === undefined ? undefined : new SchemaSource(found, this.definitions);
  }

  item(): Source | undefined {
    return this.schema.items === undefined ? undefined : new SchemaSource(this.schema.items, this.definitions);
  }
}

function ruleOf(schema: Schema): Rule {
  if (schema.format === 'quantity') return { value: quantity };
  if (isDuration(schema)) return { value: duration };
  // A map without entries is left out by the API server.
  if (typeof schema.additionalProperties === 'object' && schema.properties === undefined) return { emptyIsNone: true };
  const keys = schema['x-kubernetes-list-map-keys'];
  switch (schema['x-kubernetes-list-type']) {
    case 'map':
      return keys === undefined ? {} : { emptyIsNone: true, list: { kind: 'keyed', by: [keys] } };
    case 'set':
      return { emptyIsNone: true, list: { kind: 'set', label: [], whole: true } };
    default:
      return {};
  }
}

/** A format, or a pattern that takes durations and neither words nor plain numbers. */
function isDuration({ format, pattern }: Schema): boolean {
  if (format === 'duration') return true;
  if (pattern === undefined) return false;
  const expected = new RegExp(pattern, 'u');
  return (
    ['1h', '30m', '10s'].every((text) => expected.test(text)) &&
    !['x', '10', '1q', 's'].some((text) => expected.test(text))
  );
}
