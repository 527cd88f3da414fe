/** Stands in a name for what a variable of a dashboard says; nobody's own name holds two in a row. */
export const OPEN_NAME = '__';

const VARIABLE = /\$(?:__)?[A-Za-z]\w*|\$\{[^}]*\}|\[\[[^\]]*\]\]/g;
/** Where a span belongs, and nothing else. */
const SPAN_BEFORE = /(?:\[|:|\boffset)\s*-?$/;
/** Where an aggregation takes a number. */
const NUMBER_BEFORE =
  /\b(?:topk|bottomk|quantile|histogram_quantile|quantile_over_time)\s*(?:by\s*\([^)]*\)\s*)?\(\s*$|[-+*/<>=]\s*$/;
const OF_TIME = /^\$\{?__(?:rate_)?(?:interval|range)(?:_ms|_s)?\b/;

/** An expression of a dashboard with something plain for each variable, and as long as before: places stay where they are. */
export function withoutVariables(expression: string): string {
  return expression.replaceAll(VARIABLE, (variable, index: number) => {
    const before = expression.slice(0, index);
    const padded = (text: string): string => text.padEnd(variable.length);
    if (SPAN_BEFORE.test(before)) return padded('5m');
    if (NUMBER_BEFORE.test(before) || OF_TIME.test(variable)) return padded('1');
    return OPEN_NAME + variable.slice(OPEN_NAME.length).replaceAll(/\W/g, '_');
  });
}
