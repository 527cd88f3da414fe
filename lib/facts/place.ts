import type { EnvironmentSpec } from '../environment-spec';
import { chooseFix, show } from '../nearest';
import { findMirror } from '../registry';
import { toMilliseconds } from '../units';
import { isRecord, valueAt, type Refuse } from './refuse';

/** A part of a host name, and a namespace. */
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** At least two parts, with room for a service's own name of 63 characters within the 253 of DNS. */
const DOMAIN = /^(?=.{3,189}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$/;
const LABEL_TEXT = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Ninety days: what was looked at longer ago is no review of what is there now. */
const OLDEST_REVIEW = 90 * 24 * 3_600_000;

/** Names, regions, zones and versions. */
export function checkPlace(spec: EnvironmentSpec, refuse: Refuse): void {
  const { google, cluster } = spec;
  const match = (path: string, pattern: RegExp, fix: string): void => {
    const value = valueAt(spec, path);
    if (typeof value !== 'string' || !pattern.test(value)) refuse(path, `is ${show(value)}`, fix);
  };
  match('name', /^[a-z][-a-z0-9]{0,30}$/, 'use lower-case letters, digits and hyphens');
  if (!['sandbox', 'staging', 'production'].includes(spec.tier)) {
    refuse('tier', `is ${show(spec.tier)}`, chooseFix(spec.tier, ['sandbox', 'staging', 'production']));
  }
  match(
    'google.project',
    /^[a-z][-a-z0-9]{4,28}[a-z0-9]$/,
    'use the project id: 6 to 30 lower-case letters, digits and hyphens',
  );
  match('google.projectNumber', /^[0-9]{6,}$/, 'use the project number, digits only');
  match('google.region', /^[a-z]+-[a-z]+[0-9]+$/, "use a region such as 'us-east1'");
  for (const [index, zone] of google.zones.entries()) {
    if (zone.slice(0, -1) === `${google.region}-` && /[a-z]$/.test(zone)) continue;
    refuse(
      `google.zones.${index}`,
      `is ${show(zone)}, which is no zone of ${google.region}`,
      `use zones such as '${google.region}-b'`,
    );
  }
  match(
    'cluster.name',
    /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/,
    'use the name of the cluster: up to 40 lower-case letters, digits and hyphens',
  );
  if (cluster.location !== google.region && !google.zones.includes(cluster.location)) {
    refuse(
      'cluster.location',
      `is ${show(cluster.location)}`,
      `use the region ${google.region} or one of ${google.zones.join(', ')}`,
    );
  }
  match(
    'cluster.version',
    /^1\.[3-9][0-9]$/,
    "use a minor version such as '1.35'; pods drain by a sleep that came with 1.30",
  );
  match('state.bucket', /^[a-z0-9][-_.a-z0-9]{1,61}[a-z0-9]$/, 'use the bucket name, without gs://');
  match('groupDomain', DOMAIN, "use a domain such as 'example.com'");
  match('gateway.domain', DOMAIN, "use a domain such as 'ml.example.internal'");
  match(
    'gateway.certificate',
    /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'use the name of a regional SSL certificate of the project',
  );
  match(
    'registry',
    /^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._-]+)*$/,
    'use host and folder, without a scheme, a tag or a trailing slash',
  );
  if (spec.registryMirror !== undefined && findMirror(spec.registryMirror) === undefined)
    refuse(
      'registryMirror',
      `is ${show(spec.registryMirror)}`,
      "use a repository of Artifact Registry such as 'us-east1-docker.pkg.dev/project/repository': nodes read it without a secret",
    );
  for (const [index, host] of (spec.publicRegistries ?? []).entries())
    if (!/^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._-]+)*$/.test(host))
      refuse(`publicRegistries.${index}`, `is ${show(host)}`, 'use a host, and a folder where it matters');
  match('externalSecrets.version', /^[0-9]+\.[0-9]+\.[0-9]+$/, "use the operator's version such as '0.16.2'");
  match('gitlab.deployProject', /^[0-9]+$/, 'use the numeric project id; paths can be renamed and taken over');
  match('gitlab.deployBranch', /^[A-Za-z0-9][A-Za-z0-9._/-]*$/, 'use one branch name, without a pattern');
  const age = spec.reviewMaxAge === undefined ? OLDEST_REVIEW : (toMilliseconds(spec.reviewMaxAge) ?? 0);
  if (age <= 0 || age > OLDEST_REVIEW)
    refuse('reviewMaxAge', `is ${show(spec.reviewMaxAge)}`, "use a duration up to ninety days such as '72h'");
  if (!['v1', 'v2'].includes(cluster.dataplane)) {
    refuse('cluster.dataplane', `is ${show(cluster.dataplane)}`, chooseFix(cluster.dataplane, ['v1', 'v2']));
  }
}

/** Who evaluates rules. */
const EVALUATORS = ['operator', 'google'];

/** Who evaluates rules, and the labels by which Prometheus picks what it reads; the one for namespaces is put on each. */
export function checkSelectors(spec: EnvironmentSpec, refuse: Refuse): void {
  const { rules } = spec.prometheus;
  if (rules !== undefined && !EVALUATORS.includes(rules))
    refuse('prometheus.rules', `is ${show(rules)}`, chooseFix(rules, EVALUATORS));
  for (const name of ['ruleSelector', 'monitorSelector', 'namespaceSelector'] as const) {
    for (const [key, value] of Object.entries(spec.prometheus[name])) {
      if (!isLabel([key, value]))
        refuse(`prometheus.${name}.${key}`, `is ${show(value)}`, 'use a label that Kubernetes takes, as a text');
    }
  }
}

/** Where the main application calls from: its pods, by namespace and labels, or the gateway. */
export function checkCallers(spec: EnvironmentSpec, refuse: Refuse): void {
  for (const name of ['rails', 'sidekiq'] as const) {
    const caller: unknown = spec.gitlab.callers[name];
    const sound =
      isRecord(caller) &&
      ('through' in caller ? caller['through'] === 'gateway' && Object.keys(caller).length === 1 : isPods(caller));
    if (sound) continue;
    const fix = "write { namespace: '…', labels: { app: '…' } }, or { through: 'gateway' }";
    refuse(`gitlab.callers.${name}`, `is ${show(caller)}`, fix);
  }
}

/** A namespace and labels by which pods in it are found. */
export function isPods(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value['namespace'] === 'string' &&
    LABEL.test(value['namespace']) &&
    isLabels(value['labels'])
  );
}

function isLabels(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length > 0 && Object.entries(value).every(isLabel);
}

/** A label of Kubernetes: a key, with a domain in front or not, and a value that may be empty. */
function isLabel([key, value]: readonly [string, unknown]): boolean {
  const [, domain, name = ''] = /^(?:(.*)\/)?([^/]*)$/.exec(key) ?? [];
  return (
    (domain === undefined || (SUBDOMAIN.test(domain) && domain.length <= 253)) &&
    LABEL_TEXT.test(name) &&
    typeof value === 'string' &&
    (value === '' || LABEL_TEXT.test(value))
  );
}
