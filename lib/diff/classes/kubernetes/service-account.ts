import type { KindClasses } from '../table';
import { availability, comesAndGoes, neutral, security, switched } from '../vocabulary';
import { OBJECT } from './metadata';
import { PULL_SECRET } from './pull-secret';

/** What pods act as. */
export const SERVICE_ACCOUNT: KindClasses = {
  domain: 'kubernetes',
  kind: 'ServiceAccount',
  whole: comesAndGoes({
    added: neutral('pods of {who} may act as {name}', { effect: 'creates' }),
    removed: availability.less('pods of {who} do not start any more: what they act as, {name}, is gone', {
      effect: 'deletes',
    }),
    renamed: security.other('pods of {who} act as {name}; what was granted to the old name does not hold', {
      effect: 'replaces',
    }),
  }),
  paths: {
    automountServiceAccountToken: switched({
      unset: true,
      on: security.wider('pods that act as {name} of {who} get a token for the Kubernetes API unless they refuse it'),
      off: security.narrower('pods that act as {name} of {who} get no token for the Kubernetes API'),
    }),
    'imagePullSecrets[].name': PULL_SECRET,
    'secrets[].**': security.other('{name} of {who} may use the secret {after} instead of {before}'),
    ...OBJECT,
  },
};
