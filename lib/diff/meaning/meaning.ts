import type { Rule, Rules } from './rule';

/** What a schema says of a place: the rules that follow from it, and what lies below. */
export interface Source {
  readonly rule: Rule;
  field(name: string): Source | undefined;
  item(): Source | undefined;
}

interface TableNode {
  rule?: Rule;
  readonly fields: Map<string, TableNode>;
  any?: TableNode;
  item?: TableNode;
}

/** What the places of one kind mean, by a table and by its schema; made as far down as somebody looks. */
export class Meaning {
  readonly rule: Rule;
  private readonly fields = new Map<string, Meaning>();
  private items: Meaning | undefined;

  private constructor(
    private readonly table: TableNode | undefined,
    private readonly source: Source | undefined,
    /** Rules for fields of a name, wherever they stand. */
    private readonly anywhere: TableNode | undefined,
    /** Whether a field that is null is one that is not there. */
    readonly nullIsNone: boolean,
  ) {
    this.rule = { ...source?.rule, ...table?.rule };
  }

  static of(
    rules: Rules,
    {
      source,
      anywhere,
      nullIsNone = false,
    }: { readonly source?: Source; readonly anywhere?: Rules; readonly nullIsNone?: boolean } = {},
  ): Meaning {
    return new Meaning(compile(rules), source, anywhere && compile(anywhere), nullIsNone);
  }

  /** What a field means. */
  field(name: string): Meaning {
    const known = this.fields.get(name);
    if (known !== undefined) return known;
    const table = this.table?.fields.get(name) ?? this.table?.any ?? this.anywhere?.fields.get(name);
    const field = new Meaning(table, this.source?.field(name), this.anywhere, this.nullIsNone);
    this.fields.set(name, field);
    return field;
  }

  /** What an item of the list means. */
  item(): Meaning {
    return (this.items ??= new Meaning(this.table?.item, this.source?.item(), this.anywhere, this.nullIsNone));
  }
}

function compile(rules: Rules): TableNode {
  const root = node();
  for (const [path, rule] of Object.entries(rules)) {
    let here = root;
    for (const step of path === '' ? [] : path.split(/\.|(?=\[)/)) {
      if (step === '[]') here = here.item ??= node();
      else if (step === '*') here = here.any ??= node();
      else {
        const below: TableNode = here.fields.get(step) ?? node();
        here.fields.set(step, below);
        here = below;
      }
    }
    here.rule = rule;
  }
  return root;
}

function node(): TableNode {
  return { fields: new Map() };
}
