import type { Document } from '../../../lib/assembly/document';
import type { Read } from '../../support/documents';
import type { Vault } from './vault';

/** What a second plan would still want to change. */
export interface Drift {
  readonly id: string;
  readonly argument: string;
  readonly wanted: unknown;
  readonly found: unknown;
}

const META = ['depends_on', 'lifecycle', 'provider'];

/** Arguments as the server takes them, without Terraform's own and those that only the provider reads. */
function bodyOf(object: Read, ...left: readonly string[]): Read {
  const skip = [...META, ...left];
  return Object.fromEntries(
    Object.entries<Read>(object).filter(([name, value]) => !skip.includes(name) && value !== null),
  );
}

/**
 * Sends `vault_*` resources to a server as provider-vault does, and compares what it reads back: a stand-in for machines
 * that can't have the provider's binary. What refers to another resource is refused: nothing rendered does.
 */
export async function applyToVault(
  vault: Vault,
  documents: readonly Document[],
  token = vault.root,
): Promise<readonly Drift[]> {
  const drift: Drift[] = [];
  for (const { id, kind, object } of inOrder(documents)) {
    if (JSON.stringify(object).includes('${')) throw new Error(`${id} refers to something`);
    const make = MAKERS[kind.slice('resource.'.length)];
    if (make === undefined) throw new Error(`${id}: nothing here stands in for ${kind}`);
    const { wanted, found } = await make(vault, object, token);
    for (const [argument, value] of Object.entries<unknown>(wanted))
      if (sorted(value) !== sorted(found[argument]))
        drift.push({ id, argument, wanted: value, found: found[argument] });
  }
  return drift;
}

type Maker = (vault: Vault, object: Read, token: string) => Promise<{ readonly wanted: Read; readonly found: Read }>;

const ORDER = [
  'vault_mount',
  'vault_jwt_auth_backend',
  'vault_auth_backend',
  'vault_kubernetes_auth_backend_config',
  'vault_policy',
];

function inOrder(documents: readonly Document[]): readonly Document[] {
  const rank = ({ kind }: Document): number =>
    (ORDER.indexOf(kind.slice('resource.'.length)) + ORDER.length + 1) % (ORDER.length + 1);
  return documents
    .filter(({ kind }) => kind.startsWith('resource.vault_'))
    .sort((one, other) => rank(one) - rank(other));
}

async function enable(vault: Vault, object: Read, token: string): Promise<void> {
  await vault.must('POST', `sys/auth/${object.path}`, { type: object.type }, token);
}

const MAKERS: Readonly<Record<string, Maker>> = {
  async vault_mount(vault, { path, type, options }, token) {
    await vault.must('POST', `sys/mounts/${path}`, { type, options }, token);
    await vault.untilStoreIsReady(path);
    return { wanted: { type, options }, found: (await vault.must('GET', `sys/mounts/${path}`, undefined, token)).data };
  },
  async vault_policy(vault, { name, policy }, token) {
    await vault.must('PUT', `sys/policies/acl/${name}`, { policy }, token);
    return { wanted: { policy }, found: (await vault.must('GET', `sys/policies/acl/${name}`, undefined, token)).data };
  },
  async vault_auth_backend(vault, object, token) {
    await enable(vault, object, token);
    return { wanted: {}, found: {} };
  },
  async vault_jwt_auth_backend(vault, object, token) {
    await enable(vault, object, token);
    const wanted = bodyOf(object, 'path', 'type');
    await vault.must('POST', `auth/${object.path}/config`, wanted, token);
    return { wanted, found: (await vault.must('GET', `auth/${object.path}/config`, undefined, token)).data };
  },
  async vault_jwt_auth_backend_role(vault, object, token) {
    const path = `auth/${object.backend}/role/${object.role_name}`;
    const body = bodyOf(object, 'backend', 'role_name', 'disable_bound_claims_parsing', 'bound_claims');
    const claims = Object.entries<string>(object.bound_claims ?? {}).map(([claim, value]) => [
      claim,
      object.disable_bound_claims_parsing === true ? [value.trim()] : value.split(',').map((one) => one.trim()),
    ]);
    const bound = claims.length === 0 ? {} : { bound_claims: Object.fromEntries(claims) };
    await vault.must('POST', path, { role_type: 'oidc', ...body, ...bound }, token);
    const found = (await vault.must('GET', path, undefined, token)).data;
    // The provider keeps the values of a claim as one text.
    const joined = Object.entries<string[]>(found.bound_claims ?? {}).map(([claim, values]) => [
      claim,
      values.join(','),
    ]);
    return {
      wanted: { ...body, ...(object.bound_claims === undefined ? {} : { bound_claims: object.bound_claims }) },
      found: { ...found, bound_claims: Object.fromEntries(joined) },
    };
  },
  async vault_kubernetes_auth_backend_config(vault, object, token) {
    const wanted = bodyOf(object, 'backend');
    await vault.must('POST', `auth/${object.backend}/config`, wanted, token);
    return { wanted, found: (await vault.must('GET', `auth/${object.backend}/config`, undefined, token)).data };
  },
  async vault_kubernetes_auth_backend_role(vault, object, token) {
    const path = `auth/${object.backend}/role/${object.role_name}`;
    const wanted = bodyOf(object, 'backend', 'role_name');
    await vault.must('POST', path, wanted, token);
    return { wanted, found: (await vault.must('GET', path, undefined, token)).data };
  },
};

function sorted(value: unknown): string {
  const plain: unknown = Array.isArray(value)
    ? [...(value as unknown[])].map((item) => JSON.stringify(item)).sort()
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map((entry) => JSON.stringify(entry))
          .sort()
      : value;
  return JSON.stringify(plain);
}
