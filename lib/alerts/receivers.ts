import type { Json, JsonObject } from '../assembly/document';
import { asList, asObject, asText } from '../check/json';

/** The labels of an alert. */
export type AlertLabels = Readonly<Record<string, string>>;

/** The names of those who are told of an alert, in order, as Alertmanager finds them: by the routing of an AlertmanagerConfig. */
export function receiversOf(routing: JsonObject, labels: AlertLabels): readonly string[] {
  const root = asObject(routing['route']);
  return [...new Set(told(root, labels, ''))];
}

function told(route: JsonObject, labels: AlertLabels, above: string): readonly string[] {
  const receiver = asText(route['receiver']) ?? above;
  const below: string[] = [];
  for (const child of asList(route['routes']).map(asObject)) {
    if (!matchesAll(child['matchers'], labels)) continue;
    below.push(...told(child, labels, receiver));
    if (child['continue'] !== true) return below;
  }
  return below.length > 0 ? below : [receiver];
}

/** Whether an alert has what all matchers ask; a label that it lacks is an empty text. */
export function matchesAll(matchers: Json | undefined, labels: AlertLabels): boolean {
  return asList(matchers).every((matcher) => matches(asObject(matcher), labels));
}

function matches({ name, value, matchType, regex }: JsonObject, labels: AlertLabels): boolean {
  const given = labels[asText(name) ?? ''] ?? '';
  const wanted = asText(value) ?? '';
  switch (regex === true ? '=~' : (matchType ?? '=')) {
    case '=':
      return given === wanted;
    case '!=':
      return given !== wanted;
    case '=~':
      return pattern(wanted).test(given);
    default:
      return !pattern(wanted).test(given);
  }
}

/** Alertmanager compares the whole text; a pattern that nobody can read matches nothing. */
function pattern(text: string): RegExp {
  try {
    return new RegExp(`^(?:${text})$`, 'u');
  } catch {
    return /^(?!)/;
  }
}
