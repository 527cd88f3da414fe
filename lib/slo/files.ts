import { PLATFORM } from '../alerts/links';
import type { Document, Stack } from '../assembly/document';
import { compareIds, parseId } from '../assembly/id';
import { toYaml } from '../assembly/yaml';
import { asList, asText, at } from '../check/json';
import { names } from '../names';

/** The kinds of objects that hold rules of ours. */
export const RULE_HOLDERS: ReadonlySet<string> = new Set(['PrometheusRule', 'GlobalRules']);

const RULES_FILE = 'rules.yaml';

/**
 * The rules of each service and of the platform as the files that Prometheus and promtool read, by path below the
 * environment's folder. They follow from the objects that were rendered, patches included, and are no documents themselves.
 */
export function ruleFilesOf(documents: readonly Document[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [path, holders] of holdersIn(documents)) {
    const groups = holders.flatMap(({ object }) => asList(at(object, 'spec', 'groups')));
    files.set(path, toYaml([{ groups }]));
  }
  return files;
}

/** The stack of each of these files: that of the objects which it follows from. */
export function ruleFileStacks(documents: readonly Document[]): ReadonlyMap<string, Stack> {
  return new Map([...holdersIn(documents)].map(([path, [first]]) => [path, parseId(first.id).stack]));
}

/** The objects with rules by the file that they are written to, in the order in which it has their groups. */
function holdersIn(documents: readonly Document[]): ReadonlyMap<string, readonly [Document, ...Document[]]> {
  const found = new Map<string, [Document, ...Document[]]>();
  for (const document of documents) {
    if (document.domain !== 'kubernetes' || !RULE_HOLDERS.has(document.kind) || placeOf(document) < 0) continue;
    const path = `${document.service ?? PLATFORM}/${RULES_FILE}`;
    const others = found.get(path);
    if (others === undefined) found.set(path, [document]);
    else others.push(document);
  }
  for (const holders of found.values())
    holders.sort((one, other) => placeOf(one) - placeOf(other) || compareIds(one, other));
  return found;
}

/** Where an object's groups come; negative where it is not ours: what a patch or a service adds is not ours to write out. */
function placeOf({ service, object }: Document): number {
  return oursOf(service).indexOf(asText(at(object, 'metadata', 'name')) ?? '');
}

/** What a service promises comes first. */
function oursOf(service: string | undefined): readonly string[] {
  if (service === undefined) return [names.platformRules];
  return [
    ...[names.rules, names.globalRules(service)],
    ...[names.secretRules, names.globalSecretRules(service)],
    ...[names.logRules, names.globalLogRules(service)],
  ];
}
