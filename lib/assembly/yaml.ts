import { COLLECTION_STYLE, DEFAULT_SCALAR_STYLE_RULES, DUMP_SCHEMA, SCALAR_STYLE, present } from 'js-yaml';
import { boolCoreTag, floatCoreTag, intCoreTag, mapTag, nullCoreTag, seqTag, strTag } from 'js-yaml';
import type { MappingNode, Node, PresenterOptions, ScalarLayout, ScalarNode } from 'js-yaml';
import type { Json, JsonObject } from './document';

/** What no reader takes for anything but a text: starts like a word or a path, or is a number with a unit. */
const SURELY_TEXT = /^(?:[A-Za-z_/]|[1-9][0-9]*(?:m|k|[KMGT]i?|ms|s|h)$)/;
/** What YAML 1.1, 1.2 or a lenient reader takes for a boolean, a number (one takes `e7`) or nothing, in any case. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|e[-+]?[0-9]+)$/i;
/** Multi-line text that some reader gets wrong in block style: blanks at an edge, or more than one final newline. */
const UNSAFE_BLOCK = /^[\s]|[ \t](?:\n|$)|\n\n$/;

const STRING = strTag.tagName;

const OPTIONS: PresenterOptions = {
  schema: DUMP_SCHEMA,
  lineWidth: -1,
  scalarStyleRules: [
    DEFAULT_SCALAR_STYLE_RULES.doubleQuoteForInvisibles,
    doubleQuoteUnsafeBlocks,
    DEFAULT_SCALAR_STYLE_RULES.tryLongOrMultilineAsBlock,
    quoteUnlessSurelyText,
    DEFAULT_SCALAR_STYLE_RULES.quoteInvalidPlain,
    DEFAULT_SCALAR_STYLE_RULES.fallbackToDoubleQuoted,
  ],
};

/**
 * Writes objects as a stream of YAML documents that YAML 1.1 and 1.2 readers understand alike.
 * The tree is built here, since finding out each value's tag costs the library more than writing it.
 */
export function toYaml(objects: readonly JsonObject[]): string {
  return present(
    objects.map((object) => ({ contents: nodeOf(object), directives: [] })),
    OPTIONS,
  );
}

function doubleQuoteUnsafeBlocks(layout: ScalarLayout): void {
  if (layout.style !== SCALAR_STYLE.PLAIN || !layout.node.value.includes('\n')) return;
  if (UNSAFE_BLOCK.test(layout.node.value)) layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
}

function quoteUnlessSurelyText(layout: ScalarLayout): void {
  if (layout.style !== SCALAR_STYLE.PLAIN || layout.node.tag !== STRING) return;
  const text = layout.node.value;
  if (!SURELY_TEXT.test(text) || RESERVED.test(text)) layout.style = SCALAR_STYLE.SINGLE_QUOTED;
}

function nodeOf(value: Json): Node {
  if (typeof value === 'string') return scalar(STRING, value);
  if (typeof value === 'number') return numberNode(value);
  if (typeof value === 'boolean') return scalar(boolCoreTag.tagName, value ? 'true' : 'false');
  if (value === null) return scalar(nullCoreTag.tagName, 'null');
  if (isList(value)) {
    return {
      kind: 'sequence',
      tag: seqTag.tagName,
      tagged: false,
      style: COLLECTION_STYLE.BLOCK,
      items: value.map(nodeOf),
    };
  }
  const items: MappingNode['items'] = [];
  for (const [key, item] of Object.entries(value)) items.push({ key: scalar(STRING, key), value: nodeOf(item) });
  return { kind: 'mapping', tag: mapTag.tagName, tagged: false, style: COLLECTION_STYLE.BLOCK, items };
}

function numberNode(value: number): ScalarNode {
  const text = String(value);
  return /^-?[0-9]+$/.test(text)
    ? scalar(intCoreTag.tagName, text)
    : scalar(floatCoreTag.tagName, floatCoreTag.represent(value));
}

function scalar(tag: string, value: string): ScalarNode {
  return { kind: 'scalar', tag, tagged: false, style: SCALAR_STYLE.PLAIN, value };
}

function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
