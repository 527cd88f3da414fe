import { resolve } from 'node:path';
import { readDist } from '../../assembly/read';
import { diffAssemblies } from '../../diff/diff';
import { loadAssemblies, type LoadOptions } from '../assemblies';
import { openReview, printReview, type ReviewOptions } from '../review';
import type { ExitCode, Session } from '../session';

/** Options of `taxiway diff`. */
export interface DiffOptions extends Omit<LoadOptions, 'format'>, ReviewOptions {
  /** What to compare with: a folder that `synth` wrote. */
  readonly base: string;
}

/** Compares what would be rendered with a base, and says what the difference does. */
export function diff(session: Session, options: DiffOptions): ExitCode {
  const opened = openReview(session, options);
  const { assemblies, mistakes } = loadAssemblies(session, { ...options, format: 'text' });
  const bases = readDist(resolve(session.cwd, options.base));
  const changes = assemblies.flatMap((head) =>
    diffAssemblies({ base: bases.find(({ environment }) => environment === head.environment), head }),
  );
  const compared = bases.filter(({ environment }) => assemblies.some((head) => head.environment === environment));
  return printReview(
    session,
    {
      changes,
      assemblies: [...compared, ...assemblies],
      base: options.base,
      head: options.from ?? 'the work tree',
      mistakes,
    },
    options,
    opened,
  );
}
