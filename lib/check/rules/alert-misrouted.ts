import type { EnvironmentSpec } from '../../environment-spec';
import { alertsOf, findRouting } from '../../alerts/fired';
import { receiversOf } from '../../alerts/receivers';
import { channelOf, routingOf } from '../../alerts/routing';
import type { JsonObject } from '../../assembly/document';
import { findFacts } from '../../assembly/find';
import { asList, asObject } from '../json';
import type { Rule } from '../rule';
import { said } from '../say';

/** Makes sure that what is rendered tells each alert to whom the facts say, and that those can be reached. */
export const alertMisrouted: Rule = {
  code: 'ALERT_MISROUTED',
  severity: 'error',
  title: 'every alert reaches the channel of its team, its pager where it is a page, and nobody else',
  requirement: 'R210',
  scope: 'environment',
  *check(assembly) {
    const routing = findRouting(assembly);
    const facts = findFacts(assembly);
    if (routing === undefined || facts === undefined) return;
    // The facts of an environment, as plain data, and what follows from them.
    const spec = facts.object as unknown as EnvironmentSpec;
    const meant = routingOf(spec) as unknown as JsonObject | undefined;
    const rendered = asObject(routing.object['spec']);
    const asked = labelsIn(rendered, meant);
    const seen = new Set<string>();
    for (const { name, labels } of alertsOf(assembly)) {
      // What no matcher asks for leads nowhere else: a thousand services of a team are looked up once.
      const key = JSON.stringify(asked.map((label) => labels[label] ?? ''));
      if (seen.has(key)) continue;
      seen.add(key);
      const wanted = meant === undefined ? [] : receiversOf(meant, labels);
      const told = receiversOf(rendered, labels);
      if (told.join() === wanted.join()) continue;
      yield {
        document: routing.id,
        path: 'spec.route.routes',
        problem: `tells ${said(told.join(', '))} of ${said(name)} of ${said(labels['service'])}; by the facts it is ${said(wanted.join(', '))}`,
        fix: 'take the patch away, and change teams, alertReceivers or alertmanager of the environment instead',
      };
    }
    yield* unreachable(rendered, routing.id);
  },
};

function* unreachable(routing: JsonObject, document: string) {
  for (const [index, receiver] of asList(routing['receivers']).map(asObject).entries()) {
    const { name, ...ways } = receiver;
    if (Object.values(ways).some((configs) => asList(configs).length > 0)) continue;
    yield {
      document,
      path: `spec.receivers.${index}`,
      problem: `is ${said(name)}, which has neither channel nor pager: what goes there is lost`,
      fix: `give it a channel, as ${channelOf('…')} has`,
    };
  }
}

/** Every label that a matcher of these routings asks for. */
function labelsIn(...routings: readonly (JsonObject | undefined)[]): readonly string[] {
  const found = new Set<string>();
  const walk = (route: JsonObject): void => {
    for (const { name } of asList(route['matchers']).map(asObject)) if (typeof name === 'string') found.add(name);
    for (const child of asList(route['routes'])) walk(asObject(child));
  };
  for (const routing of routings) walk(asObject(routing?.['route']));
  return [...found].sort();
}
