import type { ErrorCode, Mistake } from '../../lib/errors';
import { mistakesOf } from '../../lib/errors';

/** A rendering, or an action that throws. */
type Subject = { readonly mistakes: readonly Mistake[] } | (() => unknown);

/** Everything that was refused. */
export function mistakesIn(subject: Subject): readonly Mistake[] {
  if (typeof subject !== 'function') return subject.mistakes;
  try {
    subject();
  } catch (error) {
    const mistakes = mistakesOf(error);
    if (mistakes === undefined) throw error;
    return mistakes;
  }
  return [];
}

/** Everything that was refused, as `CODE place`, in the order of the places. */
export function refusalsIn(subject: Subject): readonly string[] {
  return mistakesIn(subject)
    .map(({ code, at }) => `${code} ${at}`)
    .sort();
}

/** The one mistake of a code, to look at its place and what it allows. */
export function mistakeIn(subject: Subject, code: ErrorCode): Mistake {
  const found = mistakesIn(subject).filter((mistake) => mistake.code === code);
  if (found.length === 1) return found[0]!;
  throw new Error(`${found.length} mistakes are ${code}; there are ${refusalsIn(subject).join(', ') || 'none'}`);
}

expect.extend({
  toRefuse(subject: Subject, code: ErrorCode, at?: string) {
    const refused = mistakesIn(subject);
    const pass = refused.some((mistake) => mistake.code === code && (at === undefined || mistake.at === at));
    const list =
      refused.map((mistake) => `\n  ${mistake.code} ${mistake.at}: ${mistake.problem}`).join('') || ' nothing';
    const wanted = at === undefined ? code : `${code} at ${at}`;
    return { pass, message: () => `${pass ? 'did not want' : 'wanted'} ${wanted}; refused was${list}` };
  },
});

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- how @types/jest is extended
  namespace jest {
    interface Matchers<R> {
      /** Is refused with this code, at this place. */
      toRefuse(code: ErrorCode, at?: string): R;
    }
  }
}
