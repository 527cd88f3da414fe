import type { EnvironmentSpec } from '../environment-spec';
import { chooseFix, show } from '../nearest';
import { pastedSecret } from './pasted';
import { isLabels, LABEL } from './place';
import { isRecord, type Refuse } from './refuse';

/** A key of a Secret, which becomes a file. */
const KEY = /^(?!\.)[-._A-Za-z0-9]{1,253}$/;
/** Slack: at most 80 characters, none of them a capital. */
const CHANNEL = /^#[\p{Ll}\p{Lo}0-9][\p{Ll}\p{Lo}0-9_-]{0,78}$/u;

/** The key that holds the address of a channel's webhook: each has its own, since an app's webhook writes to one channel, whatever it is told. */
export const chatKeyOf = (receiver: string): string => `channel-${receiver}`;

/** Where alerts go, who hands them on, and who shows dashboards. */
export function checkAlerting(spec: EnvironmentSpec, refuse: Refuse): void {
  for (const [name, receiver] of Object.entries(spec.alertReceivers)) checkReceiver(name, receiver, refuse);
  checkAlertmanager(spec, refuse);
  checkDashboards(spec, refuse);
}

function checkReceiver(name: string, receiver: unknown, refuse: Refuse): void {
  const path = `alertReceivers.${name}`;
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))
    refuse(path, `is called ${show(name)}`, 'use lower-case letters, digits and hyphens');
  if (!isRecord(receiver) || receiver['channel'] === undefined || receiver['channel'] === '') {
    const fix = "give the channel that its team reads: { channel: '#g_code_creation_alerts' }";
    const place = isRecord(receiver) ? `${path}.channel` : path;
    refuse(place, 'has no channel: nobody would read what is sent there', fix, 'TEAM_WITHOUT_CHANNEL');
    return;
  }
  checkKeys(path, receiver, ['channel', 'pager'], refuse);
  const { channel, pager } = receiver;
  const pasted = [
    refusePasted(`${path}.channel`, channel, "name the channel itself: '#g_code_creation_alerts'", refuse),
    refusePasted(`${path}.pager`, pager, NAME_THE_KEY, refuse),
  ];
  if (pasted.includes(true)) return;
  if (typeof channel !== 'string' || !CHANNEL.test(channel))
    refuse(`${path}.channel`, `is ${show(channel)}`, "use a channel such as '#g_code_creation_alerts'");
  if (pager !== undefined && (typeof pager !== 'string' || !KEY.test(pager) || pager.startsWith(chatKeyOf(''))))
    refuse(`${path}.pager`, `is ${show(pager)}`, NAME_THE_KEY);
}

const NAME_THE_KEY =
  "name a key of the Secret that Alertmanager mounts, never what it holds: 'pager-code-creation'; words with hyphens are no key";

/** Refuses what could be a secret where only its name belongs, and does not repeat it. */
function refusePasted(path: string, value: unknown, fix: string, refuse: Refuse): boolean {
  const kind = pastedSecret(value);
  if (kind === undefined) return false;
  const problem = `looks like ${kind}, ${String(value).length} characters long, and every document of the environment would hold it`;
  refuse(path, problem, `revoke it, keep the new one in Vault, and ${fix}`, 'FACT_HOLDS_SECRET');
  return true;
}

function checkAlertmanager(spec: EnvironmentSpec, refuse: Refuse): void {
  // Whatever a program without a type checker gives.
  const given = spec.alertmanager as Readonly<Record<string, unknown>> | undefined;
  if (given === undefined) return;
  checkKeys('alertmanager', given, ['namespace', 'secret', 'fallback'], refuse);
  const { namespace, secret, fallback } = given;
  checkNamespace('alertmanager.namespace', namespace, refuse);
  const pasted = refusePasted('alertmanager.secret', secret, "name the Secret: 'alertmanager-receivers'", refuse);
  if (!pasted && (typeof secret !== 'string' || !/^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/.test(secret)))
    refuse('alertmanager.secret', `is ${show(secret)}`, "use the name of a Secret such as 'alertmanager-receivers'");
  const teams = Object.keys(spec.teams).sort();
  if (typeof fallback !== 'string' || !teams.includes(fallback))
    refuse(
      'alertmanager.fallback',
      `is ${show(fallback)}, which is no team`,
      chooseFix(fallback, teams, 'the teams are'),
      'FACT_INVALID',
      teams,
    );
}

function checkDashboards(spec: EnvironmentSpec, refuse: Refuse): void {
  const given = spec.dashboards as Readonly<Record<string, unknown>> | undefined;
  if (given === undefined) return;
  checkKeys('dashboards', given, ['namespace', 'selector'], refuse);
  checkNamespace('dashboards.namespace', given['namespace'], refuse);
  if (!isLabels(given['selector']))
    refuse(
      'dashboards.selector',
      `is ${show(given['selector'])}`,
      "use the labels that Grafana's sidecar picks ConfigMaps by: { grafana_dashboard: '1' }",
    );
}

function checkNamespace(path: string, value: unknown, refuse: Refuse): void {
  if (typeof value !== 'string' || !LABEL.test(value))
    refuse(path, `is ${show(value)}`, "use a namespace such as 'monitoring'");
}

function checkKeys(
  path: string,
  given: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  refuse: Refuse,
): void {
  for (const key of Object.keys(given))
    if (!keys.includes(key))
      refuse(`${path}.${key}`, 'is no fact that an environment has', chooseFix(key, keys), 'FACT_INVALID', keys);
}
