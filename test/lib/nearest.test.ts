import { chooseFix, oneLine, show } from '../../lib/nearest';

describe('a value in a message', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;

  it.each<[unknown, string]>([
    ['a', "'a'"],
    ['a\nb\u0000', "'a\\nb\\u0000'"],
    ['\ud800', "'\\ud800'"],
    [undefined, 'nothing'],
    [null, 'null'],
    [1n, '1n'],
    [NaN, 'NaN'],
    [() => 1, 'a function'],
    [Symbol('a'), 'a symbol'],
    [{ a: [1] }, '{"a":[1]}'],
    [new Map(), 'an object of class Map'],
    [Object.create(null), '{}'],
    [{ toJSON: () => undefined }, 'an object that no text can hold'],
    [{ a: 1n }, 'an object that no text can hold'],
    [circular, 'an object that contains itself'],
  ])('is %p as %s', (value, shown) => {
    expect(show(value)).toBe(shown);
  });

  it('is one line of 80 characters at most, and never half a character', () => {
    expect(show('x'.repeat(1_000))).toHaveLength(80);
    expect(oneLine(`${'x'.repeat(76)}🙂🙂🙂`)).toBe(`${'x'.repeat(76)}...`);
  });
});

test('a long list of allowed words is cut', () => {
  const words = Array.from({ length: 50 }, (_, index) => `word-${index}`);

  expect(chooseFix('word-7', words)).toMatch(/^did you mean 'word-7'\? use one of word-0, .*, and 10 more$/);
});
