import type { EnvironmentSpec } from '../lib/environment-spec';
import type { Cause } from '../lib/engine/trace';
import type { VaultAuth } from './custom-resources';
import { fact } from './service-scope';

/** Of a projected service account token; the shortest that Kubernetes gives is 600. */
const TOKEN_SECONDS = 600;

/** How a store logs in to Vault, and why so. */
export interface StoreLogin {
  readonly auth: VaultAuth;
  readonly causes: Readonly<Record<string, Cause>>;
}

/** Has a store log in as a workload's service account, by a token that is made for each login. */
export function storeLogin(
  { address, mounts, podLogin }: EnvironmentSpec['vault'],
  role: string,
  name: string,
): StoreLogin {
  const audiences = [address];
  const at = 'spec.provider.vault.auth';
  if (podLogin !== undefined) {
    return {
      auth: { kubernetes: { mountPath: mounts.pods, role, serviceAccountRef: { name, audiences } } },
      causes: {
        [`${at}.kubernetes`]: fact('vault.podLogin'),
        [`${at}.kubernetes.mountPath`]: fact('vault.mounts.pods'),
        [`${at}.kubernetes.serviceAccountRef.audiences`]: fact('vault.address'),
      },
    };
  }
  const kubernetesServiceAccountToken = {
    serviceAccountRef: { name },
    audiences,
    expirationSeconds: TOKEN_SECONDS,
  };
  return {
    auth: { jwt: { path: mounts.pods, role, kubernetesServiceAccountToken } },
    causes: {
      [`${at}.jwt.path`]: fact('vault.mounts.pods'),
      [`${at}.jwt.kubernetesServiceAccountToken.audiences`]: fact('vault.address'),
    },
  };
}
