import { canonicalBytes, canonicalMillicores, toBytes, toMilliseconds, toMillicores, toSeconds } from '../../lib/units';

const MI = 2 ** 20;
const GI = 2 ** 30;

describe('toBytes', () => {
  it.each([
    ['1Mi', MI],
    ['512Mi', 512 * MI],
    ['16Gi', 16 * GI],
    ['1.5Gi', 1536 * MI],
    ['0.5Gi', 512 * MI],
    ['0.25Mi', 2 ** 18],
    ['1Ti', 2 ** 40],
    ['1.0Gi', GI],
  ])('reads %s', (text, bytes) => {
    expect(toBytes(text)).toBe(bytes);
  });

  it.each([
    ['with a blank', '5 Gi'],
    ['hexadecimal', '0x10Gi'],
    ['with an exponent', '1e3Gi'],
    ['of nothing', '0Gi'],
    ['of nothing, at length', '0.000Gi'],
    ['negative', '-1Gi'],
    ['with a plus', '+1Gi'],
    ['with a leading zero', '016Gi'],
    ['without digits', 'Gi'],
    ['without a digit first', '.5Gi'],
    ['without a digit last', '1.Gi'],
    ['without a unit', '1024'],
    ['decimal', '1G'],
    ['in thousandths', '100m'],
    ['in a small unit', '512Ki'],
    ['in the wrong case', '1gi'],
    ['with a blank before', ' 1Gi'],
    ['with a line end', '1Gi\n'],
    ['in digits of another script', '١Gi'],
    ['with a thousands separator', '1_000Mi'],
    ['of a part of a byte', '0.1Gi'],
    ['that a number cannot hold', '9007199254740993Ti'],
    ['infinite', 'InfinityGi'],
    ['empty', ''],
    ['a number', 1024],
    ['not a number', Number.NaN],
    ['nothing', undefined],
    ['null', null],
    ['a list', ['1Gi']],
    ['an object that reads like one', { toString: () => '1Gi' }],
  ])('takes no amount %s', (_, value) => {
    expect(toBytes(value)).toBeUndefined();
  });
});

describe('toMillicores', () => {
  it.each([
    [1, 1000],
    [0.5, 500],
    [0.1, 100],
    [0.3, 300],
    [1.001, 1001],
    [0.001, 1],
    [32.768, 32_768],
    ['250m', 250],
    ['1m', 1],
    ['1500m', 1500],
  ])('reads %j', (value, millicores) => {
    expect(toMillicores(value)).toBe(millicores);
  });

  it.each([
    ['of nothing', 0],
    ['of less than nothing', -1],
    ['of less than nothing, just so', -0],
    ['that is no number', Number.NaN],
    ['without end', Number.POSITIVE_INFINITY],
    ['finer than a thousandth', 0.0005],
    ['between two thousandths', 1.0005],
    ['so small that it rounds to nothing', 1e-10],
    ['as a text without a unit', '2'],
    ['of nothing as a text', '0m'],
    ['with a leading zero', '0250m'],
    ['with a part of a thousandth', '0.5m'],
    ['negative as a text', '-5m'],
    ['with a blank', '250 m'],
    ['as a text, empty', ''],
    ['that is a list', [1]],
    ['that is null', null],
    ['that is not there', undefined],
  ])('takes no amount %s', (_, value) => {
    expect(toMillicores(value)).toBeUndefined();
  });

  it.each([1e300, Number.MAX_SAFE_INTEGER, `${'9'.repeat(30)}m`])(
    'takes no amount that no number of thousandths can hold: %s',
    (value) => {
      expect(toMillicores(value)).toBeUndefined();
    },
  );

  it('keeps every thousandth of a core apart', () => {
    const all = Array.from({ length: 5000 }, (_, index) => toMillicores((index + 1) / 1000));

    expect(all).toEqual(Array.from({ length: 5000 }, (_, index) => index + 1));
  });
});

describe('toMilliseconds', () => {
  it.each([
    ['800ms', 800],
    ['60s', 60_000],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['0.5h', 1_800_000],
  ])('reads %s', (text, milliseconds) => {
    expect(toMilliseconds(text)).toBe(milliseconds);
  });

  it.each([
    '-5ms',
    '800 ms',
    '0s',
    '0.0ms',
    '1e3s',
    '0x10s',
    '5',
    'ms',
    '5min',
    '5M',
    '1h30m',
    ' 5s',
    '5s ',
    '01s',
    '',
    5,
    Number.NaN,
    null,
    undefined,
  ])('takes no %j', (value) => {
    expect(toMilliseconds(value)).toBeUndefined();
  });
});

describe('toSeconds', () => {
  it.each([
    ['1ms', 1],
    ['999ms', 1],
    ['1000ms', 1],
    ['1001ms', 2],
    ['90s', 90],
    ['24h', 86_400],
  ] as const)('rounds %s up to %i', (duration, seconds) => {
    expect(toSeconds(duration)).toBe(seconds);
  });
});

describe('the canonical spelling', () => {
  it.each([
    [GI, '1Gi'],
    [1024 * GI, '1Ti'],
    [1536 * MI, '1536Mi'],
    [1536, '1536'],
    [2048, '2Ki'],
    [0, '0'],
    [GI + 1, String(GI + 1)],
  ])('DIF-2: of %i bytes is %s', (bytes, text) => {
    expect(canonicalBytes(bytes)).toBe(text);
  });

  it.each([
    [1000, '1'],
    [500, '500m'],
    [12_000, '12'],
    [1500, '1500m'],
    [0, '0'],
  ])('DIF-2: of %i thousandths is %s', (millicores, text) => {
    expect(canonicalMillicores(millicores)).toBe(text);
  });

  it('DIF-2: is one for all spellings of an amount', () => {
    const spellings = (texts: readonly string[]) => new Set(texts.map((text) => canonicalBytes(toBytes(text)!)));

    expect(spellings(['1Gi', '1024Mi', '1.0Gi'])).toEqual(new Set(['1Gi']));
    expect(spellings(['1536Mi', '1.5Gi'])).toEqual(new Set(['1536Mi']));
  });

  it('reads back as the same amount', () => {
    for (let index = 1; index < 2000; index += 7) expect(toBytes(canonicalBytes(index * MI))).toBe(index * MI);
  });
});
