import * as fc from 'fast-check';
import type { Document, Json, JsonObject } from '../../lib/assembly/document';
import { WRITTEN_DEFAULTS, AMOUNTS, UNORDERED, matching, type Place } from './respell-places';

/** Draws a value; the same draws make the same respelling. */
export type Draw = fc.GeneratorValue;

/** Another spelling of what a document means, and what was respelled. */
export function respelled(document: Document, draw: Draw, reached: (what: string) => void): Document {
  const walk = (value: Json, place: Place): Json => {
    if (Array.isArray(value)) {
      const items = (value as readonly Json[]).map((item) => walk(item, [...place, '[]']));
      if (items.length < 2 || !matching(UNORDERED, document.kind, place)) return items;
      const turned = shuffled(items, draw);
      reached('the order of a list');
      return turned;
    }
    if (typeof value !== 'object' || value === null) return scalar(value, place);
    return fields(value as JsonObject, place);
  };
  const scalar = (value: Json, place: Place): Json => {
    const spellings = matching(AMOUNTS, document.kind, place)?.(value) ?? [];
    if (spellings.length === 0) return value;
    reached('an amount');
    return draw(() => fc.constantFrom(value, ...spellings));
  };
  const fields = (object: JsonObject, place: Place): JsonObject => {
    const entries = Object.entries(object).map(
      ([key, value]: [string, Json]) => [key, walk(value, [...place, key])] as const,
    );
    const kept = entries.filter(([key]) => {
      const unsaid = matching(WRITTEN_DEFAULTS, document.kind, [...place, key])?.(object);
      if (unsaid === undefined || JSON.stringify(unsaid) !== JSON.stringify(object[key]) || draw(fc.boolean))
        return true;
      reached('a default that is not written any more');
      return false;
    });
    const written = WRITTEN_DEFAULTS.flatMap(([kinds, steps, value]) => {
      const key = steps.at(-1) ?? '';
      const fits =
        kinds.test(document.kind) && matching([[kinds, steps.slice(0, -1), true]], document.kind, place) === true;
      const unsaid = fits && key !== '*' && !(key in object) ? value(object) : undefined;
      if (unsaid === undefined || draw(fc.boolean)) return [];
      reached('a default that is written out');
      return [[key, unsaid] as const];
    });
    return Object.fromEntries(shuffled([...kept, ...written], draw));
  };
  const object = fields(document.object, []);
  return { ...document, object: marked(policy(object, draw, reached), draw, reached) };
}

/** The paths of a Vault policy the other way round, with other blanks and with comments. */
function policy(object: JsonObject, draw: Draw, reached: (what: string) => void): JsonObject {
  const { policy: text } = object;
  if (typeof text !== 'string') return object;
  const blocks = text.match(/path "[^"]*" \{[^}]*\}/g) ?? [];
  reached('a Vault policy');
  const written = shuffled(blocks, draw).map((block) =>
    block.replaceAll(/\s+/g, draw(fc.constantFrom, ' ', '\n  ', '\t')),
  );
  return { ...object, policy: written.join(draw(fc.constantFrom, '\n', '\n# as before\n')) };
}

/** The marks of another tool, or of another version of it. */
function marked(object: JsonObject, draw: Draw, reached: (what: string) => void): JsonObject {
  const { metadata } = object as { readonly metadata?: JsonObject };
  if (metadata === undefined || draw(fc.boolean)) return object;
  reached('the mark of a tool');
  const labels = { ...(metadata['labels'] as JsonObject | undefined), 'app.kubernetes.io/managed-by': 'another' };
  const annotations = { ...(metadata['annotations'] as JsonObject | undefined), 'taxiway.dev/version': '9.9.9' };
  return { ...object, metadata: { ...metadata, labels, annotations } };
}

function shuffled<T>(items: readonly T[], draw: Draw): T[] {
  return draw(fc.shuffledSubarray<T>, [...items], { minLength: items.length });
}
