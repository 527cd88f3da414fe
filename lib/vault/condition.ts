/** Claims that a condition of Google's asks for by one value each: `assertion.ref == "main" && …`. */
export function claimsOf(condition: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const part of conjunctsOf(condition)) {
    const [, claim, value] = /^assertion\.(\w+) == (?:"([^"\\]*)"|'([^'\\]*)')$/.exec(part) ?? [];
    if (claim !== undefined && value !== undefined) found.set(claim, value);
  }
  return found;
}

/** The parts of a condition that all have to hold; one part where it says that one of several does. */
export function conjunctsOf(condition: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let index = 0; index < condition.length; index += 1) {
    const sign = condition[index] ?? '';
    if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if ('([{'.includes(sign)) depth += 1;
    else if (')]}'.includes(sign)) depth -= 1;
    else if (depth === 0 && condition.startsWith('||', index)) return [condition.trim()];
    else if (depth === 0 && condition.startsWith('&&', index)) {
      parts.push(condition.slice(start, index).trim());
      start = index + 2;
    }
  }
  return [...parts, condition.slice(start).trim()];
}
