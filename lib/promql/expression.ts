import { oneLine } from '../nearest';
import type { ValueType } from './functions';
import { parse } from './grammar';
import { literalStarts, templateOf, unquoted } from './literals';
import { FaultFound, type Fault } from './position';
import { patternProblem } from './regex';
import { namedIn, type Named, type TemplateSelector } from './selectors';
import { requireValue, typeOf } from './typing';

/** What every expression of one template is. */
export interface Shape extends Named {
  readonly type: ValueType;
  /** Which texts are patterns. */
  readonly patterns: readonly number[];
  /** Selectors whose texts decide whether they select anything in particular. */
  readonly open: readonly TemplateSelector[];
}

/** An expression that Prometheus takes. */
export interface Expression {
  readonly shape: Shape;
  /** The texts as they are written, with their quotes. */
  readonly literals: readonly string[];
}

/** Undefined: whatever has this template is no expression. A thousand services have the templates of one. */
const SHAPES = new Map<string, Shape | undefined>();
const PATTERNS = new Map<string, string | undefined>();
/** Days are numbers of seconds, others for every secret; how they are spelled changes nothing. */
const LONG_NUMBER = /(?<![\w:.])[0-9]{6,}(?![\w:.])/g;

/** Reads an expression, or says where it is none. */
export function readExpression(expression: string): Expression | Fault {
  const { text, literals } = templateOf(expression);
  const shape = SHAPES.get(text) ?? shapeOfTemplate(text.replaceAll(LONG_NUMBER, '1'));
  if (shape === undefined) {
    const read = shapeOf(expression);
    if ('problem' in read) return read;
    throw new Error(`${expression} is an expression, and its template is none`);
  }
  return textFault(expression, shape, literals) ?? { shape, literals };
}

function shapeOfTemplate(template: string): Shape | undefined {
  if (!SHAPES.has(template)) SHAPES.set(template, shapeOrNothing(template));
  return SHAPES.get(template);
}

function shapeOrNothing(template: string): Shape | undefined {
  const shape = shapeOf(template);
  return 'problem' in shape ? undefined : shape;
}

function shapeOf(expression: string): Shape | Fault {
  const root = parse(expression);
  if ('problem' in root) return root;
  try {
    const type = typeOf(expression, root);
    requireValue(type, root.from);
    const named = namedIn(expression, root);
    const patterns = named.selectors.flatMap(({ matchers }) =>
      matchers.flatMap(({ by, literal }) => (by.endsWith('~') ? [literal] : [])),
    );
    const open = named.selectors.filter(
      ({ metric, matchers }) => metric === undefined || matchers.some(({ label }) => label === '__name__'),
    );
    return { ...named, type, patterns, open };
  } catch (error) {
    if (error instanceof FaultFound) return error.fault;
    throw error;
  }
}

/** What is wrong with the texts, which the template leaves out. */
function textFault(expression: string, { patterns, open }: Shape, literals: readonly string[]): Fault | undefined {
  const at = (literal: number, problem: string, fix: string): Fault => {
    return { offset: literalStarts(expression)[literal] ?? 0, problem, fix };
  };
  for (const [index, literal] of literals.entries())
    if (literal.includes('\\') && unquoted(literal) === undefined)
      return at(
        index,
        `has an escape in ${oneLine(literal)} that Prometheus does not know`,
        'write a backslash itself twice',
      );
  for (const index of patterns) {
    const literal = literals[index] ?? '';
    if (!PATTERNS.has(literal)) PATTERNS.set(literal, patternProblem(unquoted(literal) ?? ''));
    const problem = PATTERNS.get(literal);
    if (problem !== undefined)
      return at(index, `has the pattern ${oneLine(literal)}, which ${problem}`, 'give a pattern of RE2');
  }
  for (const { metric, matchers } of open) {
    const named = matchers.find(({ label }) => label === '__name__');
    if (metric !== undefined && named !== undefined)
      return at(named.literal, `names its metric twice, ${metric} and in braces`, 'say it once');
    if (
      metric === undefined &&
      matchers.every(({ by, literal }) => mayBeEmpty(by, unquoted(literals[literal] ?? '') ?? ''))
    )
      return at(matchers[0]?.literal ?? -1, 'selects whatever there is', 'name a metric, or a label that is not empty');
  }
  return undefined;
}

/** Whether a matcher takes series that lack the label. */
function mayBeEmpty(by: string, value: string): boolean {
  if (!by.endsWith('~')) return (by === '=') === (value === '');
  // Where RE2 reads it otherwise than JavaScript nobody knows, and a metric has to be named.
  if (/\[\^?\]|\[\[:|\\[QEAz]/.test(value)) return true;
  try {
    return new RegExp(`^(?:${value.replaceAll(/\(\?[a-zA-Z]+\)|\?P/g, '')})$`).test('') === (by === '=~');
  } catch {
    return true;
  }
}
