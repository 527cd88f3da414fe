/** A text, a number, a name, an operator of two signs, or one sign. */
const TOKENS =
  /\s+|[rRbB]{0,2}(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\d[\w.]*|[A-Za-z_]\w*|&&|\|\||[=!<>]=|[-+*/%<>!?:.,()[\]{}]|./gs;
const BINARY = new Set('&& || == != <= >= < > + - * / % ? : , in'.split(' '));
const CLOSE: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const FUNCTIONS = new Set(
  'has size string int uint double bool bytes type dyn duration timestamp all exists exists_one map filter'.split(' '),
);
/** Functions whose first argument names each item. */
const MACROS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
const CONSTANTS = new Set(['true', 'false', 'null']);

/**
 * What is wrong with an expression in Google's dialect of CEL, or undefined where nothing is found: its brackets and
 * quotes, the order of values and operators, functions that there are not, and names that nobody defines.
 */
export function celFault(expression: string, roots: readonly string[]): string | undefined {
  const tokens = (expression.match(TOKENS) ?? []).filter((token) => token.trim() !== '');
  const open: string[] = [];
  const bound = new Set<string>();
  let wantsValue = true;
  let refers = false;
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1] ?? '';
    const after = tokens[index + 1] ?? '';
    if (before === '.') {
      if (!/^[A-Za-z_]\w*$/.test(token)) return `has '${token}' where a name is wanted`;
      if (MACROS.has(token) && after === '(') bound.add(tokens[index + 2] ?? '');
      wantsValue = false;
    } else if (CLOSE[token] !== undefined) {
      if (!wantsValue && token === '{') return "has '{' after a value";
      open.push(token);
      wantsValue = true;
    } else if (')]}'.includes(token)) {
      if (CLOSE[open.pop() ?? ''] !== token) return `closes '${token}' that nothing opened`;
      if (wantsValue && CLOSE[before] !== token) return `ends before '${token}'`;
      wantsValue = false;
    } else if (token === '.' || BINARY.has(token)) {
      if (wantsValue && token !== '-') return `has '${token}' where a value is wanted`;
      wantsValue = true;
    } else if (token === '!') {
      if (!wantsValue) return "has '!' after a value";
    } else {
      if (!wantsValue) return `has ${quoted(token)} after a value, without an operator between them`;
      const why = valueFault(token, after, roots, bound);
      if (why !== undefined) return why;
      refers ||= roots.includes(token);
      wantsValue = false;
    }
  }
  if (open.length > 0) return `never closes '${open.at(-1) ?? ''}'`;
  if (wantsValue) return 'ends where a value is wanted';
  return refers ? undefined : `refers to none of ${roots.join(', ')}`;
}

function valueFault(
  token: string,
  after: string,
  roots: readonly string[],
  bound: ReadonlySet<string>,
): string | undefined {
  if (/^(?:[rRbB]{0,2}["'].|\d)/s.test(token) || CONSTANTS.has(token)) return undefined;
  if (!/^[A-Za-z_]/.test(token)) return `has ${quoted(token)}, which is no part of an expression`;
  if (after === '(') return FUNCTIONS.has(token) ? undefined : `calls ${token}, which is no function`;
  if (roots.includes(token) || bound.has(token)) return undefined;
  return `names ${token}; ${roots.join(', ')} are there`;
}

function quoted(token: string): string {
  return token.length > 20 ? 'a text' : token.includes("'") ? token : `'${token}'`;
}
