import type { Assembly } from './assembly';
import type { Document } from './document';
import { compareIds } from './id';

const LINE_FEED = 10;
const QUOTE = 34;
/** How every line begins, up to the id. */
const BEFORE_ID = '{"id":"'.length;
/** Fields of a line, in the order in which they are written; in a text the quotes have backslashes. */
const SERVICE = '","service":"';
const ORIGINS = '","origins":{';
const OF_FACTS = '","domain":"environment","';

/** What a record's header says of its assembly. */
export type RecordOrigin = Pick<Assembly, 'schemaVersion' | 'library' | 'environment'>;

/**
 * The assembly of a record, of which a document is made when somebody asks for it. Of two assemblies of a large fleet most
 * lines are the same byte for byte, and those need not become documents to know that.
 */
export class LateAssembly implements Assembly {
  readonly schemaVersion: number;
  readonly library: string;
  readonly environment: string;
  private readonly body: Buffer;
  /** Where each line begins, and the last one ends. */
  private readonly starts: readonly number[];
  private readonly made: (Document | undefined)[] = [];
  private all: readonly Document[] | undefined;

  constructor(
    { schemaVersion, library, environment }: RecordOrigin,
    body: Uint8Array,
    private readonly toDocument: (line: string, index: number) => Document,
  ) {
    this.schemaVersion = schemaVersion;
    this.library = library;
    this.environment = environment;
    this.body = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    this.starts = startsOf(this.body);
  }

  /** How many lines there are. */
  get length(): number {
    return this.starts.length - 1;
  }

  get documents(): readonly Document[] {
    this.all ??= Array.from({ length: this.length }, (_, index) => this.at(index));
    return this.all;
  }

  /** The document of a line, the same one each time. */
  at(index: number): Document {
    const [start, end] = this.rangeOf(index);
    return (this.made[index] ??= this.toDocument(this.body.toString('utf8', start, end), index));
  }

  /** The document that holds the environment's facts. */
  findFacts(): Document | undefined {
    for (let found = this.body.indexOf(OF_FACTS); found >= 0; found = this.body.indexOf(OF_FACTS, found + 1)) {
      // In a text the quotes would have backslashes, and an object may have a field of this name.
      const index = this.lineAround(found);
      if (this.idEnd(index) === found) return this.at(index);
    }
    return undefined;
  }

  /** The services that own documents, in the order of lines. */
  findServices(): ReadonlySet<string> {
    const found = new Set<string>();
    for (let index = 0; index < this.length; index += 1) {
      const [start] = this.rangeOf(index);
      const service = this.body.indexOf(SERVICE, start);
      if (service < 0) break;
      if (service > this.body.indexOf(ORIGINS, start)) continue;
      const from = service + SERVICE.length;
      found.add(this.body.toString('utf8', from, this.body.indexOf(QUOTE, from)));
    }
    return found;
  }

  /** The documents of two records that are not the same byte for byte, where both are in the order of ids. */
  static differing(base: LateAssembly, head: LateAssembly): Differing {
    const [before, after]: [Document[], Document[]] = [[], []];
    let [old, now] = [0, 0];
    while (old < base.length && now < head.length) {
      if (!base.isSame(old, head, now)) {
        const order = compareIds({ id: base.idOf(old) }, { id: head.idOf(now) });
        if (order <= 0) before.push(base.at(old));
        if (order >= 0) after.push(head.at(now));
        if (order < 0) now -= 1;
        if (order > 0) old -= 1;
      }
      old += 1;
      now += 1;
    }
    for (; old < base.length; old += 1) before.push(base.at(old));
    for (; now < head.length; now += 1) after.push(head.at(now));
    return { before, after };
  }

  private isSame(index: number, other: LateAssembly, there: number): boolean {
    const [start, end] = this.rangeOf(index);
    const [from, to] = other.rangeOf(there);
    return end - start === to - from && this.body.compare(other.body, from, to, start, end) === 0;
  }

  private rangeOf(index: number): readonly [start: number, end: number] {
    const [start = 0, next = 0] = [this.starts[index], this.starts[index + 1]];
    return [start, next - 1];
  }

  private idOf(index: number): string {
    return this.body.toString('utf8', this.rangeOf(index)[0] + BEFORE_ID, this.idEnd(index));
  }

  /** No id holds a quote. */
  private idEnd(index: number): number {
    return this.body.indexOf(QUOTE, this.rangeOf(index)[0] + BEFORE_ID);
  }

  private lineAround(position: number): number {
    let [low, high] = [0, this.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** What two assemblies don't have in common. */
export interface Differing {
  readonly before: readonly Document[];
  readonly after: readonly Document[];
}

/** The documents of two assemblies that may differ: all of them, where one was not read late. */
export function differing(base: Assembly | undefined, head: Assembly | undefined): Differing {
  if (base instanceof LateAssembly && head instanceof LateAssembly) return LateAssembly.differing(base, head);
  return { before: base?.documents ?? [], after: head?.documents ?? [] };
}

/** The document that holds an environment's facts. */
export function findFacts(assembly: Assembly | undefined): Document | undefined {
  if (assembly instanceof LateAssembly) return assembly.findFacts();
  return assembly?.documents.find(({ domain }) => domain === 'environment');
}

/** The services that own documents of an assembly. */
export function findServices(assembly: Assembly): ReadonlySet<string> {
  if (assembly instanceof LateAssembly) return assembly.findServices();
  return new Set(assembly.documents.flatMap(({ service }) => service ?? []));
}

function startsOf(body: Buffer): readonly number[] {
  const starts = [0];
  for (let end = body.indexOf(LINE_FEED); end >= 0; end = body.indexOf(LINE_FEED, end + 1)) starts.push(end + 1);
  if (starts.at(-1) !== body.length) starts.push(body.length + 1);
  return starts;
}
