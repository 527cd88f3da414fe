import type { EnvironmentSpec } from '../environment-spec';
import { chooseFix, show } from '../nearest';
import { isPods } from './place';
import type { Refuse } from './refuse';

const WAYS = ['keda', 'adapter'];

/** Who fetches metrics of pods, and what scales pods by them, where the environment says so. */
export function checkWatching({ prometheus, autoscaling }: EnvironmentSpec, refuse: Refuse): void {
  if (prometheus.scraper !== undefined && !isPods(prometheus.scraper)) {
    const fix = "write { namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } }";
    refuse('prometheus.scraper', `is ${show(prometheus.scraper)}`, fix);
  }
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
