/** An expression without what its texts say, which many expressions share. */
export interface Template {
  /** The expression with `""` for every text. */
  readonly text: string;
  /** The texts as they are written, with their quotes, in order. */
  readonly literals: readonly string[];
}

/** A text, or a comment, in which quotes say nothing. */
const QUOTED = /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|`[^`]*`|#[^\n]*/g;

/** Splits an expression: whatever differs only in its texts has one template. A text without an end stays where it is. */
export function templateOf(expression: string): Template {
  return plainTemplateOf(expression) ?? anyTemplateOf(expression);
}

/** Nearly all expressions have one kind of quotes, no escapes and no comments: they are only cut. */
function plainTemplateOf(expression: string): Template | undefined {
  if (/['`\\#]/.test(expression)) return undefined;
  const parts = expression.split('"');
  if (parts.length % 2 === 0) return undefined;
  const outside: string[] = [];
  const literals: string[] = [];
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 0) outside.push(part);
    else if (part.includes('\n')) return undefined;
    else literals.push(`"${part}"`);
  }
  return { text: outside.join('""'), literals };
}

function anyTemplateOf(expression: string): Template {
  const literals: string[] = [];
  const text = expression.replaceAll(QUOTED, (literal) => {
    if (literal.startsWith('#')) return '';
    literals.push(literal);
    return '""';
  });
  return { text, literals };
}

/** The same length with nothing in texts and comments, for whoever looks for brackets and names. */
export function blanked(expression: string): string {
  return expression.replaceAll(QUOTED, (literal) => ' '.repeat(literal.length));
}

/** Longest first: `\x41` is one escape. */
const ESCAPE = /\\(?:([abfnrtv\\'"])|([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]?))/g;
const CONTROLS: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const UNKNOWN = '\uffff';

/** What a text says, or undefined where it has an escape that Prometheus doesn't know. */
export function unquoted(literal: string): string | undefined {
  const quote = literal.charAt(0);
  const inner = literal.slice(1, -1);
  if (quote === '`' || !inner.includes('\\')) return inner;
  // A character that no text has stands for what nobody knows.
  const text = inner.replaceAll(ESCAPE, (_, ...groups: readonly (string | undefined)[]) => {
    const [plain, octal, ...others] = groups.slice(0, 6);
    if (plain !== undefined) return `'"`.includes(plain) && plain !== quote ? UNKNOWN : (CONTROLS[plain] ?? plain);
    const hexadecimal = others.slice(0, 3).find((digits) => digits !== undefined) ?? '';
    const code = octal === undefined ? Number.parseInt(hexadecimal, 16) : Number.parseInt(octal, 8);
    const sound = octal === undefined ? isCharacter(code) : code < 256;
    return sound ? String.fromCodePoint(code) : UNKNOWN;
  });
  return text.includes(UNKNOWN) ? undefined : text;
}

/** Not a half of a pair, and not beyond the last one. */
function isCharacter(code: number): boolean {
  return code <= 0x10_ff_ff && (code < 0xd8_00 || code >= 0xe0_00);
}

/** Where each text of an expression begins. */
export function literalStarts(expression: string): readonly number[] {
  return [...expression.matchAll(QUOTED)].flatMap(({ 0: literal, index }) => (literal.startsWith('#') ? [] : [index]));
}
