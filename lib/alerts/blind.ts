import type { EnvironmentSpec } from '../environment-spec';
import { names } from '../names';
import { clusterOf } from '../slo/cluster';
import type { RuleGroup } from '../slo/rules';
import { secretGroups } from '../slo/secret-alerts';
import { INTERVAL, spanOf } from '../slo/windows';
import { PLATFORM, withLinks } from './links';
import { probedGroup } from './probed';
import { receiverKeysOf } from './receiver-keys';
import { AT_BALANCERS, BLIND_ALERT } from './routing';

/** Seconds until it is told; half of what a single service waits, so that these are silent by then. */
const BLIND = 900;

/**
 * The rules of what all services share: that load balancers tell nothing of any of them, whether the internal API answers, and whether the keys of
 * receivers arrive. Undefined where nobody would be told.
 */
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
  return withLinks(
    [group, ...(probed === undefined ? [] : [probed]), ...broughtGroups(spec)],
    spec,
    PLATFORM,
    'overview',
  );
}

/** Whether the keys of receivers arrive: without them nobody is told, of that neither once Alertmanager starts anew. */
function broughtGroups(spec: EnvironmentSpec): readonly RuleGroup[] {
  const keys = receiverKeysOf(spec);
  if (keys === undefined) return [];
  const { owner, namespace } = keys;
  return secretGroups(
    { service: PLATFORM, namespace, owner, environment: spec.name },
    {
      brought: [names.alertReceivers],
      shared: true,
      longLived: [],
      severity: 'ticket',
      cluster: spec.prometheus.rules === 'google' ? clusterOf(spec) : [],
    },
  );
}
