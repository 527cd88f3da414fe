import type { Props } from '../lib/props';
import { delayOf, sayTerms, sumOf, type RolloutFacts } from '../lib/rotation/delay';
import type { DeclaredSecret } from '../lib/secrets/secret';
import { toSeconds } from '../lib/units';
import { REFRESH } from './vault-operator';

/** Refuses an overlap in which some process would still know one generation alone when the other one goes. */
export function refuseShortOverlap(read: Props, secrets: readonly DeclaredSecret[], rollout: RolloutFacts): void {
  for (const [index, { onChange, terms }] of secrets.entries()) {
    if (terms?.overlap === undefined) continue;
    const signedFor = terms.signedFor === undefined ? 0 : toSeconds(terms.signedFor);
    const needed = delayOf({ refresh: toSeconds(REFRESH), onChange, rollout, signedFor });
    if (toSeconds(terms.overlap) > sumOf(needed)) continue;
    const problem = `is ${terms.overlap}, ${toSeconds(terms.overlap)} s, and a value takes ${sayTerms(needed)} to arrive`;
    const fix = `give more than ${sumOf(needed)} s, or leave it out: what is needed is then reckoned`;
    read.refuse(`secrets.${index}.overlap`, { code: 'ROTATION_OVERLAP_SHORT', problem, fix }, terms.overlap);
  }
}
