import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../version';
import type { Schema } from './schema';

/** One line of a vendored file: a kind or a definition. */
interface Line {
  /** The definition that a kind is. */
  readonly is?: string;
  readonly schema?: Schema;
  /** The minor versions that it holds for; all where there are none. */
  readonly minors?: readonly string[];
}

const START = /^\{"(kind|name)":"([^"]+)"/;

/** A file of schemas, one JSON value a line; a line is parsed when it is asked for. */
export class SchemaFile {
  /** What the first line says of the whole. */
  readonly header: { readonly source: string; readonly minors?: readonly string[] };
  private readonly kindLines = new Map<string, string[]>();
  private readonly definitionLines = new Map<string, string[]>();
  private readonly parsed = new Map<string, Line>();

  constructor(path: string) {
    const [first = '', ...lines] = readFileSync(join(packageRoot(), 'schemas', path), 'utf8').split('\n');
    // The files are part of the package; `node schemas/refresh.mjs` writes them.
    this.header = JSON.parse(first) as SchemaFile['header'];
    for (const line of lines) {
      const [, what, name] = START.exec(line) ?? [];
      if (name === undefined) continue;
      const known = what === 'kind' ? this.kindLines : this.definitionLines;
      const variants = known.get(name);
      if (variants === undefined) known.set(name, [line]);
      else variants.push(line);
    }
  }

  /** Every kind in it, as `apps/v1 Deployment`. */
  get kinds(): readonly string[] {
    return [...this.kindLines.keys()];
  }

  /** The schema of a kind at a minor version, or undefined where it isn't served there. */
  kind(name: string, minor: string): Schema | undefined {
    const line = this.choose(this.kindLines.get(name), minor);
    if (line?.is === undefined) return line?.schema;
    return this.definition(line.is, minor) === undefined ? undefined : { $ref: line.is };
  }

  /** A definition that other schemas refer to. */
  definition(name: string, minor: string): Schema | undefined {
    return this.choose(this.definitionLines.get(name), minor)?.schema;
  }

  private choose(variants: readonly string[] | undefined, minor: string): Line | undefined {
    for (const text of variants ?? []) {
      const line = this.parse(text);
      if (line.minors?.includes(minor) ?? true) return line;
    }
    return undefined;
  }

  private parse(text: string): Line {
    const known = this.parsed.get(text);
    if (known !== undefined) return known;
    const line = JSON.parse(text) as Line;
    this.parsed.set(text, line);
    return line;
  }
}
