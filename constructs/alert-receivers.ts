import { Construct } from 'constructs';
import { ALERTMANAGER, receiverKeysOf, type ReceiverKeys } from '../lib/alerts/receiver-keys';
import { PLATFORM } from '../lib/alerts/links';
import { trace, type Cause } from '../lib/engine/trace';
import type { BlockStack, ObjectChart } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { names } from '../lib/names';
import { emit } from './kubernetes';
import { PLATFORM_LABELS, platformTrace } from './platform-trace';
import { fact, rule } from './service-scope';
import { storeLogin } from './vault-login';
import type { VaultMounts } from './vault-mounts';
import { entryOf, OWN_TOKEN, REFRESH, TOKEN_TTL } from './vault-operator';
import { vaultRole } from './vault-role';

/** Where the keys of receivers are brought from, and where their login is emitted. */
export interface AlertReceiversProps {
  readonly objects: ObjectChart;
  readonly blocks: BlockStack;
  readonly spec: EnvironmentSpec;
  /** Where it logs in. */
  readonly mounts: VaultMounts;
}

/**
 * Brings what Alertmanager needs to tell anybody, from one object in Vault into the Secret that it mounts: exactly the keys that the
 * routing names, by a login of its own that reads that object and nothing else. Nothing is emitted where alerts are routed elsewhere.
 * @example
 * ```ts
 * new AlertReceivers(this, 'receivers', { objects, blocks, spec: env.spec, mounts });
 * ```
 */
export class AlertReceivers extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly given: AlertReceiversProps,
  ) {
    super(scope, id);
    const keys = receiverKeysOf(given.spec);
    if (keys === undefined) return;
    const role = names.vaultPod(given.spec.name, PLATFORM, ALERTMANAGER);
    this.emitLogin(role, keys);
    this.emitStore(role, keys);
    this.emitSecret(keys);
  }

  private emitLogin(role: string, { namespace, path }: ReceiverKeys): void {
    const { blocks, spec, mounts } = this.given;
    const login = mounts.logins.get('pods');
    const made = vaultRole(blocks, spec, {
      name: role,
      address: 'alert_receivers',
      mount: spec.vault.mounts.pods,
      bound: { namespace, account: ACCOUNT },
      grants: [{ path: `${spec.vault.mounts.secrets}/data/${path}`, capabilities: ['read'] }, ...OWN_TOKEN],
      ttl: TOKEN_TTL,
      after: login === undefined ? [] : [login],
    });
    trace(
      made.policy,
      this.why({ name: rule('role and policy are one to one'), policy: rule('one object, and its own token') }),
    );
    trace(made.role, this.why({ ...made.causes, depends_on: rule('the mount is named, not referred to') }));
  }

  private emitStore(role: string, { namespace }: ReceiverKeys): void {
    const { objects, spec } = this.given;
    const metadata = { name: ACCOUNT, namespace, labels: PLATFORM_LABELS };
    emit(
      objects,
      'ServiceAccount',
      { metadata, automountServiceAccountToken: false },
      this.why({
        'metadata.namespace': fact('alertmanager.namespace'),
        automountServiceAccountToken: rule('no pod runs as it: External Secrets asks for its tokens'),
      }),
    );
    const { vault } = spec;
    const { auth, causes } = storeLogin(vault, role, ACCOUNT);
    emit(
      objects,
      'SecretStore',
      {
        metadata,
        spec: { provider: { vault: { server: vault.address, path: vault.mounts.secrets, version: 'v2', auth } } },
      },
      this.why({
        spec: rule('a store of its own namespace: a cluster-wide one would lend its rights to everybody'),
        'metadata.namespace': fact('alertmanager.namespace'),
        'spec.provider.vault.server': fact('vault.address'),
        'spec.provider.vault.path': fact('vault.mounts.secrets'),
        ...causes,
      }),
    );
  }

  private emitSecret({ namespace, secret, path, keys }: ReceiverKeys): void {
    const { objects, spec } = this.given;
    emit(
      objects,
      'ExternalSecret',
      {
        metadata: { name: ACCOUNT, namespace, labels: PLATFORM_LABELS },
        spec: {
          refreshInterval: REFRESH,
          secretStoreRef: { name: ACCOUNT, kind: 'SecretStore' },
          target: {
            name: secret,
            creationPolicy: 'Owner',
            deletionPolicy: spec.tier === 'production' ? 'Retain' : 'Delete',
          },
          data: keys.map((key) => entryOf(key, path, key)),
        },
      },
      this.why({
        'metadata.namespace': fact('alertmanager.namespace'),
        'spec.data': fact('alertReceivers'),
        'spec.refreshInterval': rule('an hour, so that a fleet does not storm Vault'),
        'spec.target.name': fact('alertmanager.secret'),
        'spec.target.deletionPolicy': fact('tier'),
      }),
    );
  }

  private why(causes: Readonly<Record<string, Cause>>) {
    return platformTrace(this.given.spec, 'receivers', causes);
  }
}

/** The service account, the store and the ExternalSecret have one name. */
const ACCOUNT = names.alertReceivers;
