import { PROMISES, refusal, type Promised } from '../lib/check/promises';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { CLAIMS_ANNOTATION, GPU_SHAPE_LABEL, MATURITY_LABEL, SERVICE_LABEL, WORKLOAD_LABEL } from '../lib/labels';
import { names } from '../lib/names';
import { PUBLIC_REGISTRIES } from '../lib/registry';
import type { Validation } from './admission-kinds';

type Variables = readonly { readonly name: string; readonly expression: string }[];

/** Containers that GKE puts in beside ours, from its own registry: their amounts and digests are the cluster's affair. */
const GOOGLE = `c.name.startsWith("gke-gcsfuse-") && c.image.matches("^(gke[.]gcr[.]io|[a-z0-9-]+-artifactregistry[.]gcr[.]io/gke-release)/")`;
const GPU = '"nvidia.com/gpu"';

/** What a policy over pods reckons first; `at` is where the pod is in the object. */
export function podVariables(at: 'object' | 'object.spec.template'): Variables {
  return [
    { name: 'spec', expression: `${at}.spec` },
    { name: 'labels', expression: `has(${at}.metadata.labels) ? ${at}.metadata.labels : {}` },
    {
      name: 'containers',
      expression:
        'variables.spec.containers + (has(variables.spec.initContainers) ? variables.spec.initContainers : [])',
    },
    { name: 'own', expression: `variables.containers.filter(c, !(${GOOGLE}))` },
    { name: 'volumes', expression: 'has(variables.spec.volumes) ? variables.spec.volumes : []' },
    { name: 'selector', expression: 'has(variables.spec.nodeSelector) ? variables.spec.nodeSelector : {}' },
    { name: 'tolerations', expression: 'has(variables.spec.tolerations) ? variables.spec.tolerations : []' },
    {
      name: 'gpu',
      expression: `variables.own.exists(c, has(c.resources) && has(c.resources.limits) && ${GPU} in c.resources.limits)`,
    },
    {
      name: 'claims',
      expression: `has(namespaceObject.metadata.annotations) && "${CLAIMS_ANNOTATION}" in namespaceObject.metadata.annotations ? namespaceObject.metadata.annotations["${CLAIMS_ANNOTATION}"].split(",") : []`,
    },
  ];
}

/** What every pod of a service keeps, and every Deployment that makes some. */
export function podValidations(spec: EnvironmentSpec): readonly Validation[] {
  return [...restricted(), ...images(spec), ...amounts(), ...gpus(), ...belongings()];
}

const asked = (promise: Promised, wrong: string, expression: string): Validation => ({
  expression,
  message: refusal(promise, wrong),
});
/** Whether a field of a container's security context is there. */
const has = (field: string): string => `has(c.securityContext) && has(c.securityContext.${field})`;
const isOff = (field: string): string => `!(has(variables.spec.${field}) && variables.spec.${field})`;

/** The restricted standard is the cluster's own admission for pods; a Deployment is only warned of, and fails later. */
function restricted(): readonly Validation[] {
  const context = 'has(variables.spec.securityContext) && has(variables.spec.securityContext';
  const volumes = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim'];
  const kinds = [...volumes, 'projected', 'secret'].map((kind) => `has(v.${kind})`).join(' || ');
  return [
    asked(
      PROMISES.token,
      'automountServiceAccountToken is not false',
      'has(variables.spec.automountServiceAccountToken) && !variables.spec.automountServiceAccountToken',
    ),
    asked(
      PROMISES.host,
      'hostNetwork, hostPID or hostIPC is true',
      ['hostNetwork', 'hostPID', 'hostIPC'].map(isOff).join(' && '),
    ),
    asked(
      PROMISES.readOnlyRoot,
      'readOnlyRootFilesystem of a container is not true',
      `variables.own.all(c, ${has('readOnlyRootFilesystem')} && c.securityContext.readOnlyRootFilesystem)`,
    ),
    asked(
      PROMISES.privilege,
      'a container has a privilege',
      `variables.containers.all(c, ${has('allowPrivilegeEscalation')} && !c.securityContext.allowPrivilegeEscalation` +
        ' && !(has(c.securityContext.privileged) && c.securityContext.privileged)' +
        ' && has(c.securityContext.capabilities) && has(c.securityContext.capabilities.drop) && "ALL" in c.securityContext.capabilities.drop' +
        ' && (!has(c.securityContext.capabilities.add) || c.securityContext.capabilities.add.all(a, a == "NET_BIND_SERVICE")))',
    ),
    asked(
      PROMISES.nonRoot,
      'runAsNonRoot is not true, or runAsUser is 0',
      `variables.containers.all(c, ${has('runAsNonRoot')} ? c.securityContext.runAsNonRoot : ${context}.runAsNonRoot) && variables.spec.securityContext.runAsNonRoot)` +
        ` && !(${context}.runAsUser) && variables.spec.securityContext.runAsUser == 0)` +
        ` && variables.containers.all(c, !(${has('runAsUser')} && c.securityContext.runAsUser == 0))`,
    ),
    asked(
      PROMISES.seccomp,
      'seccompProfile is missing or Unconfined',
      `variables.containers.all(c, ${has('seccompProfile')} ? c.securityContext.seccompProfile.type != "Unconfined" : ${context}.seccompProfile) && variables.spec.securityContext.seccompProfile.type != "Unconfined")`,
    ),
    asked(PROMISES.volume, 'a volume is of another kind', `variables.volumes.all(v, ${kinds})`),
    asked(
      PROMISES.links,
      'enableServiceLinks is not false',
      'has(variables.spec.enableServiceLinks) && !variables.spec.enableServiceLinks',
    ),
  ];
}

function images({ registry, registryMirror, publicRegistries = [] }: EnvironmentSpec): readonly Validation[] {
  const own = [registry, ...(registryMirror === undefined ? [] : [registryMirror]), ...publicRegistries];
  const places = JSON.stringify([...new Set([...own, ...PUBLIC_REGISTRIES])].sort().map((place) => `${place}/`));
  return [
    asked(
      PROMISES.digest,
      'an image has no digest',
      // Eight characters of '@sha256:', and 64 digits.
      'variables.own.all(c, c.image.matches("^[^@]+@sha256:[0-9a-f]+$") && c.image.size() == c.image.indexOf("@") + 72)',
    ),
    asked(
      PROMISES.registry,
      'an image comes from another registry',
      // Without a host, a name is one of docker.io.
      `variables.own.all(c, ${places}.exists(p, c.image.startsWith(p)) || !c.image.split("/")[0].matches("[.:]|^localhost$"))`,
    ),
  ];
}

function amounts(): readonly Validation[] {
  return [
    asked(
      PROMISES.amounts,
      'an amount of a container is missing',
      'variables.own.all(c, has(c.resources) && has(c.resources.requests) && has(c.resources.limits)' +
        ' && ["cpu", "memory", "ephemeral-storage"].all(r, r in c.resources.requests)' +
        ' && ["memory", "ephemeral-storage"].all(r, r in c.resources.limits))',
    ),
    asked(
      PROMISES.scratch,
      'an emptyDir has no sizeLimit',
      'variables.volumes.all(v, !has(v.emptyDir) || has(v.emptyDir.sizeLimit) || v.name.startsWith("gke-gcsfuse-"))',
    ),
  ];
}

function gpus(): readonly Validation[] {
  const nodes = [GPU_SHAPE_LABEL, 'cloud.google.com/compute-class'].map((label) => `"${label}" in variables.selector`);
  return [
    asked(
      PROMISES.gpuNodes,
      'a pod with a GPU looks for no GPU nodes',
      `!variables.gpu || ("cloud.google.com/gke-accelerator" in variables.selector && (${nodes.join(' || ')})` +
        ` && variables.tolerations.exists(t, has(t.key) && t.key == ${GPU}))`,
    ),
    asked(
      PROMISES.gpuUnasked,
      'a pod without a GPU tolerates GPU nodes',
      `variables.gpu || variables.tolerations.all(t, has(t.key) && t.key != "" && t.key != ${GPU})`,
    ),
  ];
}

/** Whose the pod is, and what it has beside its containers. */
function belongings(): readonly Validation[] {
  const workload = `"${WORKLOAD_LABEL}" in variables.labels`;
  const maturity = `namespaceObject.metadata.labels["${MATURITY_LABEL}"]`;
  return [
    asked(
      PROMISES.labels,
      'labels of the pod are missing or of another service',
      `"${SERVICE_LABEL}" in variables.labels && variables.labels["${SERVICE_LABEL}"] == request.namespace && ${workload}`,
    ),
    asked(
      PROMISES.store,
      'a disk is no declared store',
      'variables.volumes.all(v, !has(v.ephemeral) && (!has(v.persistentVolumeClaim) || v.persistentVolumeClaim.claimName in variables.claims))',
    ),
    asked(
      PROMISES.account,
      'serviceAccountName is not the name of the workload',
      `has(variables.spec.serviceAccountName) && ${workload} && variables.spec.serviceAccountName == variables.labels["${WORKLOAD_LABEL}"]`,
    ),
    asked(
      PROMISES.priority,
      'priorityClassName is that of another maturity',
      `!has(variables.spec.priorityClassName) || variables.spec.priorityClassName == ${JSON.stringify(names.priorityClass(''))} + ${maturity}`,
    ),
  ];
}

/** What a policy over Deployments reckons besides; the quota's own type is not known where expressions are checked. */
export const DEPLOYMENT_VARIABLES: Variables = [
  { name: 'hard', expression: 'has(dyn(params).spec.hard) ? dyn(params).spec.hard : {}' },
  { name: 'rolling', expression: 'has(object.spec.strategy) && has(object.spec.strategy.rollingUpdate)' },
  {
    name: 'surge',
    expression:
      'variables.rolling && has(object.spec.strategy.rollingUpdate.maxSurge) && type(object.spec.strategy.rollingUpdate.maxSurge) == int ? int(object.spec.strategy.rollingUpdate.maxSurge) : 0',
  },
  { name: 'most', expression: 'has(object.spec.replicas) ? object.spec.replicas + variables.surge : 1' },
  {
    name: 'gpus',
    expression: `variables.own.map(c, has(c.resources) && has(c.resources.limits) && ${GPU} in c.resources.limits ? quantity(c.resources.limits[${GPU}]).asInteger() : 0).sum()`,
  },
];

/** What only a Deployment can get wrong. */
export function deploymentValidations(): readonly Validation[] {
  const chosen = 'object.spec.selector.matchLabels';
  const both = `"${SERVICE_LABEL}" in ${chosen} && "${WORKLOAD_LABEL}" in ${chosen}`;
  const wanted = `${chosen}.size() == 2 && ${chosen}["${SERVICE_LABEL}"] == request.namespace && ${chosen}["${WORKLOAD_LABEL}"] == object.metadata.name`;
  const within = (amount: string, resource: string): string =>
    `!("${resource}" in variables.hard) || ${amount} <= quantity(variables.hard["${resource}"]).asInteger()`;
  return [
    asked(
      PROMISES.selector,
      'the selector is not the service and the workload',
      `has(${chosen}) && ${both} && ${wanted} && !has(object.spec.selector.matchExpressions)`,
    ),
    asked(PROMISES.node, 'nodeName is set', '!has(variables.spec.nodeName)'),
    asked(PROMISES.quota, 'replicas and surge are more pods than the quota holds', within('variables.most', 'pods')),
    asked(
      PROMISES.quota,
      'replicas and surge take more GPUs than the quota holds',
      within('variables.most * variables.gpus', 'requests.nvidia.com/gpu'),
    ),
  ];
}
