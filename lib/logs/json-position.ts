const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const ATOM = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Where a text stops being JSON, from 0; engines word it each in their own way. The end, where something is missing there. */
export function brokenAt(text: string): number {
  let at = 0;
  const blank = (): void => {
    while (' \t\n\r'.includes(text[at] ?? 'x')) at += 1;
  };
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found !== null;
  };
  const mark = (one: string): boolean => {
    blank();
    const is = text[at] === one;
    if (is) at += 1;
    return is;
  };
  const list = (end: string, item: () => boolean): boolean => {
    if (mark(end)) return true;
    do if (!item()) return false;
    while (mark(','));
    return mark(end);
  };
  const pair = (): boolean => {
    blank();
    return take(STRING) && mark(':') && value();
  };
  const value = (): boolean => {
    blank();
    if (mark('{')) return list('}', pair);
    if (mark('[')) return list(']', value);
    return take(STRING) || take(ATOM);
  };
  if (value()) blank();
  return at;
}
