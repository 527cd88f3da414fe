import { canonical } from '../assembly/canonical';
import type { Document, DocumentKey, Domain, JsonObject, Origins } from '../assembly/document';
import { asList, asObject, asText, asTexts, at } from '../check/json';
import { DASHBOARDS } from '../dashboards/names';
import type { EnvironmentSpec } from '../environment-spec';
import { names } from '../names';
import { RULE_HOLDERS } from '../slo/files';
import { alertRunbookPath, dashboardUrl, PLATFORM } from './links';
import { routingOf, STOPPED_ALERT, wakes } from './routing';
import { routingFile } from './routing-file';
import { alertRulesIn } from './rules-in';
import { alertRunbook, type KnownAlert } from './runbook';

/** A document that has yet to get its id and its digest. */
export interface AlertParts {
  readonly key: DocumentKey;
  readonly domain: Extract<Domain, 'rules' | 'runbook'>;
  readonly service?: string;
  readonly owner?: string;
  readonly origins: Origins;
  readonly path: string;
  readonly object: JsonObject;
}

/** What Alertmanager reads, from the object that was rendered, patches included; from the facts where there is no such kind. */
export function* routingFilesOf(environment: string, documents: readonly Document[]): Generator<AlertParts> {
  const platform = documents.filter(
    ({ id, domain }) => domain === 'kubernetes' && id.startsWith(`${environment}/platform/`),
  );
  if (platform.length === 0) return;
  const held = platform.find(
    ({ kind, object }) => kind === 'AlertmanagerConfig' && at(object, 'metadata', 'name') === names.alertRouting,
  );
  const facts = factsIn(documents);
  const managed = facts?.prometheus.rules === 'google';
  const spec = held?.object['spec'] ?? (managed ? canonical(routingOf(facts) ?? null) : null);
  if (spec === null) return;
  yield {
    key: { environment, stack: 'platform', group: 'taxiway', kind: 'AlertmanagerFile', name: names.alertRouting },
    domain: 'rules',
    origins: {
      construct: 'Platform alerts',
      ...(held?.origins.at && { at: held.origins.at }),
      fields: { '': { rule: 'who is told what, for readers without a cluster' } },
    },
    path: 'platform/alertmanager.yaml',
    // A group of data is an object.
    object: canonical(routingFile(asObject(spec))) as JsonObject,
  };
}

/** For each service with alerts the page that they link to, from the rules that were rendered, patches included. */
export function* alertRunbooksOf(environment: string, documents: readonly Document[]): Generator<AlertParts> {
  const facts = factsIn(documents);
  const rules = byService(documents);
  if (facts === undefined || rules.size === 0) return;
  for (const { domain, service, owner = '', origins, object } of documents) {
    const alerts = domain === 'declaration' && service !== undefined ? alertsIn(rules.get(service) ?? []) : [];
    if (service === undefined || alerts.length === 0) continue;
    const { channel = '', pager } = receiverOf(facts, owner);
    const workloads = asList(object['workloads']).map(asObject);
    const markdown = alertRunbook([...alerts, STOPPED], {
      service,
      environment,
      owner,
      channel,
      wakes: facts.alertmanager !== undefined && wakes(facts, pager),
      workloads: workloads.flatMap(({ name }) => asText(name) ?? []),
      callers: [...new Set(workloads.flatMap(({ callers }) => asTexts(callers)))],
      dashboards: dashboardsOf(facts, service),
      stoppable: true,
    });
    const namespace = names.namespace(service);
    yield {
      key: {
        environment,
        stack: `${service}:workloads`,
        group: 'taxiway',
        kind: 'Runbook',
        namespace,
        name: names.alertRunbook,
      },
      domain: 'runbook',
      service,
      ...(owner === '' ? {} : { owner }),
      origins: {
        construct: `Slo ${service}/slo`,
        ...(origins.at && { at: origins.at }),
        fields: { markdown: { rule: 'what the alerts of the service link to' } },
      },
      path: alertRunbookPath(service),
      object: canonical(markdown) as JsonObject,
    };
  }
}

/** Comes with a stop, after everything is rendered. */
const STOPPED: KnownAlert = { name: STOPPED_ALERT, severity: 'ticket', measures: [], said: '' };

/** What the platform's own alerts link to, from the object that was rendered. */
export function* platformAlertsOf(environment: string, documents: readonly Document[]): Generator<AlertParts> {
  const facts = factsIn(documents);
  const held = documents.find(
    ({ id, kind, object }) =>
      RULE_HOLDERS.has(kind) &&
      id.startsWith(`${environment}/platform/`) &&
      at(object, 'metadata', 'name') === names.platformRules,
  );
  if (facts?.alertmanager === undefined || held === undefined) return;
  const { fallback, namespace } = facts.alertmanager;
  const { channel = '', pager } = receiverOf(facts, fallback);
  const page = alertRunbook(alertsIn([held]), {
    service: PLATFORM,
    namespace,
    environment,
    owner: fallback,
    channel,
    wakes: wakes(facts, pager),
    workloads: [],
    callers: [],
    dashboards: dashboardsOf(facts, PLATFORM).slice(0, 1),
    stoppable: false,
  });
  yield {
    key: { environment, stack: 'platform', group: 'taxiway', kind: 'Runbook', name: names.alertRunbook },
    domain: 'runbook',
    origins: {
      construct: 'Platform alerts',
      ...(held.origins.at && { at: held.origins.at }),
      fields: { '': { rule: 'what the alerts of the platform link to' } },
    },
    path: alertRunbookPath(PLATFORM),
    object: canonical(page) as JsonObject,
  };
}

function dashboardsOf(facts: EnvironmentSpec, service: string): readonly (readonly [string, string])[] {
  return DASHBOARDS.flatMap((name) => {
    const url = dashboardUrl(facts, name, service);
    return url === undefined ? [] : [[name, url] as const];
  });
}

function byService(documents: readonly Document[]): ReadonlyMap<string, readonly Document[]> {
  const found = new Map<string, Document[]>();
  for (const document of documents) {
    const { domain, kind, service } = document;
    if (domain !== 'kubernetes' || service === undefined || !RULE_HOLDERS.has(kind)) continue;
    found.set(service, [...(found.get(service) ?? []), document]);
  }
  return found;
}

function alertsIn(rules: readonly Document[]): readonly KnownAlert[] {
  const found = new Map<string, KnownAlert>();
  for (const rule of rules.flatMap(({ object }) => alertRulesIn(object))) {
    const name = asText(rule['alert']) ?? '';
    const { severity, sli } = asObject(rule['labels']);
    const known = found.get(name);
    const grave = severity === 'page' || known?.severity === 'page' ? 'page' : 'ticket';
    const { summary, description } = asObject(rule['annotations']);
    found.set(name, {
      name,
      severity: grave,
      measures: [...new Set([...(known?.measures ?? []), ...(asText(sli) === undefined ? [] : [asText(sli) ?? ''])])],
      said: known?.said ?? [summary, description].flatMap((one) => asText(one) ?? []).join(' '),
    });
  }
  return [...found.values()];
}

function factsIn(documents: readonly Document[]): EnvironmentSpec | undefined {
  const found = documents.find(({ domain }) => domain === 'environment')?.object;
  // The facts of an environment, as plain data.
  return found as EnvironmentSpec | undefined;
}

function receiverOf({ teams, alertReceivers }: EnvironmentSpec, owner: string) {
  const team = Object.entries(teams).find(([name]) => name === owner)?.[1];
  return { ...(team === undefined ? {} : alertReceivers[team.receiver]) };
}
