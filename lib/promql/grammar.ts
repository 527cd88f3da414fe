import { createRequire } from 'node:module';
import type { SyntaxNode } from '@lezer/common';
import type { LRParser } from '@lezer/lr';
import { nearest } from '../nearest';
import { AGGREGATIONS, FUNCTIONS } from './functions';
import { blanked } from './literals';
import type { Fault } from './position';

const load = createRequire(__filename);
let loaded: LRParser | undefined;

/** Prometheus' own grammar, loaded with the first expression: whoever checks nothing waits for nothing. */
function parser(): LRParser {
  // Its own types say so, for programs that are ES modules.
  loaded ??= (load('@prometheus-io/lezer-promql') as { readonly parser: LRParser }).parser;
  return loaded;
}

/** The tree of an expression, or where it stops being one. */
export function parse(expression: string): SyntaxNode | Fault {
  // The grammar lets a text go on in the next line.
  const quote = blanked(expression).search(/["'`]/);
  if (quote >= 0) return { offset: quote, problem: 'has a text that nothing ends', fix: 'close its quotes' };
  const tree = parser().parse(expression);
  let broken: number | undefined;
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) broken ??= from;
    },
  });
  const [root] = partsOf(tree.topNode);
  return broken === undefined && root !== undefined ? root : faultAt(expression, broken ?? 0);
}

/** The parts of a node, without comments. */
export function partsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const parts: SyntaxNode[] = [];
  for (let part = node.firstChild; part !== null; part = part.nextSibling)
    if (part.name !== 'LineComment') parts.push(part);
  return parts;
}

const KEYWORDS = new Set([
  ...['and', 'or', 'unless', 'atan2', 'bool', 'by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'offset'],
  ...['start', 'end'],
]);

/** What is found where nothing fits. Brackets and names are looked at first: a grammar notices both late. */
function faultAt(expression: string, offset: number): Fault {
  const plain = blanked(expression);
  if (plain.trim() === '') return { offset: 0, problem: 'is empty', fix: 'give an expression' };
  return unknownFunction(plain) ?? unclosed(plain) ?? unfitting(expression, offset);
}

function unknownFunction(plain: string): Fault | undefined {
  for (const { 1: name = '', index } of plain.matchAll(/(?<![\w:.])([a-zA-Z_]\w*)\s*\(/g)) {
    const lower = name.toLowerCase();
    if (FUNCTIONS.has(name) || AGGREGATIONS.has(lower) || KEYWORDS.has(lower)) continue;
    return functionFault(name, index);
  }
  return undefined;
}

/** Says that there is no function of this name. */
export function functionFault(name: string, offset: number): Fault {
  const near = nearest(name, [...FUNCTIONS.keys(), ...AGGREGATIONS.keys()]);
  const fix = 'use a function that Prometheus has had since 2.42';
  return {
    offset,
    problem: `asks for the function '${name}', which Prometheus does not have`,
    fix: near === undefined ? fix : `did you mean '${near}'? ${fix}`,
  };
}

const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

function unclosed(plain: string): Fault | undefined {
  const open: (readonly [bracket: string, offset: number])[] = [];
  for (const { 0: bracket, index } of plain.matchAll(/[()[\]{}]/g)) {
    const opens = PAIRS[bracket];
    if (opens === undefined) open.push([bracket, index]);
    else if (open.pop()?.[0] !== opens)
      return {
        offset: index,
        problem: `has a '${bracket}' that nothing opens`,
        fix: 'take it away, or open it before',
      };
  }
  const [bracket, offset] = open.at(-1) ?? [];
  if (bracket === undefined || offset === undefined) return undefined;
  return { offset, problem: `has a '${bracket}' that nothing closes`, fix: 'close it' };
}

function unfitting(expression: string, offset: number): Fault {
  // The grammar reads 5min as a span and something else.
  const begins = /\w*$/.exec(expression.slice(0, offset))?.index ?? offset;
  const start = /^\w/.test(expression.slice(offset)) ? begins : offset;
  const [, word = ''] = /^\s*([\w:.]+|[^\w\s])/.exec(expression.slice(start)) ?? [];
  const fix = 'write it as PromQL: a selector, a number, a function or an aggregation, with an operator between two';
  if (word === '') return { offset: expression.length, problem: 'ends before it is complete', fix };
  return { offset: expression.indexOf(word, start), problem: `has '${word}' where nothing like it fits`, fix };
}
