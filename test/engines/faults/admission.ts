import type { Read } from '../../support/documents';
import { container } from './kubernetes';

/** What is done to a good object of the service `front`, of which kind, and the code in which both the cluster and our own check refuse it. */
export type AdmissionFault = readonly [what: string, of: string, edit: (object: Read) => void, code: string];

const pod = (of: Read): Read => of.spec.template?.spec ?? of.spec;
const meta = (of: Read): Read => of.spec.template?.metadata ?? of.metadata;
const digest = `@sha256:${'0123456789abcdef'.repeat(4)}`;

/** Mistakes in what pods are; each is tried in a bare pod and in a Deployment. */
export const POD_FAULTS: readonly (readonly [what: string, edit: (object: Read) => void, code: string])[] = [
  ['a token of the API server', (of) => (pod(of).automountServiceAccountToken = true), 'POD_RESTRICTED'],
  ['the network of the node', (of) => (pod(of).hostNetwork = true), 'POD_RESTRICTED'],
  ['the processes of the node', (of) => (pod(of).hostPID = true), 'POD_RESTRICTED'],
  [
    'a root that can be written',
    (of) => (container(of).securityContext.readOnlyRootFilesystem = false),
    'POD_RESTRICTED',
  ],
  [
    'a privileged container',
    (of) => Object.assign(container(of).securityContext, { privileged: true, allowPrivilegeEscalation: true }),
    'POD_RESTRICTED',
  ],
  [
    'a capability',
    (of) => (container(of).securityContext.capabilities = { drop: ['ALL'], add: ['SYS_ADMIN'] }),
    'POD_RESTRICTED',
  ],
  ['root', (of) => (container(of).securityContext.runAsUser = 0), 'POD_RESTRICTED'],
  [
    'no filter of system calls',
    (of) => (container(of).securityContext.seccompProfile = { type: 'Unconfined' }),
    'POD_RESTRICTED',
  ],
  ['a folder of the node', (of) => pod(of).volumes.push({ name: 'node', hostPath: { path: '/' } }), 'POD_RESTRICTED'],
  ['variables of Services', (of) => (pod(of).enableServiceLinks = true), 'SERVICE_LINKS'],
  ['an image by tag', (of) => (container(of).image = 'images.harbour.example/models/echo:1'), 'IMAGE_NOT_BY_DIGEST'],
  [
    'an image from a registry that nobody knows',
    (of) => (container(of).image = `evil.example/models/echo${digest}`),
    'IMAGE_HOST_PRIVATE',
  ],
  [
    'the label of another service',
    (of) => {
      meta(of).labels['taxiway.dev/service'] = 'back';
      if (of.kind === 'Deployment') of.spec.selector.matchLabels['taxiway.dev/service'] = 'back';
    },
    'POD_LABELS',
  ],
  ['scratch space without a size', (of) => (pod(of).volumes[0].emptyDir = {}), 'POD_RESOURCES'],
  ['a GPU on any node', (of) => delete pod(of).nodeSelector, 'GPU_POOL_UNREACHABLE'],
  ['a GPU without a toleration', (of) => (pod(of).tolerations = []), 'GPU_POOL_UNREACHABLE'],
  [
    'GPU nodes without a GPU',
    (of) => {
      for (const amounts of Object.values<Read>(container(of).resources)) delete amounts['nvidia.com/gpu'];
    },
    'GPU_NODES_UNASKED',
  ],
  [
    'a disk that nobody declared',
    (of) => pod(of).volumes.push({ name: 'data', persistentVolumeClaim: { claimName: 'data' } }),
    'STORE_UNDECLARED',
  ],
  ['the service account of somebody else', (of) => (pod(of).serviceAccountName = 'default'), 'CAGE'],
  ['the priority of another maturity', (of) => (pod(of).priorityClassName = 'taxiway-ga'), 'CAGE'],
];

/** Mistakes in other objects. */
export const ADMISSION_FAULTS: readonly AdmissionFault[] = [
  ['a container without amounts', 'Deployment', (of) => delete container(of).resources.limits.memory, 'POD_RESOURCES'],
  [
    'a selector of one label',
    'Deployment',
    (of) => delete of.spec.selector.matchLabels['taxiway.dev/service'],
    'POD_LABELS',
  ],
  ['a node by its name', 'Deployment', (of) => (pod(of).nodeName = 'gpu-1'), 'CAGE'],
  ['more pods than the quota holds', 'Deployment', (of) => (of.spec.replicas = 50), 'QUOTA_COVERS_WORKLOADS'],
  ['a load balancer', 'Service', (of) => (of.spec.type = 'LoadBalancer'), 'CAGE'],
  ['a port of every node', 'Service', (of) => (of.spec.type = 'NodePort'), 'CAGE'],
  ['an address outside', 'Service', (of) => (of.spec.externalIPs = ['192.0.2.1']), 'CAGE'],
  [
    'a name outside',
    'Service',
    (of) => {
      delete of.spec.selector;
      delete of.spec.ports;
      Object.assign(of.spec, { type: 'ExternalName', externalName: 'example.com' });
    },
    'CAGE',
  ],
  ['pods of nobody', 'Service', (of) => (of.spec.selector = { app: 'other' }), 'CAGE'],
  ['the host of another service', 'HTTPRoute', (of) => (of.spec.hostnames = ['back.models.harbour.example']), 'CAGE'],
  ['every host', 'HTTPRoute', (of) => delete of.spec.hostnames, 'CAGE'],
  [
    'a host that only begins like its own',
    'HTTPRoute',
    (of) => (of.spec.hostnames = ['front--x.models.harbour.example.evil.example']),
    'CAGE',
  ],
  ['another gateway', 'HTTPRoute', (of) => (of.spec.parentRefs[0].name = 'external'), 'CAGE'],
  ['a way into another namespace', 'HTTPRoute', (of) => (of.spec.rules[0].backendRefs[0].namespace = 'back'), 'CAGE'],
  [
    'a copy of its requests to another namespace',
    'HTTPRoute',
    (of) =>
      (of.spec.rules[0].filters = [
        { type: 'RequestMirror', requestMirror: { backendRef: { name: 'api', namespace: 'back', port: 8080 } } },
      ]),
    'CAGE',
  ],
  ['a rule for everybody', 'NetworkPolicy', (of) => delete of.spec.ingress[0].from, 'RULE_ALLOWS_ALL'],
  ['a rule for every port', 'NetworkPolicy', (of) => delete of.spec.ingress[0].ports, 'RULE_ALLOWS_ALL'],
  [
    'a rule for every address',
    'NetworkPolicy',
    (of) => (of.spec.ingress[0].from = [{ ipBlock: { cidr: '0.0.0.0/0' } }]),
    'RULE_ALLOWS_ALL',
  ],
  [
    'a rule for every namespace',
    'NetworkPolicy',
    (of) => (of.spec.ingress[0].from = [{ namespaceSelector: {} }]),
    'RULE_ALLOWS_ALL',
  ],
  [
    'a way to a datastore',
    'NetworkPolicy',
    (of) => {
      of.spec.policyTypes.push('Egress');
      of.spec.egress = [{ to: [{ ipBlock: { cidr: '10.9.8.7/32' } }], ports: [{ protocol: 'TCP', port: 5432 }] }];
    },
    'RULE_ALLOWS_ALL',
  ],
  ['a store of the cluster', 'ExternalSecret', (of) => (of.spec.secretStoreRef.kind = 'ClusterSecretStore'), 'CAGE'],
  [
    'the secret of another service',
    'ExternalSecret',
    (of) => (of.spec.data[0].remoteRef.key = 'env/harbour/service/back/key'),
    'CAGE',
  ],
  [
    'whatever secret is found',
    'ExternalSecret',
    (of) => {
      delete of.spec.data;
      of.spec.dataFrom = [{ find: { name: { regexp: '.*' } } }];
    },
    'CAGE',
  ],
];
