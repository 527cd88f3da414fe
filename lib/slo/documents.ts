import { canonical } from '../assembly/canonical';
import type { Document, DocumentKey, JsonObject, Origins } from '../assembly/document';
import { asObject } from '../check/json';
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

/** The rules of each service as the file that Prometheus and promtool read, from the object that was rendered, patches included. */
export function* ruleFilesOf(environment: string, documents: readonly Document[]): Generator<RuleFileParts> {
  for (const { domain, kind, service, owner, origins, object } of documents) {
    if (domain !== 'kubernetes' || !HOLDERS.has(kind) || service === undefined) continue;
    if (!isOurs(service, asObject(object['metadata'])['name'])) continue;
    const { groups = [] } = asObject(object['spec']);
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
        fields: { groups: { rule: `the groups of the ${kind} beside it, for readers without a cluster` } },
      },
      path: `${service}/rules.yaml`,
      // A group of data is an object.
      object: canonical({ groups }) as JsonObject,
    };
  }
}

/** Rules that a patch or a service adds under another name are not the library's to write out. */
function isOurs(service: string, name: unknown): boolean {
  return name === names.rules || name === names.globalRules(service);
}
