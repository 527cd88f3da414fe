import { documentsOf } from '../../../assembly/find';
import { asNumber, asText, at } from '../../../check/json';
import { shown } from '../sentence';
import type { Judge, LeafSituation } from '../table';
import {
  all,
  availability,
  below,
  cost,
  member,
  neutral,
  asWhole,
  scaled,
  security,
  switched,
  when,
} from '../vocabulary';
import { CONTAINER } from './container';
import { POD_OBJECT } from './metadata';
import { PULL_SECRET } from './pull-secret';
import { POD_SECURITY } from './security-context';
import { VOLUMES } from './volumes';

type Rows = Readonly<Record<string, Judge<LeafSituation>>>;

/** Seconds that a spot machine leaves to a pod when it is taken back, whatever the pod asks for. */
const SPOT_SECONDS = 15;
const SPOT = /^cloud\.google\.com\/gke-(?:spot|preemptible|provisioning)$/;

const graceOf = ({ path, documents }: LeafSituation): number => {
  const spec = path.slice(0, path.indexOf('nodeSelector'));
  return asNumber(at(documents.after.object, ...spec, 'terminationGracePeriodSeconds')) ?? 30;
};

/** GPU-2: cheaper machines are taken back with little notice. */
const spot = member<LeafSituation>({
  added: all(
    availability.less(
      (situation) =>
        `{who} runs on machines that Google may take back: ${graceOf(situation)} s to finish become ${Math.min(graceOf(situation), SPOT_SECONDS)} s`,
    ),
    cost.less('{who} runs on spot machines, which cost less'),
  ),
  removed: all(
    availability.more('{who} runs on machines that are not taken back'),
    cost.more('{who} runs on demand, which costs more than spot'),
  ),
  changed: availability.other('{who} runs on machines with {key} {after} instead of {before}'),
});

const node: Judge<LeafSituation> = (situation) => {
  const key = situation.path.at(-1) ?? '';
  if (SPOT.test(key)) return spot(situation);
  const where = `{who} runs on nodes with ${shown(key)} {after} instead of {before}`;
  return /gke-accelerator|gpu-shape|machine-family|instance-type|compute-class/.test(key)
    ? [availability.other<LeafSituation>(where)(situation), cost.other<LeafSituation>(where)(situation)].flat()
    : /sandbox|runtime/.test(key)
      ? security.other<LeafSituation>(where)(situation)
      : availability.other<LeafSituation>(where)(situation);
};

/** Grace is what the load balancer needs to forget the pod, and then what answers may take. */
const grace = scaled(
  ({ path, documents, after, before }) => {
    const containers = at(documents.after.object, ...path.slice(0, -1), 'containers');
    const [first] = Array.isArray(containers) ? (containers as readonly (typeof after)[]) : [];
    const stop = asNumber(at(first, 'lifecycle', 'preStop', 'sleep', 'seconds')) ?? 0;
    const rest = (total: typeof after): string => String(Math.max(0, (asNumber(total) ?? 30) - stop));
    return `{who} has {after:s} instead of {before:s} to go: after ${stop} s to be forgotten, ${rest(after)} s instead of ${rest(before)} s to finish answers`;
  },
  { unset: 30, up: [availability.more], down: [availability.less] },
);

const shares = (what: string): Judge<LeafSituation> =>
  switched({
    unset: false,
    on: security.wider(`{who} shares ${what} of its node, past all policies`),
    off: security.narrower(`{who} no longer shares ${what} of its node`),
  });

const priority: Judge<LeafSituation> = (situation) => {
  const valueOf = (name: unknown, assembly: typeof situation.sides.head): number | undefined =>
    asNumber(
      documentsOf(assembly, 'kubernetes', 'PriorityClass').find(({ object }) => at(object, 'metadata', 'name') === name)
        ?.object['value'],
    );
  if (asText(situation.after)?.startsWith('system-') === true)
    return security.wider<LeafSituation>('{who} ranks with the cluster itself: {after}, was {before}')(situation);
  const { sides } = situation;
  const before = valueOf(situation.before, sides.base) ?? valueOf(situation.before, sides.head);
  const after = valueOf(situation.after, sides.head) ?? valueOf(situation.after, sides.base);
  const says = '{who} ranks as {after} instead of {before} where room is scarce';
  if (before === undefined || after === undefined) return availability.other<LeafSituation>(says)(situation);
  return (after > before ? availability.more : availability.less)<LeafSituation>(says)(situation);
};

function podSpec(place: string): Rows {
  const container = (field: string, added: Judge<LeafSituation>, removed: Judge<LeafSituation>): Rows =>
    asWhole(
      `${place}.${field}[]`,
      member({ added, removed, changed: availability.other('{who} runs {item} otherwise') }),
      CONTAINER,
    );
  return {
    ...container(
      'containers',
      availability.other('{who} runs one container more: {item}'),
      availability.less('{who} runs without the container {item}'),
    ),
    ...container(
      'initContainers',
      availability.other('{who} runs {item} before it starts'),
      availability.other('{who} does not run {item} before it starts any more'),
    ),
    [`${place}.initContainers[]order`]: availability.other(
      '{who} does what it does before it starts in another order: {after} instead of {before}',
    ),
    ...container(
      'ephemeralContainers',
      security.wider('somebody looks into {who} with {item}'),
      security.narrower('nobody looks into {who} with {item} any more'),
    ),
    ...asWhole(
      `${place}.volumes[]`,
      member({
        added: neutral('{who} has a volume more: {item}'),
        removed: availability.other('{who} has no volume {item} any more'),
        changed: availability.other('{who} has another volume {item}'),
      }),
      VOLUMES,
    ),
    ...below(`${place}.securityContext`, POD_SECURITY),
    ...below(place, POD),
  };
}

const POD: Rows = {
  automountServiceAccountToken: switched({
    unset: true,
    on: security.wider('{who} gets a token for the Kubernetes API'),
    off: security.narrower('{who} gets no token for the Kubernetes API any more'),
  }),
  // POD-1
  enableServiceLinks: switched({
    unset: true,
    on: availability.less(
      '{who} starts with variables named after every Service, which a server may take for its settings',
    ),
    off: neutral('{who} starts without variables named after Services'),
  }),
  serviceAccountName: security.other('{who} acts as {after} instead of {before}'),
  serviceAccount: security.other('{who} acts as {after} instead of {before}'),
  'imagePullSecrets[].name': PULL_SECRET,
  hostNetwork: shares('the network'),
  hostPID: shares('the processes'),
  hostIPC: shares('the memory'),
  hostUsers: switched({
    unset: true,
    on: security.wider('users of {who} are users of its node'),
    off: security.narrower('users of {who} are not users of its node'),
  }),
  hostnameOverride: availability.other('pods of {who} call themselves {after} instead of {before}'),
  shareProcessNamespace: switched({
    unset: false,
    on: security.wider('containers of {who} see the processes of each other'),
    off: security.narrower('containers of {who} do not see the processes of each other'),
  }),
  runtimeClassName: member({
    added: security.narrower('{who} runs in a sandbox: {after}'),
    removed: security.wider('{who} does not run in the sandbox {before} any more'),
    changed: security.other('{who} runs in {after} instead of {before}'),
  }),
  'hostAliases[].**': security.other('names lead {who} elsewhere: {after}, was {before}'),
  dnsPolicy: security.other('{who} asks others for names: {after} instead of {before}'),
  'dnsConfig.**': security.other('{who} asks others for names: {after} instead of {before}'),
  nodeName: availability.other('{who} runs on the node {after} instead of {before}'),
  'nodeSelector.*': node,
  'affinity.**': availability.other('{who} is placed by other wishes: {key} {after} instead of {before}'),
  ...tolerations(),
  ...spread(),
  priorityClassName: priority,
  priority: availability.other('{who} ranks {after} instead of {before} where room is scarce'),
  preemptionPolicy: availability.other('{who} displaces others {after} instead of {before}'),
  schedulerName: availability.other('{who} is placed by {after} instead of {before}'),
  'schedulingGates[].name': availability.less('{who} waits for {after} before it is placed'),
  'readinessGates[].conditionType': availability.other('{who} is ready when {after} says so, instead of {before}'),
  terminationGracePeriodSeconds: grace,
  activeDeadlineSeconds: availability.other('{who} is stopped after {after:s} instead of {before:s}'),
  restartPolicy: availability.other('{who} is started again {after} instead of {before}'),
  hostname: availability.other('pods of {who} call themselves {after} instead of {before}'),
  subdomain: availability.other('pods of {who} are found below {after} instead of {before}'),
  setHostnameAsFQDN: availability.other('pods of {who} call themselves by their full name: {after}, was {before}'),
  'os.name': availability.other('{who} runs on {after} instead of {before}'),
  'overhead.*': cost.other('{who} takes {after} of {key} more than it asks for, instead of {before}'),
  'resourceClaims[].**': cost.other('{who} claims other devices: {after}, was {before}'),
  'resources.**': cost.other('{who} asks for {after} of {key} in all instead of {before}'),
  // DIF-4: it belongs one level up, and does nothing here.
  'strategy.**': availability.less('{who} has a rollout strategy where nothing reads it: the default holds'),
};

function tolerations(): Rows {
  const holds = (test: (toleration: string) => boolean) => (situation: LeafSituation) =>
    test(JSON.stringify(situation.after));
  const tolerates = member<LeafSituation>({
    added: when(
      holds((toleration) => toleration.startsWith('{') && !toleration.includes('"key"')),
      security.wider('{who} may run on every node, whomever it is kept for'),
      when(
        holds((toleration) => toleration.includes('node-role.kubernetes.io')),
        security.wider('{who} may run on nodes that are kept for the cluster itself'),
        availability.other('{who} may also run on nodes that are kept for {after}'),
      ),
    ),
    removed: availability.other('{who} may not run on nodes that are kept for {before} any more'),
    changed: availability.other('{who} may run on nodes that are kept for {after} instead of {before}'),
  });
  return { 'tolerations[]': tolerates, 'tolerations[].**': tolerates };
}

function spread(): Rows {
  return {
    'topologySpreadConstraints[]': member({
      added: availability.more('pods of {who} keep apart from each other: {item}'),
      removed: availability.less('pods of {who} may all run in one place: nothing spreads them over {item}'),
      changed: availability.other('pods of {who} keep apart otherwise: {item}'),
    }),
    'topologySpreadConstraints[].maxSkew': scaled('pods of {who} may be apart by {after} instead of {before}', {
      up: [availability.less],
      down: [availability.more],
    }),
    'topologySpreadConstraints[].whenUnsatisfiable': availability.other(
      'pods of {who} that cannot keep apart: {after} instead of {before}',
    ),
    'topologySpreadConstraints[].**': availability.other(
      'pods of {who} keep apart otherwise: {key} {after} instead of {before}',
    ),
  };
}

const KNOWN = new Map<string, Rows>();

/** A pod: its template where it stands at a place, or the object itself at `''`; made once for all kinds that have it there. */
export function podAt(place: string): Rows {
  const spec = place === '' ? 'spec' : `${place}.spec`;
  const rows = KNOWN.get(place) ?? { ...below(place, POD_OBJECT), ...podSpec(spec) };
  KNOWN.set(place, rows);
  return rows;
}
