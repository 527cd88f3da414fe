import type { Assembly, IndexedAssembly } from './assembly';
import { sha256 } from './digest';
import { isApplied, type Document, type Domain } from './document';
import { compareIds } from './id';
import { namesOf, positionsOf } from './kinds';
import { linesByName, type RecordIndex } from './record-index';
import type { RecordSource } from './record-source';

/** What a record's header says of its assembly. */
export type RecordOrigin = Pick<Assembly, 'schemaVersion' | 'library' | 'environment'> & {
  readonly index: RecordIndex;
};

/** How lines become documents, and what is said of a stack whose lines are not as they were written. */
export interface LineReader {
  toDocument(line: string, index: number): Document;
  damaged(stack: string): Error;
}

/** The lines of a stack, from the first to before the last. */
interface Part {
  readonly stack: string;
  readonly digest: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The assembly of a record, of which a document is made when somebody asks for it. Of two assemblies of a large fleet most
 * stacks are the same byte for byte: their digests say so, and their lines need not be read to know it.
 */
export class LateAssembly implements IndexedAssembly {
  readonly schemaVersion: number;
  readonly library: string;
  readonly environment: string;
  private readonly parts: readonly Part[];
  /** Where each line begins, and the last one ends. */
  private readonly starts: Float64Array;
  private readonly kinds: ReadonlyMap<string, readonly number[]>;
  private readonly owners: ReadonlyMap<string, readonly number[]>;
  /** Lines that were read whole, a stack at a time. */
  private readonly read = new Map<Part, Buffer>();
  private readonly made: (Document | undefined)[] = [];
  private all: readonly Document[] | undefined;
  /** The record that this one was compared with, its documents for the lines that are the same, and the others. */
  private twins: { readonly of: LateAssembly; readonly lines: Int32Array; readonly differing: Differing } | undefined;

  constructor(
    { schemaVersion, library, environment, index }: RecordOrigin,
    private readonly source: RecordSource,
    private readonly reader: LineReader,
  ) {
    this.schemaVersion = schemaVersion;
    this.library = library;
    this.environment = environment;
    this.starts = startsOf(index.lines);
    this.parts = partsOf(index.stacks);
    this.kinds = linesByName(index.kinds);
    this.owners = linesByName(index.services);
  }

  /** How many lines there are. */
  get length(): number {
    return this.starts.length - 1;
  }

  /** Bytes of all lines. */
  get size(): number {
    return this.starts.at(-1) ?? 0;
  }

  get documents(): readonly Document[] {
    if (this.all === undefined) for (const part of this.parts) this.readPart(part);
    return (this.all ??= Array.from({ length: this.length }, (_, line) => this.at(line)));
  }

  /** The document of a line, the same one each time. */
  at(line: number): Document {
    return (this.made[line] ??= this.twinOf(line) ?? this.reader.toDocument(this.bytesOf(line).toString(), line));
  }

  kindsOf(domain: Domain): readonly string[] {
    return namesOf(this.kinds, domain);
  }

  find(domain: Domain, kinds: readonly string[]): readonly Document[] {
    return positionsOf(this.kinds, domain, kinds).map((line) => this.at(line));
  }

  /** The documents that these services own, or all others, in the order of lines. */
  owned(services: ReadonlySet<string>, by: 'these' | 'others'): readonly Document[] {
    const theirs = this.marked([...services].flatMap((service) => this.owners.get(service) ?? []));
    const wanted = by === 'these' ? 1 : 0;
    return this.parts.flatMap((part) => {
      const lines = linesOf(part).filter((line) => theirs[line] === wanted);
      if (lines.length > 0) this.readPart(part);
      return lines.map((line) => this.at(line));
    });
  }

  get services(): ReadonlySet<string> {
    return new Set(this.owners.keys());
  }

  holdsStack(stack: string): boolean {
    const parts = this.parts.filter((part) => part.stack === stack);
    if (parts.length === 0) return false;
    const applied = [...this.kinds].filter(([key]) => isApplied(key.split(' ', 1)[0] ?? ''));
    return applied.some(([, lines]) => lines.some((line) => parts.some(({ from, to }) => from <= line && line < to)));
  }

  /** A mark for each of these lines. */
  private marked(lines: readonly number[]): Uint8Array {
    const marks = new Uint8Array(this.length);
    for (const line of lines) marks[line] = 1;
    return marks;
  }

  /** The documents of two records that are not the same byte for byte, where both are in the order of ids. */
  static differing(base: LateAssembly, head: LateAssembly): Differing {
    if (head.twins?.of === base) return head.twins.differing;
    const [before, after]: [number[], number[]] = [[], []];
    const twins = new Int32Array(head.length).fill(NONE);
    let [old, now] = [0, 0];
    while (old < base.parts.length || now < head.parts.length) {
      const [there, here] = [base.parts[old], head.parts[now]];
      const order = orderOf(there, here);
      if (order <= 0) old += 1;
      if (order >= 0) now += 1;
      if (order === 0 && there?.digest === here?.digest) noteTwins(there, here, twins);
      else {
        const olds = order > 0 ? [] : base.linesIn(there);
        const known = new Map(olds.map((one) => [one.id, one]));
        for (const { line, id, bytes } of order < 0 ? [] : head.linesIn(here)) {
          const twin = known.get(id);
          if (twin?.bytes.equals(bytes) !== true) after.push(line);
          else {
            twins[line] = twin.line;
            known.delete(id);
          }
        }
        for (const { line } of known.values()) before.push(line);
      }
    }
    const differing = { before: before.map((line) => base.at(line)), after: after.map((line) => head.at(line)) };
    head.twins = { of: base, lines: twins, differing };
    return differing;
  }

  /** The lines of a stack, none of one that isn't there. */
  private linesIn(part: Part | undefined): readonly Line[] {
    if (part === undefined) return [];
    this.readPart(part);
    return linesOf(part).map((line) => {
      const bytes = this.bytesOf(line);
      return { line, bytes, id: bytes.toString('utf8', BEFORE_ID, bytes.indexOf('"', BEFORE_ID)) };
    });
  }

  /** Reads the lines of a stack, and refuses them where they don't have their digest. */
  private readPart(part: Part): void {
    if (this.source.isKnown || this.read.has(part)) return;
    const [start, end] = [this.starts[part.from] ?? 0, this.starts[part.to] ?? 0];
    const bytes = this.source.bytes(start, end - start);
    if (sha256(bytes) !== part.digest) throw this.reader.damaged(part.stack);
    this.read.set(part, bytes);
  }

  /** A line without its end; unless all of its stack was read, to be looked at before another one is asked for. */
  private bytesOf(line: number): Buffer {
    const [start, next] = [this.starts[line] ?? 0, this.starts[line + 1] ?? 0];
    const part = this.read.size === 0 ? undefined : this.partOf(line);
    const known = part && this.read.get(part);
    if (known === undefined) return this.source.glance(start, next - start - 1);
    const from = this.starts[part?.from ?? 0] ?? 0;
    return known.subarray(start - from, next - from - 1);
  }

  private partOf(line: number): Part | undefined {
    let [low, high] = [0, this.parts.length - 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.parts[middle]?.to ?? 0) > line) high = middle;
      else low = middle + 1;
    }
    return this.parts[low];
  }

  /** What is the same on both sides is made and parsed once. */
  private twinOf(line: number): Document | undefined {
    const twin = this.twins?.lines[line] ?? NONE;
    return twin === NONE ? undefined : this.twins?.of.at(twin);
  }
}

/** A line without a twin. */
const NONE = -1;

/** What two assemblies don't have in common. */
export interface Differing {
  readonly before: readonly Document[];
  readonly after: readonly Document[];
}

interface Line {
  readonly line: number;
  readonly id: string;
  readonly bytes: Buffer;
}

/** How every line begins; no id holds a quote. */
const BEFORE_ID = '{"id":"'.length;

function noteTwins(base: Part | undefined, head: Part | undefined, twins: Int32Array): void {
  if (base === undefined || head === undefined) return;
  for (let line = head.from; line < head.to; line += 1) twins[line] = line - head.from + base.from;
}

/** The order in which stacks stand in a record, which is that of ids; what isn't there comes last. */
function orderOf(one: Part | undefined, other: Part | undefined): number {
  if (one === undefined || other === undefined) return one === undefined ? 1 : -1;
  return compareIds({ id: `${one.stack}/` }, { id: `${other.stack}/` });
}

function linesOf({ from, to }: Part): number[] {
  return Array.from({ length: to - from }, (_, place) => from + place);
}

function partsOf(stacks: RecordIndex['stacks']): readonly Part[] {
  let to = 0;
  return stacks.map(([stack, lines, digest]) => {
    const from = to;
    to += lines;
    return { stack, digest, from, to };
  });
}

function startsOf(lengths: readonly number[]): Float64Array {
  const starts = new Float64Array(lengths.length + 1);
  let end = 0;
  for (let line = 0; line < lengths.length; line += 1) starts[line + 1] = end += lengths[line] ?? 0;
  return starts;
}
