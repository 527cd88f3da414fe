import type { IndexedAssembly } from './assembly';
import type { Document, Domain } from './document';
import { compareIds } from './id';
import { kindsOf, namesOf, positionsOf } from './kinds';
import type { Differing, LateAssembly } from './late-assembly';

/**
 * The assembly of a fleet of which most services are known to be what they are in another one: their documents are taken
 * from there, and the rest was rendered.
 */
export class PatchedAssembly implements IndexedAssembly {
  readonly schemaVersion: number;
  readonly library: string;
  readonly environment: string;
  private readonly kinds;
  private all: readonly Document[] | undefined;

  constructor(
    /** The assembly that documents are taken from. */
    readonly base: LateAssembly,
    /** The services whose documents are. */
    readonly taken: ReadonlySet<string>,
    /** All others, by id. */
    readonly rendered: readonly Document[],
    { schemaVersion, library }: { readonly schemaVersion: number; readonly library: string },
  ) {
    this.schemaVersion = schemaVersion;
    this.library = library;
    this.environment = base.environment;
    this.kinds = kindsOf(rendered);
  }

  get documents(): readonly Document[] {
    return (this.all ??= [...this.base.owned(this.taken, 'these'), ...this.rendered].sort(compareIds));
  }

  get services(): ReadonlySet<string> {
    return new Set([...this.taken, ...this.rendered.flatMap(({ service }) => service ?? [])]);
  }

  holdsStack(stack: string): boolean {
    const isTaken = this.taken.has(stack.split(':', 1)[0] ?? '') && this.base.holdsStack(stack);
    return isTaken || this.rendered.some(({ id, path }) => path !== undefined && stackIn(id) === stack);
  }

  kindsOf(domain: Domain): readonly string[] {
    return [...new Set([...this.base.kindsOf(domain), ...namesOf(this.kinds, domain)])];
  }

  find(domain: Domain, kinds: readonly string[]): readonly Document[] {
    const there = this.base
      .find(domain, kinds)
      .filter(({ service }) => service !== undefined && this.taken.has(service));
    const here = positionsOf(this.kinds, domain, kinds).flatMap((index) => this.rendered[index] ?? []);
    return [...there, ...here].sort(compareIds);
  }

  /** What it doesn't have in common with the assembly that it takes documents from. */
  differing(): Differing {
    return { before: this.base.owned(this.taken, 'others'), after: this.rendered };
  }
}

function stackIn(id: string): string {
  return id.split('/', 2)[1] ?? '';
}
