import type { Mistake } from '../../lib/errors';
import { readExceptions } from '../../lib/exceptions/read';

const CODES = ['SECRET_PAIR_SPLIT', 'SECRET_VALUE'];
const DOCUMENT = 'production/spamcheck:workloads/apps/Deployment/spamcheck/api';

/** An entry of the file; undefined leaves a field away. */
function entry(given: Readonly<Record<string, string | undefined>> = {}): string {
  const fields: Readonly<Record<string, string | undefined>> = {
    code: 'SECRET_VALUE',
    document: DOCUMENT,
    path: 'spec.template',
    reason: 'is rotated daily',
    owner: 'group::anti-abuse',
    expires: '2027-01-31',
    ...given,
  };
  const lines = Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]));
  return `  - ${lines.join('\n    ')}\n`;
}

const fileOf = (...entries: readonly string[]): string => `# accepted\nexceptions:\n${entries.join('')}`;
const read = (text: string) => readExceptions(text, 'taxiway.exceptions.yaml', CODES);
const placed = ({ code, at, source }: Mistake): string => `${code} ${at} ${source?.line ?? 0}:${source?.column ?? 0}`;

describe('a file of exceptions', () => {
  it('holds findings by code and changes by class, each with its line', () => {
    const { exceptions, mistakes } = read(
      fileOf(entry(), entry({ code: undefined, class: 'security', path: undefined, fingerprint: '1234567890123456' })),
    );

    expect(mistakes).toEqual([]);
    expect(exceptions).toEqual([
      {
        code: 'SECRET_VALUE',
        document: DOCUMENT,
        path: 'spec.template',
        reason: 'is rotated daily',
        owner: 'group::anti-abuse',
        expires: '2027-01-31',
        source: { file: 'taxiway.exceptions.yaml', line: 3, column: 5 },
      },
      {
        class: 'security',
        document: DOCUMENT,
        fingerprint: '1234567890123456',
        reason: 'is rotated daily',
        owner: 'group::anti-abuse',
        expires: '2027-01-31',
        source: { file: 'taxiway.exceptions.yaml', line: 9, column: 5 },
      },
    ]);
  });

  it.each(['', '\n', '# nothing yet\n', '---\n', 'exceptions: []\n'])('may be empty: %j', (text) => {
    expect(read(text)).toEqual({ exceptions: [], mistakes: [] });
  });

  it.each([
    ['no YAML', 'exceptions: [\n', 'EXCEPTIONS_INVALID taxiway.exceptions.yaml 2:1'],
    ['a key twice', 'exceptions: []\nexceptions: []\n', 'EXCEPTIONS_INVALID taxiway.exceptions.yaml 2:1'],
    ['two documents', 'exceptions: []\n---\na: b\n', 'EXCEPTIONS_INVALID taxiway.exceptions.yaml 1:1'],
    ['an alias', 'exceptions: [&a {}, *a]\n', 'EXCEPTIONS_INVALID taxiway.exceptions.yaml 1:22'],
    ['a list', '- code: A\n', 'EXCEPTIONS_INVALID taxiway.exceptions.yaml 1:1'],
    ['a text', 'hello\n', 'EXCEPTIONS_INVALID taxiway.exceptions.yaml 1:1'],
    ['another key', 'exceptions: []\nmore: 1\n', 'EXCEPTIONS_INVALID taxiway.exceptions.yaml 1:1'],
    ['no list', 'exceptions: none\n', 'EXCEPTIONS_INVALID taxiway.exceptions.yaml 1:1'],
    ['an entry that is a text', fileOf('  - hello\n'), 'EXCEPTIONS_INVALID exceptions[0] 3:5'],
  ])('is refused with %s', (_, text, expected) => {
    const { exceptions, mistakes } = read(text);

    expect(exceptions).toEqual([]);
    expect(mistakes.map(placed)).toEqual([expected]);
  });

  it.each<[string, Readonly<Record<string, string | undefined>>, string]>([
    ['an unknown key', { resaon: 'x' }, 'EXCEPTIONS_INVALID exceptions[0].resaon 9:5'],
    ['neither code nor class', { code: undefined }, 'EXCEPTIONS_INVALID exceptions[0] 3:5'],
    ['both', { class: 'security' }, 'EXCEPTIONS_INVALID exceptions[0] 3:5'],
    ['an unknown code', { code: 'SECRET_VALU' }, 'EXCEPTIONS_INVALID exceptions[0].code 3:5'],
    ['an unknown class', { code: undefined, class: 'securty' }, 'EXCEPTIONS_INVALID exceptions[0].class 8:5'],
    ['no document', { document: undefined }, 'EXCEPTIONS_INVALID exceptions[0] 3:5'],
    ['a document that is no id', { document: 'spamcheck' }, 'EXCEPTIONS_INVALID exceptions[0].document 4:5'],
    ['a pattern of documents', { document: "'production/*'" }, 'EXCEPTIONS_INVALID exceptions[0].document 4:5'],
    ['a list of paths', { path: '[a, b]' }, 'EXCEPTIONS_INVALID exceptions[0].path 5:5'],
    ['no reason', { reason: undefined }, 'EXCEPTIONS_INVALID exceptions[0].reason 3:5'],
    ['an empty reason', { reason: "' '" }, 'EXCEPTIONS_INVALID exceptions[0].reason 6:5'],
    ['no owner', { owner: undefined }, 'EXCEPTION_OWNERLESS exceptions[0].owner 3:5'],
    ['an empty owner', { owner: '' }, 'EXCEPTION_OWNERLESS exceptions[0].owner 7:5'],
    ['a person as owner', { owner: "'@somebody'" }, 'EXCEPTION_OWNERLESS exceptions[0].owner 7:5'],
    ['no last day', { expires: undefined }, 'EXCEPTIONS_INVALID exceptions[0].expires 3:5'],
    ['never', { expires: 'never' }, 'EXCEPTIONS_INVALID exceptions[0].expires 8:5'],
    ['a day that is none', { expires: '2027-02-30' }, 'EXCEPTIONS_INVALID exceptions[0].expires 8:5'],
    ['a day without zeros', { expires: '2027-2-3' }, 'EXCEPTIONS_INVALID exceptions[0].expires 8:5'],
    ['a fingerprint of a finding', { fingerprint: 'a'.repeat(16) }, 'EXCEPTIONS_INVALID exceptions[0].fingerprint 9:5'],
    [
      'a fingerprint that is none',
      { code: undefined, class: 'cost', fingerprint: 'x' },
      'EXCEPTIONS_INVALID exceptions[0].fingerprint 9:5',
    ],
  ])('is refused with an entry with %s, and keeps the others', (_, given, expected) => {
    const { exceptions, mistakes } = read(fileOf(entry(given), entry({ path: 'other' })));

    expect(mistakes.map(placed)).toEqual([expected]);
    expect(exceptions.map(({ path }) => path)).toEqual(['other']);
  });

  it('tells every mistake of an entry, with the nearest word', () => {
    const { mistakes } = read(
      fileOf(entry({ code: 'SECRET_VALU', reason: undefined, owner: undefined, expires: 'x' })),
    );

    expect(mistakes.map(({ code }) => code)).toEqual([
      'EXCEPTIONS_INVALID',
      'EXCEPTIONS_INVALID',
      'EXCEPTION_OWNERLESS',
      'EXCEPTIONS_INVALID',
    ]);
    expect(mistakes[0]?.fix).toContain("did you mean 'SECRET_VALUE'?");
  });

  it('is refused where two entries accept the same', () => {
    const { mistakes } = read(fileOf(entry(), entry({ reason: 'another', owner: 'group::code-review' })));

    expect(mistakes.map(({ code, source }) => `${code} ${source?.line ?? 0}`)).toEqual(['EXCEPTIONS_INVALID 9']);
  });
});
