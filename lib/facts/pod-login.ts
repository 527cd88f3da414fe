import type { EnvironmentSpec } from '../environment-spec';
import { show } from '../nearest';
import type { Refuse } from './refuse';

/** How pods log in to Vault, where the environment says so: an address, and somebody who may ask about tokens. */
export function checkPodLogin({ vault }: EnvironmentSpec, refuse: Refuse): void {
  // Whatever a program without a type checker gives.
  const login = vault.podLogin as Readonly<Record<string, unknown>> | undefined;
  if (login === undefined) return;
  if (login['by'] !== 'kubernetes') {
    refuse(
      'vault.podLogin.by',
      `is ${show(login['by'])}`,
      "use 'kubernetes', or leave podLogin out: pods log in by JWT",
    );
    return;
  }
  for (const key of Object.keys(login))
    if (!['by', 'apiServer', 'reviewer'].includes(key))
      refuse(`vault.podLogin.${key}`, 'is no fact that an environment has', 'write by, apiServer and reviewer');
  const { apiServer, reviewer } = login;
  const host = typeof apiServer === 'string' ? /^https:\/\/([a-z0-9.-]+)(?::[0-9]+)?$/.exec(apiServer)?.[1] : undefined;
  if (host === undefined)
    refuse('vault.podLogin.apiServer', `is ${show(apiServer)}`, "use an https:// address such as 'https://10.0.0.2'");
  else if (host.endsWith('.gke.goog'))
    refuse(
      'vault.podLogin.apiServer',
      `is ${show(apiServer)}, the DNS endpoint, which takes no service account token`,
      'use the IP endpoint of the control plane, or leave podLogin out: pods log in by JWT',
    );
  if (reviewer !== 'own-pod')
    refuse(
      'vault.podLogin.reviewer',
      `is ${show(reviewer)}: nobody could ask the API server about a token that is meant for Vault`,
      "use 'own-pod', Vault's own token in that cluster, or leave podLogin out: pods log in by JWT",
      'VAULT_REVIEWER_MISSING',
    );
}
