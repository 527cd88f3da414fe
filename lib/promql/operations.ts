import type { SyntaxNode } from '@lezer/common';
import type { ValueType } from './functions';
import { partsOf } from './grammar';
import { fault } from './position';

const COMPARISONS = new Set(['Eql', 'Neq', 'Gtr', 'Gte', 'Lss', 'Lte']);
const SETS = new Set(['And', 'Or', 'Unless']);
const ARITHMETIC = new Set(['Pow', 'Mul', 'Div', 'Mod', 'Add', 'Sub', 'Atan2']);

/** What an operation between two expressions comes to. */
export function typeOfOperation(
  expression: string,
  node: SyntaxNode,
  typeOf: (part: SyntaxNode | undefined) => ValueType,
): ValueType {
  const parts = partsOf(node);
  const operator = parts.find(({ name }) => COMPARISONS.has(name) || SETS.has(name) || ARITHMETIC.has(name));
  const newer = node.getChild('FillModifier') ?? (operator === undefined ? node : undefined);
  if (operator === undefined || newer !== undefined)
    return fault(newer?.from ?? node.from, 'has an operation that Prometheus before 3 does not know', 'use another');
  const { from, name } = operator;
  const sign = expression.slice(from, operator.to);
  const types = [typeOf(parts[0]), typeOf(parts.at(-1))] as const;
  for (const type of types)
    if (type !== 'scalar' && type !== 'instant vector')
      fault(from, `has a ${type} beside '${sign}'`, 'reckon with numbers and instant vectors only');
  const bool = node.getChild('BoolModifier') !== null;
  if (bool && !COMPARISONS.has(name)) fault(from, `has bool behind '${sign}'`, 'bool is for comparisons');
  const scalars = types.filter((type) => type === 'scalar').length;
  if (scalars === 2 && COMPARISONS.has(name) && !bool)
    fault(from, `compares two numbers with '${sign}'`, `write ${sign} bool, which gives 0 or 1`);
  if (scalars > 0 && SETS.has(name)) fault(from, `has a number beside '${sign}'`, 'write vector(…) around it');
  requireMatching(expression, node, SETS.has(name), scalars);
  return scalars === 2 ? 'scalar' : 'instant vector';
}

/** Which labels two sides are matched by. */
function requireMatching(expression: string, node: SyntaxNode, isSet: boolean, scalars: number): void {
  const clause = node.getChild('MatchingModifierClause');
  if (clause === null) return;
  const grouped = clause.getChild('GroupLeft') ?? clause.getChild('GroupRight');
  const [matched = [], included = []] = labelsIn(expression, clause);
  if (scalars > 0 && matched.length > 0)
    fault(clause.from, 'matches labels of a number', 'labels are matched between two instant vectors');
  if (isSet && grouped !== null)
    fault(grouped.from, 'groups an operation on sets', 'leave group_left and group_right out');
  const twice = matched.find((label) => included.includes(label));
  if (twice !== undefined && clause.getChild('On') !== null)
    fault(clause.from, `matches by ${twice} and takes it over as well`, 'name it once');
}

/** The lists of labels of a clause, as every Prometheus spells them. */
export function labelsIn(expression: string, clause: SyntaxNode): readonly (readonly string[])[] {
  return clause.getChildren('GroupingLabels').map((list) =>
    partsOf(list).map(({ from, to, name }) => {
      const label = expression.slice(from, to);
      if (name === 'QuotedLabelName')
        fault(from, 'has a label in quotes, which Prometheus before 3 does not read', 'write it without quotes');
      if (/^(?:inf|nan)$/i.test(label)) fault(from, `has ${label} for a label, which is a number`, 'name a label');
      return label;
    }),
  );
}
