import type { SyntaxNode } from '@lezer/common';
import { partsOf } from './grammar';

/** A label that a selector compares with a text. */
export interface TemplateMatcher {
  readonly label: string;
  readonly by: '=' | '!=' | '=~' | '!~';
  /** Which of the texts of the expression. */
  readonly literal: number;
}

/** A selector without its texts. */
export interface TemplateSelector {
  /** Undefined where it is said in braces, or nowhere. */
  readonly metric: string | undefined;
  readonly matchers: readonly TemplateMatcher[];
}

/** What an expression names. */
export interface Named {
  readonly selectors: readonly TemplateSelector[];
  /** Labels by which it groups, or matches two sides. */
  readonly labels: readonly string[];
  /** Labels that it makes itself: which of its texts name them. */
  readonly made: readonly number[];
}

/** Functions that make a label, and which of their texts names it. */
const MAKERS = /^(?:label_replace|label_join|count_values)$/i;
const BY = new Set(['=', '!=', '=~', '!~']);

/** Everything that an expression names, from its tree. */
export function namedIn(expression: string, root: SyntaxNode): Named {
  const selectors: TemplateSelector[] = [];
  const labels: string[] = [];
  const made: number[] = [];
  let literal = 0;
  const textOf = ({ from, to }: { readonly from: number; readonly to: number }) => expression.slice(from, to);
  root.cursor().iterate((node) => {
    const { name } = node;
    if (name === 'StringLiteral') literal += 1;
    else if (name === 'VectorSelector') selectors.push(selectorOf(node.node, textOf, literal));
    else if (name === 'LabelName' && node.node.parent?.name === 'GroupingLabels') labels.push(textOf(node));
    else if (name === 'FunctionIdentifier' || name === 'AggregateOp') {
      // The first text of these is the label, and selectors before it have texts of their own.
      if (MAKERS.test(textOf(node))) made.push(literal + textsBefore(node.node));
    }
  });
  return { selectors, labels, made };
}

function selectorOf(node: SyntaxNode, textOf: (node: SyntaxNode) => string, firstLiteral: number): TemplateSelector {
  const metric = node.getChild('Identifier');
  const matchers = node.getChildren('LabelMatchers').flatMap((list) => list.getChildren('UnquotedLabelMatcher'));
  return {
    metric: metric === null ? undefined : textOf(metric),
    matchers: matchers.map((matcher, index) => {
      const [label, by] = partsOf(matcher);
      const sign = by === undefined ? '=' : textOf(by);
      // The grammar has these four.
      return {
        label: label === undefined ? '' : textOf(label),
        by: (BY.has(sign) ? sign : '=') as '=',
        literal: firstLiteral + index,
      };
    }),
  };
}

/** Texts between a function's name and its own first text. */
function textsBefore(node: SyntaxNode): number {
  const body = node.parent?.getChild('FunctionCallBody');
  if (body === null || body === undefined) return 0;
  let texts = 0;
  for (const argument of partsOf(body)) {
    if (argument.name === 'StringLiteral') return texts;
    argument.cursor().iterate(({ name }) => {
      if (name === 'StringLiteral') texts += 1;
    });
  }
  return texts;
}
