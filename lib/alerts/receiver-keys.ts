import type { Assembly } from '../assembly/assembly';
import { findFacts } from '../assembly/find';
import type { EnvironmentSpec } from '../environment-spec';
import { names } from '../names';
import { PLATFORM } from './links';
import { routingOf } from './routing';

/** What Alertmanager needs of Vault to tell anybody. */
export interface ReceiverKeys {
  /** The team that keeps it, which is told what nobody owns. */
  readonly owner: string;
  /** The namespace that the Secret lies in, and what it is called there. */
  readonly namespace: string;
  readonly secret: string;
  /** Where Vault has it, below the mount: one object for the environment. */
  readonly path: string;
  /** The keys that the routing names, in order: no other is brought. */
  readonly keys: readonly string[];
}

/** Who reads it, as if it were a workload of the platform. */
export const ALERTMANAGER = 'alertmanager';

/** What it is called, among secrets and in Vault. */
export const RECEIVERS_SECRET = 'alert-receivers';

/** The keys of an environment's receivers, by its routing; undefined where alerts are routed elsewhere. */
export function receiverKeysOf(spec: EnvironmentSpec): ReceiverKeys | undefined {
  const routing = routingOf(spec);
  if (routing === undefined || spec.alertmanager === undefined) return undefined;
  const { namespace, secret, fallback } = spec.alertmanager;
  const named = routing.receivers.flatMap(({ slackConfigs = [], pagerdutyConfigs = [] }) => [
    ...slackConfigs.map(({ apiURL }) => apiURL.key),
    ...pagerdutyConfigs.map(({ routingKey }) => routingKey.key),
  ]);
  const path = names.secretPath(spec.name, PLATFORM, RECEIVERS_SECRET);
  return { owner: fallback, namespace, secret, path, keys: [...new Set(named)].sort() };
}

/** The same of an assembly, by its facts. */
export function receiverKeysIn(assembly: Assembly): ReceiverKeys | undefined {
  const facts = findFacts(assembly)?.object;
  // The facts of an environment, as plain data.
  return facts === undefined ? undefined : receiverKeysOf(facts as unknown as EnvironmentSpec);
}

/** Whether the platform of an environment is in an assembly: services may be rendered without it. */
export function hasPlatform({ environment, documents }: Assembly): boolean {
  return documents.some(({ id, domain }) => domain === 'kubernetes' && id.startsWith(`${environment}/platform/`));
}
