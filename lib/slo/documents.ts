import { canonical } from '../assembly/canonical';
import type { Document, DocumentKey, JsonObject, Origins } from '../assembly/document';
import { asList, asObject, asText } from '../check/json';
import { names } from '../names';

/** A rule file as a document that has yet to get its id and its digest. */
export interface RuleFileParts {
  readonly key: DocumentKey;
  readonly domain: 'rules';
  readonly service: string;
  readonly owner?: string;
  readonly origins: Origins;
  readonly path: string;
  readonly object: JsonObject;
}

/** The kinds of objects that hold rules. */
const HOLDERS = new Set(['PrometheusRule', 'GlobalRules']);

/** The rules of each service as the file that Prometheus and promtool read, from the objects that were rendered, patches included. */
export function* ruleFilesOf(environment: string, documents: readonly Document[]): Generator<RuleFileParts> {
  for (const [service, holders] of holdersIn(documents)) {
    const [first] = holders;
    const { owner, origins } = first;
    const groups = holders.flatMap(({ object }) => asList(asObject(object['spec'])['groups']));
    const kinds = [...new Set(holders.map(({ kind }) => kind))].join(' and ');
    yield {
      key: {
        environment,
        stack: `${service}:workloads`,
        group: 'taxiway',
        kind: 'RuleFile',
        namespace: names.namespace(service),
        name: names.rules,
      },
      domain: 'rules',
      service,
      ...(owner === undefined ? {} : { owner }),
      origins: {
        construct: origins.construct,
        ...(origins.at && { at: origins.at }),
        fields: { groups: { rule: `the groups of the ${kinds} beside it, for readers without a cluster` } },
      },
      path: `${service}/rules.yaml`,
      // A group of data is an object.
      object: canonical({ groups }) as JsonObject,
    };
  }
}

/** The objects with rules of each service: those about what it promises first. */
function holdersIn(documents: readonly Document[]): ReadonlyMap<string, readonly [Document, ...Document[]]> {
  const found = new Map<string, [Document, ...Document[]]>();
  for (const document of documents) {
    const { domain, kind, service, object } = document;
    if (domain !== 'kubernetes' || !HOLDERS.has(kind) || service === undefined) continue;
    const place = oursOf(service).indexOf(asText(asObject(object['metadata'])['name']) ?? '');
    if (place < 0) continue;
    const others = found.get(service) ?? [];
    found.set(service, place < 2 ? [document, ...others] : ([...others, document] as [Document, ...Document[]]));
  }
  return found;
}

/** Rules that a patch or a service adds under another name are not the library's to write out. */
function oursOf(service: string): readonly string[] {
  return [
    ...[names.rules, names.globalRules(service)],
    ...[names.secretRules, names.globalSecretRules(service)],
    ...[names.logRules, names.globalLogRules(service)],
  ];
}
