import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidInput, mistakesOf, type Mistake } from '../../lib/errors';
import type { Assembly } from '../../lib/assembly/assembly';
import { sha256 } from '../../lib/assembly/digest';
import { filesOf } from '../../lib/assembly/layout';
import { readAssembly, readDist, type ReadOptions } from '../../lib/assembly/read';
import { writeAssembly } from '../../lib/assembly/write';
import { assemblyOf, documentOf, recordText } from '../support/made-up-documents';

let dist: string;
let folder: string;
let record: string;
beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'taxiway-read-'));
  folder = join(dist, 'production');
  record = join(folder, 'assembly.jsonl');
  writeAssembly(assembly, folder);
});
afterEach(() => rmSync(dist, { recursive: true, force: true }));

const assembly = assemblyOf([
  documentOf({
    kind: 'Deployment',
    path: 'chat/kubernetes.yaml',
    object: { text: 'é 🙂\n', 10: 'x', 9: 'y', list: [1.5] },
  }),
  documentOf({ kind: 'Namespace', stack: 'chat:grants', path: 'chat/grants/kubernetes.yaml' }),
  documentOf({ domain: 'terraform', kind: 'locals', path: 'chat/grants/terraform/cdk.tf.json' }),
  documentOf({ domain: 'demand', kind: 'GpuDemand' }),
]);

function mistakesIn(call: () => unknown): readonly Mistake[] {
  try {
    call();
  } catch (error) {
    const mistakes = mistakesOf(error);
    if (mistakes) return mistakes;
    throw error;
  }
  return [];
}

function codeOf(call: () => unknown): string | undefined {
  return mistakesIn(call)[0]?.code;
}

/** The assembly as it was written, or the code of the refusal; anything else is a silent corruption. */
function outcome(options: ReadOptions = {}): string | undefined {
  let read: Assembly | undefined;
  const code = codeOf(() => {
    const { schemaVersion, library, environment, documents } = readAssembly(folder, options);
    read = { schemaVersion, library, environment, documents: documents.map((one) => ({ ...one })) };
  });
  if (read !== undefined) expect(read).toEqual(assembly);
  return code;
}

const WAYS: readonly ReadOptions[] = [{}, { late: true }, { partly: true }];

describe('a record', () => {
  test('writes a header, then a line a document in the order of ids, with its fields in one order', () => {
    const [header, ...lines] = recordText(assembly, filesOf(assembly.documents)).trimEnd().split('\n');

    const parsed = JSON.parse(header ?? '') as { documents: number; digest: string; files: { [path: string]: string } };
    const fields = [
      'taxiway',
      'schemaVersion',
      'library',
      'environment',
      'documents',
      'digest',
      'index',
      'files',
      'seal',
    ];
    expect(Object.keys(parsed)).toEqual(fields);
    expect(parsed).toMatchObject({ taxiway: 'assembly', schemaVersion: 1, library: '0.1.0', documents: 4 });
    expect(parsed.digest).toBe(sha256(lines.map((line) => `${line}\n`).join('')));
    expect(Object.keys(parsed.files)).toEqual([
      'chat/grants/kubernetes.yaml',
      'chat/grants/terraform/cdk.tf.json',
      'chat/kubernetes.yaml',
    ]);
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(
      assembly.documents.map(({ id }) => id),
    );
    expect(Object.keys(JSON.parse(lines[0] ?? '') as object)).toEqual([
      'id',
      'domain',
      'kind',
      'service',
      'owner',
      'origins',
      'sha256',
      'path',
      'object',
    ]);
  });

  test('gives the same bytes for the same documents and files in any order', () => {
    const files = filesOf(assembly.documents);
    const shuffled = { ...assembly, documents: [...assembly.documents].reverse() };

    expect(recordText(shuffled, new Map([...files].reverse()))).toBe(recordText(assembly, files));
  });
});

describe('readAssembly', () => {
  test('reads an assembly without documents', () => {
    writeAssembly(assemblyOf([]), folder);

    expect(readAssembly(folder)).toEqual(assemblyOf([]));
  });

  test('says what is missing: the folder, or the record in it', () => {
    expect(codeOf(() => readAssembly(join(dist, 'nowhere')))).toBe('ASSEMBLY_MISSING');
    expect(codeOf(() => readAssembly(record))).toBe('ASSEMBLY_MISSING');
    unlinkSync(record);
    expect(codeOf(() => readAssembly(folder))).toBe('ASSEMBLY_MISSING');
  });

  test.each(WAYS)('refuses a record with one flipped bit, at every byte: %j', (options) => {
    const bytes = readFileSync(record);

    for (let index = 0; index < bytes.length; index += 1) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(bytes.readUInt8(index) ^ (1 << (index % 8)), index);
      writeFileSync(record, flipped);
      expect([index, outcome(options)]).toEqual([index, expect.stringMatching(/^ASSEMBLY_(DAMAGED|TOO_NEW)$/)]);
    }
  });

  test.each(WAYS)('refuses a record that is cut off, at every seventh byte: %j', (options) => {
    const bytes = readFileSync(record);

    for (let length = bytes.length - 1; length >= 0; length -= 7) {
      truncateSync(record, length);
      expect([length, outcome(options)]).toEqual([length, 'ASSEMBLY_DAMAGED']);
    }
  });

  test('refuses a record with a line too many, one too few, or two in the other order', () => {
    const [header = '', ...lines] = readFileSync(record, 'utf8').split('\n');

    for (const other of [[...lines, '{}'], lines.slice(1), [...lines.slice(0, -1).reverse(), '']]) {
      writeFileSync(record, [header, ...other].join('\n'));
      expect(outcome()).toBe('ASSEMBLY_DAMAGED');
    }
  });

  test('refuses a file with one flipped bit, at every byte, and names it', () => {
    const file = join(folder, 'chat/kubernetes.yaml');
    const bytes = readFileSync(file);

    for (let index = 0; index < bytes.length; index += 1) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(bytes.readUInt8(index) ^ (1 << (index % 8)), index);
      writeFileSync(file, flipped);
      expect(mistakesIn(() => readAssembly(folder))).toMatchObject([
        { code: 'ASSEMBLY_DAMAGED', at: expect.stringMatching(/production\/chat\/kubernetes\.yaml$/) as unknown },
      ]);
    }
  });

  test('refuses a missing file and one that is a folder, and says how many there are', () => {
    rmSync(join(folder, 'chat/grants'), { recursive: true });
    rmSync(join(folder, 'chat/kubernetes.yaml'));
    mkdirSync(join(folder, 'chat/kubernetes.yaml'));

    const [mistake, ...others] = mistakesIn(() => readAssembly(folder));

    expect(others).toEqual([]);
    expect(mistake).toMatchObject({ code: 'ASSEMBLY_DAMAGED', fix: 'run taxiway synth again' });
    for (const path of ['cdk.tf.json', 'chat/kubernetes.yaml']) expect(mistake?.problem).toContain(path);
  });

  test('names five of many damaged files', () => {
    const documents = Array.from({ length: 9 }, (_, index) =>
      documentOf({ name: `n${String(index)}`, path: `${String(index)}.yaml` }),
    );
    writeAssembly(assemblyOf(documents), folder);
    for (let index = 0; index < 9; index += 1) unlinkSync(join(folder, `${String(index)}.yaml`));

    expect(mistakesIn(() => readAssembly(folder))[0]?.problem).toContain('4 more files');
  });

  test('leaves the files alone where it is asked to', () => {
    rmSync(join(folder, 'chat'), { recursive: true });

    expect(readAssembly(folder, { verifyFiles: false })).toEqual(assembly);
  });

  test('refuses a document whose object is not the one that was rendered', () => {
    const [first, ...others] = assembly.documents;
    const changed = { ...assembly, documents: [{ ...first, object: { changed: true } }, ...others] } as Assembly;
    writeFileSync(record, recordText(changed, new Map()));

    expect(codeOf(() => readAssembly(folder))).toBe('ASSEMBLY_DAMAGED');
  });

  test('takes an object whose keys are in another order, since it is the same object', () => {
    const object = { b: 1, a: 2 };
    const document = { ...documentOf({ object }), object };
    writeFileSync(record, recordText(assemblyOf([document]), new Map()));

    expect(readAssembly(folder).documents).toEqual([document]);
  });

  test('refuses a sealed record whose lines are no documents, or that points out of its folder', () => {
    writeFileSync(join(dist, 'outside'), 'x');
    writeFileSync(record, recordText(assembly, new Map([['../outside', 'x']])));
    expect(codeOf(() => readAssembly(folder))).toBe('ASSEMBLY_DAMAGED');

    writeFileSync(record, sealed({ documents: 1, digest: sha256('[]\n'), files: {} }, '[]\n'));
    expect(codeOf(() => readAssembly(folder))).toBe('ASSEMBLY_DAMAGED');

    writeFileSync(record, sealed({ documents: 1, digest: sha256(''), files: {} }, ''));
    expect(codeOf(() => readAssembly(folder))).toBe('ASSEMBLY_DAMAGED');
  });

  test('refuses what a later version wrote, and says which', () => {
    writeFileSync(record, '{"taxiway":"assembly","schemaVersion":2,"library":"9.8.7","whatever":true}\n');

    const [mistake] = mistakesIn(() => readAssembly(folder));

    expect(mistake).toMatchObject({
      code: 'ASSEMBLY_TOO_NEW',
      given: 2,
      fix: expect.stringContaining('9.8.7') as unknown,
    });
  });

  test('refuses what is older than it can read, and what never was a version', () => {
    for (const version of ['0', '-1', '1.5', '"1"', 'null']) {
      writeFileSync(record, `{"taxiway":"assembly","schemaVersion":${version},"library":"0.0.1"}\n`);
      expect(codeOf(() => readAssembly(folder))).toBe('ASSEMBLY_DAMAGED');
    }
  });

  test('refuses a record that is a folder', () => {
    unlinkSync(record);
    mkdirSync(record);

    expect(codeOf(() => readAssembly(folder))).toBe('ASSEMBLY_DAMAGED');
  });
});

describe('readDist', () => {
  test('reads every environment by name, and passes over other folders and files', () => {
    writeAssembly(assemblyOf([], 'staging'), join(dist, 'staging'));
    writeAssembly(assemblyOf([], 'canary'), join(dist, 'canary'));
    mkdirSync(join(dist, 'a-folder'));
    writeFileSync(join(dist, 'a-file'), '');

    expect(readDist(dist).map(({ environment }) => environment)).toEqual(['canary', 'production', 'staging']);
  });

  test('says so where there is no environment, or no folder at all', () => {
    rmSync(folder, { recursive: true });

    expect(codeOf(() => readDist(dist))).toBe('ASSEMBLY_MISSING');
    expect(codeOf(() => readDist(join(dist, 'nowhere')))).toBe('ASSEMBLY_MISSING');
  });

  test('lists every damaged environment at once', () => {
    writeAssembly(assemblyOf([], 'staging'), join(dist, 'staging'));
    writeAssembly(assemblyOf([], 'sandbox'), join(dist, 'sandbox'));
    truncateSync(record, 100);
    truncateSync(join(dist, 'staging', 'assembly.jsonl'), 100);

    expect(() => readDist(dist)).toThrow(InvalidInput);
    expect(mistakesIn(() => readDist(dist)).map(({ code }) => code)).toEqual(['ASSEMBLY_DAMAGED', 'ASSEMBLY_DAMAGED']);
  });

  test('leaves the files alone where it is asked to', () => {
    rmSync(join(folder, 'chat'), { recursive: true });

    expect(readDist(dist, { verifyFiles: false })).toEqual([assembly]);
  });
});

/** A record as only a broken writer would make it: the seal holds, what it seals doesn't. */
function sealed(parts: { readonly [key: string]: unknown }, body: string): string {
  const text = JSON.stringify({ taxiway: 'assembly', schemaVersion: 1, library: '0', environment: 'x', ...parts });
  return `${text.slice(0, -1)},"seal":"${sha256(text)}"}\n${body}`;
}
