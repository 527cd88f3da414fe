import { readMetricsOf, scrapedBy } from '../../scrape/watched';
import { factsOf } from '../fleet';
import { at } from '../json';
import type { Rule } from '../rule';

/** Makes sure that a metric that is read is also fetched: a rule over nothing never fires, and nobody says so. */
export const metricNotScraped: Rule = {
  code: 'METRIC_NOT_SCRAPED',
  severity: 'error',
  title: 'every metric of pods that a rule or an autoscaler reads is fetched by a monitor',
  requirement: 'R200',
  scope: 'environment',
  *check(assembly) {
    const evaluator = at(factsOf(assembly).object, 'prometheus', 'rules') === 'google' ? 'google' : 'operator';
    let scraped: ReadonlySet<string> | undefined;
    for (const { document, path, metric, namespace, container } of readMetricsOf(assembly)) {
      scraped ??= scrapedBy(assembly, evaluator);
      if (scraped.has(`${namespace}/${container}`)) continue;
      const kind = evaluator === 'google' ? 'PodMonitoring' : 'PodMonitor';
      const problem = `reads ${metric} of ${namespace}/${container}, which no ${kind} fetches`;
      const fix = 'keep the monitor of the grants, its selector and its port; or take the rule away';
      yield { document: document.id, path, problem, fix };
    }
  },
};
