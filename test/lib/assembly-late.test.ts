import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly } from '../../lib/assembly/assembly';
import type { Document } from '../../lib/assembly/document';
import { lateDocument, placedAt } from '../../lib/assembly/late';
import { differing, documentsOf, findFacts, findServices, holdsStack } from '../../lib/assembly/find';
import { LateAssembly } from '../../lib/assembly/late-assembly';
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

    const { schemaVersion, library, environment, documents } = late;
    expect({ schemaVersion, library, environment, documents: documents.map((one) => ({ ...one })) }).toEqual(now);
  });

  it('is every document that is rendered, and is not parsed before somebody looks at it', () => {
    const parse = jest.spyOn(JSON, 'parse');

    const documents = lines.map((line) => lateDocument(line, fail));

    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
    expect(documents).not.toContain(undefined);
    expect(documents.map((one) => one?.object)).toEqual(lines.map((line) => JSON.parse(line).object));
  });

  it('says where its class begins without more of its origins', () => {
    const at = { file: 'services/a.ts', line: 5, column: 5 };
    const placed = { file: 'services/a.ts', line: 3, column: 8 };
    const first = JSON.parse(lines[0] ?? '') as Document;
    const all: readonly Document[] = [
      ...lines.map((line) => JSON.parse(line) as Document),
      { ...first, origins: { construct: 'a "b"', fields: {} } },
      { ...first, origins: { construct: 'a "b"', at, placed, fields: {} } },
      { ...first, origins: { construct: 'a', placed, fields: {} } },
      { ...first, origins: { construct: 'a', at, fields: { placed: { rule: '"placed":{}' } } } },
    ];

    const wanted = all.map(({ origins }) => origins.placed);

    expect(all.map((one) => placedAt(lateDocument(JSON.stringify(one), fail)!))).toEqual(wanted);
    expect(all.map(placedAt)).toEqual(wanted);
    expect(wanted.filter((one) => one !== undefined)).toEqual([placed, placed]);
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

describe.each([{ late: true }, { partly: true }])('two assemblies that are read late, %j', (options) => {
  const ids = (documents: readonly Document[]): readonly string[] => documents.map(({ id }) => id);

  /** An assembly as it is read back. */
  function readBack(assembly: Assembly): Assembly {
    const other = newFolder();
    writeAssembly(assembly, other);
    return readAssembly(other, options);
  }

  /** Copies in which every so many-th document is gone, and another one is not the same. */
  function changedAt(step: number, offset: number): Assembly {
    const whole = assemblyOf('production');
    const kept = whole.documents.filter((_, index) => index % step !== offset);
    const documents = kept.map((document, index) =>
      index % step === offset ? { ...document, origins: { construct: 'Other', fields: {} } } : document,
    );
    return { ...whole, documents };
  }

  it.each([
    [2, 0, 3, 1],
    [3, 2, 5, 4],
    [7, 0, 7, 0],
    [1, 0, 4, 0],
    [1000, 0, 1000, 1],
  ])('differ where their lines do, with gaps of %d from %d and of %d from %d', (step, offset, other, from) => {
    const [base, head] = [readBack(changedAt(step, offset)), readBack(changedAt(other, from))];

    const found = differing(base, head);

    const lines = (assembly: Assembly): Map<string, string> =>
      new Map(assembly.documents.map((one) => [one.id, JSON.stringify({ ...one })]));
    const [old, now] = [lines(base), lines(head)];
    expect(ids(found.before)).toEqual([...old.keys()].filter((id) => old.get(id) !== now.get(id)));
    expect(ids(found.after)).toEqual([...now.keys()].filter((id) => old.get(id) !== now.get(id)));
  });

  it('give the same document each time, and make none of what is the same', () => {
    const [base, head] = [readBack(assemblyOf('production')), readBack(changedAt(1000, 3))];
    const all = jest.spyOn(LateAssembly.prototype, 'documents', 'get');
    const made = jest.spyOn(LateAssembly.prototype, 'at');

    const { before } = differing(base, head);

    // One is gone, one is another.
    expect(ids(before)).toHaveLength(2);
    expect(made).toHaveBeenCalledTimes(3);
    expect(all).not.toHaveBeenCalled();
    jest.restoreAllMocks();
    expect(base.documents).toContain(before[0]);
  });

  it('have the facts and the services that they have when they are read at once, whatever their texts say', () => {
    const whole = assemblyOf('production');
    const trap = '","domain":"environment","service":"trap","origins":{';
    const documents = whole.documents.map((document) =>
      document.kind === 'Deployment'
        ? { ...document, origins: { construct: trap, fields: { [trap]: { rule: trap } } } }
        : document,
    );
    const assembly = readBack({ ...whole, documents });

    expect({ ...findFacts(assembly) }).toEqual(findFacts(whole));
    expect([...findServices(assembly)].sort()).toEqual([...findServices(whole)].sort());
    expect(findFacts(readBack({ ...whole, documents: [] }))).toBeUndefined();
  });

  it('have the documents of a kind that they have when they are read at once, and make no others', () => {
    const whole = assemblyOf('production');
    const late = readBack(whole);
    const made = jest.spyOn(LateAssembly.prototype, 'at');
    const wanted = [
      ['kubernetes', 'Deployment'],
      ['kubernetes', 'Service', 'Deployment'],
      ['terraform', 'resource.vault_policy', 'resource.nothing'],
      ['demand'],
    ] as const;

    for (const [domain, ...kinds] of wanted) {
      const found = documentsOf(whole, domain, ...kinds);
      made.mockClear();

      expect(ids(documentsOf(late, domain, ...kinds))).toEqual(ids(found));
      expect(made).toHaveBeenCalledTimes(found.length);
      expect(found.length).toBeGreaterThan(0);
    }
    jest.restoreAllMocks();
    expect(documentsOf(undefined, 'demand')).toEqual([]);
  });

  it('hold the stacks that something is applied of', () => {
    const whole = assemblyOf('production');
    const services = { ...whole, documents: whole.documents.filter(({ service }) => service !== undefined) };

    for (const [assembly, platform] of [
      [whole, true],
      [services, false],
      // Facts are no part that anybody applies.
      [{ ...whole, documents: whole.documents.filter(({ path }) => path === undefined) }, false],
    ] as const) {
      expect(holdsStack(assembly, 'platform')).toBe(platform);
      expect(holdsStack(readBack(assembly), 'platform')).toBe(platform);
    }
  });

  it('share what is the same, so that it is parsed once', () => {
    const [base, head] = [readBack(assemblyOf('production')), readBack(changedAt(1000, 3))];

    differing(base, head);

    const shared = head.documents.filter((document) => base.documents.includes(document));
    expect(shared).toHaveLength(head.documents.length - 1);
  });
});
