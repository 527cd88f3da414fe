/** The most that a repetition may repeat, those around it included. */
const MOST = 1000;
const CLASSES = /^\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/;
/** Numbers that begin with a zero make it plain text. */
const COUNT = /^\{(0|[1-9][0-9]*)(?:,(0|[1-9][0-9]*)?)?\}/;
const GROUP = /^\(\?(?:P<([A-Za-z_][A-Za-z0-9_]*)>|[imsU]*(?:-[imsU]+)?(:|\)))/;
/** Unicode's general categories, and the scripts that people match. */
const PROPERTY =
  /^\\[pP](?:[CLMNPSZ]|\{\^?(?:C[cfos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?|Arabic|Cyrillic|Greek|Han|Hangul|Hebrew|Hiragana|Katakana|Latin|Thai)\})/;

/** Why a pattern is none for Prometheus, which has RE2, or undefined where it is one. */
export function patternProblem(pattern: string): string | undefined {
  return findFault(pattern)?.problem;
}

/** The same, and how many characters were read before. */
export function findFault(pattern: string): { readonly problem: string; readonly at: number } | undefined {
  const reader = new Reader(pattern);
  try {
    reader.read();
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return { problem: error.message, at: reader.at };
    throw error;
  }
}

class PatternError extends Error {}

/** Reads a pattern by the rules of Go's regexp/syntax; a mistake is thrown, and caught above. */
class Reader {
  /** So many characters are read. */
  at = 0;
  private readonly names = new Set<string>();

  constructor(private readonly pattern: string) {}

  read(): void {
    this.alternatives();
    if (this.at < this.pattern.length) throw new PatternError("has a ')' that nothing opened");
  }

  private get rest(): string {
    return this.pattern.slice(this.at);
  }

  /** Up to the end, or to the parenthesis that closes; the most that a repetition in it repeats. */
  private alternatives(): number {
    let most = 1;
    let repeatable = false;
    let repeated = false;
    let last = 1;
    while (this.at < this.pattern.length && this.pattern[this.at] !== ')') {
      const count = this.repetition();
      if (count === undefined) {
        repeatable = !/^(?:\||\(\?[a-zA-Z-]*\))/.test(this.rest);
        repeated = false;
        last = this.atom();
        most = Math.max(most, last);
        continue;
      }
      if (!repeatable) throw new PatternError('repeats nothing');
      if (repeated) throw new PatternError('repeats a repetition');
      repeated = true;
      last *= count;
      if (last > MOST) throw new PatternError(`repeats more than ${MOST} times`);
      most = Math.max(most, last);
    }
    return most;
  }

  /** How often what stands before is repeated; undefined where no repetition stands here. */
  private repetition(): number | undefined {
    const sign = this.pattern.charAt(this.at);
    let length = '*+?'.includes(sign) ? 1 : 0;
    let times = 1;
    const counted = sign === '{' ? COUNT.exec(this.rest) : null;
    if (counted !== null) {
      const [all, least = '', most = ''] = counted;
      length = all.length;
      times = Math.max(Number(least), Number(most));
      if (times > MOST) throw new PatternError(`repeats more than ${MOST} times`);
      if (most !== '' && Number(most) < Number(least))
        throw new PatternError(`repeats by ${all}, which runs backwards`);
    }
    if (length === 0) return undefined;
    this.at += length;
    if (this.pattern[this.at] === '?') this.at += 1;
    return Math.max(1, times);
  }

  private atom(): number {
    switch (this.pattern[this.at]) {
      case '(':
        return this.group();
      case '[':
        this.at += 1;
        this.characterClass();
        return 1;
      case '\\':
        this.escape(false);
        return 1;
      default:
        this.at += (this.pattern.codePointAt(this.at) ?? 0) > 0xff_ff ? 2 : 1;
        return 1;
    }
  }

  private group(): number {
    const { rest } = this;
    if (!rest.startsWith('(?')) this.at += 1;
    else {
      const [all = '', name, end] = GROUP.exec(rest) ?? [];
      if (all === '' || all === '(?)')
        throw new PatternError(`has '${rest.slice(0, 4)}', which RE2 does not know: it never looks ahead or behind`);
      if (name !== undefined && this.names.has(name)) throw new PatternError(`has two groups that are called ${name}`);
      if (name !== undefined) this.names.add(name);
      this.at += all.length;
      if (end === ')') return 1;
    }
    const most = this.alternatives();
    if (this.pattern[this.at] !== ')') throw new PatternError("has a '(' that nothing closes");
    this.at += 1;
    return most;
  }

  private characterClass(): void {
    if (this.pattern[this.at] === '^') this.at += 1;
    let first = true;
    while (first || this.pattern[this.at] !== ']') {
      if (this.at >= this.pattern.length) throw new PatternError("has a '[' that nothing closes");
      first = false;
      const named = CLASSES.exec(this.rest);
      if (named !== null) this.at += named[0].length;
      else if (/^\[:[^]*?:\]/.test(this.rest))
        throw new PatternError(`has ${this.rest.slice(0, 9)}, a class of no name`);
      else this.range();
    }
    this.at += 1;
  }

  private range(): void {
    const low = this.member();
    if (low === undefined || !/^-[^\]]/.test(this.rest)) return;
    this.at += 1;
    const high = this.member();
    if (high === undefined || high < low) throw new PatternError('has a range that runs backwards');
  }

  /** A character of a class, by its number; undefined for a whole class. */
  private member(): number | undefined {
    if (this.pattern[this.at] === '\\') return this.escape(true);
    const code = this.pattern.codePointAt(this.at);
    if (code === undefined) throw new PatternError("has a '[' that nothing closes");
    this.at += code > 0xff_ff ? 2 : 1;
    return code;
  }

  private escape(inClass: boolean): number | undefined {
    const { rest } = this;
    const quoted = inClass ? null : /^\\Q[^]*?\\E/.exec(rest);
    const assertion = inClass ? null : /^\\[AbBz]/.exec(rest);
    const whole = quoted ?? assertion ?? /^\\[dDsSwW]/.exec(rest) ?? PROPERTY.exec(rest);
    if (whole !== null) {
      this.at += whole[0].length;
      return undefined;
    }
    const [all = '', control, octal, hexadecimal, braced, plain] =
      /^\\(?:([afnrtv])|(0[0-7]{0,2}|[1-7][0-7]{1,2})|x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]{1,8})\}|([^A-Za-z0-9\u0080-\uffff]))/.exec(
        rest,
      ) ?? [];
    const code =
      control === undefined
        ? (plain?.charCodeAt(0) ?? Number.parseInt(octal ?? hexadecimal ?? braced ?? '', octal === undefined ? 16 : 8))
        : '\t\n\v\f\r\u0007'.charCodeAt('tnvfra'.indexOf(control));
    if (all === '' || code > 0x10_ff_ff)
      throw new PatternError(`has '${rest.slice(0, 2)}', which RE2 does not know; a backslash itself is written twice`);
    this.at += all.length;
    return code;
  }
}
