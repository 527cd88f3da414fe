import type { SyntaxNode } from '@lezer/common';
import { oneLine } from '../nearest';
import { endsWord, requireOffset, requireSpan } from './durations';
import { AGGREGATIONS, FUNCTIONS, type Signature, type ValueType } from './functions';
import { functionFault, partsOf } from './grammar';
import { unquoted } from './literals';
import { labelsIn, typeOfOperation } from './operations';
import { fault, FaultFound } from './position';

/** What an expression comes to, by the rules of promql/parser/parse.go; what breaks one is thrown as a fault. */
export function typeOf(expression: string, node: SyntaxNode): ValueType {
  const parts = partsOf(node);
  const [first, second] = parts;
  const below = (part: SyntaxNode | undefined): ValueType =>
    part === undefined ? missing(node.to) : typeOf(expression, part);
  switch (node.name) {
    case 'NumberDurationLiteral':
      return requireNumber(expression, node);
    case 'StringLiteral':
      requireText(expression, node);
      return 'string';
    case 'VectorSelector':
      requireMatchers(expression, node);
      return 'instant vector';
    case 'MatrixSelector':
      if (first?.name !== 'VectorSelector') return rangeOfOther(first ?? node);
      below(first);
      requireSpan(expression, second ?? missing(node.to));
      return 'range vector';
    case 'SubqueryExpr':
      // The grammar takes everything to the left for it, Prometheus the last operand.
      if (first?.name.endsWith('aryExpr') === true) return rangeOfOther(first);
      require_(below(first), 'instant vector', first ?? node, 'a subquery');
      for (const span of parts.slice(1)) requireSpan(expression, span);
      return 'range vector';
    case 'ParenExpr':
      return below(first);
    case 'UnaryExpr':
      return numeric(below(second), second ?? node);
    case 'OffsetExpr':
    case 'StepInvariantExpr':
      return typeOfShifted(expression, node);
    case 'BinaryExpr':
      return typeOfOperation(expression, node, below);
    case 'FunctionCall':
      return typeOfCall(expression, node, below);
    case 'AggregateExpr':
      return typeOfAggregate(expression, node, below);
    default:
      return fault(
        node.from,
        `has '${oneLine(expression.slice(node.from, node.to))}', which Prometheus before 3 does not read`,
        'write it as Prometheus has read it since 2.42',
      );
  }
}

/** What a rule may be, or a panel: something with a value at one moment. */
export function requireValue(type: ValueType, offset: number): void {
  if (type === 'range vector')
    fault(offset, 'is a range vector, which has no value at a moment', 'put a function of ranges around it: rate(…)');
  if (type === 'string') fault(offset, 'is a text', 'give something that has a number');
}

function missing(offset: number): never {
  return fault(offset, 'ends before it is complete', 'complete it');
}

function rangeOfOther(node: SyntaxNode): never {
  return fault(
    node.from,
    'takes a range of something that is no selector',
    'write the range right behind the selector, before offset and @; of an expression take a subquery: […:1m]',
  );
}

/** Decimal, hexadecimal, infinite or none; a span is no number before Prometheus 3. */
const NUMBER = /^[+-]?\s*(?:0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|inf|nan)$/i;

function requireNumber(expression: string, node: SyntaxNode): 'scalar' {
  const text = expression.slice(node.from, node.to);
  const fits = /inf|nan/i.test(text) || Number.isFinite(Number(text.replaceAll(/[+\-\s]+(?=[\d.])/g, '')));
  if (NUMBER.test(text) && endsWord(expression, node.to) && fits) return 'scalar';
  return fault(node.from, `has '${text}' for a number`, 'give a number of seconds: 300, 1e3, 0.5');
}

function requireText(expression: string, node: SyntaxNode): void {
  const text = expression.slice(node.from, node.to);
  if (unquoted(text) === undefined)
    fault(
      node.from,
      `has an escape in ${oneLine(text)} that Prometheus does not know`,
      'write a backslash itself twice',
    );
}

/** Names in quotes are Prometheus 3; the parts of a matcher are checked where its text is known. */
function requireMatchers(expression: string, node: SyntaxNode): void {
  const metric = node.getChild('Identifier');
  if (metric !== null && /^atan2$/i.test(expression.slice(metric.from, metric.to)))
    fault(metric.from, 'has atan2 where a metric belongs', 'give it two sides');
  for (const matchers of node.getChildren('LabelMatchers'))
    for (const matcher of partsOf(matchers)) {
      if (matcher.name !== 'UnquotedLabelMatcher')
        fault(matcher.from, 'has a name in quotes, which Prometheus before 3 does not read', 'write it without quotes');
      for (const text of matcher.getChildren('StringLiteral')) requireText(expression, text);
    }
}

function typeOfShifted(expression: string, node: SyntaxNode): ValueType {
  const shift = node.name === 'OffsetExpr' ? 'offset' : '@';
  const inner = shiftedBy(node, shift);
  if (inner === undefined || !['VectorSelector', 'MatrixSelector', 'SubqueryExpr'].includes(inner.name))
    return fault(
      inner?.from ?? node.from,
      `has ${shift} behind something that is no selector`,
      'write it right behind the selector',
    );
  const span = node.getChild('OffsetDurationExpr');
  if (node.name === 'OffsetExpr') requireOffset(expression, span ?? missing(node.to));
  const moment = node.getChild('NumberDurationLiteral');
  if (moment !== null) {
    requireNumber(expression, moment);
    const text = expression.slice(moment.from, moment.to);
    if (/inf|nan/i.test(text))
      fault(moment.from, `has ${text} for a moment`, 'give seconds since 1970, start() or end()');
  }
  return typeOf(expression, partsOf(node)[0] ?? missing(node.to));
}

/** What is shifted: the grammar takes everything to the left for it, Prometheus the last selector. */
function shiftedBy(node: SyntaxNode, shift: string): SyntaxNode | undefined {
  let inner = partsOf(node)[0];
  while (inner !== undefined && ['OffsetExpr', 'StepInvariantExpr', 'UnaryExpr', 'BinaryExpr'].includes(inner.name)) {
    if (inner.name === node.name) fault(inner.to, `has ${shift} twice`, 'say it once');
    inner = inner.name.endsWith('aryExpr') ? partsOf(inner).at(-1) : partsOf(inner)[0];
  }
  return inner;
}

type Below = (part: SyntaxNode | undefined) => ValueType;

function typeOfCall(expression: string, node: SyntaxNode, below: Below): ValueType {
  const [called, body] = partsOf(node);
  const name = expression.slice(node.from, called?.to);
  const signature = FUNCTIONS.get(name);
  if (signature === undefined) throw new FaultFound(functionFault(name, node.from));
  const given = body === undefined ? [] : partsOf(body);
  const { takes, gives } = signature;
  if (!fits(signature, given.length))
    return fault(node.from, `gives ${name} ${given.length} arguments`, `it takes ${shownTakes(signature)}`);
  for (const [index, argument] of given.entries())
    require_(below(argument), takes[Math.min(index, takes.length - 1)] ?? 'scalar', argument, name);
  return gives;
}

function fits({ takes, optional, repeats }: Signature, given: number): boolean {
  return given >= takes.length - optional && (repeats || given <= takes.length);
}

function shownTakes({ takes, optional, repeats }: Signature): string {
  if (takes.length === 0) return 'none';
  const words = takes.map((type, index) => (index >= takes.length - optional ? `${type} or nothing` : type));
  return `${words.join(', ')}${repeats ? ' …' : ''}`;
}

function typeOfAggregate(expression: string, node: SyntaxNode, below: Below): ValueType {
  const name = expression.slice(node.from, node.getChild('AggregateOp')?.to).toLowerCase();
  for (const modifier of node.getChildren('AggregateModifier')) labelsIn(expression, modifier);
  if (!AGGREGATIONS.has(name)) throw new FaultFound(functionFault(name, node.from));
  const parameter = AGGREGATIONS.get(name);
  const body = node.getChild('FunctionCallBody');
  const given = body === null ? [] : partsOf(body);
  const takes: readonly ValueType[] = [...(parameter === undefined ? [] : [parameter]), 'instant vector'];
  if (given.length !== takes.length)
    return fault(node.from, `gives ${name} ${given.length} arguments`, `it takes ${takes.join(', ')}`);
  for (const [index, argument] of given.entries())
    require_(below(argument), takes[index] ?? 'instant vector', argument, name);
  return 'instant vector';
}

function require_(type: ValueType, wanted: ValueType, node: SyntaxNode, taker: string): void {
  if (type === wanted) return;
  const fix =
    wanted === 'range vector'
      ? 'give it a range: …[5m]'
      : type === 'range vector'
        ? 'take the range away, or put a function of ranges around it: rate(…)'
        : `give it: ${wanted}`;
  fault(node.from, `gives ${taker} ${oneOf(type)} where it takes ${oneOf(wanted)}`, fix);
}

function oneOf(type: ValueType): string {
  return `${type === 'instant vector' ? 'an' : 'a'} ${type}`;
}

function numeric(type: ValueType, node: SyntaxNode): ValueType {
  if (type === 'scalar' || type === 'instant vector') return type;
  return fault(node.from, `has a sign before a ${type}`, 'reckon with numbers and instant vectors only');
}
