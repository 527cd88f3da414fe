import { findFacts } from '../../assembly/find';
import { declarationsOf } from '../fleet';
import { asList, asText, asTexts, at } from '../json';
import type { Rule } from '../rule';

/** Says where services call the internal API and nobody looks whether it answers: its outage shows in services only, one after the other. */
export const internalApiUnprobed: Rule = {
  code: 'INTERNAL_API_UNPROBED',
  severity: 'warning',
  title: 'the internal API is probed from each environment whose services call it',
  requirement: 'R210',
  scope: 'environment',
  *check(assembly) {
    const facts = findFacts(assembly);
    if (facts === undefined) return;
    const callers = declarationsOf(assembly).filter(({ object }) =>
      asList(object['workloads']).some((workload) => asTexts(at(workload, 'calls')).includes('gitlab-api')),
    );
    const lacking = (['prometheus.prober', 'alertmanager'] as const).filter(
      (path) => at(facts.object, ...path.split('.')) === undefined,
    );
    const [first] = lacking;
    if (callers.length === 0 || first === undefined) return;
    const whose = callers.flatMap(({ service }) => service ?? []).join(', ');
    const address = asText(at(facts.object, 'gitlab', 'internalApi')) ?? '';
    yield {
      document: facts.id,
      path: first,
      problem: `is missing, and so is the probe of ${address}, which ${whose} call${callers.length === 1 ? 's' : ''}`,
      fix: `add ${lacking.map((path) => `the fact ${path}`).join(' and ')}: docs/guides/internal-api-probe.md`,
    };
  },
};
