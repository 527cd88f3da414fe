import { AuthBackend } from '@cdktf/provider-vault/lib/auth-backend';
import { JwtAuthBackend } from '@cdktf/provider-vault/lib/jwt-auth-backend';
import { KubernetesAuthBackendConfig } from '@cdktf/provider-vault/lib/kubernetes-auth-backend-config';
import { Mount } from '@cdktf/provider-vault/lib/mount';
import { Construct } from 'constructs';
import { trace } from '../lib/engine/trace';
import type { BlockStack } from '../lib/engine/unit';
import type { EnvironmentSpec, PodLoginSpec } from '../lib/environment-spec';
import { platformTrace } from './platform-trace';

/** Where the mounts are emitted, and what they are called. */
export interface VaultMountsProps {
  readonly blocks: BlockStack;
  readonly spec: EnvironmentSpec;
}

/**
 * What an environment has in Vault: its key-value store, and one login each for pods and for deploy jobs.
 * They hold secrets and identities: they can't be destroyed, and their type is spelled as Vault stores it.
 * @example
 * ```ts
 * new VaultMounts(this, 'mounts', { blocks, spec: env.spec });
 * ```
 */
export class VaultMounts extends Construct {
  /** The logins, by what they are for. */
  readonly logins: ReadonlyMap<'pods' | 'deploys', JwtAuthBackend | AuthBackend>;

  constructor(scope: Construct, id: string, { blocks, spec }: VaultMountsProps) {
    super(scope, id);
    const { vault } = spec;
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
    const { podLogin } = vault;
    this.logins = new Map([
      ['pods', podLogin === undefined ? jwtLogin(blocks, spec, 'pods') : kubernetesLogin(blocks, spec, podLogin)],
      ['deploys', jwtLogin(blocks, spec, 'deploys')],
    ]);
  }
}

const LASTS = { lifecycle: { rule: 'without it nobody can log in' } };

/** A login by tokens whose issuer Vault can read. */
function jwtLogin(blocks: BlockStack, spec: EnvironmentSpec, name: 'pods' | 'deploys'): JwtAuthBackend {
  const { vault, cluster, gitlab } = spec;
  const [issuer, issuerFact] = name === 'pods' ? [cluster.issuer, 'cluster.issuer'] : [gitlab.url, 'gitlab.url'];
  const backend = new JwtAuthBackend(blocks, name, {
    path: vault.mounts[name],
    type: 'jwt',
    oidcDiscoveryUrl: issuer,
    boundIssuer: issuer,
    lifecycle: { preventDestroy: true },
  });
  backend.overrideLogicalId(name);
  return trace(
    backend,
    platformTrace(spec, 'Vault mount', {
      path: { fact: `vault.mounts.${name}` },
      bound_issuer: { fact: issuerFact },
      oidc_discovery_url: { fact: issuerFact },
      ...LASTS,
    }),
  );
}

/** A login about which Vault asks the cluster each time. */
function kubernetesLogin(blocks: BlockStack, spec: EnvironmentSpec, { apiServer }: PodLoginSpec): AuthBackend {
  const path = spec.vault.mounts.pods;
  const backend = new AuthBackend(blocks, 'pods', { path, type: 'kubernetes', lifecycle: { preventDestroy: true } });
  backend.overrideLogicalId('pods');
  trace(
    backend,
    platformTrace(spec, 'Vault mount', {
      path: { fact: 'vault.mounts.pods' },
      type: { fact: 'vault.podLogin' },
      ...LASTS,
    }),
  );
  const config = new KubernetesAuthBackendConfig(blocks, 'pods-config', {
    backend: path,
    kubernetesHost: apiServer,
    disableLocalCaJwt: false,
    dependsOn: [backend],
  });
  config.overrideLogicalId('pods');
  trace(
    config,
    platformTrace(spec, 'Vault mount', {
      backend: { fact: 'vault.mounts.pods' },
      kubernetes_host: { fact: 'vault.podLogin' },
      disable_local_ca_jwt: { rule: "it asks with the token of Vault's own pod, which nobody has to keep" },
      depends_on: { rule: 'the mount is named, not referred to' },
    }),
  );
  return backend;
}
