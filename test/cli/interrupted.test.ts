import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  codesIn,
  commandFile,
  digestOf,
  jsonOf,
  mistakesIn,
  newFolder,
  pathsIn,
  run,
  runAlone,
  service,
  smallProject,
  start,
  wholeProject,
  write,
} from '../support/cli';

const json = ['--format', 'json'];
/** Says that it began, and then takes longer than anybody waits. */
const SLOW = `console.error('begun ' + env.name); if (env.name === 'staging') { const end = Date.now() + 100_000; while (Date.now() < end); }`;

describe('a run that is interrupted', () => {
  it.concurrent.each(['SIGINT', 'SIGKILL'] as const)(
    'by %s while it renders leaves whole environments only',
    async (signal) => {
      const cwd = smallProject();
      await run(['synth'], { cwd });
      const before = {
        staging: digestOf(join(cwd, 'dist/staging')),
        production: digestOf(join(cwd, 'dist/production')),
      };
      write(cwd, { 'services/tiny.ts': service('tiny', SLOW, 'replicas: 3,') });

      const killed = await runAlone(['synth'], { cwd, kill: { after: 'begun staging', signal } });
      // Jest lets nobody load a module late in a test that runs beside others.
      const read = await runAlone(['list', '--from', 'dist', ...json], { cwd });

      expect(killed).toMatchObject({ code: null, signal });
      expect([read.code, read.stdout.slice(0, 3000), read.stderr.slice(0, 3000)]).toEqual([0, expect.any(String), '']);
      expect(
        jsonOf(read).workloads.map(({ environment, pods }: { environment: string; pods: number }) => [
          environment,
          pods,
        ]),
      ).toEqual([
        ['sandbox', 3],
        ['staging', 1],
        ['production', 1],
      ]);
      expect({
        staging: digestOf(join(cwd, 'dist/staging')),
        production: digestOf(join(cwd, 'dist/production')),
      }).toEqual(before);
      expect(pathsIn(join(cwd, 'dist')).filter((path) => path.endsWith('.tmp'))).toEqual([]);
    },
  );

  it.concurrent.each(['first', 'last'])(
    'by a kill at its %s rename leaves what the next run puts right',
    async (which) => {
      const [cwd, other] = [smallProject(), smallProject()];
      const killer = newFolder({ 'kill.js': killAtRename(which === 'first' ? '' : 'assembly.jsonl') });
      await run(['synth', '--env', 'staging'], { cwd });
      const changed = {
        'services/tiny.ts': service('tiny', '', "replicas: 5, run: { variables: { A: 'b' } }, secrets: ['key'],"),
      };
      for (const root of [cwd, other]) write(root, changed);

      const killed = await runAlone(['synth', '--env', 'staging'], {
        cwd,
        env: { NODE_OPTIONS: `--require ${killer}/kill.js` },
      });
      const left = pathsIn(join(cwd, 'dist')).filter((path) => path.endsWith('.tmp'));
      const [mended, clean] = await Promise.all([
        run(['synth', '--env', 'staging'], { cwd }),
        run(['synth', '--env', 'staging'], { cwd: other }),
      ]);

      expect(killed.signal).toBe('SIGKILL');
      expect(left.length).toBeGreaterThan(0);
      expect([mended.code, clean.code]).toEqual([0, 0]);
      expect(digestOf(join(cwd, 'dist'))).toBe(digestOf(join(other, 'dist')));
    },
  );
});

/** Ends the process as a power failure would, in front of the first rename to such a path. */
function killAtRename(path: string): string {
  return `
const fs = require('node:fs');
const { renameSync } = fs;
fs.renameSync = (from, to) => {
  if (to.endsWith('${path}')) process.kill(process.pid, 'SIGKILL');
  renameSync(from, to);
};`;
}

describe('a reader that goes away', () => {
  it.concurrent('ends the command quietly', async () => {
    const cwd = wholeProject();
    await run(['synth', '--env', 'staging'], { cwd });
    const command = `'${process.execPath}' '${commandFile()}' explain Deployment/code-suggestions/api --from dist --format json`;

    const result = await start('/bin/sh', ['-c', `{ ${command}; echo "code $?" >&2; } | true`], { cwd });

    expect(result.stderr).toBe('code 0\n');
  });

  it.concurrent('is told apart from an output that is full', async () => {
    const cwd = smallProject();

    const result = await start('/bin/sh', ['-c', `'${process.execPath}' '${commandFile()}' list > /dev/full`], { cwd });

    expect(result.code).toBe(2);
    expect(codesIn(result.stderr)).toEqual(['WRITE_FAILED']);
  });
});

describe('a full disk', () => {
  it.concurrent('is reported for its environment, whose last good output stays; the others are written', async () => {
    const cwd = smallProject();
    const disk = join(cwd, 'dist/staging');
    mkdirSync(disk, { recursive: true });
    if (!mountSmallDisk(disk)) {
      console.warn(
        'NOT TESTED on a real disk: only root can mount one of 1 MB; a stand-in that runs out of room is used',
      );
    }
    const env = mounted(disk) ? {} : { NODE_OPTIONS: `--require ${newFolder({ 'full.js': fullAt(disk) })}/full.js` };
    try {
      await run(['synth', '--env', 'staging'], { cwd });
      const good = digestOf(disk);
      write(cwd, { 'services/tiny.ts': service('tiny', '', `run: { variables: { LONG: 'x'.repeat(700_000) } },`) });

      const result = await runAlone(['synth', ...json], { cwd, env });

      expect(result.code).toBe(2);
      expect(mistakesIn(result)).toEqual(['WRITE_FAILED ?']);
      expect(jsonOf(result).mistakes).toMatchObject([{ environments: ['staging'] }]);
      expect(
        jsonOf(result).environments.map(({ name, written }: { name: string; written?: number }) => [name, written]),
      ).toEqual([
        ['sandbox', 15],
        ['staging', undefined],
        ['production', 16],
      ]);
      expect(digestOf(disk)).toBe(good);
      expect(readdirSync(disk)).toContain('assembly.jsonl');
    } finally {
      if (mounted(disk)) execFileSync('umount', [disk]);
    }
  });
});

function mountSmallDisk(folder: string): boolean {
  if (process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function mounted(folder: string): boolean {
  try {
    execFileSync('mountpoint', ['-q', folder]);
    return true;
  } catch {
    return false;
  }
}

function fullAt(folder: string): string {
  return `
const fs = require('node:fs');
const { writeFileSync } = fs;
fs.writeFileSync = (path, bytes) => {
  if (String(path).startsWith(${JSON.stringify(folder)})) throw Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write' });
  writeFileSync(path, bytes);
};`;
}
