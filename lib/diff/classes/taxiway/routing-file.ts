import type { KindClasses } from '../table';
import { comesAndGoes, neutral } from '../vocabulary';

/** The routing of an environment as a file. What a change of it means is judged at the object that holds it, and at the facts. */
export const ROUTING_FILE: KindClasses = {
  domain: 'rules',
  kind: 'AlertmanagerFile',
  whole: comesAndGoes({
    added: neutral('{environment} has a routing file', { effect: 'creates' }),
    removed: neutral('{environment} has no routing file any more', { effect: 'deletes' }),
    renamed: neutral('the routing file of {environment} has another name', { effect: 'replaces' }),
  }),
  paths: Object.fromEntries(
    ['route.**', 'receivers.**', 'inhibit_rules.**'].map((path) => [
      path,
      neutral('the routing file of {environment} follows its routing'),
    ]),
  ),
};
