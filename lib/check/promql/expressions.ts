import { asList, asObject, asText, at, isObject } from '../json';
import type { Assembly } from '../../assembly/assembly';
import type { Document, Json } from '../../assembly/document';
import { DASHBOARD_LABEL } from '../../labels';
import { factsOf, objectsOf } from '../fleet';

/** A PromQL expression of a document. */
export interface FoundExpression {
  readonly document: Document;
  /** Dotted path of the field that holds it. */
  readonly path: string;
  readonly text: string;
  /** Where it stands in that field, of a dashboard, which is a text: `of the panel 'Burn' `. */
  readonly within: string;
  /** A dashboard may name what whoever looks at it chooses. */
  readonly hasVariables: boolean;
}

const HOLDERS = ['PrometheusRule', 'Rules', 'ClusterRules', 'GlobalRules'];

/** Every expression of an assembly: of rules, of autoscalers, of dashboards. */
export function* expressionsOf(assembly: Assembly): Generator<FoundExpression> {
  for (const document of objectsOf(assembly, ...HOLDERS)) yield* ofRules(document);
  for (const document of objectsOf(assembly, 'ScaledObject')) yield* ofScaler(document);
  for (const document of objectsOf(assembly, 'HorizontalPodAutoscaler')) yield* ofOwnScaler(document);
  yield* ofDashboards(assembly);
}

/** The names of series that rules of an assembly record. */
export function* recordsOf(assembly: Assembly): Generator<string> {
  for (const { object } of objectsOf(assembly, ...HOLDERS))
    for (const group of asList(at(object, 'spec', 'groups')))
      for (const rule of asList(at(group, 'rules'))) {
        const record = asText(at(rule, 'record'));
        if (record !== undefined) yield record;
      }
}

const plain = (document: Document, path: string, text: string): FoundExpression => {
  return { document, path, text, within: '', hasVariables: false };
};

function* ofRules(document: Document): Generator<FoundExpression> {
  for (const [group, item] of asList(at(document.object, 'spec', 'groups')).entries())
    for (const [index, rule] of asList(at(item, 'rules')).entries()) {
      const expr = at(rule, 'expr');
      // The operator also takes a number, which is an expression.
      if (typeof expr === 'string' || typeof expr === 'number')
        yield plain(document, `spec.groups.${group}.rules.${index}.expr`, String(expr));
    }
}

function* ofScaler(document: Document): Generator<FoundExpression> {
  for (const [index, trigger] of asList(at(document.object, 'spec', 'triggers')).entries()) {
    const query = asText(at(trigger, 'metadata', 'query'));
    if (at(trigger, 'type') === 'prometheus' && query !== undefined)
      yield plain(document, `spec.triggers.${index}.metadata.query`, query);
  }
}

/** An adapter asks for a metric by its name, Google's with pipes for slashes. */
function* ofOwnScaler(document: Document): Generator<FoundExpression> {
  for (const [index, metric] of asList(at(document.object, 'spec', 'metrics')).entries()) {
    const name = asText(at(metric, 'pods', 'metric', 'name'));
    if (name === undefined) continue;
    const series = /^prometheus\.googleapis\.com\|([^|]+)\|/.exec(name)?.[1] ?? name;
    yield plain(document, `spec.metrics.${index}.pods.metric.name`, series);
  }
}

function* ofDashboards(assembly: Assembly): Generator<FoundExpression> {
  const selector = asObject(at(factsOf(assembly).object, 'dashboards', 'selector'));
  const picked = Object.entries(selector);
  for (const document of objectsOf(assembly, 'ConfigMap')) {
    const labels = asObject(at(document.object, 'metadata', 'labels'));
    const shown = picked.length > 0 && picked.every(([label, value]) => labels[label] === value);
    if (!shown && labels[DASHBOARD_LABEL] === undefined) continue;
    for (const [key, text] of Object.entries(asObject(document.object['data'])))
      for (const [within, expression] of inDashboard(dashboardIn(text)))
        yield { document, path: `data.${key}`, text: expression, within, hasVariables: true };
  }
}

function dashboardIn(text: Json | undefined): Json | undefined {
  try {
    // What JSON reads is JSON.
    return JSON.parse(asText(text) ?? '') as Json;
  } catch {
    return undefined;
  }
}

function* inDashboard(dashboard: Json | undefined): Generator<readonly [within: string, expression: string]> {
  for (const panel of panelsIn(at(dashboard, 'panels')))
    for (const target of asList(panel['targets'])) {
      const expr = asText(at(target, 'expr'));
      if (expr !== undefined) yield [`the panel '${asText(panel['title']) ?? ''}'`, expr];
    }
  for (const annotation of asList(at(dashboard, 'annotations', 'list'))) {
    const expr = asText(at(annotation, 'expr'));
    if (expr !== undefined) yield [`the annotation '${asText(at(annotation, 'name')) ?? ''}'`, expr];
  }
  for (const variable of asList(at(dashboard, 'templating', 'list'))) {
    const query = asText(at(variable, 'query', 'query'));
    const expr = query === undefined ? undefined : askedBy(query);
    if (expr !== undefined) yield [`the variable '${asText(at(variable, 'name')) ?? ''}'`, expr];
  }
}

/** Panels, and those in rows that are folded. */
function* panelsIn(panels: Json | undefined): Generator<Readonly<Record<string, Json>>> {
  for (const panel of asList(panels)) {
    if (!isObject(panel)) continue;
    yield panel;
    yield* panelsIn(panel['panels']);
  }
}

/** What Grafana asks for the values of a variable: `label_values(metric, label)` are those that a series has. */
function askedBy(query: string): string | undefined {
  const values = /^\s*label_values\(([^]+),\s*([A-Za-z_]\w*)\s*\)\s*$/.exec(query);
  if (values !== null) return `count by (${values[2] ?? ''}) (${values[1] ?? ''})`;
  return /^\s*query_result\(([^]+)\)\s*$/.exec(query)?.[1];
}
