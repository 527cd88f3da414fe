import { ALERTMANAGER, receiverKeysIn } from '../alerts/receiver-keys';
import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
import { factsOf, objectsOf, resourcesOf } from '../check/fleet';
import { asList, asObject, asText, asTexts, at } from '../check/json';
import { nameOf, namespaceOf, placeOf } from '../check/stacks';
import { isPattern, overlaps, toVaultPath } from '../check/vault-path';
import { policyOf } from '../check/vault-policy';
import { names } from '../names';
import type { Edge, Link } from './edge';
import { mountedSecrets } from './mounts';
import type { Pod } from './pod';

/** A path of Vault that somebody may read, with the documents that say so. */
interface Readable {
  /** As the policy has it, patterns too. */
  readonly path: string;
  readonly through: readonly Link[];
}

/** Every secret that pods and Alertmanager learn: those that they mount, and those that Vault would give to their service account. */
export function readEdges(assembly: Assembly, pods: readonly Pod[]): readonly Edge[] {
  const vault = new Vault(assembly);
  const external = byTarget(assembly);
  const stores = new Map(
    objectsOf(assembly, 'SecretStore').map((store) => [placeOf('', namespaceOf(store), nameOf(store)), store]),
  );
  const broughtBy = (source: Document, from: string, before: readonly Link[]): readonly Edge[] => {
    const namespace = namespaceOf(source);
    const store = stores.get(placeOf('', namespace, asText(at(source.object, 'spec', 'secretStoreRef', 'name'))));
    return keysOf(source).flatMap(({ key, path }) => {
      const through = [...before, { document: source, path, says: `brings it to ${namespace ?? '?'}` }];
      return vault.read(key, store, from, through);
    });
  };
  const mounted = pods.flatMap((pod) =>
    mountedSecrets(pod).flatMap(({ name, link }): readonly Edge[] => {
      const source = external.get(placeOf('', pod.namespace, name));
      // Nobody brings it, and no pod starts that would look for it.
      if (source === undefined && wantsNone(pod)) return [];
      if (source === undefined)
        return [{ from: pod.id, to: `secret ${pod.namespace}/${name}`, how: 'read', through: [link] }];
      return broughtBy(source, pod.id, [link]);
    }),
  );
  const alertmanager = alertmanagerOf(assembly);
  const told = alertmanager && external.get(placeOf('', alertmanager.namespace, alertmanager.secret));
  return [
    ...mounted,
    ...(told === undefined ? [] : broughtBy(told, ALERTMANAGER, [])),
    ...[...pods, ...(alertmanager === undefined ? [] : [alertmanager])].flatMap((reader) => vault.given(reader)),
  ];
}

/** Who logs in to Vault: the pods of a service account, or what the platform brings to Alertmanager. */
type Reader = Pick<Pod, 'id' | 'namespace' | 'account'>;

/** Alertmanager is nobody's workload: it learns what is brought to the Secret that it mounts. */
function alertmanagerOf(assembly: Assembly): (Reader & { readonly secret: string }) | undefined {
  const keys = receiverKeysIn(assembly);
  if (keys === undefined) return undefined;
  return { id: ALERTMANAGER, namespace: keys.namespace, account: names.alertReceivers, secret: keys.secret };
}

function wantsNone({ source }: Pod): boolean {
  return at(source?.document.object, 'spec', 'replicas') === 0;
}

/** What Vault's roles and policies let through. */
class Vault {
  private readonly roles = new Map<string, Document>();
  private readonly bySubject = new Map<string, Document[]>();
  private readonly policies = new Map<string, Document>();
  /** Paths that somebody reads, by what they are called here. */
  private readonly known = new Map<string, string>();
  /** Where the store of secrets is mounted; a name may hold a slash. */
  private readonly mount: string;

  constructor(assembly: Assembly) {
    this.mount = asText(at(factsOf(assembly).object, 'vault', 'mounts', 'secrets')) ?? 'secret';
    for (const role of resourcesOf(assembly, 'vault_jwt_auth_backend_role', 'vault_kubernetes_auth_backend_role')) {
      this.roles.set(asText(role.object['role_name']) ?? '', role);
      for (const subject of subjectsOf(role))
        this.bySubject.set(subject, [...(this.bySubject.get(subject) ?? []), role]);
    }
    for (const policy of resourcesOf(assembly, 'vault_policy'))
      this.policies.set(asText(policy.object['name']) ?? '', policy);
  }

  /** The edge to a secret that the operator brings, unless the role of the store may not read it. */
  read(key: string, store: Document | undefined, from: string, through: readonly Link[]): readonly Edge[] {
    const { path: mount, auth } = asObject(at(store?.object, 'spec', 'provider', 'vault'));
    const role = asText(at(auth, 'jwt', 'role')) ?? asText(at(auth, 'kubernetes', 'role')) ?? '';
    const to = `secret ${asText(mount) ?? '?'}/${key}`;
    const document = this.roles.get(role);
    if (store === undefined || document === undefined) return [{ from, to, how: 'read', through }];
    const path = `${asText(mount) ?? ''}/data/${key}`;
    this.known.set(to, path);
    const wanted = toVaultPath(path);
    const grants = this.readable(document).filter((one) => overlaps(toVaultPath(one.path), wanted));
    if (grants.length === 0) return [];
    const by = { document: store, path: 'spec.provider.vault.auth', says: 'asks Vault for it' };
    return [{ from, to, how: 'read', through: [...through, by, ...(grants[0]?.through ?? [])] }];
  }

  /** The edges of a service account that Vault knows, to secrets by their path, and to all known ones that a pattern meets. */
  given(pod: Reader): readonly Edge[] {
    const roles = this.bySubject.get(`system:serviceaccount:${pod.namespace}:${pod.account}`) ?? [];
    return roles.flatMap((role) =>
      this.readable(role).flatMap(({ path, through }): readonly Edge[] => {
        const edge = (to: string): Edge => ({ from: pod.id, to, how: 'read', through });
        const own = edge(`secret ${this.withoutData(path)}`);
        if (!isPattern(path)) return [own];
        const met = [...this.known].filter(([, one]) => overlaps(toVaultPath(path), toVaultPath(one)));
        return [own, ...met.map(([to]) => edge(to))];
      }),
    );
  }

  private withoutData(path: string): string {
    const plain = path.replace(/^\//, '');
    if (plain.startsWith(`${this.mount}/data/`)) return `${this.mount}/${plain.slice(this.mount.length + 6)}`;
    return plain.replace(/^([^/]+)\/data\//, '$1/');
  }

  /** What tells about a token or about the age of a secret is none. */
  private isSecret(path: string): boolean {
    const plain = path.replace(/^\//, '');
    return !plain.startsWith(`${this.mount}/metadata/`) && !/^(?:auth\/token\/|[^/+*]+\/metadata\/)/.test(plain);
  }

  private readable(role: Document): readonly Readable[] {
    const says = `lets the service account log in`;
    return asTexts(role.object['token_policies']).flatMap((name) => {
      const policy = this.policies.get(name);
      if (policy === undefined) return [];
      const through: readonly Link[] = [
        { document: role, path: 'bound_subject', says },
        { document: policy, path: 'policy', says: 'lets it be read' },
      ];
      return (policyOf(policy) ?? [])
        .filter(
          ({ path, capabilities }) =>
            capabilities.includes('read') && !capabilities.includes('deny') && this.isSecret(path),
        )
        .map(({ path }) => ({ path, through }));
    });
  }
}

/** Whose tokens a role takes; any pod's where it does not say. */
function subjectsOf({ object }: Document): readonly string[] {
  const accounts = asTexts(object['bound_service_account_names']);
  const namespaces = asTexts(object['bound_service_account_namespaces']);
  const pairs = namespaces.flatMap((namespace) =>
    accounts.map((account) => `system:serviceaccount:${namespace}:${account}`),
  );
  return [asText(object['bound_subject']) ?? asText(at(object['bound_claims'], 'sub')) ?? [], ...pairs].flat();
}

function byTarget(assembly: Assembly): ReadonlyMap<string, Document> {
  return new Map(
    objectsOf(assembly, 'ExternalSecret').map((document) => {
      const target = asText(at(document.object, 'spec', 'target', 'name')) ?? nameOf(document);
      return [placeOf('', namespaceOf(document), target), document];
    }),
  );
}

function keysOf({ object }: Document): readonly { readonly key: string; readonly path: string }[] {
  const list = (field: string, ...keys: readonly string[]) =>
    asList(at(object, 'spec', field)).flatMap((item, index) => {
      const key = asText(at(item, ...keys));
      return key === undefined ? [] : [{ key, path: `spec.${field}.${index}.${keys.join('.')}` }];
    });
  return [...list('data', 'remoteRef', 'key'), ...list('dataFrom', 'extract', 'key')];
}
