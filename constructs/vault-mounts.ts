import { JwtAuthBackend } from '@cdktf/provider-vault/lib/jwt-auth-backend';
import { Mount } from '@cdktf/provider-vault/lib/mount';
import { Construct } from 'constructs';
import { trace } from '../lib/engine/trace';
import type { BlockStack } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { platformTrace } from './platform-trace';

/** Where the mounts are emitted, and what they are called. */
export interface VaultMountsProps {
  readonly blocks: BlockStack;
  readonly spec: EnvironmentSpec;
}

/**
 * What an environment has in Vault: its key-value store, and one JWT login each for pods and for deploy jobs.
 * They hold secrets and identities: they can't be destroyed, and their type is spelled as Vault stores it.
 * @example
 * ```ts
 * new VaultMounts(this, 'mounts', { blocks, spec: env.spec });
 * ```
 */
export class VaultMounts extends Construct {
  /** The logins, by what they are for. */
  readonly logins: ReadonlyMap<'pods' | 'deploys', JwtAuthBackend>;

  constructor(scope: Construct, id: string, { blocks, spec }: VaultMountsProps) {
    super(scope, id);
    const { vault, cluster, gitlab } = spec;
    const lifecycle = { preventDestroy: true };
    const secrets = new Mount(blocks, 'secrets', {
      path: vault.mounts.secrets,
      type: 'kv',
      options: { version: '2' },
      lifecycle,
    });
    secrets.overrideLogicalId('secrets');
    trace(
      secrets,
      platformTrace(spec, 'Vault mount', {
        path: { fact: 'vault.mounts.secrets' },
        type: { rule: "'kv-v2' is stored as 'kv' and would be replaced, with every secret in it, by the next plan" },
        lifecycle: { rule: 'it holds the secrets of every service' },
      }),
    );
    const logins = new Map<'pods' | 'deploys', JwtAuthBackend>();
    for (const [name, path, issuer, issuerFact] of [
      ['pods', vault.mounts.pods, cluster.issuer, 'cluster.issuer'],
      ['deploys', vault.mounts.deploys, gitlab.url, 'gitlab.url'],
    ] as const) {
      const backend = new JwtAuthBackend(blocks, name, {
        path,
        type: 'jwt',
        oidcDiscoveryUrl: issuer,
        boundIssuer: issuer,
        lifecycle,
      });
      backend.overrideLogicalId(name);
      logins.set(name, backend);
      trace(
        backend,
        platformTrace(spec, 'Vault mount', {
          path: { fact: `vault.mounts.${name}` },
          bound_issuer: { fact: issuerFact },
          oidc_discovery_url: { fact: issuerFact },
          lifecycle: { rule: 'without it nobody can log in' },
        }),
      );
    }
    this.logins = logins;
  }
}
