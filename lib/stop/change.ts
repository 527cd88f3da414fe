import { stoppedRules } from '../alerts/stopped';
import type { Document, Json, JsonObject } from '../assembly/document';
import { asObject } from '../check/json';
import { PREFIX } from '../labels';
import { includes, type StopLevel } from './level';

/** What no pod carries: a Service that asks for it leads nowhere, and requests under way still end. */
export const NOWHERE_LABEL = `${PREFIX}/stopped`;

/** Values to put at paths of an object, or that the object goes. */
export type StopChange = 'removed' | readonly (readonly [path: readonly string[], value: Json])[];

const SCALED = new Set(['Deployment', 'StatefulSet', 'ReplicaSet']);
const SUSPENDED = new Set(['CronJob', 'Job']);
/** What only makes pods, or more of them. */
const MAKES_PODS = new Set(['Pod', 'DaemonSet', 'HorizontalPodAutoscaler', 'ScaledObject']);
/** Ways in by name, ways out by name, and what brings secrets: a copy goes with what brought it. */
const QUARANTINED = new Set([
  ...['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'Ingress', 'Gateway'],
  ...['FQDNNetworkPolicy', 'ExternalSecret', 'SecretStore'],
]);
/** Rights and logins. Accounts, pools, mounts and data stay: Google keeps the ids of deleted ones for a month. */
const RIGHTS =
  /^resource\.(?:google_.+_iam_(?:member|binding)|vault_(?:jwt|kubernetes)_auth_backend_role|vault_policy)$/;
/** What is switched off: a removed one can't be made again under its name for 30 days. */
const SWITCHED = /^resource\.google_iam_workload_identity_pool(?:_provider)?$/;

/** What a level does to a document of a service; undefined where it leaves it as it is. */
export function changeOf(document: Document, level: StopLevel): StopChange | undefined {
  const { domain, kind, object } = document;
  const rules = rulesOf(document);
  if (rules !== undefined) return rules;
  if (domain === 'terraform') return includes(level, 'quarantine') ? blockChange(kind) : undefined;
  if (domain !== 'kubernetes') return undefined;
  if (kind === 'Service') return [[['spec', 'selector', NOWHERE_LABEL], 'true']];
  if (!includes(level, 'stop')) return undefined;
  if (SCALED.has(kind)) return [[['spec', 'replicas'], 0]];
  if (SUSPENDED.has(kind)) return [[['spec', 'suspend'], true]];
  if (MAKES_PODS.has(kind)) return 'removed';
  if (!includes(level, 'quarantine')) return undefined;
  if (QUARANTINED.has(kind)) return 'removed';
  return kind === 'NetworkPolicy' ? closed(object) : undefined;
}

/** Every level does the same to rules, which are large: what that is, is found once. */
const RULES = new WeakMap<Document, StopChange | undefined>();

function rulesOf(document: Document): StopChange | undefined {
  if (!RULES.has(document)) RULES.set(document, stoppedRules(document));
  return RULES.get(document);
}

function blockChange(kind: string): StopChange | undefined {
  if (RIGHTS.test(kind)) return 'removed';
  return SWITCHED.test(kind) ? [[['disabled'], true]] : undefined;
}

/** Written out, so that it holds whoever applied the policy before. */
function closed(object: JsonObject): StopChange | undefined {
  const spec = asObject(object['spec']);
  const both = JSON.stringify(spec['policyTypes']) === '["Ingress","Egress"]';
  if (both && spec['ingress'] === undefined && spec['egress'] === undefined) return undefined;
  return [
    [
      ['spec', 'policyTypes'],
      ['Ingress', 'Egress'],
    ],
    [['spec', 'ingress'], []],
    [['spec', 'egress'], []],
  ];
}

/** The object with a change made. */
export function changed(object: JsonObject, changes: Exclude<StopChange, 'removed'>): JsonObject {
  return changes.reduce<JsonObject>((made, [path, value]) => put(made, path, value), object);
}

function put(object: JsonObject, [key = '', ...rest]: readonly string[], value: Json): JsonObject {
  return { ...object, [key]: rest.length === 0 ? value : put(asObject(object[key]), rest, value) };
}
