import { wakes } from '../lib/alerts/routing';
import type { EnvironmentSpec, TeamSpec } from '../lib/environment-spec';
import { isRecord } from '../lib/facts/refuse';
import type { Props } from '../lib/props';
import type { Maturity } from './maturity';

/** A service that is generally available in production has somebody who is woken for it; else it is refused. */
export function requireOnCall(read: Props, spec: EnvironmentSpec, owner: string, maturity: Maturity): void {
  const teams: Readonly<Record<string, TeamSpec | undefined>> = spec.teams;
  const team = Object.hasOwn(teams, owner) ? teams[owner] : undefined;
  // Of an owner that nobody knows, or facts that are wrong, that much is said already.
  if (maturity !== 'ga' || spec.tier !== 'production' || !isRecord(team)) return;
  const pager = spec.alertReceivers[team.receiver]?.pager;
  if (wakes(spec, pager) && spec.alertmanager !== undefined) return;
  const missing = pager === undefined ? `alertReceivers.${team.receiver}.pager` : 'alertmanager';
  read.refuse(
    'maturity',
    {
      code: 'ONCALL_MISSING',
      problem: `is ga, and nobody of ${owner} is woken for it in ${spec.name}: ${missing} is missing`,
      fix: `give ${spec.name} the fact ${missing}, or keep the service in beta until its team is on call`,
    },
    maturity,
  );
}
