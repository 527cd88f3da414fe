import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
import { documentsOf, kindsOfDomain } from '../assembly/find';
import { factsOf, objectsOf, resourcesOf } from '../check/fleet';
import { asList, asObject, asText, asTexts, at, block } from '../check/json';
import { groupBy, nameOf, namespaceOf, placeOf } from '../check/stacks';
import { names } from '../names';
import type { Edge, Link } from './edge';
import { tokenOf } from './mounts';
import type { Pod } from './pod';

const IAM = /^resource\.google_(.+)_iam_(?:member|binding)$/;
/** The argument that says on what a role is given, by the resource's type without `google_` and `_iam_…`. */
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  project: ['project'],
  folder: ['folder'],
  organization: ['org_id'],
  storage_bucket: ['bucket'],
  service_account: ['service_account_id'],
  secret_manager_secret: ['secret_id'],
};
const PRINCIPAL = /\/subject\/ns\/([^/]+)\/sa\/([^/]+)$/;
const NAMESPACE = /^principalSet:\/\/.*\/namespace\/([^/]+)$/;
const POOL = /\/workloadIdentityPools\/([^/]+)\//;
const OLDER = /^serviceAccount:[^[]+\[([^/]+)\/([^\]]+)\]$/;

/** Every right of the cloud, and of the cluster, that pods have by their service account. */
export function actEdges(assembly: Assembly, pods: readonly Pod[]): readonly Edge[] {
  const byAccount = groupBy(pods, ({ namespace, account }) => `${namespace}/${account}`);
  return [...cloudEdges(assembly, pods, byAccount), ...clusterEdges(assembly, pods, byAccount)];
}

type ByAccount = ReadonlyMap<string, readonly Pod[]>;

function cloudEdges(assembly: Assembly, pods: readonly Pod[], byAccount: ByAccount): readonly Edge[] {
  const bindings = bindingsOf(assembly);
  const named = namedPods(pods, byAccount, poolsOfOthers(assembly));
  // Who may act as an account of Google has its rights too.
  const actors = new Map<string, Pod[]>();
  for (const { document, type } of bindings) {
    if (type !== 'service_account') continue;
    const account = `serviceAccount:${(asText(document.object['service_account_id']) ?? '').replace(/^.*\//, '')}`;
    for (const member of membersOf(document))
      actors.set(account, [...(actors.get(account) ?? []), ...named(member.text)]);
  }
  return bindings.flatMap(({ document, type }) =>
    membersOf(document).flatMap(({ text, path }) => {
      const to = `${asText(document.object['role']) ?? '?'} on ${targetText(document, type)}`;
      const from = isEverybody(text) ? ['internet'] : [...named(text), ...(actors.get(text) ?? [])];
      return from.map((pod): Edge => {
        const id = typeof pod === 'string' ? pod : pod.id;
        return { from: id, to, how: 'act', through: [{ document, path, says: `gives it to ${id}` }] };
      });
    }),
  );
}

function bindingsOf(assembly: Assembly): readonly { readonly document: Document; readonly type: string }[] {
  const kinds = kindsOfDomain(assembly, 'terraform').filter((kind) => IAM.test(kind));
  // No kinds would be all of them.
  return (kinds.length === 0 ? [] : documentsOf(assembly, 'terraform', ...kinds)).flatMap((document) => {
    const type = IAM.exec(document.kind)?.[1];
    return type === undefined ? [] : [{ document, type }];
  });
}

function membersOf({ object }: Document): readonly { readonly text: string; readonly path: string }[] {
  const member = asText(object['member']);
  const several = asTexts(object['members']).map((text, index) => ({ text, path: `members.${index}` }));
  return [...(member === undefined ? [] : [{ text: member, path: 'member' }]), ...several];
}

function isEverybody(member: string): boolean {
  return member === 'allUsers' || member === 'allAuthenticatedUsers';
}

/** The pods that a member names; a set of identities whose bounds nobody knows is all of them. */
function namedPods(pods: readonly Pod[], byAccount: ByAccount, others: ReadonlySet<string>) {
  return (member: string): readonly Pod[] => {
    if (others.has(POOL.exec(member)?.[1] ?? '')) return [];
    const one = (member.startsWith('principal://') ? PRINCIPAL : OLDER).exec(member);
    if (one !== null) return byAccount.get(`${one[1] ?? ''}/${one[2] ?? ''}`) ?? [];
    const namespace = NAMESPACE.exec(member)?.[1];
    if (namespace !== undefined) return pods.filter((pod) => pod.namespace === namespace);
    return member.startsWith('principalSet://') ? pods : [];
  };
}

/** Pools of identities that no pod is in: all of their providers trust another issuer than the cluster's. */
function poolsOfOthers(assembly: Assembly): ReadonlySet<string> {
  const issuer = asText(at(factsOf(assembly).object, 'cluster', 'issuer'));
  const providers = groupBy(
    resourcesOf(assembly, 'google_iam_workload_identity_pool_provider'),
    ({ object }) => asText(object['workload_identity_pool_id']) ?? '',
  );
  // The pool of deploy jobs is of the platform, which may be rendered elsewhere.
  const trusting = [...providers].filter(([, all]) =>
    all.some(({ object }) => {
      const trusted = asText(block(object['oidc'])['issuer_uri']);
      return trusted === undefined || trusted === issuer;
    }),
  );
  const known = new Set(trusting.map(([pool]) => pool));
  return new Set([names.deployPool(assembly.environment), ...providers.keys()].filter((pool) => !known.has(pool)));
}

function targetText({ object }: Document, type: string): string {
  const argument = (TARGETS[type] ?? []).find((name) => asText(object[name]) !== undefined);
  const noun = type === 'storage_bucket' ? 'bucket' : type.replaceAll('_', ' ');
  return argument === undefined ? noun : `${noun} ${asText(object[argument]) ?? ''}`;
}

function clusterEdges(assembly: Assembly, pods: readonly Pod[], byAccount: ByAccount): readonly Edge[] {
  const accounts = new Map(
    objectsOf(assembly, 'ServiceAccount').map((one) => [placeOf('', namespaceOf(one), nameOf(one)), one]),
  );
  const automount = ({ namespace, account }: Pod): boolean | undefined => {
    const value = accounts.get(placeOf('', namespace, account))?.object['automountServiceAccountToken'];
    return typeof value === 'boolean' ? value : undefined;
  };
  return objectsOf(assembly, 'RoleBinding', 'ClusterRoleBinding').flatMap((document) =>
    asList(document.object['subjects']).flatMap((subject, index) =>
      subjectPods(subject, document, pods, byAccount).flatMap((pod): readonly Edge[] => {
        const token = tokenOf(pod, automount(pod));
        if (token === undefined) return [];
        const binding: Link = { document, path: `subjects.${index}`, says: `gives it to ${pod.id}` };
        return [{ from: pod.id, to: rightText(document), how: 'act', through: [token, binding] }];
      }),
    ),
  );
}

function subjectPods(
  subject: Parameters<typeof asObject>[0],
  document: Document,
  pods: readonly Pod[],
  byAccount: ByAccount,
): readonly Pod[] {
  const { kind, name, namespace } = asObject(subject);
  const text = asText(name) ?? '';
  if (kind === 'ServiceAccount')
    return byAccount.get(`${asText(namespace) ?? namespaceOf(document) ?? ''}/${text}`) ?? [];
  if (kind !== 'Group') return [];
  if (text === 'system:authenticated' || text === 'system:serviceaccounts') return pods;
  return pods.filter((pod) => text === `system:serviceaccounts:${pod.namespace}`);
}

function rightText(document: Document): string {
  const role = asObject(document.object['roleRef']);
  const name = `${asText(role['kind']) ?? 'Role'} ${asText(role['name']) ?? '?'}`;
  const where = document.kind === 'ClusterRoleBinding' ? 'the cluster' : `namespace ${namespaceOf(document) ?? '?'}`;
  return `${name} in ${where}`;
}
