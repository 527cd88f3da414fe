/** One step behind a name: an attribute, an index that is written out, any index, or all of a list. */
export type Step =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'index'; readonly key: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'splat' };

/** A name in an expression, and what is taken of it: `vault_mount.secrets.path`. */
export interface Traversal {
  readonly text: string;
  readonly root: string;
  readonly steps: readonly Step[];
}

/** Every name that a text refers to in the parts that Terraform works out; names that a `for` makes are left out. */
export function traversalsIn(text: string): readonly Traversal[] {
  if (!text.includes('${') && !text.includes('%{')) return [];
  const reader = new Reader(text);
  reader.template(0, false);
  return reader.found.filter(({ root }) => !reader.bound.has(root));
}

/** A reference that stands alone, as in `depends_on`, or undefined where the text is none. */
export function readTraversal(text: string): Traversal | undefined {
  const reader = new Reader(text);
  const end = reader.traversal(0);
  return end === text.length && reader.found.length === 1 ? reader.found[0] : undefined;
}

const NAME = /[A-Za-z_][\w-]*/y;
const INDEX = /\[\s*(?:(\d+)|"([^"\\$%]*)")\s*\]/y;
const WORDS = new Set(['for', 'in', 'if', 'else', 'endif', 'endfor', 'true', 'false', 'null']);

/** Walks over a template as HCL reads it; what is no template, no text and no name is only passed by. */
class Reader {
  readonly found: Traversal[] = [];
  readonly bound = new Set<string>();

  constructor(private readonly text: string) {}

  /** Reads a template up to its closing quote, or to the end of the text; returns where it ends. */
  template(start: number, quoted: boolean): number {
    let index = start;
    while (index < this.text.length) {
      const sign = this.text[index];
      if (quoted && sign === '\\') index += 2;
      else if (quoted && sign === '"') return index + 1;
      else if ((sign === '$' || sign === '%') && this.text[index + 1] === sign && this.text[index + 2] === '{')
        index += 3;
      else if ((sign === '$' || sign === '%') && this.text[index + 1] === '{') index = this.expression(index + 2, '}');
      else index += 1;
    }
    return index;
  }

  /** Reads an expression up to the sign that closes it; returns where it ends. */
  private expression(start: number, close: string): number {
    let index = start;
    let depth = 0;
    while (index < this.text.length) {
      const sign = this.text[index] ?? '';
      if (depth === 0 && sign === close) return index + 1;
      if (sign === '"') index = this.template(index + 1, true);
      else if (/[A-Za-z_]/.test(sign)) index = this.traversal(index);
      else if (/\d/.test(sign)) index += match(/[\w.]+/y, this.text, index)?.[0].length ?? 1;
      else if (sign === '.') index += 1 + (match(NAME, this.text, index + 1)?.[0].length ?? 0);
      else {
        if ('([{'.includes(sign)) depth += 1;
        if (')]}'.includes(sign)) depth -= 1;
        index += 1;
      }
    }
    return index;
  }

  /** Reads a name and its steps; returns where they end. */
  traversal(start: number): number {
    const root = match(NAME, this.text, start)?.[0] ?? '';
    let index = start + root.length;
    if (root === 'for') return this.bindings(index);
    const steps: Step[] = [];
    for (;;) {
      const [step, next] = this.step(index);
      if (step === undefined) break;
      steps.push(step);
      index = next;
    }
    // A name without a step is a word, a function or the key of an object.
    if (steps.length > 0 && !WORDS.has(root)) {
      this.found.push({ text: this.text.slice(start, index), root, steps });
    }
    return index;
  }

  private step(index: number): readonly [Step | undefined, number] {
    const sign = this.text[index];
    if (sign === '.') {
      if (this.text[index + 1] === '*') return [{ kind: 'splat' }, index + 2];
      const digits = match(/\d+/y, this.text, index + 1)?.[0];
      if (digits !== undefined) return [{ kind: 'index', key: digits }, index + 1 + digits.length];
      const name = match(NAME, this.text, index + 1)?.[0];
      return name === undefined ? [undefined, index] : [{ kind: 'attribute', name }, index + 1 + name.length];
    }
    if (sign !== '[') return [undefined, index];
    if (this.text.startsWith('[*]', index)) return [{ kind: 'splat' }, index + 3];
    const literal = match(INDEX, this.text, index);
    if (literal !== undefined) {
      return [{ kind: 'index', key: literal[1] ?? literal[2] ?? '' }, index + literal[0].length];
    }
    return [{ kind: 'any' }, this.expression(index + 1, ']')];
  }

  /** The names that a `for` gives to keys and values. */
  private bindings(start: number): number {
    const bound = match(/\s+([A-Za-z_][\w-]*)(?:\s*,\s*([A-Za-z_][\w-]*))?\s+in\b/y, this.text, start);
    for (const name of (bound ?? []).slice(1)) this.bound.add(name);
    return start + (bound?.[0].length ?? 0);
  }
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
