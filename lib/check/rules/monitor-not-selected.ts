import type { Assembly } from '../../assembly/assembly';
import type { Document, JsonObject } from '../../assembly/document';
import type { Objection } from '../finding';
import { factsOf, objectsOf } from '../fleet';
import { asObject, asText, at } from '../json';
import type { Rule } from '../rule';
import { metadataOf, nameOf, namespaceOf } from '../stacks';

/** PRM-4: makes sure that the environment's Prometheus picks every monitor: one that it doesn't gets no event and no status. */
export const monitorNotSelected: Rule = {
  code: 'MONITOR_NOT_SELECTED',
  severity: 'error',
  title: "every monitor and its namespace have the labels by which the environment's Prometheus picks them",
  requirement: 'R200',
  scope: 'environment',
  *check(assembly) {
    const { monitorSelector, namespaceSelector } = asObject(at(factsOf(assembly).object, 'prometheus'));
    for (const monitor of objectsOf(assembly, 'PodMonitor', 'ServiceMonitor', 'Probe')) {
      yield* lacking(monitor, asObject(monitorSelector), monitor);
      const namespace = namespaceIn(assembly, monitor);
      if (namespace !== undefined) yield* lacking(namespace, asObject(namespaceSelector), monitor);
    }
  },
};

function* lacking(document: Document, wanted: JsonObject, monitor: Document): Generator<Objection> {
  const labels = asObject(metadataOf(document)['labels']);
  for (const [key, value] of Object.entries(wanted)) {
    if (labels[key] === value) continue;
    const given = asText(labels[key]);
    const problem = `${given === undefined ? 'is missing' : `is '${given}'`}: Prometheus does not find ${monitor.kind} ${nameOf(monitor)}`;
    yield { document: document.id, path: `metadata.labels.${key}`, problem, fix: `set it to '${asText(value) ?? ''}'` };
  }
}

function namespaceIn(assembly: Assembly, monitor: Document): Document | undefined {
  const name = namespaceOf(monitor);
  return objectsOf(assembly, 'Namespace').find((one) => nameOf(one) === name);
}
