import type { Assembly } from '../assembly/assembly';
import type { Document, Json } from '../assembly/document';
import { objectsOf } from '../check/fleet';
import { asList, asObject, asText, asTexts, at } from '../check/json';
import { containersOf, podsOf, type Pod } from '../check/pods';
import { namespaceOf } from '../check/stacks';
import { picks, toSelector } from '../reach/selector';

/** A metric of a workload's pods that something reads, and where. */
export interface ReadMetric {
  readonly document: Document;
  /** Dotted path of the expression. */
  readonly path: string;
  readonly metric: string;
  readonly namespace: string;
  readonly container: string;
}

/** A metric and its matchers; what stands in quotes may hold braces. */
const SERIES = /([a-zA-Z_:][a-zA-Z0-9_:]*)\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\}/g;
/** Of the cluster's own exporters, which tell of pods and are not asked at the pods. */
const OF_CLUSTER = /^(?:kube_|container_|DCGM_|slo:|kubernetes_io:)/;

/** Whose metrics rules and autoscalers name by namespace and container, each container once an expression, with the first metric. */
export function* readMetricsOf(assembly: Assembly): Generator<ReadMetric> {
  for (const document of objectsOf(assembly, 'PrometheusRule', 'Rules', 'ClusterRules', 'GlobalRules'))
    for (const [group, item] of asList(at(document.object, 'spec', 'groups')).entries())
      for (const [rule, one] of asList(at(item, 'rules')).entries())
        yield* seriesIn(document, `spec.groups.${group}.rules.${rule}.expr`, at(one, 'expr'));
  for (const document of objectsOf(assembly, 'ScaledObject'))
    for (const [index, trigger] of asList(at(document.object, 'spec', 'triggers')).entries())
      yield* seriesIn(document, `spec.triggers.${index}.metadata.query`, at(trigger, 'metadata', 'query'));
}

function* seriesIn(document: Document, path: string, expression: Json | undefined): Generator<ReadMetric> {
  const seen = new Set<string>();
  for (const [, metric = '', matchers = ''] of (asText(expression) ?? '').matchAll(SERIES)) {
    const [namespace, container] = [valueIn(matchers, 'namespace'), valueIn(matchers, 'container')];
    if (namespace === undefined || container === undefined || OF_CLUSTER.test(metric)) continue;
    const key = `${namespace}/${container}`;
    if (!seen.has(key)) yield { document, path, metric, namespace, container };
    seen.add(key);
  }
}

function valueIn(matchers: string, label: string): string | undefined {
  return new RegExp(`(?:^|,)\\s*${label}="([^"]*)"`).exec(matchers)?.[1];
}

const MONITORS = { operator: 'PodMonitor', google: 'PodMonitoring' } as const;

/** Whether the metrics of a container are fetched by whoever evaluates the rules: `namespace/container`. */
export function scrapedBy(assembly: Assembly, evaluator: 'operator' | 'google'): ReadonlySet<string> {
  const monitors = objectsOf(assembly, MONITORS[evaluator]);
  const scraped = new Set<string>();
  for (const pod of podsOf(assembly)) {
    const ports = portsOf(pod);
    for (const monitor of monitors)
      if (reads(monitor, pod)) for (const [port, container] of ports) if (asks(monitor, port)) scraped.add(container);
  }
  return scraped;
}

function reads(monitor: Document, pod: Pod): boolean {
  const spec = asObject(monitor.object['spec']);
  const { any, matchNames } = asObject(spec['namespaceSelector']);
  const namespace = namespaceOf(pod.document) ?? '';
  const named = matchNames === undefined ? namespaceOf(monitor) === namespace : asTexts(matchNames).includes(namespace);
  const labels = Object.fromEntries(
    Object.entries(asObject(pod.metadata['labels'])).map(([key, value]) => [key, asText(value) ?? '']),
  );
  return (any === true || named) && picks(toSelector(spec['selector']), labels);
}

function asks({ object }: Document, port: string): boolean {
  const spec = asObject(object['spec']);
  return [...asList(spec['podMetricsEndpoints']), ...asList(spec['endpoints'])].some((one) => at(one, 'port') === port);
}

/** The named ports of a pod, with whose they are. */
function portsOf(pod: Pod): readonly (readonly [port: string, container: string])[] {
  const namespace = namespaceOf(pod.document) ?? '';
  return containersOf(pod).flatMap(({ name, object }) =>
    asList(object['ports']).flatMap((port) => {
      const called = asText(at(port, 'name'));
      return called === undefined ? [] : [[called, `${namespace}/${name}`] as const];
    }),
  );
}
