import type { SyntaxNode } from '@lezer/common';
import { partsOf } from './grammar';
import { fault } from './position';

/** Units from the longest to the shortest, each once; without one, a number is no span. */
const SPAN = /^(?:([0-9]+)y)?(?:([0-9]+)w)?(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?$/;
const MILLISECONDS = [365 * 86_400_000, 7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000, 1];
/** Nanoseconds have to fit into 63 bits. */
const LONGEST = 2 ** 63 / 1e6;
const FIX = "give a span such as '30s', '5m' or '1h30m': whole numbers, the longest unit first";

/** Makes sure that a node is one span, as every Prometheus reads it; newer ones also reckon with spans. */
export function requireSpan(expression: string, node: SyntaxNode): void {
  const [literal, ...others] = partsOf(node);
  const text = expression.slice(node.from, node.to);
  if (literal?.name !== 'NumberDurationLiteralInDurationContext' || others.length > 0)
    return fault(node.from, `reckons with spans, '${text}', which Prometheus before 3 does not do`, FIX);
  const parts = SPAN.exec(text)?.slice(1);
  const length = parts?.reduce((sum, part, index) => sum + Number(part || 0) * (MILLISECONDS[index] ?? 0), 0) ?? 0;
  if (parts === undefined || !endsWord(expression, node.to) || length >= LONGEST)
    return fault(node.from, `has '${text}', which is no span of time`, FIX);
  if (length === 0) fault(node.from, `has '${text}', a span in which nothing is`, FIX);
}

/** The same of an offset, which may be negative. */
export function requireOffset(expression: string, node: SyntaxNode): void {
  const [sign, ...others] = partsOf(node);
  const [negated] = others;
  if (
    sign?.name === 'UnaryOp' &&
    expression.slice(sign.from, sign.to) === '-' &&
    negated !== undefined &&
    others.length === 1
  )
    requireSpan(expression, negated);
  else requireSpan(expression, node);
}

/** Whether a number or a span ends where a word does: `5mand` is neither. */
export function endsWord(expression: string, offset: number): boolean {
  return !/[0-9A-Za-z_]/.test(expression.charAt(offset));
}
