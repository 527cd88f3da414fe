import { join, relative, resolve, sep } from 'node:path';
import type { Assembly } from '../../assembly/assembly';
import { writeAssembly, type WriteResult } from '../../assembly/write';
import { RULES } from '../../check/rules/all';
import { runRules, type CheckResult } from '../../check/run';
import { mistakesOf, type Mistake } from '../../errors';
import { listOf } from '../../list';
import { checkSummary, findingsText } from '../../report/findings';
import { treeText } from '../../report/tree';
import { count, table, widthOf } from '../../report/terminal';
import { findingsFor, mistakesJson, print, printMistakes } from '../print';
import { requireEnvironments, serviceMistakes } from '../program';
import { EXIT, type ExitCode, type ScopeOptions, type Session } from '../session';
import { openShared, platformOf, refuseServicesIn, renderShared, sharedText } from '../shared-program';
import { progress } from '../progress';

/** Options of `taxiway synth`. */
export interface SynthOptions extends ScopeOptions {
  /** Where to write; `dist` in the project otherwise. */
  readonly out?: string;
  /** Write only what passes every rule. */
  readonly check?: boolean;
  /** Write only what all services share. */
  readonly platform?: boolean;
  /** Rendered trees of other repositories, whose services the platform serves. */
  readonly with?: readonly string[];
}

interface Written {
  readonly environment: string;
  readonly assembly: Assembly;
  readonly result?: WriteResult;
}

/** Renders every environment and writes it below `dist`; an environment with a mistake keeps its last good output. */
export function synth(session: Session, options: SynthOptions): ExitCode {
  const program = openShared(session, {
    ...options,
    out: options.out === undefined ? undefined : resolve(session.cwd, options.out),
  });
  const asked = requireEnvironments(program.environments, options.env);
  const out = options.out === undefined ? join(program.project.root, 'dist') : resolve(session.cwd, options.out);
  const only = options.platform === true;
  if (only) for (const { name } of asked) refuseServicesIn(out, name);
  const foreign = new Map<Assembly, string>();
  const mistakes: Mistake[] = [];
  const rendered: Assembly[] = [];
  const written: Written[] = [];
  const bar = progress(session.terminal, asked.length);
  try {
    for (const spec of asked) {
      bar.step(`rendering ${spec.name}`);
      const outcome = renderShared(session, program, spec, foreign);
      if ('mistakes' in outcome) mistakes.push(...outcome.mistakes);
      // With --check nothing is written before everything is known to be clean.
      else if (options.check === true) rendered.push(outcome.assembly);
      else written.push(write(out, only ? platformOf(outcome.assembly) : outcome.assembly, mistakes));
    }
  } finally {
    bar.stop();
  }
  const whole = program.platform && rendered.length === program.environments.length;
  const assemblies = [...rendered, ...foreign.keys()];
  const checked = options.check === true ? runRules({ assemblies, whole, foreign }, RULES) : undefined;
  const gates = checked?.findings.some(({ severity }) => severity === 'error') ?? false;
  const clean = !gates && mistakes.length === 0;
  for (const assembly of rendered.map((one) => (only ? platformOf(one) : one))) {
    written.push(clean ? write(out, assembly, mistakes) : { environment: assembly.environment, assembly });
  }
  // Which services there are is known only now; what was written is reported all the same.
  if (mistakes.length === 0)
    mistakes.push(
      ...serviceMistakes(
        written.map(({ assembly }) => assembly),
        options.service,
      ),
    );
  const shared = sharedText(program);
  report(session, options, { asked: asked.map(({ name }) => name), out, written, mistakes, checked, shared });
  if (mistakes.length > 0) return EXIT.input;
  return gates ? EXIT.gates : EXIT.done;
}

function write(out: string, assembly: Assembly, mistakes: Mistake[]): Written {
  const { environment } = assembly;
  try {
    return { environment, assembly, result: writeAssembly(assembly, join(out, environment)) };
  } catch (error) {
    const known = mistakesOf(error);
    if (known === undefined) throw error;
    mistakes.push(...known);
    return { environment, assembly };
  }
}

interface Report {
  /** The environments that were to be written. */
  readonly asked: readonly string[];
  /** The absolute path of the folder that they were to be written to. */
  readonly out: string;
  readonly written: readonly Written[];
  readonly mistakes: readonly Mistake[];
  readonly checked?: CheckResult;
  /** What else the platform serves, or that it is rendered elsewhere. */
  readonly shared: readonly string[];
}

function report(session: Session, options: SynthOptions, result: Report): void {
  const { asked, out, written, mistakes, checked, shared } = result;
  const { terminal, cwd } = session;
  const folderOf = (environment: string): string => relative(cwd, join(out, environment)).split(sep).join('/');
  const findings = findingsFor(checked?.findings ?? [], options.service);
  const environments = written.map(({ environment, assembly, result }) => ({
    name: environment,
    folder: result === undefined ? undefined : folderOf(environment),
    documents: assembly.documents.length,
    written: result?.written.length,
    unchanged: result?.unchanged,
    removed: result?.removed.length,
  }));
  print(session, options.format, 'synth', { environments, findings, mistakes: mistakesJson(mistakes) }, () => {
    const parts = [];
    if (findings.length > 0) parts.push(findingsText(terminal, findings), '');
    for (const { environment, assembly, result } of written) {
      if (result === undefined) continue;
      // A person wants to see what this run changed; a pipe gets the same text from every run.
      const only = terminal.interactive ? result.written : undefined;
      if (only?.length !== 0)
        parts.push(treeText(assembly, folderOf(environment), { only, width: widthOf(terminal) }), '');
    }
    const rows = listOf(
      written.map(({ assembly }) => assembly),
      options.service,
    ).map((row) => [row.environment, row.service, row.workload, row.owner, String(row.pods), row.runsOn, row.capacity]);
    if (rows.length > 0)
      parts.push(
        table(terminal, ['environment', 'service', 'workload', 'owner', 'pods', 'runs on', 'capacity'], rows),
        '',
      );
    for (const environment of environments) {
      const state =
        environment.written === undefined
          ? 'not written'
          : `${count(environment.written, 'file')} written, ${environment.unchanged ?? 0} unchanged, ${environment.removed ?? 0} removed`;
      parts.push(`${environment.name}: ${count(environment.documents, 'document')}, ${state}`);
    }
    parts.push(...shared);
    if (checked !== undefined) parts.push(checkSummary(checked.findings, checked.ran, checked.skipped));
    return parts.join('\n');
  });
  if (options.format === 'text' && mistakes.length > 0) {
    printMistakes(session, 'text', 'synth', mistakes);
    const done = written.filter(({ result }) => result !== undefined).map(({ environment }) => environment);
    const refused = asked.filter((environment) => !done.includes(environment));
    if (refused.length > 0) terminal.err(`${refused.join(', ')}: not written; what was there before is unchanged\n`);
  }
}
