import { join, resolve } from 'node:path';
import type { Assembly } from '../../assembly/assembly';
import type { Stack } from '../../assembly/document';
import { shownPath } from '../../assembly/failure';
import { sideText, type SideDescription } from '../../base/side';
import { InvalidInput } from '../../errors';
import { findProject } from '../../loader/project';
import { chooseFix } from '../../nearest';
import { filesOfStacks, strayFiles } from '../../review/files';
import { provenanceOf } from '../../review/provenance';
import { readReview, type Review } from '../../review/review';
import { toText } from '../../review/time';
import { verify as verdictsOf, type Refusal, type Verdict } from '../../review/verify';
import { builderOf } from '../builder';
import { print } from '../print';
import { requireEnvironments } from '../program';
import { requireTime } from '../record';
import { EXIT, type ExitCode, type ScopeOptions, type Session } from '../session';
import { readSide } from '../sides';
import { writeTexts } from '../text-file';
import { readDist } from '../../assembly/read';

/** Options of `taxiway verify`. */
export interface VerifyOptions extends Omit<ScopeOptions, 'service'> {
  /** What `diff --record` wrote. */
  readonly review: string;
  /** What is applied now: a commit, a folder that synth wrote, or an archive of one. */
  readonly base: string;
  /** What is to be applied; `dist` in the project otherwise. */
  readonly from?: string;
  readonly stack?: readonly string[];
  /** RFC 3339; the clock otherwise. */
  readonly now?: string;
  /** Where to write what was made of what, by whom. */
  readonly provenance?: string;
}

/** Says whether what is to be applied is what was reviewed, onto what it was reviewed for; nothing is applied. */
export function verify(session: Session, options: VerifyOptions): ExitCode {
  const { cwd } = session;
  const review = readReview(resolve(cwd, options.review), `--review ${options.review}`);
  const folder = options.from === undefined ? join(findProject(cwd).root, 'dist') : resolve(cwd, options.from);
  const named = readDist(folder).map((assembly) => ({ name: assembly.environment, assembly }));
  const dist = requireEnvironments(named, options.env).map(({ assembly }) => assembly);
  const names = dist.map(({ environment }) => environment);
  const { description, assemblies: base } = readSide(session, '--base', options.base, names);
  const now = options.now === undefined ? toText(Date.now()) : requireTime('--now', options.now);
  const all = verdictsOf({ review, dist, base, now });
  requireStacks(all, options.stack);
  const verdicts = all
    .filter(({ stack }) => options.stack === undefined || options.stack.includes(stack))
    .map((verdict) => withFiles(verdict, folder, dist));
  const refused = verdicts.some(({ state }) => state === 'refused');
  if (options.provenance !== undefined && !refused)
    writeTexts(new Map([[resolve(cwd, options.provenance), statementText(review, dist, verdicts)]]));
  printVerdicts(session, options, review, description, verdicts);
  return refused ? EXIT.gates : EXIT.done;
}

function requireStacks(verdicts: readonly Verdict[], asked: readonly string[] | undefined): void {
  const known = [...new Set(verdicts.map(({ stack }) => stack as string))];
  const unknown = (asked ?? []).filter((stack) => !known.includes(stack));
  if (unknown.length === 0) return;
  throw new InvalidInput(
    unknown.map((given) => ({
      code: 'USAGE',
      at: `--stack ${given}`,
      problem: 'is no stack of these environments, reviewed or not',
      fix: chooseFix(given, known),
      given,
      allowed: known,
    })),
  );
}

/** A stack whose files are not those of its documents is not what was reviewed, whatever its digest says. */
function withFiles(verdict: Verdict, folder: string, dist: readonly Assembly[]): Verdict {
  const { environment, stack } = verdict;
  const assembly = dist.find((one) => one.environment === environment);
  const strays = assembly === undefined ? [] : strayFiles(join(folder, environment), assembly, new Set([stack]));
  const [first, ...others] = strays;
  if (first === undefined) return verdict;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  const refusal: Refusal = {
    code: 'DIGEST_DIFFERS',
    problem: `its file ${shownPath(join(folder, environment, first.path))} ${first.problem}${more}`,
    fix: 'run taxiway synth again, into an empty folder',
    changed: [],
  };
  return { ...verdict, state: 'refused', refusals: [...verdict.refusals, refusal] };
}

function statementText(review: Review, dist: readonly Assembly[], verdicts: readonly Verdict[]): string {
  const files = new Map<string, string>();
  for (const assembly of dist) {
    const { environment } = assembly;
    const stacks = new Set<Stack>(verdicts.filter((one) => one.environment === environment).map(({ stack }) => stack));
    for (const [path, text] of filesOfStacks(assembly, stacks)) files.set(`${environment}/${path}`, text);
  }
  const stacks = verdicts.map(({ environment, stack }) => `${environment}/${stack}`);
  return `${JSON.stringify(provenanceOf(files, { review, stacks, builder: builderOf(process.env) }), null, 2)}\n`;
}

function printVerdicts(
  session: Session,
  { format }: VerifyOptions,
  review: Review,
  base: SideDescription,
  verdicts: readonly Verdict[],
): void {
  const { time } = review;
  print(session, format, 'verify', { reviewed: { time, base: review.base, head: review.head }, base, verdicts }, () => {
    const refused = verdicts.filter(({ state }) => state === 'refused');
    const changing = verdicts.filter(({ state }) => state !== 'unchanged').length;
    const summary =
      refused.length === 0
        ? `as reviewed at ${time}: ${changing} stacks change ${sideText(base)}, ${verdicts.length - changing} are what it is already`
        : `refused: ${refused.length} of ${verdicts.length} stacks`;
    return [...refused.flatMap((verdict) => textOf(session, verdict)), summary].join('\n');
  });
}

/** So many changes are named of each refusal; of the rest only the number. */
const NAMED = 10;

function textOf({ terminal: { colors } }: Session, { environment, stack, refusals }: Verdict): readonly string[] {
  return refusals.flatMap(({ code, problem, fix, changed }) => {
    const more = changed.length > NAMED ? [`      and ${changed.length - NAMED} more`] : [];
    return [
      `${colors.red('error')} ${colors.bold(`${environment} ${stack}`)}: ${problem} ${colors.dim(`(${code})`)}`,
      ...changed
        .slice(0, NAMED)
        .map(({ of, part, change }) => `      ${change} since: ${of === stack ? '' : `${of} `}${part}`),
      ...more,
      `      ${fix}`,
    ];
  });
}
