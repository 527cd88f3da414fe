import type { EnvironmentSpec } from '../environment-spec';
import { chooseFix, show } from '../nearest';
import { isPods } from './place';
import type { Refuse } from './refuse';

const WAYS = ['keda', 'adapter'];
/** How metrics of logs come to a Prometheus. */
const SEEN = ['exported'];

/** Who fetches metrics of pods, and what scales pods by them, where the environment says so. */
export function checkWatching({ prometheus, autoscaling }: EnvironmentSpec, refuse: Refuse): void {
  if (prometheus.scraper !== undefined && !isPods(prometheus.scraper)) {
    const fix = "write { namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } }";
    refuse('prometheus.scraper', `is ${show(prometheus.scraper)}`, fix);
  }
  checkProber(prometheus, refuse);
  checkLogMetrics(prometheus, refuse);
  // Whatever a program without a type checker gives.
  const given = autoscaling as Readonly<Record<string, unknown>> | undefined;
  if (given === undefined) return;
  const { by, prometheus: address } = given;
  if (typeof by !== 'string' || !WAYS.includes(by)) {
    refuse('autoscaling.by', `is ${show(by)}`, chooseFix(by, WAYS), 'FACT_INVALID', WAYS);
    return;
  }
  const keys = by === 'keda' ? ['by', 'prometheus'] : ['by'];
  for (const key of Object.keys(given))
    if (!keys.includes(key))
      refuse(`autoscaling.${key}`, 'is no fact that an environment has', `write ${keys.join(' and ')}`);
  const sound = typeof address === 'string' && /^https?:\/\/[a-z0-9.-]+(:[0-9]+)?(\/[A-Za-z0-9._~/-]*)?$/.test(address);
  if (by === 'keda' && !sound)
    refuse(
      'autoscaling.prometheus',
      `is ${show(address)}`,
      "give the address that KEDA asks, without a query: 'http://prometheus-operated.monitoring.svc:9090'",
    );
}

/** What each evaluator needs to know of the exporter. */
const PROBERS = {
  operator: ['address', 'module'],
  google: ['pods', 'port', 'module'],
} as const;
const PROBER_FIXES = {
  operator: "write { address: 'blackbox-exporter.monitoring.svc:9115', module: 'internal_api' }",
  google:
    "write { pods: { namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'blackbox-exporter' } }, port: 'http', module: 'internal_api' }",
} as const;

function checkProber({ prober, rules = 'operator' }: EnvironmentSpec['prometheus'], refuse: Refuse): void {
  // Whatever a program without a type checker gives.
  const given = prober as Readonly<Record<string, unknown>> | undefined;
  // What an evaluator that nobody knows would need is not known either.
  if (given === undefined || !Object.hasOwn(PROBERS, rules)) return;
  const keys: readonly string[] = PROBERS[rules];
  const fix = PROBER_FIXES[rules];
  for (const key of Object.keys(given))
    if (!keys.includes(key))
      refuse(`prometheus.prober.${key}`, `is nothing that is asked where prometheus.rules is '${rules}'`, fix);
  for (const key of keys)
    if (!isProberPart(key, given[key])) refuse(`prometheus.prober.${key}`, `is ${show(given[key])}`, fix);
}

function checkLogMetrics({ logMetrics, rules }: EnvironmentSpec['prometheus'], refuse: Refuse): void {
  // Whatever a program without a type checker gives.
  const given: unknown = logMetrics;
  if (given === undefined) return;
  const path = 'prometheus.logMetrics';
  if (given !== 'exported') refuse(path, `is ${show(given)}`, chooseFix(given, SEEN), 'FACT_INVALID', SEEN);
  else if (rules === 'google')
    refuse(path, "is asked of an exporter, and prometheus.rules is 'google'", 'leave it out: Google sees them anyway');
}

function isProberPart(key: string, value: unknown): boolean {
  if (key === 'pods') return isPods(value);
  if (typeof value !== 'string') return false;
  if (key === 'address') return /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?:[0-9]{1,5}$/.test(value);
  // The name of a port, by Kubernetes; that of a module is a key of the exporter's file.
  return key === 'port' ? /^(?=.*[a-z])[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$/.test(value) : /^[\w.-]{1,63}$/.test(value);
}
