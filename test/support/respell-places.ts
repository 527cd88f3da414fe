import type { Json, JsonObject } from '../../lib/assembly/document';

/** Names of fields; `[]` is any item of a list, `*` any one field. */
export type Place = readonly string[];

/** What holds at a place of kinds. This is written by hand and apart from the library: else it would prove nothing. */
export type Row<T> = readonly [kinds: RegExp, place: Place, value: T];

/** The first row that is about a place. */
export function matching<T>(rows: readonly Row<T>[], kind: string, place: Place): T | undefined {
  return rows.find(
    ([kinds, steps]) =>
      kinds.test(kind) &&
      steps.length === place.length &&
      steps.every((step, index) => step === place[index] || (step === '*' && place[index] !== '[]')),
  )?.[2];
}

const at = (path: string): Place => (path === '' ? [] : path.split(/\.|(?=\[)/));
const rows = <T>(kinds: RegExp, paths: readonly string[], value: T): Row<T>[] =>
  paths.map((path) => [kinds, at(path), value]);

const POD = 'spec.template.spec';
const CONTAINER = `${POD}.containers[]`;

/** Lists whose order means nothing. */
export const UNORDERED: readonly Row<true>[] = [
  ...rows(
    /^Deployment$/,
    [
      `${POD}.volumes`,
      `${POD}.tolerations`,
      `${POD}.topologySpreadConstraints`,
      `${CONTAINER}.env`,
      `${CONTAINER}.volumeMounts`,
      `${CONTAINER}.ports`,
      `${POD}.volumes[].projected.sources`,
      `${POD}.volumes[].projected.sources[].secret.items`,
      `${CONTAINER}.securityContext.capabilities.drop`,
    ],
    true as const,
  ),
  ...rows(/^Role$/, ['rules', 'rules[].verbs', 'rules[].resources', 'rules[].apiGroups'], true as const),
  ...rows(/^RoleBinding$/, ['subjects'], true as const),
  ...rows(
    /NetworkPolicy$/,
    ['ingress', 'egress'].flatMap((way) => [
      `spec.${way}`,
      `spec.${way}[].from`,
      `spec.${way}[].to`,
      `spec.${way}[].ports`,
      `spec.${way}[].matches`,
    ]),
    true as const,
  ),
  ...rows(/^NetworkPolicy$/, ['spec.policyTypes'], true as const),
  ...rows(
    /^Service$/,
    ['spec.ports', 'workloads', 'workloads[].callers', 'workloads[].secrets', 'props.callers.value'],
    true as const,
  ),
  ...rows(/^Gateway$/, ['spec.listeners'], true as const),
  ...rows(/^HTTPRoute$/, ['spec.hostnames', 'spec.parentRefs', 'spec.rules[].backendRefs'], true as const),
  ...rows(/^ExternalSecret$/, ['spec.data'], true as const),
  ...rows(/^LimitRange$/, ['spec.limits'], true as const),
  ...rows(/^Environment$/, ['google.zones'], true as const),
  ...rows(
    /^resource\./,
    ['node_locations', 'node_config.oauth_scopes', 'depends_on', 'bound_audiences', 'token_policies'],
    true as const,
  ),
];

const shown = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

type Spellings = (value: Json) => readonly Json[];

const BINARY: Readonly<Record<string, number>> = { Mi: 2 ** 20, Gi: 2 ** 30 };

/** Ways to write a quantity. */
const quantities: Spellings = (value) => {
  const text = shown(value);
  const [, amount = '', unit = ''] = /^(\d+)(m|Mi|Gi)?$/.exec(text) ?? [];
  if (amount === '') return [];
  const size = BINARY[unit];
  if (size !== undefined)
    return [`${BigInt(amount) * 1024n}${unit === 'Gi' ? 'Mi' : 'Ki'}`, Number(amount) * size, `${amount}.0${unit}`];
  if (unit === 'm') return [String(Number(amount) / 1000), `${amount}000u`];
  return [`${amount}000m`, Number(amount), `${amount}.0`, `${amount}e0`];
};

const durations: Spellings = (value) => {
  const [, amount = '', unit = ''] = /^(\d+)(h|m|s)$/.exec(shown(value)) ?? [];
  const seconds = Number(amount) * ({ h: 3600, m: 60, s: 1 }[unit] ?? 0);
  return amount === '' ? [] : [`${seconds}s`, `${seconds}000ms`, `0h${seconds}s`];
};

/** A text that spells a number or a boolean; only where the provider has no text. */
const converted: Spellings = (value) =>
  typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];

/** Values that can be written otherwise. */
export const AMOUNTS: readonly Row<Spellings>[] = [
  ...rows(
    /^Deployment$/,
    [`${CONTAINER}.resources.requests.*`, `${CONTAINER}.resources.limits.*`, `${POD}.volumes[].emptyDir.sizeLimit`],
    quantities,
  ),
  ...rows(/^ResourceQuota$/, ['spec.hard.*'], quantities),
  ...rows(
    /^LimitRange$/,
    ['max', 'default', 'defaultRequest'].map((field) => `spec.limits[].${field}.*`),
    quantities,
  ),
  ...rows(/^ExternalSecret$/, ['spec.refreshInterval'], durations),
  ...rows(
    /^resource\.google_container_node_pool$/,
    [
      'node_config.disk_size_gb',
      'autoscaling.total_max_node_count',
      'management.auto_repair',
      'node_config.gvnic.enabled',
    ],
    converted,
  ),
  ...rows(
    /^resource\.vault_jwt_auth_backend_role$/,
    ['token_ttl', 'token_max_ttl', 'token_no_default_policy'],
    converted,
  ),
];

/** What holds where a field is not written; undefined where nothing does. */
type Unsaid = (object: JsonObject) => Json | undefined;
const is =
  (value: Json): Unsaid =>
  () =>
    value;

const defaults = (kinds: RegExp, place: string, fields: Readonly<Record<string, Unsaid>>): Row<Unsaid>[] =>
  Object.entries(fields).map(([field, unsaid]) => [kinds, [...at(place), field], unsaid]);

const PROBE = {
  successThreshold: is(1),
  timeoutSeconds: is(1),
  periodSeconds: is(10),
  failureThreshold: is(3),
  initialDelaySeconds: is(0),
};

/** Fields that mean the same written out as left out. */
export const WRITTEN_DEFAULTS: readonly Row<Unsaid>[] = [
  ...defaults(/^Deployment$/, 'spec', {
    replicas: is(1),
    paused: is(false),
    revisionHistoryLimit: is(10),
    progressDeadlineSeconds: is(600),
    minReadySeconds: is(0),
  }),
  ...defaults(/^Deployment$/, 'spec.strategy', { type: is('RollingUpdate') }),
  ...defaults(/^Deployment$/, POD, {
    dnsPolicy: is('ClusterFirst'),
    restartPolicy: is('Always'),
    schedulerName: is('default-scheduler'),
    terminationGracePeriodSeconds: is(30),
    hostNetwork: is(false),
    initContainers: is([]),
  }),
  ...defaults(/^Deployment$/, CONTAINER, {
    terminationMessagePath: is('/dev/termination-log'),
    terminationMessagePolicy: is('File'),
    imagePullPolicy: ({ image }) => (shown(image ?? null).includes('@sha256:') ? 'IfNotPresent' : undefined),
    tty: is(false),
    command: is([]),
  }),
  ...defaults(/^Deployment$/, `${CONTAINER}.securityContext`, { privileged: is(false) }),
  ...defaults(/^Deployment$/, `${CONTAINER}.ports[]`, { protocol: is('TCP') }),
  ...defaults(/^Deployment$/, `${CONTAINER}.volumeMounts[]`, { readOnly: is(false) }),
  ...defaults(/^Deployment$/, `${POD}.tolerations[]`, { operator: is('Equal') }),
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) => [
    ...defaults(/^Deployment$/, `${CONTAINER}.${probe}`, PROBE),
    ...defaults(/^Deployment$/, `${CONTAINER}.${probe}.httpGet`, { scheme: is('HTTP') }),
  ]),
  ...defaults(/^Deployment$/, `${POD}.volumes[].projected`, { defaultMode: is(420) }),
  ...defaults(/^Service$/, 'spec', {
    type: is('ClusterIP'),
    sessionAffinity: is('None'),
    internalTrafficPolicy: is('Cluster'),
  }),
  ...defaults(/^Service$/, 'spec.ports[]', { protocol: is('TCP'), targetPort: ({ port }) => port }),
  ...['ingress', 'egress'].flatMap((way) =>
    defaults(/NetworkPolicy$/, `spec.${way}[].ports[]`, { protocol: is('TCP') }),
  ),
  ...defaults(/^PriorityClass$/, '', { globalDefault: is(false), preemptionPolicy: is('PreemptLowerPriority') }),
  ...defaults(/^ExternalSecret$/, 'spec.data[].remoteRef', {
    conversionStrategy: is('Default'),
    decodingStrategy: is('None'),
    metadataPolicy: is('None'),
  }),
  ...defaults(/^ExternalSecret$/, 'spec.target', { creationPolicy: is('Owner'), deletionPolicy: is('Retain') }),
  ...defaults(/^HTTPRoute$/, 'spec.rules[].backendRefs[]', { weight: is(1), kind: is('Service'), group: is('') }),
  ...defaults(/^HTTPRoute$/, 'spec.parentRefs[]', { kind: is('Gateway'), group: is('gateway.networking.k8s.io') }),
  ...defaults(/^resource\.google_container_node_pool$/, 'management', {
    auto_repair: is(true),
    auto_upgrade: is(true),
  }),
  ...defaults(/^resource\.google_container_node_pool$/, 'upgrade_settings', { strategy: is('SURGE') }),
  ...defaults(/^resource\.google_container_node_pool$/, 'node_config', { spot: is(false), preemptible: is(false) }),
  ...defaults(/^resource\.google_container_node_pool$/, '', { version: is(null), node_count: is(null) }),
];
