import { at } from '../json';
import { breaches, type Breach } from '../pod-security';
import { containersOf, podsOf, type Pod } from '../pods';
import { PROMISES } from '../promises';
import type { Rule } from '../rule';
import { state } from '../say';

/** Makes sure that every pod starts in a namespace that enforces the restricted standard, and can't write its own image. */
export const podRestricted: Rule = {
  code: 'POD_RESTRICTED',
  severity: 'error',
  title:
    'every pod keeps the restricted Pod Security Standard, has a read-only root and gets no token of the API server',
  requirement: 'R340',
  scope: 'environment',
  *check(assembly) {
    for (const pod of podsOf(assembly)) {
      for (const { path, given, allowed } of [...breaches(pod), ...ownBreaches(pod)]) {
        const problem = `${state(given)}; ${allowed} is allowed`;
        yield { document: pod.document.id, path, problem, fix: PROMISES.token.fix };
      }
    }
  },
};

/** What we ask for beyond the standard. */
function* ownBreaches(pod: Pod): Generator<Breach> {
  const token = pod.spec['automountServiceAccountToken'];
  if (token !== false)
    yield { path: `${pod.path}.automountServiceAccountToken`, given: token, allowed: PROMISES.token.allowed };
  for (const { object, path } of containersOf(pod)) {
    const given = at(object, 'securityContext', 'readOnlyRootFilesystem');
    if (given !== true)
      yield { path: `${path}.securityContext.readOnlyRootFilesystem`, given, allowed: PROMISES.readOnlyRoot.allowed };
  }
}
