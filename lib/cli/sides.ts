import { relative, resolve, sep } from 'node:path';
import type { Assembly } from '../assembly/assembly';
import { compareSides, type Compared, type Readable } from '../base/compare';
import { findRepository, stateOf } from '../base/git';
import { findSide, openSide, type Found } from '../base/open';
import { isNotRendered } from '../base/render';
import type { Side, SideDescription } from '../base/side';
import { InvalidInput, mistakesOf, type Mistake } from '../errors';
import { findProject } from '../loader/project';
import { notesOf } from './notes';
import { findOrigin, renderBeside, type Origin } from './partial';
import { servicesIn, unknownServices } from './program';
import type { ScopeOptions, Session } from './session';
import { openShared, renderShared } from './shared-program';

/** What decides about the two sides of a comparison. */
export interface SidesOptions extends ScopeOptions {
  /** A commit, a folder that synth wrote, or an archive of one. */
  readonly base: string;
  /** The same; the sources here otherwise. */
  readonly head?: string;
  /** Files that this run writes, which are no change of the sources. */
  readonly writes?: readonly string[];
  /** Whether every service of the sources here is rendered, also those whose files are those of the base.
   *  @defaultValue false */
  readonly whole?: boolean;
}

/** The sides that were asked for, environment by environment; a base that can't be rendered is a mistake and no base. */
export function openSides(session: Session, options: SidesOptions): Compared {
  const mistakes: Mistake[] = [];
  const close: (() => void)[] = [];
  const find = (option: string, text: string): Found => {
    const how = { option, records: option === '--base', partly: true, note: notesOf };
    const found = findSide(text, { cwd: session.cwd, root: findRoot(session), ...how, say: sayTo(session) });
    if (found.ready !== undefined) close.push(found.ready.close);
    return found;
  };
  const open = (found: Found): Readable => {
    const side = found.open();
    if (found.ready === undefined) close.push(side.close);
    mistakes.push(...side.mistakes);
    return side;
  };
  try {
    const there = find('--base', options.base);
    if (options.head === undefined) readAhead(there.ready, options.env);
    const head = options.head === undefined ? openTree(session, options) : open(find('--head', options.head));
    const base = orNothing(options.base, mistakes, () => open(there));
    const compared = compareSides(base, head, options.env);
    const all = [...mistakes, ...compared.mistakes];
    const assemblies = compared.comparison.environments.flatMap((one) => [one.base ?? [], one.head ?? []].flat());
    // Where an environment could not be read, a service that isn't there may be one of its own.
    const isAsked = all.length === 0 && options.service !== undefined;
    const unknown = isAsked ? unknownServices(servicesIn(assemblies), options.service) : [];
    if (unknown.length > 0) throw new InvalidInput(unknown);
    return { comparison: compared.comparison, mistakes: all };
  } finally {
    for (const one of close) one();
  }
}

/** Reads what need not be rendered while the sources here are still being bundled; what is wrong is told by whoever asks for it. */
function readAhead(side: Side | undefined, asked: readonly string[] | undefined): void {
  try {
    for (const name of side?.environments ?? []) if (asked?.includes(name) ?? true) side?.read(name);
  } catch (error) {
    if (mistakesOf(error) === undefined) throw error;
  }
}

/** One side, all of it that was asked for: what a rendered tree, an archive or a commit holds. */
export function readSide(
  session: Session,
  option: string,
  text: string,
  asked?: readonly string[],
): { readonly description: SideDescription; readonly assemblies: readonly Assembly[] } {
  const side = openSide(text, { cwd: session.cwd, root: findRoot(session), option, say: sayTo(session) });
  try {
    if (side.mistakes.length > 0) throw new InvalidInput(side.mistakes);
    const names = side.environments.filter((name) => asked === undefined || asked.includes(name));
    const assemblies = names.map((name) => side.read(name));
    side.requireFiles?.();
    return { description: side.description, assemblies };
  } finally {
    side.close();
  }
}

function orNothing(text: string, mistakes: Mistake[], open: () => Readable): Readable {
  try {
    return open();
  } catch (error) {
    if (!isNotRendered(error)) throw error;
    mistakes.push(...(mistakesOf(error) ?? []));
    const description: SideDescription = { kind: 'commit', name: text };
    return { description, environments: [], read: () => unread() };
  }
}

function unread(): never {
  throw new Error('a side without environments was read');
}

/** The head alone, of a run that has no base. */
export function openHead(session: Session, options: Pick<SidesOptions, 'head'>): Readable & Pick<Side, 'close'> {
  if (options.head === undefined) return { ...openTree(session, {}), close: () => undefined };
  const side = openSide(options.head, {
    cwd: session.cwd,
    root: findRoot(session),
    option: '--head',
    say: sayTo(session),
  });
  if (side.mistakes.length > 0) throw new InvalidInput(side.mistakes);
  return side;
}

/** What the sources here render to. */
export function openTree(session: Session, options: Pick<SidesOptions, 'writes' | 'whole'>): Readable {
  const root = findRoot(session);
  const description = root === undefined ? undefined : describeTree(session, root, options.writes ?? []);
  const program = openShared(session, {});
  let found: { readonly origin: Origin | undefined } | undefined;
  const origin = (): Origin | undefined => (found ??= { origin: findOrigin(program) }).origin;
  return {
    description: description ?? { kind: 'tree' },
    environments: program.environments.map(({ name }) => name),
    read(environment, other) {
      const spec = program.environments.find(({ name }) => name === environment);
      if (spec === undefined) return unread();
      const isPartial = other !== undefined && options.whole !== true;
      const partial = isPartial ? renderBeside(session, program, spec, origin, other) : undefined;
      if (partial !== undefined) return partial;
      const outcome = renderShared(session, program, spec, new Map());
      if ('mistakes' in outcome) throw new InvalidInput(outcome.mistakes);
      return outcome.assembly;
    },
  };
}

function describeTree({ cwd }: Session, root: string, writes: readonly string[]): SideDescription {
  const repository = findRepository(root);
  if ('problem' in repository) return { kind: 'tree' };
  const own = writes.map((path) => relative(repository.top, resolve(cwd, path)).split(sep).join('/'));
  const { commit, changed } = stateOf(
    repository,
    own.filter((path) => !path.startsWith('..')),
  );
  return { kind: 'tree', commit, dirty: changed.length > 0 };
}

/** The project that the command was typed in; none is needed to compare two folders. */
function findRoot({ cwd }: Session): string | undefined {
  try {
    return findProject(cwd).root;
  } catch (error) {
    if (mistakesOf(error) === undefined) throw error;
    return undefined;
  }
}

function sayTo({ terminal }: Session): (text: string) => void {
  return (text) => terminal.err(`taxiway: ${text}\n`);
}
