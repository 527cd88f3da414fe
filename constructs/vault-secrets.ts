import { Construct } from 'constructs';
import {
  EXPIRES_ANNOTATION,
  OWNER_ANNOTATION,
  ROTATE_ANNOTATION,
  SECRET_CLASS_LABEL,
  SECRET_OWNER_ANNOTATION,
  workloadLabels,
} from '../lib/labels';
import { names } from '../lib/names';
import type { Props } from '../lib/props';
import { partsOf, registryOf, secretKeyOf, versionOf, type DeclaredSecret } from '../lib/secrets/secret';
import { emit } from './kubernetes';
import { fact, requireScope, rule, why, type ServiceScope } from './service-scope';
import { pullTemplate } from './pull-secrets';
import { storeLogin } from './vault-login';
import { entryOf, OWN_TOKEN, REFRESH, TOKEN_TTL } from './vault-operator';
import { VaultOidcRole } from './vault-oidc-role';
import type { PathGrant } from './vault-policy';

/** The secrets of one workload. */
export interface VaultSecretsProps {
  readonly workload: string;
  /** As declared in the service file. */
  readonly secrets: readonly DeclaredSecret[];
  readonly props: Props;
}

/**
 * Brings declared secrets from Vault to one workload: a login, a policy with exact paths, and an ExternalSecret each.
 * Without any there is no login at all.
 * @example
 * ```ts
 * new VaultSecrets(this, 'secrets', { workload: 'api', secrets: settings.secrets, props });
 * ```
 */
export class VaultSecrets extends Construct {
  /** Secret name → the Kubernetes Secret that holds it. */
  readonly targets: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, { workload, secrets, props }: VaultSecretsProps) {
    super(scope, id);
    const service = requireScope(this);
    this.targets = new Map(secrets.map(({ name }) => [name, names.secretTarget(service.id, workload, name)]));
    if (secrets.length === 0) return;
    const role = names.vaultPod(service.env.name, service.id, workload);
    new VaultOidcRole(this, 'role', {
      name: role,
      address: workload,
      mount: service.spec.vault.mounts.pods,
      bound: { namespace: names.namespace(service.id), account: names.workload(workload) },
      grants: [...secrets.flatMap(({ name }) => secretGrants(service, name)), ...OWN_TOKEN],
      ttl: TOKEN_TTL,
      props,
      grantedBy: props.cause('secrets'),
    });
    this.emitStore(service, workload, role, props);
    for (const secret of secrets) this.emitSecret(service, workload, secret, props);
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

  private emitSecret(service: ServiceScope, workload: string, secret: DeclaredSecret, props: Props): void {
    const target = names.secretTarget(service.id, workload, secret.name);
    const version = versionOf(secret);
    const registry = registryOf(secret);
    // Nodes present the present generation; that the other one passes is the registry's part.
    const parts = registry === undefined ? secret.properties : partsOf(secret);
    emit(
      service.objects,
      'ExternalSecret',
      {
        metadata: {
          name: target,
          namespace: names.namespace(service.id),
          labels: { ...workloadLabels(service.id, workload, service.owner), ...classLabel(secret) },
          annotations: { [OWNER_ANNOTATION]: service.owner, ...termsAnnotations(secret) },
        },
        spec: {
          refreshInterval: REFRESH,
          secretStoreRef: { name: names.workload(workload), kind: 'SecretStore' },
          target: {
            name: target,
            creationPolicy: 'Owner',
            deletionPolicy: service.spec.tier === 'production' ? 'Retain' : 'Delete',
            ...(registry !== undefined && { template: pullTemplate(registry) }),
          },
          data: parts.map((property) =>
            entryOf(registry === undefined ? secretKeyOf(secret, property) : property, secret.path, property, version),
          ),
        },
      },
      why(this, service, props, {
        metadata: props.cause('secrets'),
        'spec.data': props.cause('secrets'),
        'spec.refreshInterval': rule('an hour, so that a fleet does not storm Vault'),
        'spec.target': rule('named after service, workload and secret: the operator overwrites a Secret of that name'),
        'spec.target.deletionPolicy': fact('tier'),
        ...(registry !== undefined && {
          'spec.target.template': rule('what nodes present to a registry, by docs/guides/images-and-pins.md'),
        }),
      }),
    );
  }
}

/** What others have to know of a secret that they share: in the cluster, beside what it is for. */
function termsAnnotations({ terms }: DeclaredSecret): Record<string, string> {
  if (terms === undefined) return {};
  const { owner, expires, rotateEvery } = terms;
  return { [SECRET_OWNER_ANNOTATION]: owner, [EXPIRES_ANNOTATION]: expires, [ROTATE_ANNOTATION]: rotateEvery };
}

function classLabel({ class: of }: DeclaredSecret): Record<string, string> {
  return of === 'long-lived' ? { [SECRET_CLASS_LABEL]: of } : {};
}

function secretGrants({ spec, env, id }: ServiceScope, secret: string): PathGrant[] {
  const path = names.secretPath(env.name, id, secret);
  return ['data', 'metadata'].map((part) => ({
    path: `${spec.vault.mounts.secrets}/${part}/${path}`,
    capabilities: ['read'],
  }));
}
