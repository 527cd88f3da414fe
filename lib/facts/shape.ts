import type { EnvironmentSpec } from '../environment-spec';
import { chooseFix, show } from '../nearest';
import { isRecord, valueAt, type Refuse } from './refuse';

/** The shape of the facts: every key there is, so that a misspelt one is found without a type checker. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  '': [
    'name',
    'tier',
    'google',
    'cluster',
    'gateway',
    'vault',
    'externalSecrets',
    'gitlab',
    'registry',
    'registryMirror',
    'publicRegistries',
    'gpus',
    'quotas',
    'prometheus',
    'autoscaling',
    'grafana',
    'runbooks',
    'groupDomain',
    'state',
    'alertReceivers',
    'alertmanager',
    'dashboards',
    'teams',
    'reviewMaxAge',
    'images',
  ],
  google: ['project', 'projectNumber', 'region', 'zones'],
  cluster: ['name', 'location', 'version', 'dataplane', 'issuer', 'podRange', 'nodeRange', 'serviceRange'],
  gateway: ['class', 'domain', 'certificate', 'detachTime', 'proxyOnlySubnet', 'public'],
  vault: ['address', 'mounts', 'podLogin'],
  'vault.mounts': ['secrets', 'pods', 'deploys'],
  externalSecrets: ['version'],
  gitlab: ['url', 'internalApi', 'internalApiRange', 'deployProject', 'deployBranch', 'callers'],
  'gitlab.callers': ['rails', 'sidekiq'],
  prometheus: ['rules', 'ruleSelector', 'monitorSelector', 'namespaceSelector', 'scraper', 'prober', 'logMetrics'],
  state: ['bucket'],
};
/** Facts that are a group of whatever names there are; every other fact is a text, the zones a list of them. */
const RECORDS = new Set([
  'gpus',
  'quotas',
  'prometheus.ruleSelector',
  'prometheus.monitorSelector',
  'prometheus.namespaceSelector',
  'prometheus.scraper',
  'prometheus.prober',
  'autoscaling',
  'alertReceivers',
  'alertmanager',
  'dashboards',
  'teams',
  'images',
  'gitlab.callers.rails',
  'gitlab.callers.sidekiq',
  'vault.podLogin',
  'gateway.public',
]);
/** Facts that not every environment needs. */
export const OPTIONAL = new Set([
  'gateway.proxyOnlySubnet',
  'gateway.public',
  'gitlab.internalApiRange',
  'reviewMaxAge',
  'prometheus.rules',
  'prometheus.scraper',
  'prometheus.prober',
  'prometheus.logMetrics',
  'autoscaling',
  'vault.podLogin',
  'registryMirror',
  'publicRegistries',
  'alertmanager',
  'dashboards',
]);

/** Misspelt, missing and mistyped groups; the other checks need the shape and don't run without it. */
export function checkShape(spec: EnvironmentSpec, refuse: Refuse): boolean {
  let whole = true;
  const fail: Refuse = (...parameters) => {
    whole = false;
    refuse(...parameters);
  };
  for (const [group, keys] of Object.entries(KEYS)) {
    const value = group === '' ? spec : valueAt(spec, group);
    if (!isRecord(value)) {
      // Of a group that is missing, nothing within is said.
      const above = group.includes('.') ? valueAt(spec, group.slice(0, group.indexOf('.'))) : spec;
      if (isRecord(above)) fail(group, 'is missing', `write the group ${group} with ${keys.join(', ')}`);
      continue;
    }
    const prefix = group === '' ? '' : `${group}.`;
    for (const key of Object.keys(value)) {
      if (!keys.includes(key))
        fail(`${prefix}${key}`, 'is no fact that an environment has', chooseFix(key, keys), 'FACT_INVALID', keys);
    }
    for (const key of keys) {
      const path = `${prefix}${key}`;
      if (KEYS[path] !== undefined || (value[key] === undefined && OPTIONAL.has(path))) continue;
      if (value[key] === undefined) fail(path, 'is missing', 'every fact of an environment is required');
      else checkType(path, value[key], fail);
    }
  }
  return whole;
}

function checkType(path: string, value: unknown, fail: Refuse): void {
  if (path === 'google.zones') {
    const sound = Array.isArray(value) && value.length > 0 && value.every((zone) => typeof zone === 'string');
    if (!sound) fail(path, `is ${show(value)}`, "name the zones of the cluster: ['us-east1-b']");
  } else if (path === 'publicRegistries') {
    const sound = Array.isArray(value) && value.every((host) => typeof host === 'string');
    if (!sound) fail(path, `is ${show(value)}`, "name hosts: ['registry.example.com']");
  } else if (RECORDS.has(path)) {
    if (!isRecord(value) || Array.isArray(value)) fail(path, `is ${show(value)}`, 'write a group');
  } else if (typeof value !== 'string') fail(path, `is ${show(value)}`, 'write a text');
}
