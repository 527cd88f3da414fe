import type { Document } from './document';

/** Where things are in a record, so that nobody has to read all of it to find some. */
export interface RecordIndex {
  /** Bytes of each line, its end included. */
  readonly lines: readonly number[];
  /** The stacks in the order of their lines: how many each has, and the SHA-256 of those. */
  readonly stacks: readonly (readonly [stack: string, lines: number, digest: string])[];
  /** By domain and kind the first line, and of each other one the distance from the one before. */
  readonly kinds: Steps;
  /** The same, by service. */
  readonly services: Steps;
}

type Steps = Readonly<Record<string, readonly number[]>>;

/** The documents of one stack, which are beside each other where all are sorted by id. */
export interface StackDocuments {
  readonly stack: string;
  readonly documents: readonly Document[];
}

/** Sorted documents, a stack at a time. */
export function* stacksIn(documents: readonly Document[]): Generator<StackDocuments> {
  let start = 0;
  for (let end = 1; end <= documents.length; end += 1) {
    const stack = stackOf(documents[start]);
    const next = documents[end];
    if (next !== undefined && stackOf(next) === stack) continue;
    yield { stack, documents: documents.slice(start, end) };
    start = end;
  }
}

/** The name under which the lines of a kind are found. */
export function kindKey(domain: string, kind: string): string {
  // No domain holds a space.
  return `${domain} ${kind}`;
}

/** Notes where things are while lines are written. */
export class Indexing {
  private readonly lines: number[] = [];
  private readonly stacks: [stack: string, lines: number, digest: string][] = [];
  private readonly kinds = new Map<string, number[]>();
  private readonly services = new Map<string, number[]>();

  /** The next stack: its documents, the bytes of their lines, and the digest of all. */
  add({ stack, documents }: StackDocuments, lengths: readonly number[], digest: string): void {
    for (const [place, { domain, kind, service }] of documents.entries()) {
      const line = this.lines.length + place;
      addLine(this.kinds, kindKey(domain, kind), line);
      if (service !== undefined) addLine(this.services, service, line);
    }
    for (const length of lengths) this.lines.push(length);
    this.stacks.push([stack, documents.length, digest]);
  }

  get index(): RecordIndex {
    const { lines, stacks } = this;
    return { lines, stacks, kinds: stepsOf(this.kinds), services: stepsOf(this.services) };
  }
}

/** Lines by name, in ascending order. */
export function linesByName(steps: Steps): ReadonlyMap<string, readonly number[]> {
  return new Map(
    Object.entries(steps).map(([name, distances]) => {
      let line = 0;
      return [name, distances.map((distance) => (line += distance))];
    }),
  );
}

function stepsOf(lists: ReadonlyMap<string, readonly number[]>): Steps {
  const steps = [...lists].map(
    ([name, lines]) => [name, lines.map((line, place) => line - (lines[place - 1] ?? 0))] as const,
  );
  return Object.fromEntries(steps);
}

/** Adds a line to those of a name. */
export function addLine(lists: Map<string, number[]>, name: string, line: number): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [line]);
  else list.push(line);
}

function stackOf(document: Document | undefined): string {
  return document?.id.split('/', 2)[1] ?? '';
}
