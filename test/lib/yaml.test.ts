import { load, loadAll, YAML11_SCHEMA } from 'js-yaml';
import { parse, parseAllDocuments } from 'yaml';
import type { JsonObject } from '../../lib/assembly/document';
import { toYaml } from '../../lib/assembly/yaml';
import { numbersFrom } from '../support/made-up-documents';

/** Texts that some reader of some version takes for another type, for syntax, or for fewer characters. */
const NASTY = [
  ...'yes no on off y n Y N YES NO Off true False null Null nan inf .inf -.INF .NaN ~'.split(' '),
  ...'1e3 1E3 e7 E-12 0777 0o17 0x1f 0X1F 0b11 1_000 _1 0123 12:30 1:30 12:30:45 190:20:30 20:30:30.15'.split(' '),
  ...'1.5 .5 5. 0. +1 -1 -0 1,000 685_230.15 9007199254740993 1e400 2001-01-01 2001-12-14t21:59:43.10-05:00'.split(' '),
  ...'16Gi 500m 60s 10.0.0.0/8 1.2.3 8080/tcp sha256:abc = << ? | > |- >+ # - -- --- ... *a &a %x @x `x !x'.split(' '),
  ...[
    '',
    ' ',
    ' x',
    'x ',
    '\t',
    'a\tb',
    '\tx',
    'a: b',
    'a:',
    ':a',
    'a #b',
    '- x',
    '? x',
    '--- x',
    '!!int 3',
    '%YAML 1.1',
  ],
  ...['{{ y }}', '{', '{}', '[]', '[a]', 'a, b', "'", '"', "it's", '"x"', '\\', 'a\\nb', 'C:\\temp', '$x'],
  ...['\r', '\r\n', 'a\r\nb', '\u0085', 'a\u0085b', 'a\u2028b', '\u2029', '\u00a0', '\ufeffx', 'x\ufeff', '\u0000'],
  ...['\u001b[0m', '\u007f', 'é', '日本語', '🙂', 'a 🙂 b', '\ud800'],
  ...[
    'one\ntwo',
    'one\ntwo\n',
    'one\ntwo\n\n',
    '\none',
    '\n',
    '\n\n',
    ' one\ntwo',
    'one\n two',
    'one \ntwo',
    'one\n\ntwo',
  ],
  ...['one\ntwo ', 'one\n\t', '# a\nb', '---\na\n', 'a\n---\nb', 'a\n...\n'],
  ...['x'.repeat(2000), 'word '.repeat(400), `${'word '.repeat(400)}end`, '8'.repeat(30)],
];

const readers: { readonly [name: string]: (text: string) => unknown } = {
  'yaml 1.1': (text) => parse(text, { version: '1.1' }),
  'yaml 1.2': (text) => parse(text, { version: '1.2' }),
  'js-yaml 1.2': (text) => load(text),
  'js-yaml 1.1': (text) => load(text, { schema: YAML11_SCHEMA }),
};

function expectSame(object: JsonObject): void {
  const text = toYaml([object]);

  for (const [reader, read] of Object.entries(readers)) {
    expect({ reader, read: read(text) }).toEqual({ reader, read: object });
  }
}

/** Short texts out of pieces that mean something to YAML. */
function textsFrom(seed: number, count: number): string[] {
  const next = numbersFrom(seed);
  const pieces = [
    ...'0123456789abefnoxyEFINOTXY_+-.:,#&*!|>%@`=<~?{}[]()\'"\\/$ \t\n',
    ...': | #|- |---|...|<<|no|true|null|\u0085|\u2028|\u00a0|\ufeff|é|🙂|\u0007|\r\n|\n\n|  |0x|0o'.split('|'),
  ];
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + next(7) }, () => pieces[next(pieces.length)]).join(''),
  );
}

describe('toYaml', () => {
  test.each(NASTY.map((text) => [JSON.stringify(text).slice(0, 30), text]))(
    'keeps %s a text, as a value, in a list and as a key',
    (_, text) => {
      expectSame({
        value: text,
        list: [text, [text]],
        [text]: 'key',
        nested: { [text]: { [text]: text }, list: [{ [text]: text }] },
      });
    },
  );

  test('keeps thousands of generated texts, as values and as keys', () => {
    const texts = [...new Set(textsFrom(20260101, 4000))];

    for (let start = 0; start < texts.length; start += 50) {
      const some = texts.slice(start, start + 50);
      expectSame({ list: some, map: Object.fromEntries(some.map((text) => [text, { [text]: text }])) });
    }
  });

  test('keeps numbers, booleans, nothing and empty collections what they are', () => {
    const object = {
      numbers: [0, -1, 1.5, 1e21, -2.5e-7, 9007199254740991],
      flags: [true, false],
      nothing: null,
      list: [],
      map: {},
      deep: [[], {}, [[]]],
    };

    expectSame(object);
  });

  test('quotes what only a lenient reader would take for something else', () => {
    expect(toYaml([{ a: '0X1F', b: '1,000', c: '=', d: '<<', e: '2001-01-01', y: 'n' }])).toBe(
      "a: '0X1F'\nb: '1,000'\nc: '='\nd: '<<'\ne: '2001-01-01'\n'y': 'n'\n",
    );
  });

  test('leaves words, paths and amounts with a unit unquoted', () => {
    expect(
      toYaml([{ image: 'registry/x@sha256:ab', path: '/models/code-7b', memory: '16Gi', cpu: '500m', cores: '4' }]),
    ).toBe("image: registry/x@sha256:ab\npath: /models/code-7b\nmemory: 16Gi\ncpu: 500m\ncores: '4'\n");
  });

  test('writes several lines in block style where every reader agrees on them', () => {
    expect(toYaml([{ safe: 'one\ntwo\n', bare: 'one\n  two', unsafe: 'one \ntwo\n' }])).toBe(
      'safe: |\n  one\n  two\nbare: |-\n  one\n    two\nunsafe: "one \\ntwo\\n"\n',
    );
  });

  test('never folds a line and never writes an alias', () => {
    const shared = { app: 'word '.repeat(100) };

    const text = toYaml([{ one: shared, other: shared, list: [shared, shared] }]);

    expect(text).not.toMatch(/[&*]/);
    expect(text.split('\n').filter((line) => line.length > 500)).toHaveLength(4);
  });

  test('separates documents and ends with a newline', () => {
    const objects: JsonObject[] = [{ a: 'x\n\n' }, {}, { b: 1 }];

    const text = toYaml(objects);

    expect(text).toBe('a: "x\\n\\n"\n--- {}\n---\nb: 1\n');
    expect(loadAll(text)).toEqual(objects);
    expect(parseAllDocuments(text).map((document): unknown => document.toJS())).toEqual(objects);
    expect(toYaml([])).toBe('');
  });
});
