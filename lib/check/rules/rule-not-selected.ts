import type { Document } from '../../assembly/document';
import { documentsOf, findFacts } from '../../assembly/find';
import type { Objection } from '../finding';
import { asObject, at } from '../json';
import type { Rule } from '../rule';
import { said } from '../say';

/** What picks objects of a kind, among the facts. */
const SELECTORS: Readonly<Record<string, string>> = {
  PrometheusRule: 'ruleSelector',
  PodMonitor: 'monitorSelector',
  ServiceMonitor: 'monitorSelector',
  Probe: 'monitorSelector',
};

/** Makes sure that the environment's Prometheus loads what is meant for it: an object that it does not select gets no event. */
export const ruleNotSelected: Rule = {
  code: 'RULE_NOT_SELECTED',
  severity: 'error',
  title:
    "rules and monitors have the labels by which the environment's Prometheus picks them, and so have their namespaces",
  requirement: 'R210',
  scope: 'environment',
  *check(assembly) {
    const prometheus = asObject(findFacts(assembly)?.object['prometheus']);
    const picked = documentsOf(assembly, 'kubernetes', ...Object.keys(SELECTORS));
    for (const document of picked)
      yield* missing(document, SELECTORS[document.kind] ?? '', prometheus[SELECTORS[document.kind] ?? '']);
    const used = new Set(picked.map(({ object }) => at(object, 'metadata', 'namespace')));
    for (const namespace of documentsOf(assembly, 'kubernetes', 'Namespace'))
      if (used.has(at(namespace.object, 'metadata', 'name') ?? null))
        yield* missing(namespace, 'namespaceSelector', prometheus['namespaceSelector']);
  },
};

function* missing(document: Document, fact: string, selector: unknown): Generator<Objection> {
  const labels = asObject(at(document.object, 'metadata', 'labels'));
  // The facts of an environment are plain data.
  for (const [label, value] of Object.entries(asObject(selector as never))) {
    if (labels[label] === value) continue;
    yield {
      document: document.id,
      path: `metadata.labels.${label}`,
      problem: `is ${said(labels[label])}; Prometheus picks ${said(value)}, by prometheus.${fact}`,
      fix: `give the ${document.kind} the label ${label} with ${said(value)}; without it nobody loads it, and nothing says so`,
    };
  }
}
