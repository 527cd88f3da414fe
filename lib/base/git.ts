import { TaxiwayError } from '../errors';
import { chooseFix, nearest, oneLine } from '../nearest';
import { lastWords, runProcess, type Ended } from './process';

/** A git repository, and where in it the project is. */
export interface Repository {
  /** The folder that git is asked in. */
  readonly cwd: string;
  /** The project's path below the top of the repository, with a slash at its end; empty at the top. */
  readonly prefix: string;
  /** The top of the work tree. */
  readonly top: string;
}

/** Commands that look at a work tree may tidy up its index meanwhile; here they don't. */
const QUIET = { GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
const WHOLE_HASH = /^[0-9a-f]{40}([0-9a-f]{24})?$/;
/** So many changed files are named. */
const NAMED = 3;

/** Runs git, which changes nothing unless the words say so. */
export function git(cwd: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Ended {
  return runProcess('git', words, { cwd, env: { ...QUIET, ...env } });
}

/** The repository that a folder is in, or why there is none. */
export function findRepository(cwd: string): Repository | { readonly problem: string } {
  const ended = git(cwd, ['rev-parse', '--show-toplevel', '--show-prefix']);
  if (ended.code === undefined) return { problem: 'git is not on PATH' };
  const [top = '', prefix = ''] = ended.stdout.split('\n');
  if (ended.code !== 0 || top === '')
    return {
      problem: /not a git repository/.test(ended.stderr) ? 'there is no git repository here' : lastWords(ended, 1),
    };
  return { cwd, top, prefix };
}

/** The commit that a name means, as its full hash. */
export function findCommit({ cwd }: Repository, name: string): string | undefined {
  const ended = git(cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  return ended.code === 0 ? ended.stdout.trim() : undefined;
}

/** The error of a name that means no commit: what was probably meant, or how it comes here. */
export function noCommit(repository: Repository, option: string, name: string): TaxiwayError {
  const { cwd } = repository;
  const shallow = git(cwd, ['rev-parse', '--is-shallow-repository']).stdout.trim() === 'true';
  const refs = git(cwd, ['for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/remotes', 'refs/tags'])
    .stdout.split('\n')
    .filter((ref) => ref !== '');
  const remote = refs.find((ref) => ref.endsWith(`/${name}`));
  const shown = oneLine(name);
  const local = name.replace(/^origin\//, '');
  const fetch = WHOLE_HASH.test(name)
    ? `git fetch --depth=1 origin ${shown}`
    : `git fetch --depth=1 origin +refs/heads/${oneLine(local)}:refs/remotes/origin/${oneLine(local)}, then name origin/${oneLine(local)}`;
  const near = remote ?? nearest(name, refs);
  const fix = shallow
    ? `${near === undefined ? '' : `did you mean '${near}'? `}this clone is shallow; run ${fetch}`
    : remote === undefined
      ? chooseFix(name, refs, 'name a commit, a folder that taxiway synth wrote, an archive of one, or one of')
      : `did you mean '${remote}'?`;
  return new TaxiwayError({
    code: 'REF_UNKNOWN',
    at: `${option} ${shown}`,
    problem: `is no commit${shallow ? ' that is here' : ''}, no branch, no tag, no folder and no archive`,
    fix,
    given: name,
  });
}

/** The error of a comparison that needs a repository. */
export function noRepository(at: string, problem: string): TaxiwayError {
  return new TaxiwayError({
    code: 'GIT_UNUSABLE',
    at,
    problem: `names a commit, and ${oneLine(problem, 200)}`,
    fix: 'run it in a git repository with git on PATH, or name a folder that taxiway synth wrote, or an archive of one',
  });
}

/** The commit of the sources here, and what in them is not committed. */
export function stateOf(
  { top }: Repository,
  except: readonly string[] = [],
): { readonly commit?: string; readonly changed: readonly string[] } {
  const words = ['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=all', '--no-renames'];
  const status = git(top, [
    ...[...words, '--ignore-submodules=none', '--', '.'],
    ...except.map((path) => `:(top,exclude,literal)${path}`),
  ]);
  const lines = status.stdout.split('\0');
  const [commit] = lines.flatMap((line) => /^# branch\.oid ([0-9a-f]+)$/.exec(line)?.[1] ?? []);
  return { commit, changed: lines.flatMap((line) => CHANGED.exec(line)?.[1] ?? []) };
}

/** A line of `git status`: so many words stand before the path, by what the line tells. */
const CHANGED = /^(?:1(?: \S+){7}|u(?: \S+){9}|\?) (.+)$/s;

/** The names of changed files as a message shows them. */
export function changedText(changed: readonly string[]): string {
  const more = changed.length > NAMED ? ` and ${changed.length - NAMED} more` : '';
  return `${changed
    .slice(0, NAMED)
    .map((path) => oneLine(path))
    .join(', ')}${more}`;
}
