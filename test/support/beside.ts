import { createColors } from 'picocolors';
import * as library from '../../constructs/index';
import type { Assembly } from '../../lib/assembly/assembly';
import { readAssembly } from '../../lib/assembly/read';
import { writeAssembly } from '../../lib/assembly/write';
import type { Beside } from '../../lib/base/side';
import { findOrigin, renderBeside, type Origin } from '../../lib/cli/partial';
import type { Session } from '../../lib/cli/session';
import { openShared, renderShared, type SharedProgram } from '../../lib/cli/shared-program';
import { newFolder } from './cli';

/** A project whose program was loaded; in a folder of its own, since a program is loaded once. */
export interface Opened {
  readonly session: Session;
  readonly program: SharedProgram;
}

export function open(root: string): Opened {
  const session: Session = {
    cwd: root,
    library: { name: 'taxiway', exports: library },
    terminal: { out: () => undefined, err: () => undefined, interactive: false, colors: createColors(false) },
  };
  return { session, program: openShared(session, {}) };
}

function specOf({ environments }: SharedProgram, name: string) {
  const spec = environments.find((one) => one.name === name);
  if (spec === undefined) throw new Error(`there is no ${name}`);
  return spec;
}

/** An environment, all of it rendered. */
export function whole({ session, program }: Opened, name: string): Assembly {
  const outcome = renderShared(session, program, specOf(program, name), new Map());
  if ('mistakes' in outcome) throw new Error(JSON.stringify(outcome.mistakes));
  return outcome.assembly;
}

/** An environment of a project as it was rendered and kept. */
export function kept(one: Opened, name: string): Beside {
  const folder = newFolder();
  writeAssembly(whole(one, name), folder);
  return { assembly: readAssembly(folder, { late: true }), sources: originOf(one).sources };
}

export function originOf({ program }: Opened): Origin {
  const origin = findOrigin(program);
  if (origin === undefined) throw new Error('the program is not closed');
  return origin;
}

/** The same, of which only what differs from the other side is rendered. */
export function partial(one: Opened, name: string, other: Beside): Assembly | undefined {
  return renderBeside(one.session, one.program, specOf(one.program, name), () => originOf(one), other);
}

export const plain = (assembly: Assembly | undefined): unknown => JSON.parse(JSON.stringify(assembly?.documents ?? []));
