import { resolve } from 'node:path';
import { readDist } from '../../assembly/read';
import { diffAssemblies } from '../../diff/diff';
import { loadAssemblies, type LoadOptions } from '../assemblies';
import { print } from '../print';
import { EXIT, type ExitCode, type Session } from '../session';

/** Options of `taxiway diff`. */
export interface DiffOptions extends LoadOptions {
  /** What to compare with: a folder that `synth` wrote. */
  readonly base: string;
}

/** Compares what would be rendered with a base, and says what the difference does. */
export function diff(session: Session, options: DiffOptions): ExitCode {
  const { assemblies } = loadAssemblies(session, options);
  const bases = readDist(resolve(session.cwd, options.base));
  const changes = assemblies.flatMap((head) =>
    diffAssemblies({ base: bases.find(({ environment }) => environment === head.environment), head }),
  );
  print(session, options.format, 'diff', { changes }, () =>
    changes
      .flatMap(({ document, path, assessments }) =>
        assessments.map((one) => `${one.class} ${one.direction} ${one.effect}: ${document} ${path ?? ''}: ${one.says}`),
      )
      .join('\n'),
  );
  return EXIT.done;
}
