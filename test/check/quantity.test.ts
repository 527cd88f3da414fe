import { isWhole, showQuantity, times, toQuantity } from '../../lib/check/quantity';

describe('a Kubernetes quantity', () => {
  it.each([
    ['1000m', '1'],
    ['1000M', '1G'],
    ['0.5', '500m'],
    ['12000m', '12'],
    ['1024Mi', '1Gi'],
    ['1e3', '1k'],
    ['1E3', '1000'],
    ['1E', '1000P'],
    ['2Ki', '2048'],
    ['1.5Gi', '1536Mi'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['100e-1', '10'],
    ['1u', '1000n'],
    ['+3', '3'],
    ['0', '0m'],
  ])('DIF-2: is the same as %s and %s', (one, other) => {
    expect(toQuantity(one)).toBe(toQuantity(other));
  });

  it.each([
    ['1G', '1Gi'],
    ['1M', '1Mi'],
    ['1m', '1'],
    ['9007199254740993', '9007199254740992'],
  ])('DIF-2: is not the same as %s and %s', (one, other) => {
    expect(toQuantity(one)).not.toBe(toQuantity(other));
  });

  it('may be a number', () => {
    expect(toQuantity(2)).toBe(toQuantity('2'));
    expect(toQuantity(0.25)).toBe(toQuantity('250m'));
    expect(toQuantity(1e21)).toBe(toQuantity('1000E'));
  });

  it('may be negative', () => {
    expect(toQuantity('-1')).toBe(-(toQuantity('1') ?? 0n));
  });

  it('rounds what is finer than a billionth up', () => {
    expect(toQuantity('0.1n')).toBe(1n);
  });

  it.each([
    '',
    '5 Gi',
    'Gi',
    '1gi',
    '1K',
    '1e',
    '.',
    '1..2',
    '1,5',
    '0x10',
    '1Gi ',
    'Infinity',
    true,
    null,
    undefined,
    {},
  ])('is not %p', (text) => {
    expect(toQuantity(text)).toBeUndefined();
  });

  it('is whole or not', () => {
    expect(isWhole(toQuantity('2Gi') ?? 0n)).toBe(true);
    expect(isWhole(toQuantity('500m') ?? 0n)).toBe(false);
  });

  it.each([
    ['24576Mi', 7, '168Gi'],
    ['6', 7, '42'],
    ['250m', 3, '750m'],
    ['250m', 4, '1'],
    ['1500M', 1, '1500000000'],
  ])('%s, %d times, is shown as %s', (text, count, shown) => {
    expect(showQuantity(times(toQuantity(text) ?? 0n, count))).toBe(shown);
  });
});
