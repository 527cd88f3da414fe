import type { Read } from '../support/documents';
import { reviewedDocuments, reviewedRole } from '../support/vault/pod-role';
import { POD_ATTEMPTS } from '../support/vault/pod-table';
import { atTime, type Changes } from '../support/vault/tokens';
import { describeWith, prove } from './support/engine';
import { CERTIFICATE, Reviewer } from './support/reviewer';
import { Signer, Vault } from './support/vault';
import { applyToVault, type Drift } from './support/vault-apply';

describeWith('vault', () => {
  const role = reviewedRole();
  const signer = new Signer();
  let vault: Vault;
  let reviewer: Reviewer;
  let drift: readonly Drift[];

  beforeAll(async () => {
    vault = await Vault.start();
    reviewer = await Reviewer.start();
    // This machine is no pod: somebody else's token asks, and the other login can't reach its issuer.
    const asking = { kubernetes_host: reviewer.address, kubernetes_ca_cert: CERTIFICATE, disable_local_ca_jwt: true };
    const documents = reviewedDocuments().flatMap((document) => {
      const { oidc_discovery_url: _, ...object }: Read = document.object;
      if (document.kind === 'resource.vault_jwt_auth_backend')
        return [{ ...document, object: { ...object, jwt_validation_pubkeys: [signer.publicKey] } }];
      if (document.kind === 'resource.vault_kubernetes_auth_backend_config')
        return [{ ...document, object: { ...object, ...asking } }];
      return [document];
    });
    drift = await applyToVault(vault, documents);
    const { backend }: Read = role.object;
    await vault.must('POST', `auth/${backend}/config`, {
      ...asking,
      token_reviewer_jwt: signer.sign({ sub: 'vault' }),
    });
  });

  afterAll(async () => {
    reviewer.stop();
    await vault.stop();
  });

  it('takes what is rendered, and nothing drifts', () => {
    expect(drift).toEqual([]);
  });

  it.each(POD_ATTEMPTS)('$name: $allowed', async ({ name, alter, reviewed, allowed }) => {
    const object: Read = { ...role.object, ...alter };
    const index = POD_ATTEMPTS.findIndex((one) => one.name === name);
    const named = alter === undefined ? object.role_name : `altered-${index}`;
    if (alter !== undefined)
      await applyToVault(vault, [{ ...role, object: JSON.parse(JSON.stringify({ ...object, role_name: named })) }]);
    const { namespace = 'echo', name: account = 'api', audiences = [object.audience] } = reviewed ?? {};
    const claims: Changes = {
      iss: 'https://cluster.example',
      aud: audiences,
      sub: `system:serviceaccount:${namespace}:${account}`,
      iat: -5,
      nbf: -5,
      exp: 600,
      jti: String(index),
      'kubernetes.io': { namespace, serviceaccount: { name: account, uid: 'f00d' } },
    };
    const token = signer.sign(atTime(claims, Math.floor(Date.now() / 1000)));
    if (reviewed !== undefined) reviewer.know(token, reviewed);

    const given = await vault.login(object.backend, named, token);

    expect(given !== undefined).toBe(allowed);
  });

  it('let in and refused what the table says', () => {
    const inside = POD_ATTEMPTS.filter(({ allowed }) => allowed).length;

    expect(inside).toBeGreaterThan(0);
    prove(
      'vault',
      'pods',
      `${POD_ATTEMPTS.length} attempts of pods that Vault asks a cluster about: ${inside} let in, ${POD_ATTEMPTS.length - inside} refused`,
    );
  });
});
