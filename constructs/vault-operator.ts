/** What every ExternalSecret, and every login of External Secrets, has in common. */

import type { ExternalSecretEntry } from './custom-resources';
import type { PathGrant } from './vault-policy';

/** How often the operator looks at Vault. */
export const REFRESH = '1h';

/** Seconds that its token is good for, and may be renewed up to. */
export const TOKEN_TTL = { usual: 1200, most: 3600 };

/** What it does with its own token: look at it, and give it back. */
export const OWN_TOKEN: readonly PathGrant[] = [
  { path: 'auth/token/lookup-self', capabilities: ['read'] },
  { path: 'auth/token/revoke-self', capabilities: ['update'] },
];

/** One part of an object in Vault, as a key of the Secret. */
export function entryOf(secretKey: string, key: string, property: string, version?: number): ExternalSecretEntry {
  return {
    secretKey,
    remoteRef: {
      key,
      property,
      ...(version === undefined ? {} : { version: String(version) }),
      conversionStrategy: 'Default',
      decodingStrategy: 'None',
      metadataPolicy: 'None',
    },
  };
}
