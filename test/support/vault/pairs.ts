import type { Assembly } from '../../../lib/assembly/assembly';
import type { Document } from '../../../lib/assembly/document';
import { names } from '../../../lib/names';
import type { Read } from '../documents';
import { signerOf } from './judge';
import { podClaims, type Changes, type Place } from './tokens';

/** The login of one workload's pods, and the secrets that are theirs. */
export interface Login {
  readonly environment: string;
  readonly service: string;
  readonly mount: string;
  readonly role: string;
  readonly signer: string;
  readonly claims: Changes;
  /** Paths of the values. */
  readonly secrets: readonly string[];
}

/** Every login of pods that is rendered, with the secrets that their workload declares. */
export function pairsOf(assemblies: readonly Assembly[]): readonly Login[] {
  return assemblies.flatMap(({ environment, documents }) => {
    const facts: Read = documents.find(({ domain }) => domain === 'environment')?.object;
    const mount = documents.find(({ id }) => id.endsWith('/resource.vault_jwt_auth_backend/-/pods'))!;
    return documents
      .filter(({ domain }) => domain === 'declaration')
      .flatMap(({ object, service = '' }) =>
        (object as Read).workloads
          .filter(({ secrets }: Read) => secrets.length > 0)
          .map(({ name, secrets }: Read): Login => ({
            environment,
            service,
            mount: facts.vault.mounts.pods,
            role: names.vaultPod(environment, service, name),
            signer: signerOf(mount, environment),
            // The environments of this repository.
            claims: podClaims(environment as Place, service, name),
            secrets: secrets.map(({ path }: Read) => `${facts.vault.mounts.secrets}/data/${path}`),
          })),
      );
  });
}

/** The login that brings the keys of receivers to each Alertmanager: by the documents, not by the code that wrote them. */
export function receiverLoginsOf(assemblies: readonly Assembly[]): readonly Login[] {
  return assemblies.flatMap(({ environment, documents }) => {
    const isPlatform = ({ id }: Document): boolean => id.startsWith(`${environment}/platform/`);
    const store: Read = documents.find((one) => one.kind === 'SecretStore' && isPlatform(one))?.object;
    const brought: Read = documents.find((one) => one.kind === 'ExternalSecret' && isPlatform(one))?.object;
    const mount = documents.find(({ id }) => id.endsWith('/resource.vault_jwt_auth_backend/-/pods'))!;
    const { path, auth } = store.spec.provider.vault;
    const account = auth.jwt.kubernetesServiceAccountToken.serviceAccountRef.name;
    return [
      {
        environment,
        service: 'platform',
        mount: auth.jwt.path,
        role: auth.jwt.role,
        signer: signerOf(mount, environment),
        // The environments of this repository.
        claims: podClaims(environment as Place, store.metadata.namespace, account),
        secrets: [
          ...new Set(brought.spec.data.map(({ remoteRef }: Read) => `${path}/data/${remoteRef.key}`)),
        ] as string[],
      },
    ];
  });
}

/** Has everybody try to read everything. */
export async function crossReads(
  logins: readonly Login[],
  reads: (login: Login, path: string) => Promise<boolean> | boolean,
): Promise<{ readonly tried: number; readonly crossed: readonly string[]; readonly own: number }> {
  const all = [...new Set(logins.flatMap(({ secrets }) => secrets))];
  const crossed: string[] = [];
  let tried = 0;
  let own = 0;
  for (const login of logins)
    for (const path of all) {
      const read = await reads(login, path);
      if (login.secrets.includes(path)) own += read ? 1 : 0;
      else {
        tried += 1;
        if (read) crossed.push(`${login.role} reads ${path}`);
      }
    }
  return { tried, crossed, own };
}
