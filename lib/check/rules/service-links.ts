import { podsOf } from '../pods';
import { PROMISES } from '../promises';
import type { Rule } from '../rule';

/** Makes sure that no Service of the namespace sets variables in a pod, which a server reads as its own settings. */
export const serviceLinks: Rule = {
  code: 'SERVICE_LINKS',
  severity: 'error',
  title: 'no pod gets the Docker-style variables of the Services around it',
  requirement: 'R120',
  scope: 'environment',
  *check(assembly) {
    for (const { document, spec, path } of podsOf(assembly)) {
      if (spec['enableServiceLinks'] === false) continue;
      yield {
        document: document.id,
        path: `${path}.enableServiceLinks`,
        problem: spec['enableServiceLinks'] === undefined ? 'is missing, which means true' : 'is not false',
        fix: PROMISES.links.fix,
      };
    }
  },
};
