import { Construct } from 'constructs';
import { OWNER_ANNOTATION, workloadLabels } from '../lib/labels';
import { names } from '../lib/names';
import type { Props } from '../lib/props';
import { emit } from './kubernetes';
import { fact, requireScope, rule, why, type ServiceScope } from './service-scope';
import { storeLogin } from './vault-login';
import { VaultOidcRole } from './vault-oidc-role';
import type { PathGrant } from './vault-policy';

/** The secrets of one workload. */
export interface VaultSecretsProps {
  readonly workload: string;
  /** As typed in the service file. */
  readonly names: readonly string[];
  readonly props: Props;
}

/** A key-value object of GitLab Runway's layout holds its value under this key. */
const PROPERTY = 'value';

/**
 * Brings named secrets from Vault to one workload: a login, a policy with exact paths, and an ExternalSecret each.
 * Without names there is no login at all.
 * @example
 * ```ts
 * new VaultSecrets(this, 'secrets', { workload: 'api', names: ['api-key'], props });
 * ```
 */
export class VaultSecrets extends Construct {
  /** Secret name → the Kubernetes Secret that holds it. */
  readonly targets: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, { workload, names: secrets, props }: VaultSecretsProps) {
    super(scope, id);
    const service = requireScope(this);
    this.targets = new Map(secrets.map((secret) => [secret, names.secretTarget(service.id, workload, secret)]));
    if (secrets.length === 0) return;
    const role = names.vaultPod(service.env.name, service.id, workload);
    new VaultOidcRole(this, 'role', {
      name: role,
      address: workload,
      mount: service.spec.vault.mounts.pods,
      bound: { namespace: names.namespace(service.id), account: names.workload(workload) },
      grants: [...secrets.flatMap((secret) => secretGrants(service, secret)), ...OWN_TOKEN],
      ttl: { usual: 1200, most: 3600 },
      props,
      grantedBy: props.cause('secrets'),
    });
    this.emitStore(service, workload, role, props);
    for (const [secret, target] of this.targets) this.emitSecret(service, workload, secret, target, props);
  }

  private emitStore(service: ServiceScope, workload: string, role: string, props: Props): void {
    const { vault } = service.spec;
    const { auth, causes } = storeLogin(vault, role, names.workload(workload));
    emit(
      service.grants,
      'SecretStore',
      {
        metadata: {
          name: names.workload(workload),
          namespace: names.namespace(service.id),
          labels: workloadLabels(service.id, workload, service.owner),
        },
        spec: { provider: { vault: { server: vault.address, path: vault.mounts.secrets, version: 'v2', auth } } },
      },
      why(this, service, props, {
        spec: rule('a store of its own namespace: a cluster-wide one would lend its rights to everybody'),
        'spec.provider.vault.server': fact('vault.address'),
        'spec.provider.vault.path': fact('vault.mounts.secrets'),
        ...causes,
      }),
    );
  }

  private emitSecret(service: ServiceScope, workload: string, secret: string, target: string, props: Props): void {
    const key = names.secretPath(service.env.name, service.id, secret);
    const remoteRef = {
      key,
      property: PROPERTY,
      conversionStrategy: 'Default',
      decodingStrategy: 'None',
      metadataPolicy: 'None',
    } as const;
    emit(
      service.objects,
      'ExternalSecret',
      {
        metadata: {
          name: target,
          namespace: names.namespace(service.id),
          labels: workloadLabels(service.id, workload, service.owner),
          annotations: { [OWNER_ANNOTATION]: service.owner },
        },
        spec: {
          refreshInterval: '1h',
          secretStoreRef: { name: names.workload(workload), kind: 'SecretStore' },
          target: {
            name: target,
            creationPolicy: 'Owner',
            deletionPolicy: service.spec.tier === 'production' ? 'Retain' : 'Delete',
          },
          data: [{ secretKey: secret, remoteRef }],
        },
      },
      why(this, service, props, {
        metadata: props.cause('secrets'),
        'spec.data': props.cause('secrets'),
        'spec.refreshInterval': rule('an hour, so that a fleet does not storm Vault'),
        'spec.target': rule('named after service, workload and secret: the operator overwrites a Secret of that name'),
        'spec.target.deletionPolicy': fact('tier'),
      }),
    );
  }
}

/** What External Secrets does with its own token: look at it, and give it back. */
const OWN_TOKEN: readonly PathGrant[] = [
  { path: 'auth/token/lookup-self', capabilities: ['read'] },
  { path: 'auth/token/revoke-self', capabilities: ['update'] },
];

function secretGrants({ spec, env, id }: ServiceScope, secret: string): PathGrant[] {
  const path = names.secretPath(env.name, id, secret);
  return ['data', 'metadata'].map((part) => ({
    path: `${spec.vault.mounts.secrets}/${part}/${path}`,
    capabilities: ['read'],
  }));
}
