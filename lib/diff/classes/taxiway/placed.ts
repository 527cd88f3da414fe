import { PLACED } from '../../../stop/placed';
import type { KindClasses } from '../table';
import { comesAndGoes, neutral } from '../vocabulary';

/**
 * What a stopped service goes back to. Nothing of it is applied; while a service stays at its level, changes to it are
 * judged as those of the service itself.
 */
export const PLACED_SERVICE: KindClasses = {
  domain: 'placed',
  kind: PLACED,
  whole: comesAndGoes({
    added: neutral('what {service} is restored to is kept beside what is stopped of it in {environment}', {
      effect: 'creates',
    }),
    removed: neutral('nothing is kept any more of what {service} would be restored to in {environment}', {
      effect: 'deletes',
    }),
    renamed: neutral('what {service} is restored to had another name', { effect: 'replaces' }),
  }),
  paths: {
    '**': neutral('{service} is restored to something else in {environment} than before'),
  },
};
