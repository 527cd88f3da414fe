import { spawnSync } from 'node:child_process';
import fs, { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TaxiwayError } from '../../lib/errors';
import type { Assembly } from '../../lib/assembly/assembly';
import { readAssembly } from '../../lib/assembly/read';
import { writeAssembly } from '../../lib/assembly/write';
import { bigAssemblyOf, both, changed, fewer } from '../support/made-up-documents';

let dist: string;
let folder: string;
beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'taxiway-write-'));
  folder = join(dist, 'production');
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(dist, { recursive: true, force: true });
});

function put(path: string, text = 'a stranger was here\n'): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Every file below the environment's folder. */
function everyFile(): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}

function failureOf(call: () => unknown): TaxiwayError {
  try {
    call();
  } catch (error) {
    if (error instanceof TaxiwayError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code, syscall: 'write' });
}

describe('a write that fails', () => {
  /** The last output still stands, to the byte, and nothing of the failed run is left. */
  function expectStanding(assembly: Assembly, failure: TaxiwayError, at: string): void {
    expect(failure.mistake).toMatchObject({ code: 'WRITE_FAILED', environment: 'production' });
    expect(failure.mistake.at.endsWith(at)).toBe(true);
    expect(everyFile().filter((path) => path.endsWith('.tmp'))).toEqual([]);
    expect(readAssembly(folder)).toEqual(assembly);
  }

  test('names a file that is where a folder has to be', () => {
    writeAssembly(fewer, folder);
    put('chat/grants');

    expectStanding(
      fewer,
      failureOf(() => writeAssembly(both, folder)),
      'production/chat/grants',
    );
  });

  test('names a folder that is where a file has to be', () => {
    writeAssembly(fewer, folder);
    put('chat/grants/kubernetes.yaml/stranger');

    const failure = failureOf(() => writeAssembly(both, folder));

    expectStanding(fewer, failure, 'production/chat/grants/kubernetes.yaml');
  });

  test('says so where the folder itself is a file', () => {
    writeFileSync(folder, '');

    expect(failureOf(() => writeAssembly(both, folder)).code).toBe('WRITE_FAILED');
  });

  test('shows the path relative to where the command runs', () => {
    jest.spyOn(process, 'cwd').mockReturnValue(dist);
    put('assembly.jsonl/x');

    expect(failureOf(() => writeAssembly(both, folder)).mistake.at).toBe('production/assembly.jsonl');
  });

  test.each(['ENOSPC', 'EACCES', 'EROFS', 'EDQUOT', 'EIO', 'EUNHEARD'])('takes everything back on %s', (code) => {
    writeAssembly(fewer, folder);
    const write = fs.writeFileSync;
    jest.spyOn(fs, 'writeFileSync').mockImplementation((path, data) => {
      write(path, '');
      if (String(path).includes('grants')) throw systemError(code);
      write(path, data);
    });

    const failure = failureOf(() => writeAssembly(both, folder));

    expectStanding(fewer, failure, 'production/chat/grants/kubernetes.yaml');
    expect(existsSync(join(folder, 'chat/grants'))).toBe(false);
  });

  test('leaves a record of what it did where it fails between two renames, and the next run clears up', () => {
    writeAssembly(fewer, folder);
    const rename = fs.renameSync;
    const spy = jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      if (String(to).endsWith('chat/kubernetes.yaml')) throw systemError('EIO');
      rename(from, to);
    });
    expect(failureOf(() => writeAssembly(changed, folder)).code).toBe('WRITE_FAILED');
    spy.mockRestore();
    expect(existsSync(join(folder, 'chat/grants/kubernetes.yaml'))).toBe(true);

    const { removed } = writeAssembly(fewer, folder);

    expect(removed).toEqual(['chat/grants/kubernetes.yaml']);
    expect(everyFile()).toEqual(['assembly.jsonl', 'chat/kubernetes.yaml']);
    expect(readAssembly(folder)).toEqual(fewer);
  });

  test('passes on what is no failure of the system', () => {
    jest.spyOn(fs, 'writeFileSync').mockImplementation(() => {
      throw new RangeError('a mistake of ours');
    });

    expect(() => writeAssembly(both, folder)).toThrow(RangeError);
  });
});

const smallDisk = mkdtempSync(join(tmpdir(), 'taxiway-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1500k', 'tmpfs', smallDisk]).status === 0;
if (!mounted) console.warn('SKIPPED: a full disk is not tried for real, since this user may not mount one');
afterAll(() => {
  if (mounted) spawnSync('umount', [smallDisk]);
  rmSync(smallDisk, { recursive: true, force: true });
});

(mounted ? test : test.skip)('a disk that runs full leaves the last output as it was', () => {
  const target = join(smallDisk, 'production');
  writeAssembly(bigAssemblyOf('a'), target);

  const failure = failureOf(() => writeAssembly(bigAssemblyOf('b'), target));

  expect(failure.code).toBe('WRITE_FAILED');
  expect(failure.mistake.problem).toContain('ENOSPC');
  expect(readAssembly(target)).toEqual(bigAssemblyOf('a'));
  expect(readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tmp'))).toEqual(
    [],
  );
});
