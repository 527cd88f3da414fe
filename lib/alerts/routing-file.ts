import type { Json, JsonObject } from '../assembly/document';
import { asList, asObject, asText, isObject } from '../check/json';

/** Where the operator mounts the Secrets that an Alertmanager lists. */
const SECRETS = '/etc/alertmanager/secrets';

/** Fields that the operator calls otherwise than Alertmanager does. */
const NAMES: Readonly<Record<string, string>> = {
  inhibitRules: 'inhibit_rules',
  sourceMatch: 'source_matchers',
  targetMatch: 'target_matchers',
};
/** Fields that refer to a Secret: Alertmanager reads a file. */
const FILES: Readonly<Record<string, string>> = {
  apiURL: 'api_url_file',
  routingKey: 'routing_key_file',
  serviceKey: 'service_key_file',
};

/** The file that Alertmanager itself reads, from what the operator would make one of: other names, and files for Secrets. */
export function routingFile(spec: JsonObject): JsonObject {
  const { route, receivers, inhibitRules, ...others } = spec;
  return {
    ...asObject(fileOf(others)),
    route: fileOf(asObject(route)),
    ...(inhibitRules === undefined ? {} : { inhibit_rules: fileOf(inhibitRules) }),
    receivers: fileOf(receivers ?? []),
  };
}

function fileOf(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(fileOf);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]: [string, Json]) => entryOf(key, inner)));
}

function entryOf(key: string, value: Json): [string, Json] {
  const file = FILES[key];
  if (file !== undefined && isObject(value))
    return [file, `${SECRETS}/${asText(value['name']) ?? ''}/${asText(value['key']) ?? ''}`];
  if (key === 'matchers' || key === 'sourceMatch' || key === 'targetMatch')
    return [NAMES[key] ?? key, asList(value).map(matcherText)];
  if (key === 'details') return [key, pairs(value)];
  return [NAMES[key] ?? snake(key), fileOf(value)];
}

function matcherText(matcher: Json): Json {
  const { name, value, matchType } = asObject(matcher);
  return `${asText(name) ?? ''}${asText(matchType) ?? '='}${JSON.stringify(asText(value) ?? '')}`;
}

function pairs(value: Json): Json {
  return Object.fromEntries(
    asList(value).map((pair) => [asText(asObject(pair)['key']) ?? '', asObject(pair)['value'] ?? '']),
  );
}

function snake(key: string): string {
  return key.replaceAll(
    /[A-Z]+(?=[A-Z][a-z])|[A-Z]+/g,
    (capitals, at: number) => `${at === 0 ? '' : '_'}${capitals.toLowerCase()}`,
  );
}
