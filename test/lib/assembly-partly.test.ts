import { readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly } from '../../lib/assembly/assembly';
import { sha256 } from '../../lib/assembly/digest';
import { differing, documentsOf } from '../../lib/assembly/find';
import { readAssembly } from '../../lib/assembly/read';
import { findHeader, RECORD, type Header } from '../../lib/assembly/record';
import { linesByName } from '../../lib/assembly/record-index';
import { RecordFile } from '../../lib/assembly/record-source';
import { writeAssembly } from '../../lib/assembly/write';
import { assemblyOf } from '../support/assemblies';
import { newFolder } from '../support/cli';
import '../support/errors';

const whole = assemblyOf('production');
const bytes = recordIn(written(whole));

function written(assembly: Assembly): string {
  const folder = newFolder();
  writeAssembly(assembly, folder);
  return folder;
}

function recordIn(folder: string): Buffer {
  return readFileSync(join(folder, RECORD));
}

/** The folder of a record that was changed after it was written. */
function altered(change: (record: string) => string): string {
  const folder = written(whole);
  writeFileSync(join(folder, RECORD), change(bytes.toString()));
  return folder;
}

const partly = (folder: string): Assembly => readAssembly(folder, { partly: true, verifyFiles: false });
const plain = ({ documents }: Assembly): unknown => documents.map((one) => ({ ...one }));

/** Bytes that are read from records below their headers. */
function countBytes(): () => number {
  const spies = (['bytes', 'glance'] as const).map((name) => jest.spyOn(RecordFile.prototype, name));
  return () => spies.flatMap(({ mock }) => mock.calls).reduce((sum, [, length]) => sum + length, 0);
}

afterEach(() => jest.restoreAllMocks());

describe('the index of a record', () => {
  const header = findHeader(bytes);
  const lines = bytes.toString().split('\n').slice(1, -1);
  const { index } = header ?? {};
  if (index === undefined) throw new Error('the record has no index');

  it('says how long each line is, and what each stack holds', () => {
    expect(index.lines).toEqual(lines.map((line) => Buffer.byteLength(line) + 1));
    const stackOf = (line: string): string => (JSON.parse(line) as { id: string }).id.split('/')[1] ?? '';
    const stacks = [...new Set(lines.map(stackOf))];
    expect(index.stacks).toEqual(
      stacks.map((stack) => {
        const own = lines.filter((line) => stackOf(line) === stack);
        return [stack, own.length, sha256(own.map((line) => `${line}\n`).join(''))];
      }),
    );
    expect(stacks.length).toBeGreaterThan(3);
  });

  it.each(['kinds', 'services'] as const)('says where those of each of the %s are', (name) => {
    const wanted = new Map<string, number[]>();
    for (const [place, line] of lines.entries()) {
      const { domain, kind, service } = JSON.parse(line) as { domain: string; kind: string; service?: string };
      const key = name === 'kinds' ? `${domain} ${kind}` : service;
      if (key !== undefined) wanted.set(key, [...(wanted.get(key) ?? []), place]);
    }

    expect(new Map(linesByName(index[name]))).toEqual(wanted);
    expect(wanted.size).toBeGreaterThan(3);
  });
});

describe('a record of which parts are read', () => {
  it('gives what one gives that is read whole', () => {
    const found = partly(written(whole));

    expect(plain(found)).toEqual(plain(whole));
    expect(documentsOf(found, 'kubernetes', 'Deployment').map(({ id }) => id)).toEqual(
      documentsOf(whole, 'kubernetes', 'Deployment').map(({ id }) => id),
    );
  });

  it('is not read to know that it is the same, and a stack of it where only that is not', () => {
    const documents = whole.documents.map((document) =>
      document.kind === 'Deployment' && document.service === 'spamcheck' ? { ...document, owner: 'other' } : document,
    );
    const [base, same, head] = [whole, whole, { ...whole, documents }].map((one) => partly(written(one)));
    const read = countBytes();

    expect(differing(base, same)).toEqual({ before: [], after: [] });
    expect(read()).toBe(0);
    const { before, after } = differing(base, head);
    expect([before, after].map((list) => list.map(({ owner }) => owner))).toEqual([['group::anti-abuse'], ['other']]);
    expect(read()).toBeGreaterThan(0);
    expect(read()).toBeLessThan(bytes.length / 4);
  });

  it('reads of the documents of a kind no others', () => {
    const found = partly(written(whole));
    const read = countBytes();

    const demands = documentsOf(found, 'demand');

    expect(demands.length).toBeGreaterThan(0);
    expect(read()).toBe(demands.reduce((sum, one) => sum + Buffer.byteLength(JSON.stringify(one)), 0));
  });

  it('is refused where what is looked at is not as it was written, and not for the rest', () => {
    const folder = altered((record) => record.replace(/"progressDeadlineSeconds":./, '"progressDeadlineSeconds":0'));
    const found = partly(folder);
    const other = { ...whole, documents: whole.documents.map((one) => ({ ...one, owner: 'other' })) };

    expect(documentsOf(found, 'environment')).toHaveLength(1);
    expect(() => documentsOf(found, 'kubernetes', 'Deployment').map(({ object }) => object)).toRefuse(
      'ASSEMBLY_DAMAGED',
    );
    expect(() => differing(found, partly(written(other)))).toRefuse('ASSEMBLY_DAMAGED');
    expect(() => partly(folder).documents).toRefuse('ASSEMBLY_DAMAGED');
  });

  it('is refused where what explains it can not be read any more', () => {
    const found = partly(altered((record) => record.replace('"construct":"', '"construct":x')));

    expect(() => found.documents.map(({ origins }) => origins)).toRefuse('ASSEMBLY_DAMAGED');
    const [first] = documentsOf(
      partly(altered((record) => record.replaceAll('"construct":"', '"construct":x'))),
      'demand',
    );
    expect(() => first?.origins).toRefuse('ASSEMBLY_DAMAGED');
  });

  it('is refused at any byte of a stack, also where no object is touched', () => {
    const folder = altered((record) => record.replace(/"construct":"(.)/, '"construct":"_'));
    expect(() => partly(folder).documents).toRefuse('ASSEMBLY_DAMAGED');
  });

  it('is refused where it is cut off, longer, or its header is another', () => {
    const cut = written(whole);
    truncateSync(join(cut, RECORD), bytes.length - 1);
    const empty = altered(() => '');

    for (const folder of [
      cut,
      empty,
      altered((text) => `${text}x`),
      altered((text) => text.replace('"lines":[', '"lines":[1,')),
    ])
      expect(() => partly(folder)).toRefuse('ASSEMBLY_DAMAGED');
    expect(() => partly(newFolder())).toRefuse('ASSEMBLY_MISSING');
  });

  it('stays what it was where another one takes its place', () => {
    const folder = written(whole);
    const found = partly(folder);
    const another = written({ ...whole, documents: whole.documents.slice(0, 5) });
    renameSync(join(another, RECORD), join(folder, RECORD));

    expect(plain(found)).toEqual(plain(whole));
  });
});

describe('a record that an earlier version wrote', () => {
  /** The same without an index, sealed again. */
  const older = (): string =>
    altered((text) => {
      const end = text.indexOf('\n');
      const { index: _, seal: __, ...header } = JSON.parse(text.slice(0, end)) as Header & { readonly seal: string };
      const line = JSON.stringify(header);
      return `${line.slice(0, -1)},"seal":"${sha256(line)}"}${text.slice(end)}`;
    });

  it.each([{ late: true }, { partly: true }])('is read whole: %j', (options) => {
    const found = readAssembly(older(), { ...options, verifyFiles: false });

    expect(plain(found)).toEqual(plain(whole));
    expect(differing(found, partly(written(whole))).before).toHaveLength(whole.documents.length);
  });

  it('is refused where one byte is another', () => {
    const folder = older();
    const file = join(folder, RECORD);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"construct":"(.)/, '"construct":"_'));

    expect(() => partly(folder)).toRefuse('ASSEMBLY_DAMAGED');
  });
});
