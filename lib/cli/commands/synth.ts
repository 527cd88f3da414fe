import { join, resolve } from 'node:path';
import type { Assembly } from '../../assembly/assembly';
import { treeOf } from '../../assembly/tree';
import { writeAssembly, type WriteResult } from '../../assembly/write';
import type { EnvironmentSpec } from '../../environment-spec';
import { mistakesOf, type Mistake } from '../../errors';
import { snappedIn } from '../../slo/snapped';
import { listOf } from '../../list';
import { filesIn } from '../../report/tree';
import { checkFleet, dependsOnDay, openExceptions, type Checked, type ExceptionOptions } from '../exceptions';
import { findInputs } from '../inputs';
import { findLastRun, hasLastRun, isWorthKeeping, keepRun, type Kept, type LastRun } from '../last-run';
import { progress } from '../progress';
import { requireEnvironments, servicesIn, unknownServices } from '../program';
import { EXIT, type ExitCode, type ScopeOptions, type Session } from '../session';
import {
  openShared,
  platformOf,
  refuseServicesIn,
  renderShared,
  sharedText,
  type SharedProgram,
} from '../shared-program';
import { stopsOf } from '../stops';
import { reportSynth, type Written } from '../synth-report';

/** Options of `taxiway synth`. */
export interface SynthOptions extends ScopeOptions, ExceptionOptions {
  /** Where to write; `dist` in the project otherwise. */
  readonly out?: string;
  /** Write only what passes every rule. */
  readonly check?: boolean;
  /** Write only what all services share. */
  readonly platform?: boolean;
  /** Rendered trees of other repositories, whose services the platform serves. */
  readonly with?: readonly string[];
  /** False to render even where nothing changed since the last run. */
  readonly cache?: boolean;
}

interface Run {
  readonly written: readonly Written[];
  readonly mistakes: readonly Mistake[];
  readonly checked?: Checked;
}

/** Renders every environment and writes it below `dist`; an environment with a mistake keeps its last good output. */
export function synth(session: Session, options: SynthOptions): ExitCode {
  const program = openShared(session, {
    ...options,
    out: options.out === undefined ? undefined : resolve(session.cwd, options.out),
  });
  const environments = requireEnvironments(program.environments, options.env);
  const asked = environments.map(({ name }) => name);
  const out = options.out === undefined ? join(program.project.root, 'dist') : resolve(session.cwd, options.out);
  if (options.platform === true) for (const name of asked) refuseServicesIn(out, name);

  const last = findUnchanged(session, program, options, out, asked);
  const run = last === undefined ? renderAll(session, program, options, out) : repeat(last, options.check === true);
  const { written, checked } = run;
  // Which services there are is known only now; what was written is reported all the same.
  const services = [...new Set(written.flatMap((one) => one.services))].sort();
  const unknown = run.mistakes.length === 0 ? unknownServices(services, options.service) : [];
  const mistakes = [...run.mistakes, ...unknown];
  if (last === undefined && run.mistakes.length === 0) keep(session, program, options, out, run);

  reportSynth(session, options, { asked, out, written, mistakes, checked, shared: sharedText(program) });
  if (mistakes.length > 0) return EXIT.input;
  return gates(checked) ? EXIT.gates : EXIT.done;
}

function renderAll(session: Session, program: SharedProgram, options: SynthOptions, out: string): Run {
  const asked = requireEnvironments(program.environments, options.env);
  // A file that nobody can read is found before anything is rendered.
  const exceptions = openExceptions(session, options);
  const foreign = new Map<Assembly, string>();
  const mistakes: Mistake[] = [];
  const rendered: Assembly[] = [];
  const written: Written[] = [];
  const finish = (all: Assembly, clean: boolean): void => {
    const assembly = options.platform === true ? platformOf(all) : all;
    const files = clean ? treeOf(assembly.documents) : new Map<string, string>();
    const result = clean ? write(out, assembly, files, mistakes) : undefined;
    written.push({ ...summaryOf(assembly, [...files.keys()]), result });
  };
  // A function of its own: a loop would hold on to one environment while it renders the next.
  const renderOne = (spec: EnvironmentSpec): void => {
    const outcome = renderShared(session, program, spec, foreign);
    if ('mistakes' in outcome) mistakes.push(...outcome.mistakes);
    // With --check nothing is written before everything is known to be clean.
    else if (options.check === true) rendered.push(outcome.assembly);
    else finish(outcome.assembly, true);
  };
  const bar = progress(session.terminal, asked.length);
  try {
    for (const spec of asked) {
      bar.step(`rendering ${spec.name}`);
      renderOne(spec);
    }
  } finally {
    bar.stop();
  }
  const whole = program.platform && rendered.length === program.environments.length;
  const assemblies = [...rendered, ...foreign.keys()];
  // Where nothing could be rendered, nothing was checked.
  const judged = options.check === true && rendered.length > 0;
  const checked = judged ? checkFleet({ assemblies, whole, foreign }, exceptions) : undefined;
  mistakes.push(...(checked?.mistakes ?? []));
  const clean = !gates(checked) && mistakes.length === 0;
  for (const assembly of rendered) finish(assembly, clean);
  return { written, mistakes, checked };
}

function gates(checked: Checked | undefined): boolean {
  return checked?.findings.some(({ severity }) => severity === 'error') ?? false;
}

function write(
  out: string,
  assembly: Assembly,
  files: ReadonlyMap<string, string>,
  mistakes: Mistake[],
): WriteResult | undefined {
  try {
    return writeAssembly(assembly, join(out, assembly.environment), files);
  } catch (error) {
    const known = mistakesOf(error);
    if (known === undefined) throw error;
    mistakes.push(...known);
    return undefined;
  }
}

function summaryOf(assembly: Assembly, paths: readonly string[]): Kept {
  return {
    environment: assembly.environment,
    documents: assembly.documents.length,
    services: servicesIn([assembly]),
    rows: listOf([assembly]),
    snapped: snappedIn(assembly.documents),
    files: filesIn(assembly, paths),
    amount: paths.length + 1,
  };
}

/** The digest of all that decides what is rendered; undefined where trees of other repositories do, too. */
function inputsOf(
  { library }: Session,
  { project, environments, foreign, platform }: SharedProgram,
  options: SynthOptions,
) {
  if (foreign.length > 0) return undefined;
  const stops = environments.map(({ name }) => stopsOf(project, name));
  return findInputs(project, library.name, { platform, only: options.platform === true, stops });
}

function findUnchanged(
  session: Session,
  program: SharedProgram,
  options: SynthOptions,
  out: string,
  asked: readonly string[],
): LastRun | undefined {
  const { root } = program.project;
  if (options.cache === false || !hasLastRun(root)) return undefined;
  // Whether an exception still holds, and the catalogue is fresh, is known only today.
  if (options.check === true && dependsOnDay(session, options)) return undefined;
  const inputs = inputsOf(session, program, options);
  const last = inputs === undefined ? undefined : findLastRun(root, inputs, out, asked);
  return options.check === true && last?.clean === undefined ? undefined : last;
}

function keep(session: Session, program: SharedProgram, options: SynthOptions, out: string, run: Run): void {
  const { written, checked } = run;
  if (gates(checked) || !isWorthKeeping(written)) return;
  const inputs = inputsOf(session, program, options);
  const environments = written.map(({ result: _result, ...kept }) => kept);
  const quiet = checked?.findings.length === 0 && checked.accepted.length === 0 && checked.unused.length === 0;
  const clean = checked !== undefined && quiet ? { ran: checked.ran, skipped: checked.skipped } : undefined;
  if (inputs !== undefined) keepRun(program.project.root, { inputs, out, environments, clean });
}

/** What a run says that found everything just as the last one left it. */
function repeat({ environments, clean }: LastRun, check: boolean): Run {
  const written = environments.map((kept) => ({
    ...kept,
    result: { written: [], unchanged: kept.amount, removed: [] },
  }));
  const nothing = { findings: [], accepted: [], unused: [], mistakes: [] };
  return { written, mistakes: [], checked: check && clean ? { ...clean, ...nothing } : undefined };
}
