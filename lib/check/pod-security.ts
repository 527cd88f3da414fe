import type { Json, JsonObject } from '../assembly/document';
import { show } from '../nearest';
import { asList, asObject, asText, asTexts, at } from './json';
import { containersOf, type Container, type Pod } from './pods';

/** What a pod sets that the restricted Pod Security Standard forbids, and what it allows. */
export interface Breach {
  readonly path: string;
  readonly given: Json | undefined;
  readonly allowed: string;
}

/** Volumes that hold nothing of the node. */
const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const SYSCTLS = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);
const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const PROFILES = ['RuntimeDefault', 'Localhost'];
const HANDLERS: readonly (readonly string[])[] = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
];

/** Everything in which a pod falls short of the restricted Pod Security Standard of Kubernetes 1.35. */
export function* breaches(pod: Pod): Generator<Breach> {
  yield* podBreaches(pod);
  const context = asObject(pod.spec['securityContext']);
  for (const container of containersOf(pod)) {
    yield* containerBreaches(container);
    yield* inheritedBreaches(container, context);
  }
}

function* podBreaches({ spec, path, metadata, metadataPath }: Pod): Generator<Breach> {
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) yield* unlessFalse(spec[field], `${path}.${field}`);
  for (const [key, value] of Object.entries(asObject(metadata['annotations']))) {
    if (!key.startsWith(APPARMOR) || /^(?:|runtime\/default|localhost\/.*)$/.test(asText(value) ?? '-')) continue;
    yield { path: `${metadataPath}.annotations.${key}`, given: value, allowed: 'runtime/default' };
  }
  for (const [index, volume] of asList(spec['volumes']).entries()) {
    const foreign = Object.keys(asObject(volume)).find((key) => key !== 'name' && !VOLUMES.includes(key));
    if (foreign === undefined) continue;
    yield { path: `${path}.volumes.${index}.${foreign}`, given: at(volume, foreign), allowed: VOLUMES.join(', ') };
  }
  const context = asObject(spec['securityContext']);
  for (const [index, sysctl] of asList(context['sysctls']).entries()) {
    const name = at(sysctl, 'name');
    if (SYSCTLS.has(asText(name) ?? '')) continue;
    yield { path: `${path}.securityContext.sysctls.${index}.name`, given: name, allowed: [...SYSCTLS].join(', ') };
  }
  yield* contextBreaches(context, `${path}.securityContext`);
}

/** What the contexts of a pod and of a container have in common. */
function* contextBreaches(context: JsonObject, path: string): Generator<Breach> {
  yield* unlessFalse(at(context, 'windowsOptions', 'hostProcess'), `${path}.windowsOptions.hostProcess`);
  yield* unlessIn(at(context, 'appArmorProfile', 'type'), PROFILES, `${path}.appArmorProfile.type`);
  yield* unlessIn(at(context, 'seccompProfile', 'type'), PROFILES, `${path}.seccompProfile.type`);
  yield* unlessIn(at(context, 'seLinuxOptions', 'type'), SELINUX_TYPES, `${path}.seLinuxOptions.type`);
  yield* unlessIn(at(context, 'seLinuxOptions', 'user'), [''], `${path}.seLinuxOptions.user`);
  yield* unlessIn(at(context, 'seLinuxOptions', 'role'), [''], `${path}.seLinuxOptions.role`);
  if (context['runAsUser'] === 0) yield { path: `${path}.runAsUser`, given: 0, allowed: 'any user but 0' };
  if (context['runAsNonRoot'] === false) yield { path: `${path}.runAsNonRoot`, given: false, allowed: 'true' };
}

function* containerBreaches({ object, path }: Container): Generator<Breach> {
  const context = asObject(object['securityContext']);
  const inContext = `${path}.securityContext`;
  yield* contextBreaches(context, inContext);
  yield* unlessFalse(context['privileged'], `${inContext}.privileged`);
  yield* unlessIn(context['procMount'], ['Default'], `${inContext}.procMount`);
  if (context['allowPrivilegeEscalation'] !== false) {
    yield {
      path: `${inContext}.allowPrivilegeEscalation`,
      given: context['allowPrivilegeEscalation'],
      allowed: 'false',
    };
  }
  const { add, drop } = asObject(context['capabilities']);
  if (!asTexts(drop).includes('ALL')) yield { path: `${inContext}.capabilities.drop`, given: drop, allowed: "['ALL']" };
  for (const [index, capability] of asList(add).entries()) {
    yield* unlessIn(capability, ['NET_BIND_SERVICE'], `${inContext}.capabilities.add.${index}`);
  }
  for (const [index, port] of asList(object['ports']).entries()) {
    const hostPort = at(port, 'hostPort');
    if (hostPort !== undefined && hostPort !== 0)
      yield { path: `${path}.ports.${index}.hostPort`, given: hostPort, allowed: '0' };
  }
  for (const keys of HANDLERS) {
    for (const action of ['httpGet', 'tcpSocket']) {
      yield* unlessIn(at(object, ...keys, action, 'host'), [''], [path, ...keys, action, 'host'].join('.'));
    }
  }
}

/** What a container has to set where its pod doesn't. */
function* inheritedBreaches({ object, path }: Container, pod: JsonObject): Generator<Breach> {
  const context = asObject(object['securityContext']);
  if ((context['runAsNonRoot'] ?? pod['runAsNonRoot']) === undefined) {
    yield {
      path: `${path}.securityContext.runAsNonRoot`,
      given: undefined,
      allowed: 'true, here or for the whole pod',
    };
  }
  if ((at(context, 'seccompProfile', 'type') ?? at(pod, 'seccompProfile', 'type')) === undefined) {
    const allowed = `${PROFILES.join(' or ')}, here or for the whole pod`;
    yield { path: `${path}.securityContext.seccompProfile.type`, given: undefined, allowed };
  }
}

function* unlessFalse(given: Json | undefined, path: string): Generator<Breach> {
  if (given !== undefined && given !== false) yield { path, given, allowed: 'false' };
}

function* unlessIn(given: Json | undefined, allowed: readonly string[], path: string): Generator<Breach> {
  if (given === undefined || allowed.includes(asText(given) ?? '-')) return;
  yield { path, given, allowed: allowed.map(show).join(', ') };
}
