import type { Assembly } from '../assembly/assembly';
import type { Document, Json, JsonObject } from '../assembly/document';
import { documentsOf } from '../assembly/find';
import { asList, asObject, asText, at } from '../check/json';
import { names } from '../names';

/** An alert that a document may fire. */
export interface FiredAlert {
  readonly name: string;
  /** Its rule, and where that stands in the document. */
  readonly document: Document;
  readonly path: string;
  readonly rule: JsonObject;
  /** With its name among them, as Alertmanager sees it. */
  readonly labels: Readonly<Record<string, string>>;
}

const HOLDERS = ['PrometheusRule', 'Rules', 'ClusterRules', 'GlobalRules'];

/** Every alert of an assembly, in the order of their documents. */
export function* alertsOf(assembly: Assembly): Generator<FiredAlert> {
  for (const document of documentsOf(assembly, 'kubernetes', ...HOLDERS)) {
    for (const [group, { rules }] of asList(at(document.object, 'spec', 'groups'))
      .map(asObject)
      .entries()) {
      for (const [index, value] of asList(rules).entries()) {
        const rule = asObject(value);
        const name = asText(rule['alert']);
        if (name === undefined) continue;
        const path = `spec.groups.${group}.rules.${index}`;
        yield { name, document, path, rule, labels: { ...textsIn(rule['labels']), alertname: name } };
      }
    }
  }
}

/** The routing of an assembly: the document that holds it, where it is rendered here. */
export function findRouting(assembly: Assembly): Document | undefined {
  return documentsOf(assembly, 'kubernetes', 'AlertmanagerConfig').find(
    ({ object }) => at(object, 'metadata', 'name') === names.alertRouting,
  );
}

function textsIn(labels: Json | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(asObject(labels)).flatMap(([label, value]: [string, Json]) =>
      typeof value === 'string' ? [[label, value] as const] : [],
    ),
  );
}
