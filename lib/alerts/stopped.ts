import { canonical } from '../assembly/canonical';
import type { Document, Json, JsonObject } from '../assembly/document';
import { asList, asObject, at } from '../check/json';
import { names } from '../names';
import { RULE_HOLDERS } from '../slo/files';
import type { RuleGroup } from '../slo/rules';
import { INTERVAL, spanOf } from '../slo/windows';
import { STOPPED_ALERT } from './routing';
import { alertRulesIn } from './rules-in';

/** Where the rules of an object are. */
const PLACE = ['spec', 'groups'] as const;

/**
 * What a stop does to the rules of a service: one alert more, which says that it is stopped and silences the others, so that nobody is
 * woken for what was done on purpose. Undefined for whatever holds no rules of ours.
 */
export function stoppedRules({
  kind,
  service,
  object,
}: Document): readonly (readonly [path: readonly string[], value: Json])[] | undefined {
  if (!RULE_HOLDERS.has(kind) || service === undefined || !saysIt(service, object)) return undefined;
  const name = `taxiway:${service}:stopped`;
  // What is stopped already stays as it is.
  const groups = asList(at(object, ...PLACE)).filter((group) => asObject(group)['name'] !== name);
  const [like] = alertRulesIn({ spec: { groups } });
  // Only rules of the library carry what inhibition compares.
  if (like === undefined) return undefined;
  const { sli: _, ...labels } = asObject(like['labels']);
  const group: RuleGroup = {
    name,
    interval: spanOf(INTERVAL),
    rules: [
      {
        alert: STOPPED_ALERT,
        expr: 'vector(1)',
        for: '0s',
        labels: { ...(labels as Readonly<Record<string, string>>), severity: 'ticket' },
        annotations: {
          ...linksLike(like),
          summary: `${service} is stopped on purpose.`,
          description: 'Its other alerts are silent until it is started again.',
        },
      },
    ],
  };
  // Compared with what was rendered, whose keys are in order.
  return [[PLACE, [...groups, canonical(group)]]];
}

/** One object of a service says it, however many hold its rules: the one that every service has. */
function saysIt(service: string, object: JsonObject): boolean {
  const name = at(object, 'metadata', 'name');
  return name === names.rules || name === names.globalRules(service);
}

/** The links of another alert of the service, led to the page of this one. */
function linksLike(rule: Readonly<Record<string, Json>>): Readonly<Record<string, string>> {
  const annotations = asObject(rule['annotations']);
  return Object.fromEntries(
    ['runbook_url', 'dashboard_url'].flatMap((name) => {
      const url = annotations[name];
      return typeof url === 'string' ? [[name, url.replace(/#.*$/, `#${STOPPED_ALERT.toLowerCase()}`)]] : [];
    }),
  );
}
