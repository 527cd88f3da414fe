import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lateDocument } from '../../lib/assembly/late';
import { readAssembly } from '../../lib/assembly/read';
import { writeAssembly } from '../../lib/assembly/write';
import { assemblyOf } from '../support/assemblies';
import { newFolder } from '../support/cli';
import '../support/errors';

const folder = newFolder();
writeAssembly(assemblyOf('production'), folder);
const lines = readFileSync(join(folder, 'assembly.jsonl'), 'utf8').split('\n').slice(1, -1);
const fail = (id: string): Error => new Error(`damaged ${id}`);

describe('a document that is read late', () => {
  it('is what it is when it is read at once, also as a copy', () => {
    const [late, now] = [readAssembly(folder, { late: true }), readAssembly(folder)];

    expect({ ...late, documents: late.documents.map((one) => ({ ...one })) }).toEqual(now);
  });

  it('is every document that is rendered, and is not parsed before somebody looks at it', () => {
    const parse = jest.spyOn(JSON, 'parse');

    const documents = lines.map((line) => lateDocument(line, fail));

    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
    expect(documents).not.toContain(undefined);
    expect(documents.map((one) => one?.object)).toEqual(lines.map((line) => JSON.parse(line).object));
  });

  it('is not fooled by a reason that looks like a digest', () => {
    const trap = `","sha256":"${'0'.repeat(64)}","object":{`;
    const line = JSON.parse(lines[0] ?? '');
    const text = JSON.stringify({ ...line, origins: { construct: trap, fields: { [trap]: { rule: trap } } } });

    expect(lateDocument(text, fail)?.sha256).toBe(line.sha256);
  });

  it('is refused once its object is looked at, where that is another one', () => {
    const other = (lines[0] ?? '').replace('"object":{', '"object":{"more":1,');

    expect(() => lateDocument(other, fail)?.object).toThrow('damaged');
  });

  it('is refused with the whole record where one byte is another', () => {
    const copy = newFolder();
    writeAssembly(assemblyOf('production'), copy);
    const file = join(copy, 'assembly.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"replicas":2', '"replicas":3'));

    expect(() => readAssembly(copy, { late: true })).toRefuse('ASSEMBLY_DAMAGED');
  });
});
