import { kubernetesRoleOf, podRefusalOf } from '../../../lib/vault/kubernetes-role';
import { reviewedRole } from '../../support/vault/pod-role';
import { POD_ATTEMPTS } from '../../support/vault/pod-table';

describe('who gets in where Vault asks the cluster, as we read roles', () => {
  it.each(POD_ATTEMPTS)('$name: $allowed', ({ alter, reviewed, allowed }) => {
    const role = kubernetesRoleOf(JSON.parse(JSON.stringify({ ...reviewedRole().object, ...alter })));

    expect(podRefusalOf(role, reviewed) === undefined).toBe(allowed);
  });
});
