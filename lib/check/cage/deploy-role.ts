import type { Document } from '../../assembly/document';
import type { Objection } from '../finding';
import { asList, asObject, asText, asTexts } from '../json';
import { nameOf } from '../stacks';

const WRITES = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);
/** Verbs that let somebody give away more than he has. */
const GIVES = new Set(['*', 'impersonate', 'escalate', 'bind']);
/** Kinds that decide what a service can reach, read or use: only the platform writes them. */
const GRANTS = new Set([
  ...[
    'namespaces',
    'resourcequotas',
    'limitranges',
    'priorityclasses',
    'nodes',
    'persistentvolumes',
    'serviceaccounts',
  ],
  ...[
    'networkpolicies',
    'fqdnnetworkpolicies',
    'endpoints',
    'endpointslices',
    'ingresses',
    'gateways',
    'referencegrants',
  ],
  ...['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings', 'certificatesigningrequests'],
  ...['secretstores', 'clustersecretstores', 'clusterexternalsecrets', 'pushsecrets', 'clusterpushsecrets'],
  ...['validatingadmissionpolicies', 'validatingadmissionpolicybindings', 'validatingwebhookconfigurations'],
  ...['mutatingadmissionpolicies', 'mutatingwebhookconfigurations', 'customresourcedefinitions'],
]);
/** What shows secrets or runs something by hand, whatever the verb. */
const NEVER =
  /^(?:\*|\*\/.*|.*\/\*|secrets|serviceaccounts\/token|[a-z]+\/(?:exec|attach|portforward|proxy|ephemeralcontainers))$/;

/** What the deploy identity of a service may write, as `group/resource`. */
export function deployedKinds(grants: readonly Document[]): ReadonlySet<string> {
  const bound = grants.filter(
    ({ kind, object }) => kind === 'RoleBinding' && subjectsOf(object['subjects']).includes('User'),
  );
  const roles = new Set(bound.map(({ object }) => asText(asObject(object['roleRef'])['name'])));
  const kinds = new Set<string>();
  for (const role of grants) {
    if (role.kind !== 'Role' || !roles.has(nameOf(role))) continue;
    for (const { groups, resources, verbs } of rulesOf(role)) {
      if (!verbs.some((verb) => WRITES.has(verb))) continue;
      for (const group of groups) for (const resource of resources) kinds.add(`${group}/${resource}`);
    }
  }
  return kinds;
}

/** The resource of a kind, as the API server forms it. */
export function pluralOf(kind: string): string {
  const word = kind.toLowerCase();
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

/** What the roles and bindings of a service give away that only the platform may have. */
export function* giveaways(grants: readonly Document[]): Generator<Objection> {
  for (const document of grants) {
    if (document.kind === 'Role') yield* roleGiveaways(document);
    if (document.kind === 'RoleBinding') yield* bindingGiveaways(document);
    if (document.kind === 'ClusterRole' || document.kind === 'ClusterRoleBinding') {
      const fix = 'use a Role in the namespace of the service';
      yield { document: document.id, problem: `is a ${document.kind}, which reaches beyond the namespace`, fix };
    }
  }
}

function* roleGiveaways(role: Document): Generator<Objection> {
  const fix = 'leave it to the platform: the service may not change its own cage';
  for (const { path, groups, resources, verbs } of rulesOf(role)) {
    const writes = verbs.some((verb) => WRITES.has(verb));
    for (const [index, resource] of resources.entries()) {
      const refused = NEVER.test(resource) || (writes && GRANTS.has(resource));
      const problem = `allows ${verbs.join(', ')} of ${resource === '*' ? 'everything' : resource}`;
      if (refused) yield { document: role.id, path: `${path}.resources.${index}`, problem, fix };
    }
    for (const [index, verb] of verbs.entries()) {
      if (!GIVES.has(verb)) continue;
      yield { document: role.id, path: `${path}.verbs.${index}`, problem: `allows the verb '${verb}'`, fix };
    }
    const every = groups.indexOf('*');
    if (every !== -1)
      yield { document: role.id, path: `${path}.apiGroups.${every}`, problem: 'allows every API group', fix };
  }
}

function* bindingGiveaways(binding: Document): Generator<Objection> {
  const { kind, name } = asObject(binding.object['roleRef']);
  if (kind !== 'Role') {
    const problem = `gives the ${asText(kind) ?? ''} ${asText(name) ?? ''}, whose rights nothing here shows`;
    yield { document: binding.id, path: 'roleRef.kind', problem, fix: 'bind a Role of the same namespace' };
  }
  for (const [index, item] of asList(binding.object['subjects']).entries()) {
    const subject = asObject(item);
    const subjectName = asText(subject['name']) ?? '';
    if (subject['kind'] !== 'ServiceAccount' && !subjectName.startsWith('system:')) continue;
    const problem = `gives rights to the ${asText(subject['kind']) ?? ''} ${subjectName}`;
    const fix = 'bind the deploy identity and the group of the team, and nobody else';
    yield { document: binding.id, path: `subjects.${index}`, problem, fix };
  }
}

interface RoleRule {
  readonly path: string;
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

function rulesOf({ object }: Document): readonly RoleRule[] {
  return asList(object['rules']).map((item, index) => {
    const { apiGroups, resources, verbs } = asObject(item);
    return { path: `rules.${index}`, groups: asTexts(apiGroups), resources: asTexts(resources), verbs: asTexts(verbs) };
  });
}

function subjectsOf(subjects: Document['object'][string] | undefined): readonly string[] {
  return asList(subjects).map((subject) => asText(asObject(subject)['kind']) ?? '');
}
