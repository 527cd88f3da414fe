import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TaxiwayError } from '../../lib/errors';
import { readAssembly } from '../../lib/assembly/read';
import { writeAssembly } from '../../lib/assembly/write';
import { assemblyOf, both, changed, demand, documentOf, fewer, recordText } from '../support/made-up-documents';

let dist: string;
let folder: string;
beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'taxiway-write-'));
  folder = join(dist, 'production');
});
afterEach(() => {
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

/** What tells whether a file was written again, even with the same bytes. */
function identities(): unknown[] {
  return everyFile().map((path) => {
    const { ino, mtimeNs, size } = statSync(join(folder, path), { bigint: true });
    return [path, ino, mtimeNs, size];
  });
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

describe('writeAssembly', () => {
  test('writes every file and the record, and a reader finds the same assembly', () => {
    const result = writeAssembly(both, folder);

    expect(result).toEqual({
      written: ['chat/grants/kubernetes.yaml', 'chat/kubernetes.yaml', 'assembly.jsonl'],
      unchanged: 0,
      removed: [],
    });
    expect(everyFile()).toEqual(['assembly.jsonl', 'chat/grants/kubernetes.yaml', 'chat/kubernetes.yaml']);
    expect(readFileSync(join(folder, 'chat/kubernetes.yaml'), 'utf8')).toContain('kind: Deployment\n');
    expect(readAssembly(folder)).toEqual(both);
  });

  test('writes the files that it is given instead of its own', () => {
    writeAssembly(both, folder, new Map([['chat/runbooks/api.md', '# é\n']]));

    expect(everyFile()).toEqual(['assembly.jsonl', 'chat/runbooks/api.md']);
    expect(readAssembly(folder)).toEqual(both);
  });

  test('touches nothing where nothing changed', () => {
    writeAssembly(both, folder);
    const before = identities();

    const result = writeAssembly(both, folder);

    expect(result).toEqual({ written: [], unchanged: 3, removed: [] });
    expect(identities()).toEqual(before);
  });

  test('writes only what changed', () => {
    writeAssembly(both, folder);

    const result = writeAssembly(changed, folder);

    expect(result).toEqual({ written: ['chat/kubernetes.yaml', 'assembly.jsonl'], unchanged: 1, removed: [] });
    expect(readAssembly(folder)).toEqual(changed);
  });

  test('repairs a file that somebody edited', () => {
    writeAssembly(both, folder);
    put('chat/kubernetes.yaml', 'kind: Deployment\n');

    const result = writeAssembly(both, folder);

    expect(result.written).toEqual(['chat/kubernetes.yaml']);
    expect(readAssembly(folder)).toEqual(both);
  });

  test('removes files that no longer belong, and the folders that are empty without them', () => {
    writeAssembly(both, folder);

    const result = writeAssembly(fewer, folder);

    expect(result).toEqual({ written: ['assembly.jsonl'], unchanged: 1, removed: ['chat/grants/kubernetes.yaml'] });
    expect(existsSync(join(folder, 'chat/grants'))).toBe(false);
    expect(readAssembly(folder)).toEqual(fewer);
  });

  test('removes folders that a killed run had emptied', () => {
    writeAssembly(assemblyOf([documentOf({ path: 'chat/stop/soft/kubernetes.yaml' })]), folder);
    rmSync(join(folder, 'chat/stop/soft'), { recursive: true });

    writeAssembly(assemblyOf([demand]), folder);

    expect(readdirSync(folder)).toEqual(['assembly.jsonl']);
  });

  test('keeps the files of strangers, and the folders they are in', () => {
    writeAssembly(both, folder);
    put('chat/grants/.terraform.lock.hcl');
    put('notes/kubernetes.yaml');

    writeAssembly(assemblyOf([demand]), folder);

    expect(everyFile()).toEqual(['assembly.jsonl', 'chat/grants/.terraform.lock.hcl', 'notes/kubernetes.yaml']);
  });

  test('removes nothing from a folder that no run has written yet', () => {
    put('chat/rules.yaml');

    const result = writeAssembly(both, folder);

    expect(result.removed).toEqual([]);
    expect(everyFile()).toContain('chat/rules.yaml');
  });

  test('removes only files with names of ours where the last record is unreadable', () => {
    writeAssembly(both, folder);
    put('assembly.jsonl', '{"taxiway":"assembly"');
    for (const name of ['cdk.tf.json', 'kubernetes.yaml', 'rules.yaml', 'alertmanager.yaml']) put(`old/${name}`);
    for (const path of ['old/README.md', '.git/kubernetes.yaml']) put(path);

    const { removed } = writeAssembly(fewer, folder);

    expect(removed).toHaveLength(5);
    expect(everyFile()).toEqual(['.git/kubernetes.yaml', 'assembly.jsonl', 'chat/kubernetes.yaml', 'old/README.md']);
  });

  test('clears away what a killed run left, and nothing that a running one is writing', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const running = `chat/.kubernetes.yaml.taxiway-${String(process.ppid)}-1.tmp`;
    put(`chat/.kubernetes.yaml.taxiway-${String(pid)}-1.tmp`);
    put(`.assembly.jsonl.taxiway-${String(pid)}-0.tmp`, recordText(both, new Map([['gone/kubernetes.yaml', '']])));
    put('gone/kubernetes.yaml');
    put(running);

    const { removed } = writeAssembly(fewer, folder);

    expect(removed).toEqual(['gone/kubernetes.yaml']);
    expect(everyFile()).toEqual(['assembly.jsonl', running, 'chat/kubernetes.yaml']);
  });

  test('never leaves its folder, whatever a record or a document says', () => {
    const outside = join(dist, 'outside');
    writeFileSync(outside, 'x');
    mkdirSync(folder);
    writeFileSync(join(folder, 'assembly.jsonl'), recordText(both, new Map([['../outside', 'x']])));

    writeAssembly(both, folder);

    expect(existsSync(outside)).toBe(true);
    for (const path of ['../outside', '/outside', 'a//b', 'a/./b', 'a\\..\\b', 'assembly.jsonl', '']) {
      expect(() => writeAssembly(both, folder, new Map([[path, 'x']]))).toThrow('is not a path of a file');
    }
  });

  test('replaces a link to a file and does not follow a link to a folder', () => {
    const outside = join(dist, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'kubernetes.yaml'), 'x');
    mkdirSync(join(folder, 'chat'), { recursive: true });
    symlinkSync(join(outside, 'kubernetes.yaml'), join(folder, 'chat/kubernetes.yaml'));
    writeAssembly(fewer, folder);
    symlinkSync(outside, join(folder, 'chat/grants'));

    const failure = failureOf(() => writeAssembly(both, folder));

    expect(failure.code).toBe('WRITE_FAILED');
    expect(readFileSync(join(outside, 'kubernetes.yaml'), 'utf8')).toBe('x');
    expect(readdirSync(outside)).toEqual(['kubernetes.yaml']);
    expect(readAssembly(folder)).toEqual(fewer);
  });
});
