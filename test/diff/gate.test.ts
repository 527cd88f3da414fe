import type { Assessment } from '../../lib/diff/change';
import { DEFAULT_GATES, GATE_WORDS, gateOf, readGates, wordsOf } from '../../lib/diff/gate';
import { InvalidInput } from '../../lib/errors';

const one = (
  touched: Assessment['class'],
  direction: Assessment['direction'],
  effect: Assessment['effect'] = 'in-place',
) => ({ class: touched, direction, effect, says: '' }) as const;

function refusal(words: readonly string[]): InvalidInput {
  try {
    readGates(words);
  } catch (error) {
    if (error instanceof InvalidInput) return error;
    throw error;
  }
  throw new Error(`${words.join()} was taken`);
}

describe('the gates', () => {
  it.each([
    ['security that goes wider', one('security', 'wider'), 'security'],
    ['security that cannot be ordered', one('security', 'other'), 'security'],
    ['security that goes narrower', one('security', 'narrower'), undefined],
    ['more data at risk', one('data-loss', 'more'), 'data-loss'],
    ['less data at risk', one('data-loss', 'less'), undefined],
    ['what nobody has classified', one('unclassified', 'other'), 'unclassified'],
    ['less availability', one('availability', 'less'), undefined],
    ['more cost', one('cost', 'more'), undefined],
    ['an unknown effect', one('cost', 'less', 'unknown'), 'effect-unknown'],
    ['an unknown effect of something neutral', one('neutral', 'other', 'unknown'), 'effect-unknown'],
    ['nothing', one('neutral', 'other'), undefined],
  ] as const)('stop, unless told otherwise, %s or let it pass', (_, assessment, gate) => {
    expect(gateOf(assessment, DEFAULT_GATES)).toBe(gate);
  });

  it('stop only what was named', () => {
    const gates = readGates(['cost', 'availability']);

    expect(gateOf(one('cost', 'more'), gates)).toBe('cost');
    expect(gateOf(one('availability', 'less'), gates)).toBe('availability');
    expect(gateOf(one('availability', 'more'), gates)).toBeUndefined();
    expect(gateOf(one('security', 'wider', 'unknown'), gates)).toBeUndefined();
  });

  it('stop everything but the neutral by any, and nothing by none', () => {
    const [any, none] = [readGates(['any']), readGates(['none'])];

    expect(gateOf(one('security', 'narrower'), any)).toBe('security');
    expect(gateOf(one('neutral', 'other', 'unknown'), any)).toBe('effect-unknown');
    expect(gateOf(one('neutral', 'other'), any)).toBeUndefined();
    expect(gateOf(one('security', 'wider', 'unknown'), none)).toBeUndefined();
    expect([wordsOf(any), wordsOf(none)]).toEqual([['any'], ['none']]);
  });

  it('are read from every word that there is', () => {
    for (const word of GATE_WORDS) expect(wordsOf(readGates([word]))).toEqual([word]);
  });

  it('refuse a word that there is not, with the nearest and all of them', () => {
    const { mistakes } = refusal(['securty', 'moon']);

    expect(mistakes.map(({ code }) => code)).toEqual(['GATE_UNKNOWN', 'GATE_UNKNOWN']);
    expect(mistakes[0]).toMatchObject({ given: 'securty', allowed: GATE_WORDS });
    expect(mistakes[0]?.fix).toContain("did you mean 'security'?");
  });

  it('refuse any and none beside other words', () => {
    for (const words of [['any', 'cost'], ['security', 'none'], ['any', 'none'], ['']])
      expect(refusal(words).mistakes.map(({ code }) => code)).toEqual(['GATE_UNKNOWN']);
  });
});
