import type { EnvironmentSpec } from '../environment-spec';
import type { RuleGroup } from '../slo/rules';
import { INTERVAL, spanOf } from '../slo/windows';
import { PLATFORM, withLinks } from './links';
import { probedGroup } from './probed';
import { AT_BALANCERS, BLIND_ALERT } from './routing';

/** Seconds until it is told; half of what a single service waits, so that these are silent by then. */
const BLIND = 900;

/** The rules of what all services share: that load balancers tell nothing of any of them, and whether the internal API answers. Undefined where nobody would be told. */
export function platformRules(spec: EnvironmentSpec): readonly RuleGroup[] | undefined {
  const { alertmanager, name, tier } = spec;
  if (alertmanager === undefined) return undefined;
  // A measure of pods that is left says nothing of what is seen at load balancers.
  const ours = `{environment="${name}",sli=~"${AT_BALANCERS}"}`;
  // Production is never quiet: there it stays told until it is mended.
  const before = tier === 'production' ? '1d' : '1h';
  const group: RuleGroup = {
    name: `taxiway:${PLATFORM}`,
    interval: spanOf(INTERVAL),
    rules: [
      {
        alert: BLIND_ALERT,
        expr: `absent(slo:sli_total:rate5m${ours})\nand on ()\nsum(max_over_time(slo:sli_total:rate30m${ours}[${before}])) > 0.1`,
        for: spanOf(BLIND),
        labels: {
          environment: name,
          namespace: alertmanager.namespace,
          service: PLATFORM,
          severity: tier === 'production' ? 'page' : 'ticket',
          team: alertmanager.fallback,
        },
        annotations: {
          summary: `${name}: load balancers tell nothing of any service any more.`,
          description: 'There were requests before: look at what scrapes load balancers and at what evaluates rules.',
        },
      },
    ],
  };
  const probed = probedGroup(spec);
  return withLinks([group, ...(probed === undefined ? [] : [probed])], spec, PLATFORM, 'overview');
}
