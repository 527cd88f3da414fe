import type { Document } from '../../lib/assembly/document';
import { treeOf } from '../../lib/assembly/tree';
import type { Read } from '../support/documents';
import { pairsOf, type Login } from '../support/vault/pairs';
import { atTime } from '../support/vault/tokens';
import { describeWith, prove } from './support/engine';
import { assemblyOf } from './support/fleet';
import { Signer, Vault } from './support/vault';
import { applyToVault } from './support/vault-apply';

const ENVIRONMENT = 'production';
const now = (): number => Math.floor(Date.now() / 1000);

/** What has a role or a policy in Vault. */
const RIGHTS: Readonly<Record<string, (object: Read) => string>> = {
  'resource.vault_policy': ({ name }) => `sys/policies/acl/${name}`,
  'resource.vault_jwt_auth_backend_role': ({ backend, role_name: role }) => `auth/${backend}/role/${role}`,
};

describeWith('vault', () => {
  let vault: Vault;
  const signer = new Signer();
  const { documents } = assemblyOf(ENVIRONMENT);
  const files = treeOf(documents);
  const logins = pairsOf([assemblyOf(ENVIRONMENT)]);
  const tokens = new Map<Login, string>();
  let refused = 0;

  /** The same issuer by a key of ours: nobody else's can be asked here. */
  const trusting = (document: Document): Document => {
    if (document.kind !== 'resource.vault_jwt_auth_backend') return document;
    const { oidc_discovery_url: _, ...object }: Read = document.object;
    return { ...document, object: { ...object, jwt_validation_pubkeys: [signer.publicKey] } };
  };
  const login = ({ mount, role, claims }: Login): Promise<string | undefined> =>
    vault.login(mount, role, signer.sign(atTime(claims, now())));
  const reads = async (token: string, path: string): Promise<number> =>
    (await vault.call('GET', path, undefined, token)).status;
  const servicesOf = (service: string): readonly Document[] => documents.filter((one) => one.service === service);

  beforeAll(async () => {
    vault = await Vault.start();
    await applyToVault(vault, documents.map(trusting));
    for (const path of logins.flatMap(({ secrets }) => secrets))
      await vault.must('POST', path, { data: { value: 'rehearsed' } });
    for (const one of logins) tokens.set(one, (await login(one)) ?? '');
  });

  afterAll(() => vault.stop());

  /** Does to the server what Terraform does with the root of a quarantine: what it no longer holds goes. */
  async function quarantine(service: string): Promise<number> {
    const text = files.get(`${service}/stop/quarantine/terraform/cdk.tf.json`) ?? '{}';
    const left: Read = JSON.parse(text).resource;
    let gone = 0;
    for (const { kind, id, object } of servicesOf(service)) {
      const [, type = ''] = kind.split('.');
      const path = RIGHTS[kind]?.(object);
      if (path === undefined || left[type]?.[id.split('/').at(-1) ?? ''] !== undefined) continue;
      await vault.must('DELETE', path);
      gone += 1;
    }
    return gone;
  }

  it('lets every pod in, and each read what is its own, before anything is stopped', async () => {
    expect(logins.length).toBeGreaterThan(2);
    for (const [{ secrets }, token] of tokens) for (const path of secrets) expect(await reads(token, path)).toBe(200);
  });

  it.each([...new Set(logins.map(({ service }) => service))])(
    'refuses a login of %s in quarantine, leaves a token given before without a right, and lets others be',
    async (service) => {
      const own = logins.filter((one) => one.service === service);
      const others = logins.filter((one) => one.service !== service);

      const gone = await quarantine(service);

      expect(gone).toBeGreaterThan(0);
      for (const one of own) {
        expect(await login(one)).toBeUndefined();
        for (const path of one.secrets) expect(await reads(tokens.get(one) ?? '', path)).toBe(403);
        refused += 1;
      }
      for (const one of others) expect(await login(one)).toBeDefined();

      await applyToVault(vault, servicesOf(service));
      for (const one of own) {
        const token = (await login(one)) ?? '';
        for (const path of one.secrets) expect(await reads(token, path)).toBe(200);
      }
    },
  );

  it('keeps every value: a quarantine destroys nothing', async () => {
    for (const { secrets } of logins)
      for (const path of secrets) expect((await vault.must('GET', path)).data.data).toEqual({ value: 'rehearsed' });
    expect(refused).toBe(logins.length);
    prove(
      'vault',
      'stops',
      `${refused} logins of pods refused in quarantine and as many older tokens without a right; all back after a restore, no value lost`,
    );
  });
});
