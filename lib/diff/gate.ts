import { InvalidInput, type Mistake } from '../errors';
import { chooseFix } from '../nearest';
import { CLASSES, type Assessment, type ChangeClass } from './change';
import { isAdverse } from './gravity';

type GatingClass = Exclude<ChangeClass, 'neutral'>;

/** What a change can be stopped by: a class that goes the wrong way, or an effect that nobody knows. */
export type Gate = GatingClass | 'effect-unknown';

const isGating = (touched: ChangeClass): touched is GatingClass => touched !== 'neutral';

/** The gates, the gravest first. */
export const GATES: readonly Gate[] = [...CLASSES.filter(isGating), 'effect-unknown'];

/** `any` gates everything that is not neutral, `none` nothing; neither stands beside another word. */
export const GATE_WORDS = [...GATES, 'any', 'none'] as const;

/** What gates unless told otherwise. */
export const DEFAULT_GATES: readonly Gate[] = ['security', 'data-loss', 'unclassified', 'effect-unknown'];

/** What gates in a run: some of the gates, or whatever is not neutral. */
export type Gates = 'any' | readonly Gate[];

/** Reads the words of `--fail-on`. */
export function readGates(words: readonly string[] | undefined): Gates {
  if (words === undefined) return DEFAULT_GATES;
  const mistakes = words.filter((word) => !isWord(word)).map(unknownWord);
  const lone = words.find((word) => word === 'any' || word === 'none');
  if (lone !== undefined && new Set(words).size > 1) mistakes.push(notAlone(lone, words));
  if (mistakes.length > 0) throw new InvalidInput(mistakes);
  return lone === 'any' ? 'any' : GATES.filter((gate) => words.includes(gate));
}

/** The words that give these gates. */
export function wordsOf(gates: Gates): readonly string[] {
  if (gates === 'any') return ['any'];
  return gates.length === 0 ? ['none'] : gates;
}

/** The gate that stops a change in one respect, or undefined where it passes. */
export function gateOf(assessment: Assessment, gates: Gates): Gate | undefined {
  const { class: touched, effect } = assessment;
  if (gates === 'any') {
    if (isGating(touched)) return touched;
    return effect === 'unknown' ? 'effect-unknown' : undefined;
  }
  if (isGating(touched) && gates.includes(touched) && isAdverse(assessment)) return touched;
  return effect === 'unknown' && gates.includes('effect-unknown') ? 'effect-unknown' : undefined;
}

function isWord(word: string): boolean {
  return GATE_WORDS.some((known) => known === word);
}

function unknownWord(given: string): Mistake {
  return {
    code: 'GATE_UNKNOWN',
    at: '--fail-on',
    problem: `there is no gate '${given}'`,
    fix: chooseFix(given, GATE_WORDS),
    given,
    allowed: GATE_WORDS,
  };
}

function notAlone(word: string, words: readonly string[]): Mistake {
  return {
    code: 'GATE_UNKNOWN',
    at: '--fail-on',
    problem: `'${word}' stands beside ${words.filter((other) => other !== word).join(', ')}`,
    fix: `give '${word}' alone, or name the classes`,
    given: words,
    allowed: GATE_WORDS,
  };
}
