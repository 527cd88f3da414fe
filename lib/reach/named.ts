import type { Assembly } from '../assembly/assembly';
import { objectsOf } from '../check/fleet';
import { asList, asObject, asText } from '../check/json';
import { groupBy, namespaceOf } from '../check/stacks';
import { ALL } from './connections';
import type { Edge } from './edge';
import { internalApiName } from './place';
import { opened, type Pod } from './pod';
import type { Port } from './policy';
import { picks, toSelector } from './selector';

/** Every edge that a policy by name opens: to the internal API, or to a name that is no place of its own. */
export function namedEdges(assembly: Assembly, pods: readonly Pod[]): readonly Edge[] {
  const near = groupBy(pods, ({ namespace }) => namespace);
  const api = internalApiName(assembly);
  return objectsOf(assembly, 'FQDNNetworkPolicy').flatMap((document) => {
    const { podSelector, egress } = asObject(document.object['spec']);
    const selector = toSelector(podSelector);
    const picked = (near.get(namespaceOf(document) ?? '') ?? []).filter(
      (pod) => !pod.hostNetwork && picks(selector, pod.labels),
    );
    return asList(egress).flatMap((item, index) => {
      const { matches, ports } = asObject(item);
      const given = asList(ports).map(toPort);
      const connections = given.length === 0 ? ALL : opened(given, undefined);
      return asList(matches).flatMap((match, position) => {
        const { name, pattern } = asObject(match);
        const text = asText(name) ?? asText(pattern) ?? '';
        const path = `spec.egress.${index}.matches.${position}`;
        return picked.map((pod): Edge => {
          const through = [{ document, path, says: `lets ${pod.id} out` }];
          const to = api !== undefined && isMeant(text, api) ? 'gitlab-api' : text;
          return { from: pod.id, to, how: 'talk', connections, names: [text], through };
        });
      });
    });
  });
}

function toPort(item: Parameters<typeof asObject>[0]): Port {
  const { protocol, port } = asObject(item);
  const known = typeof port === 'number' || typeof port === 'string' ? { port } : {};
  return { protocol: asText(protocol) ?? 'TCP', ...known };
}

/** A star stands for anything here, dots too: rather one edge too many. */
function isMeant(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(name);
}
