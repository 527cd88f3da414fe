import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { smallProject, write, type Files } from './cli';

/** Runs git in a folder, with no setting of this machine. */
export function git(cwd: string, ...words: readonly string[]): string {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_AUTHOR_DATE: '2026-11-28T12:00:00Z',
    GIT_COMMITTER_DATE: '2026-11-28T12:00:00Z',
  };
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...words], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A small project that is a git repository with one commit on main; its caches are its own. */
export function repository(files: Files = {}): string {
  const root = smallProject({ '.gitignore': 'node_modules/\ndist/\n', ...files });
  ownModules(root);
  git(root, 'init', '-q', '-b', 'main');
  commitAll(root, 'first');
  return root;
}

/** Puts an empty folder in the place of the linked one, so that a cache in it is of this project alone; services need no package. */
export function ownModules(root: string): void {
  const modules = join(root, 'node_modules');
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(modules);
}

/** Changes files and commits them; returns the commit. */
export function commitAll(root: string, message: string, files: Files = {}): string {
  write(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', message);
  return git(root, 'rev-parse', 'HEAD').trim();
}
