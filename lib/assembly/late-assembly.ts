import type { Assembly, IndexedAssembly } from './assembly';
import { isApplied, type Document, type Domain } from './document';
import { compareIds } from './id';
import { note, positionsOf, type Kinds } from './kinds';

const LINE_FEED = 10;
/** The first letter of the field that follows the kind, where it is `service`; otherwise it is `owner` or `origins`. */
const OF_SERVICE = 's';
/** How every line begins, in the order in which fields are written; no value here holds a quote. */
const BEFORE_ID = '{"id":"'.length;
const BEFORE_DOMAIN = '","domain":"'.length;
const BEFORE_KIND = '","kind":"'.length;
const BEFORE_SERVICE = '","service":"'.length;
const BEFORE_NEXT = '","'.length;
/** So much of a line is looked at first: names have an end. */
const BEGINNING = 512;

/** What a record's header says of its assembly. */
export type RecordOrigin = Pick<Assembly, 'schemaVersion' | 'library' | 'environment'>;

/**
 * The assembly of a record, of which a document is made when somebody asks for it. Of two assemblies of a large fleet most
 * lines are the same byte for byte, and those need not become documents to know that.
 */
export class LateAssembly implements IndexedAssembly {
  readonly schemaVersion: number;
  readonly library: string;
  readonly environment: string;
  private readonly body: Buffer;
  /** Where each line begins, and the last one ends. */
  private readonly starts: readonly number[];
  private readonly made: (Document | undefined)[] = [];
  private all: readonly Document[] | undefined;
  private known: Contents | undefined;
  /** The record that this one was compared with, and its documents for the lines that are the same. */
  private twins: { readonly of: LateAssembly; readonly lines: Int32Array } | undefined;

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
    return (this.made[index] ??= this.twinOf(index) ?? this.make(index));
  }

  holds(domain: Domain, text: string): boolean {
    return positionsOf(this.contents.kinds, domain, []).some((index) =>
      this.body.subarray(...this.rangeOf(index)).includes(text),
    );
  }

  find(domain: Domain, kinds: readonly string[]): readonly Document[] {
    return positionsOf(this.contents.kinds, domain, kinds).map((index) => this.at(index));
  }

  /** The documents that these services own, or all others, in the order of lines. */
  owned(services: ReadonlySet<string>, by: 'these' | 'others'): readonly Document[] {
    const lines = new Set([...services].flatMap((service) => this.contents.services.get(service) ?? []));
    const all = Array.from({ length: this.length }, (_, index) => index);
    return all.filter((index) => lines.has(index) === (by === 'these')).map((index) => this.at(index));
  }

  get services(): ReadonlySet<string> {
    return new Set(this.contents.services.keys());
  }

  get stacks(): ReadonlySet<string> {
    return this.contents.stacks;
  }

  /** What the beginnings of lines say. */
  private get contents(): Contents {
    return (this.known ??= this.scan());
  }

  private scan(): Contents {
    const kinds = new Map<string, number[]>();
    const services = new Map<string, number[]>();
    const stacks = new Set<string>();
    for (let index = 0; index < this.length; index += 1) {
      const { id, domain, kind, service } = this.beginningOf(index);
      note(kinds, domain, kind, index);
      if (isApplied(domain)) stacks.add(id.split('/', 2)[1] ?? '');
      if (service === undefined) continue;
      const lines = services.get(service);
      if (lines === undefined) services.set(service, [index]);
      else lines.push(index);
    }
    return { kinds, services, stacks };
  }

  /** The documents of two records that are not the same byte for byte, where both are in the order of ids. */
  static differing(base: LateAssembly, head: LateAssembly): Differing {
    const [before, after]: [Document[], Document[]] = [[], []];
    const twins = new Int32Array(head.length).fill(NONE);
    let [old, now] = [0, 0];
    while (old < base.length && now < head.length) {
      if (base.isSame(old, head, now)) twins[now] = old;
      else {
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
    head.twins = { of: base, lines: twins };
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
    const line = this.startOf(index, BEGINNING);
    const end = line.indexOf('"', BEFORE_ID);
    return end < 0 ? this.beginningOf(index).id : line.slice(BEFORE_ID, end);
  }

  /** What the first fields of a line say. */
  private beginningOf(index: number, length = BEGINNING): Beginning {
    const line = this.startOf(index, length);
    const endFrom = (position: number): number => {
      const end = line.indexOf('"', position);
      return end < 0 ? line.length : end;
    };
    const idEnd = endFrom(BEFORE_ID);
    const domainEnd = endFrom(idEnd + BEFORE_DOMAIN);
    const kindEnd = endFrom(domainEnd + BEFORE_KIND);
    const serviceStart = kindEnd + BEFORE_SERVICE;
    const serviceEnd = endFrom(serviceStart);
    if (serviceEnd >= line.length && line.length === length) return this.beginningOf(index, 2 * length);
    return {
      id: line.slice(BEFORE_ID, idEnd),
      // The digest of the record says that a writer of documents wrote it.
      domain: line.slice(idEnd + BEFORE_DOMAIN, domainEnd) as Domain,
      kind: line.slice(domainEnd + BEFORE_KIND, kindEnd),
      service: line[kindEnd + BEFORE_NEXT] === OF_SERVICE ? line.slice(serviceStart, serviceEnd) : undefined,
    };
  }

  /** The first bytes of a line; names are ASCII, and what follows them is not looked at. */
  private startOf(index: number, length: number): string {
    const [start, end] = this.rangeOf(index);
    return this.body.toString('latin1', start, Math.min(start + length, end));
  }

  private text(start: number, end: number): string {
    return this.body.toString('utf8', start, end);
  }

  private make(index: number): Document {
    return this.toDocument(this.text(...this.rangeOf(index)), index);
  }

  /** What is the same on both sides is made and parsed once. */
  private twinOf(index: number): Document | undefined {
    const line = this.twins?.lines[index] ?? NONE;
    return line === NONE ? undefined : this.twins?.of.at(line);
  }
}

/** The first fields of a line. */
interface Beginning {
  readonly id: string;
  readonly domain: Domain;
  readonly kind: string;
  readonly service: string | undefined;
}

interface Contents {
  readonly kinds: Kinds;
  /** The lines of each service's documents. */
  readonly services: ReadonlyMap<string, readonly number[]>;
  readonly stacks: ReadonlySet<string>;
}

/** A line without a twin. */
const NONE = -1;

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

function startsOf(body: Buffer): readonly number[] {
  const starts = [0];
  for (let end = body.indexOf(LINE_FEED); end >= 0; end = body.indexOf(LINE_FEED, end + 1)) starts.push(end + 1);
  if (starts.at(-1) !== body.length) starts.push(body.length + 1);
  return starts;
}
