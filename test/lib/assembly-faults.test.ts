import fs, {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Assembly } from '../../lib/assembly/assembly';
import { readAssembly } from '../../lib/assembly/read';
import { recordText } from '../support/made-up-documents';
import { writeAssembly } from '../../lib/assembly/write';
import {
  callsBetween,
  CHANGES,
  everyFile,
  expectRepaired,
  failureOf,
  interfere,
  LOOKS,
  prepare,
  stateOf,
  systemError,
  type Incident,
} from '../support/faults';
import { assemblyOf, documentOf } from '../support/made-up-documents';

const work = mkdtempSync(join(tmpdir(), 'taxiway-faults-'));
const folder = join(work, 'production');
afterAll(() => rmSync(work, { recursive: true, force: true }));

const file = (service: string, path: string, text: string) =>
  documentOf({ service, name: path.replaceAll(/\W/g, '-'), path: `${service}/${path}`, object: { text } });
const before = assemblyOf([
  file('chat', 'kubernetes.yaml', 'a'),
  file('chat', 'grants/kubernetes.yaml', 'a'),
  file('gone', 'stop/soft/kubernetes.yaml', 'a'),
]);
const after = assemblyOf([
  file('chat', 'kubernetes.yaml', 'b'),
  file('chat', 'grants/kubernetes.yaml', 'a'),
  file('new', 'stop/soft/kubernetes.yaml', 'b'),
]);
const VERSIONS = { before, after };
const ORIGINAL_RENAME = fs.renameSync;
const ALL = [...CHANGES, ...LOOKS];
const CALLS = callsBetween(ALL, folder, before, after);

/** To which state the next run goes, in turns. */
const eitherOf = (at: number): readonly Assembly[] => [at % 2 === 0 ? before : after];

/** Writes the second state over the first, with an incident at one call or at all from there on. */
function writeWith(incident: Incident, at: number, until: number): ReturnType<typeof failureOf> {
  prepare(folder, before);
  let failure: ReturnType<typeof failureOf>;
  interfere(
    ALL,
    (turn) => (turn >= at && turn <= until ? incident : undefined),
    () => (failure = failureOf(() => writeAssembly(after, folder))),
  );
  return failure;
}

/** What every failed write owes: a code, a place, a reason and what to do; the last output or one that is refused; and that the next run puts right. */
function expectSafe(failure: ReturnType<typeof failureOf>, reason: string, at: number): void {
  const state = stateOf(folder, VERSIONS);
  if (failure === undefined) expect(state).toBe('after');
  else {
    expect(failure.mistake).toMatchObject({ code: 'WRITE_FAILED', environment: 'production' });
    expect(failure.mistake.at).toContain('production');
    expect(failure.mistake.problem).toContain(reason);
    expect(failure.mistake.fix).toContain('run taxiway synth again');
    expect(['before', 'ASSEMBLY_DAMAGED', 'after']).toContain(state);
  }
  expectRepaired(folder, eitherOf(at));
}

describe('a system call that fails', () => {
  const once = ['ENOSPC', 'EACCES', 'EROFS', 'EMFILE', 'ENOTDIR', 'EXDEV'];
  const lasting = ['ENOSPC', 'EACCES', 'EROFS', 'EIO'];

  test('there are enough of them to fail', () => expect(CALLS).toBeGreaterThan(15));

  test.each(once)('with %s once, at any call, leaves the last output or one that the next run repairs', (code) => {
    for (let at = 1; at <= CALLS; at += 1) {
      const failure = writeWith(
        ({ name }) => {
          throw systemError(code, name);
        },
        at,
        at,
      );

      expectSafe(failure, code, at);
    }
  });

  test.each(lasting)(
    'with %s from any call on, so that nothing can be taken back either, is repaired by the next run',
    (code) => {
      for (let at = 1; at <= CALLS; at += 1) {
        const failure = writeWith(
          ({ name }) => {
            throw systemError(code, name);
          },
          at,
          Infinity,
        );

        expect(failure?.code).toBe('WRITE_FAILED');
        expectSafe(failure, code, at);
      }
    },
  );

  test('for want of space within a file leaves no half of it', () => {
    for (let at = 1; at <= CALLS; at += 1) {
      const half: Incident = ({ name, path, go }) => {
        if (name !== 'writeFileSync') return go();
        fs.closeSync(fs.openSync(path, 'w'));
        fs.appendFileSync(path, 'half of what was to be wr');
        throw systemError('ENOSPC');
      };

      const failure = writeWith(half, at, at);

      expectSafe(failure, 'ENOSPC', at);
      if (failure !== undefined) {
        expect(stateOf(folder, VERSIONS)).toBe('before');
        expect(everyFile(folder).filter((path) => path.endsWith('.tmp'))).toEqual([]);
      }
    }
  });

  test('before the first file has its name leaves the last output to the byte', () => {
    const read = (): string =>
      everyFile(folder)
        .map((path) => readFileSync(join(folder, path), 'utf8'))
        .join('\n');
    prepare(folder, before);
    const good = read();
    let renames = 0;
    for (let at = 1; renames === 0; at += 1) {
      const fail: Incident = ({ name }) => {
        if (name === 'renameSync') renames += 1;
        throw systemError('EIO');
      };
      writeWith(fail, at, at);

      expect(read()).toBe(good);
    }
  });
});

describe('a folder that changes while it is written', () => {
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const MISCHIEF: Readonly<Record<string, () => void>> = {
    'a file is removed': () => rmSync(join(folder, 'chat/kubernetes.yaml'), { force: true }),
    'a file is changed': () => put('chat/kubernetes.yaml', 'somebody else was here\n'),
    'the record is removed': () => rmSync(join(folder, 'assembly.jsonl'), { force: true }),
    'the record is changed': () => put('assembly.jsonl', '{"taxiway":"assembly"}\n'),
    'a service is removed': () => rmSync(join(folder, 'chat'), { recursive: true, force: true }),
    'everything is removed': () => rmSync(folder, { recursive: true, force: true }),
    'what is half written is removed': () => {
      for (const path of existsSync(folder) ? everyFile(folder) : [])
        if (path.endsWith('.tmp')) rmSync(join(folder, path));
    },
  };

  /** Without the record, or what a failed run left of its own, nobody knows which files were ours. */
  const FORGETFUL = ['the record is removed', 'what is half written is removed'];

  test.each(Object.keys(MISCHIEF))('at any call: %s', (name) => {
    for (let at = 1; at <= CALLS; at += 1) {
      const incident: Incident = ({ go }) => {
        MISCHIEF[name]?.();
        return go();
      };
      prepare(folder, before);
      let busy = false;
      const failure = failureOf(() =>
        interfere(
          ALL,
          // What the mischief itself calls is no turn of the write.
          (turn) => {
            if (busy || turn !== at) return undefined;
            busy = true;
            return incident;
          },
          () => writeAssembly(after, folder),
        ),
      );

      if (failure !== undefined) {
        expect(failure.code).toBe('WRITE_FAILED');
        expect(failure.mistake.fix).toContain('run taxiway synth again');
      }
      // What stands there now is whole, or is refused; never a mixture that is taken for an output.
      expect(['before', 'after', 'ASSEMBLY_DAMAGED', 'ASSEMBLY_MISSING']).toContain(stateOf(folder, VERSIONS));
      mkdirSync(folder, { recursive: true });
      expectRepaired(folder, eitherOf(at), !FORGETFUL.includes(name));
    }
  });

  test('another run that ends meanwhile is noticed, wherever it does', () => {
    const problems: string[] = [];
    for (let at = 1; at <= CALLS; at += 1) {
      prepare(folder, before);
      const failure = failureOf(() =>
        interfere(
          ALL,
          (turn) => {
            if (turn !== at) return undefined;
            return ({ go }) => {
              // As a run ends: a new record takes the name of the old one.
              const other = join(work, 'record-of-another-run');
              if (existsSync(join(folder, 'assembly.jsonl'))) cpSync(join(folder, 'assembly.jsonl'), other);
              if (existsSync(other)) ORIGINAL_RENAME(other, join(folder, 'assembly.jsonl'));
              return go();
            };
          },
          () => writeAssembly(after, folder),
        ),
      );

      if (failure !== undefined) problems.push(failure.mistake.problem);
      expectRepaired(folder, eitherOf(at));
    }

    expect(problems.length).toBeGreaterThan(CALLS / 2);
    for (const problem of problems) expect(problem).toContain('another run has written it meanwhile');
  });

  test('a stranger puts a file where a folder is needed: it is named, and once it is gone the next run repairs', () => {
    for (let at = 1; at <= CALLS; at += 1) {
      prepare(folder, before);
      let done = false;
      const failure = failureOf(() =>
        interfere(
          ALL,
          (turn) => {
            if (done || turn !== at) return undefined;
            return ({ go }) => {
              done = true;
              if (!existsSync(join(folder, 'new'))) put('new', 'a stranger');
              return go();
            };
          },
          () => writeAssembly(after, folder),
        ),
      );

      if (failure !== undefined) {
        expect(failure.mistake).toMatchObject({ code: 'WRITE_FAILED' });
        expect(failure.mistake.at).toMatch(/production\/new/);
        rmSync(join(folder, 'new'), { recursive: true });
      }
      expectRepaired(folder, eitherOf(at));
    }
  });
});

describe('a folder that is odd before it is written', () => {
  const ODD: Readonly<Record<string, () => void>> = {
    'a link to a folder elsewhere': () => {
      mkdirSync(join(work, 'elsewhere'), { recursive: true });
      rmSync(folder, { recursive: true });
      symlinkSync(join(work, 'elsewhere'), folder);
    },
    'a record that links elsewhere': () => {
      cpSync(join(folder, 'assembly.jsonl'), join(work, 'record'));
      rmSync(join(folder, 'assembly.jsonl'));
      symlinkSync(join(work, 'record'), join(folder, 'assembly.jsonl'));
    },
    'a record that links to nothing': () => {
      rmSync(join(folder, 'assembly.jsonl'));
      symlinkSync(join(work, 'nowhere'), join(folder, 'assembly.jsonl'));
    },
    'a file that links to nothing': () => {
      rmSync(join(folder, 'chat/kubernetes.yaml'));
      symlinkSync(join(work, 'nowhere'), join(folder, 'chat/kubernetes.yaml'));
    },
    'the record of a later schema': () =>
      writeFileSync(join(folder, 'assembly.jsonl'), later(recordText(before, new Map()), 99)),
    'the record of a schema from before there was one': () =>
      writeFileSync(join(folder, 'assembly.jsonl'), later(recordText(before, new Map()), 0)),
    'an empty record': () => writeFileSync(join(folder, 'assembly.jsonl'), ''),
    'a record without its files': () => rmSync(join(folder, 'chat'), { recursive: true }),
  };

  test.each(Object.keys(ODD))('%s: it is refused or read as it is, and a write puts it right', (name) => {
    prepare(folder, before);
    ODD[name]?.();

    const state = stateOf(folder, VERSIONS);
    writeAssembly(after, folder);

    expect(['before', 'ASSEMBLY_DAMAGED', 'ASSEMBLY_MISSING', 'ASSEMBLY_TOO_NEW']).toContain(state);
    expect(readAssembly(folder)).toEqual(after);
    expect(existsSync(join(work, 'nowhere'))).toBe(false);
    rmSync(folder, { recursive: true, force: true });
    rmSync(join(work, 'elsewhere'), { recursive: true, force: true });
  });

  test('a link to nothing in the place of the folder is said, and not followed', () => {
    prepare(folder, undefined);
    symlinkSync(join(work, 'nowhere'), folder);

    expect(failureOf(() => writeAssembly(after, folder))?.code).toBe('WRITE_FAILED');
    expect(existsSync(join(work, 'nowhere'))).toBe(false);
    rmSync(folder);
  });
});

/** A record as another version of this library would head it. */
function later(record: string, schemaVersion: number): string {
  return record.replace('"schemaVersion":1', `"schemaVersion":${schemaVersion}`);
}
