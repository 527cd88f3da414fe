import { saysTool } from '../../../labels';
import { NOTHING, both, emptyCounts, keyed, set, type Rule, type Rules } from '../rule';

/** Labels or annotations; what only says which tool wrote the object doesn't count. */
const marks: Rule = both(NOTHING, { ignores: saysTool });

/** What every object has. Marks of tools in a pod's template do count: another one rolls the pods. */
export const OBJECT: Rules = {
  metadata: NOTHING,
  'metadata.labels': marks,
  'metadata.annotations': marks,
  'metadata.finalizers': set(),
  'metadata.ownerReferences': keyed('uid'),
};

/** What is the same wherever it stands: the terms of a selector all have to hold. */
export const ANYWHERE: Rules = {
  matchExpressions: set('key', 'operator'),
  'matchExpressions[].values': set(),
  matchFields: set('key', 'operator'),
  'matchFields[].values': set(),
};

/** Rules of RBAC: any of them is enough. https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
const ROLE: Rules = {
  rules: set('resources', 'apiGroups', 'resourceNames', 'nonResourceURLs'),
  'rules[].apiGroups': set(),
  'rules[].resources': set(),
  'rules[].verbs': set(),
  'rules[].resourceNames': set(),
  'rules[].nonResourceURLs': set(),
};

const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** Defaults: kubernetes/pkg/apis/rbac/v1/defaults.go */
const BINDING: Rules = {
  roleRef: { defaults: () => ({ apiGroup: RBAC_GROUP }) },
  subjects: keyed(['name', 'namespace', 'kind']),
  'subjects[]': { defaults: ({ kind }) => ({ apiGroup: kind === 'ServiceAccount' ? '' : RBAC_GROUP }) },
};

/**
 * An empty list of rules, peers or ports is never the same as none (DIF-1): no rule lets nobody in, a rule without peers
 * everybody. Defaults: kubernetes/pkg/apis/networking/v1/defaults.go
 */
const rules = emptyCounts(set());
const peers: Rule = { list: { kind: 'set', label: [], whole: true } };
const ports: Rule = { list: { kind: 'set', label: ['port', 'protocol'], whole: true } };
const TCP: Rule = { defaults: () => ({ protocol: 'TCP' }) };

const NETWORK_POLICY: Rules = {
  spec: {
    defaults: ({ egress }) => ({
      policyTypes: Array.isArray(egress) && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'],
    }),
  },
  'spec.policyTypes': { list: { kind: 'set', label: [], whole: true } },
  ...Object.fromEntries(
    [
      ['ingress', 'from'],
      ['egress', 'to'],
    ].flatMap(([way = '', end = '']) => [
      [`spec.${way}`, rules],
      [`spec.${way}[].${end}`, peers],
      [`spec.${way}[].${end}[].ipBlock.except`, set()],
      [`spec.${way}[].ports`, ports],
      [`spec.${way}[].ports[]`, TCP],
    ]),
  ),
};

/** https://cloud.google.com/kubernetes-engine/docs/reference/crds/fqdnnetworkpolicy; nothing is said of defaults but TCP. */
const FQDN_NETWORK_POLICY: Rules = {
  'spec.egress': rules,
  'spec.egress[].matches': peers,
  'spec.egress[].ports': ports,
  'spec.egress[].ports[]': TCP,
};

/** By group and kind. */
export const ACCESS: Readonly<Record<string, Rules>> = {
  [`${RBAC_GROUP}/Role`]: ROLE,
  [`${RBAC_GROUP}/ClusterRole`]: ROLE,
  [`${RBAC_GROUP}/RoleBinding`]: BINDING,
  [`${RBAC_GROUP}/ClusterRoleBinding`]: BINDING,
  'networking.k8s.io/NetworkPolicy': NETWORK_POLICY,
  'networking.gke.io/FQDNNetworkPolicy': FQDN_NETWORK_POLICY,
};
