import { readFileSync, writeFileSync } from 'node:fs';
import type { Document } from '../../lib/assembly/document';
import type { Read } from '../support/documents';
import { ATTEMPTS, type Attempt } from '../support/vault/table';
import { crossReads, pairsOf, receiverLoginsOf, type Login } from '../support/vault/pairs';
import { answersOf, ANSWERS } from '../support/vault/answers';
import { generatedCases, ISSUER } from '../support/vault/generated';
import { mountOf, roleOf, signerOf } from '../support/vault/judge';
import { atTime, jobClaims } from '../support/vault/tokens';
import { describeWith, prove } from './support/engine';
import { assemblyOf, ENVIRONMENTS } from './support/fleet';
import { Signer, Vault } from './support/vault';
import { applyToVault, type Drift } from './support/vault-apply';

const now = (): number => Math.floor(Date.now() / 1000);
const PLATFORM = '/resource.vault_jwt_auth_backend_role/-/platform';
const METHODS = { read: 'GET', write: 'POST', list: 'LIST', delete: 'DELETE' } as const;

describeWith('vault', () => {
  let vault: Vault;
  const signers = new Map<string, Signer>();
  const signerNamed = (name: string): Signer => {
    const known = signers.get(name) ?? new Signer();
    signers.set(name, known);
    return known;
  };
  const drift: Drift[] = [];
  const secrets: string[] = [];

  /** A mount that trusts the same issuer by a key of ours: nobody else's can be asked here. */
  function trusting(environment: string, document: Document): Document {
    if (document.kind !== 'resource.vault_jwt_auth_backend') return document;
    const { oidc_discovery_url: _, ...object } = document.object as Read;
    const { publicKey } = signerNamed(signerOf(document, environment));
    return { ...document, object: { ...object, jwt_validation_pubkeys: [publicKey] } };
  }

  beforeAll(async () => {
    vault = await Vault.start();
    for (const environment of ENVIRONMENTS) {
      const documents = assemblyOf(environment).documents.map((document) => trusting(environment, document));
      // A person applies the platform for the first time; grants are applied by its own job.
      drift.push(
        ...(await applyToVault(
          vault,
          documents.filter(({ service }) => service === undefined),
        )),
      );
      const jwt = signerNamed('gitlab').sign(atTime(jobClaims(environment, 'platform'), now()));
      const { backend, role_name: role }: Read = documents.find(({ id }) => id.endsWith(PLATFORM))?.object;
      const token = await vault.login(backend, role, jwt);
      drift.push(
        ...(await applyToVault(
          vault,
          documents.filter(({ service }) => service !== undefined),
          token,
        )),
      );
      for (const path of secretsOf(documents)) {
        await vault.must('POST', path, { data: { value: 'rehearsed' } });
        secrets.push(path);
      }
    }
  });

  afterAll(() => vault.stop());

  async function theyGive({ place, claims, signedBy, ...attempt }: Attempt): Promise<string | undefined> {
    const role: Read = roleOf({ place, claims, ...attempt });
    const mount = mountOf(assemblyOf(place), role);
    const name =
      attempt.alter === undefined
        ? role.role_name
        : `altered.${ATTEMPTS.findIndex(({ name: of }) => of === attempt.name)}`;
    const document = assemblyOf(place).documents.find(({ kind }) => kind === 'resource.vault_jwt_auth_backend_role')!;
    if (attempt.alter !== undefined) await applyToVault(vault, [{ ...document, object: { ...role, role_name: name } }]);
    const signer = signerNamed(signedBy ?? signerOf(mount, place));
    return vault.login(role.backend, name, signer.sign(atTime(claims, now())));
  }

  it('takes what the platform and every service have in Vault, the latter from a job of the platform, and nothing drifts', () => {
    expect(drift).toEqual([]);
    expect(secrets.length).toBeGreaterThan(10);
  });

  it.each(ATTEMPTS)('$name: $allowed', async (attempt) => {
    const token = await theyGive(attempt);

    const { use } = attempt;
    let through = token !== undefined;
    if (token !== undefined && use !== undefined) {
      const body = use.does === 'write' ? { data: { value: 'other' } } : undefined;
      const { status } = await vault.call(METHODS[use.does], use.path, body, token);
      through = status !== 403;
    }
    expect(through).toBe(attempt.allowed);
  });

  it('reads no secret of another service or environment, whoever logs in', async () => {
    const assemblies = ENVIRONMENTS.map(assemblyOf);
    const logins = [...pairsOf(assemblies), ...receiverLoginsOf(assemblies)];
    expect(logins.filter(({ service }) => service === 'platform')).toHaveLength(ENVIRONMENTS.length);
    const tokens = new Map<Login, string>();
    for (const login of logins) {
      const jwt = signerNamed(login.signer).sign(atTime(login.claims, now()));
      const token = await vault.login(login.mount, login.role, jwt);
      if (token === undefined) throw new Error(`${login.role} does not log in`);
      tokens.set(login, token);
    }

    const { tried, crossed, own } = await crossReads(logins, async (login, path) => {
      const { status } = await vault.call('GET', path, undefined, tokens.get(login));
      return status === 200;
    });

    expect(crossed).toEqual([]);
    expect(own).toBe(secrets.length);
    prove(
      'vault',
      'pairs',
      `${logins.length} logins of pods tried ${tried} secrets of others, in every environment: 0 read`,
    );
  });

  it('ends a token for good, however often it is renewed', async () => {
    const attempt = ATTEMPTS.find(({ name }) => name === 'the deploy job of a service')!;
    const alter = { token_ttl: 2, token_max_ttl: 3, token_explicit_max_ttl: 3 };
    const role: Read = roleOf({ ...attempt, alter });
    const document = assemblyOf('production').documents.find(
      ({ kind }) => kind === 'resource.vault_jwt_auth_backend_role',
    )!;
    await applyToVault(vault, [{ ...document, object: { ...role, role_name: 'short' } }]);
    const token = await vault.login(role.backend, 'short', signerNamed('gitlab').sign(atTime(attempt.claims, now())));

    const renewed = await vault.must('POST', 'auth/token/renew', { token, increment: 3600 });
    let last = 200;
    for (let tries = 0; tries < 100 && last !== 403; tries += 1) {
      last = (await vault.call('POST', 'auth/token/renew', { token, increment: 3600 })).status === 200 ? 200 : 403;
      await new Promise((done) => setTimeout(done, 200));
    }

    expect(renewed.auth.lease_duration).toBeLessThanOrEqual(3);
    expect(last).toBe(403);
  });

  it('answers five hundred generated logins and policies as it did when our reading was compared', async () => {
    const cases = generatedCases(500);
    const signer = new Signer();
    await vault.must('POST', 'sys/auth/generated', { type: 'jwt' });
    await vault.must('POST', 'auth/generated/config', {
      jwt_validation_pubkeys: [signer.publicKey],
      bound_issuer: ISSUER,
    });
    const like = assemblyOf('production').documents.find(
      ({ kind }) => kind === 'resource.vault_jwt_auth_backend_role',
    )!;

    const answers = await answersOf(cases, {
      async login({ role, claims }, index) {
        const redirect = { allowed_redirect_uris: ['https://vault.example/x'] };
        const object: Read = {
          ...role,
          ...redirect,
          backend: 'generated',
          role_name: `r${index}`,
          token_policies: ['none'],
        };
        await applyToVault(vault, [{ ...like, object }]);
        return (await vault.login('generated', `r${index}`, signer.sign(atTime(claims, now())))) !== undefined;
      },
      async capabilities({ policies, paths }, index) {
        const named = policies.map((_, position) => `g${index}-${position}`);
        for (const [position, policy] of policies.entries())
          await vault.must('PUT', `sys/policies/acl/${named[position]}`, { policy });
        const { auth } = await vault.must('POST', 'auth/token/create', { policies: named, no_default_policy: true });
        const { data } = await vault.must('POST', 'sys/capabilities', { token: auth.client_token, paths });
        return paths.map((path) => (data[path] as string[]).filter((one) => one !== 'deny').sort());
      },
    });

    if (process.env['TAXIWAY_WRITE_ANSWERS'] === '1') writeFileSync(ANSWERS, answers);
    expect(answers).toBe(readFileSync(ANSWERS, 'utf8'));
    prove(
      'vault',
      'generated',
      `${cases.length} generated roles, tokens and policies answered as our own reading says`,
    );
  });

  it('let in and refused what the table says', () => {
    const allowed = ATTEMPTS.filter((attempt) => attempt.allowed).length;

    expect(allowed).toBeGreaterThan(10);
    prove(
      'vault',
      'table',
      `${ATTEMPTS.length} attempts as our own reading says: ${allowed} let in, ${ATTEMPTS.length - allowed} refused`,
    );
  });
});

/** The secrets that policies of services name, where their values lie. */
function secretsOf(documents: readonly Document[]): readonly string[] {
  const texts = documents
    .filter(({ kind }) => kind === 'resource.vault_policy')
    .map(({ object }) => (object as Read).policy as string);
  return [
    ...new Set(
      texts.flatMap((text) => [...text.matchAll(/path "([^"]+\/data\/[^"]+)"/g)].map(([, path = '']) => path)),
    ),
  ];
}
