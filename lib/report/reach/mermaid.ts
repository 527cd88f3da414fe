import { connectionsText } from '../../reach/connections';
import { groupBy } from '../../check/stacks';
import type { ReachView } from '../../reach/view';

/** A Mermaid flowchart of who talks with whom; a service is a box around its workloads. */
export function mermaidText({ reach, edges }: ReachView): string {
  const talks = edges.filter(({ how }) => how === 'talk');
  const ids = [...new Set(talks.flatMap(({ from, to }) => [from, to]))].sort();
  const names = new Map(ids.map((id, index) => [id, `n${index}`]));
  const namespaces = new Map(reach.pods.map(({ id, namespace }) => [id, namespace]));
  const groups = groupBy(
    ids.filter((id) => namespaces.has(id)),
    (id) => namespaces.get(id) ?? '',
  );
  const node = (id: string, label: string): string => `${names.get(id) ?? ''}["${escaped(label)}"]`;
  return [
    `%% ${reach.environment}: ${reach.reading.says}`,
    'flowchart LR',
    ...[...groups].flatMap(([namespace, own], index) => [
      `  subgraph s${index}["${escaped(namespace)}"]`,
      ...own.map((id) => `    ${node(id, id.slice(namespace.length + 1))}`),
      '  end',
    ]),
    ...ids.filter((id) => !namespaces.has(id)).map((id) => `  ${node(id, id).replace('[', '([').replace(/\]$/, '])')}`),
    ...talks.map(({ from, to, connections = {} }) => {
      return `  ${names.get(from) ?? ''} -->|"${escaped(connectionsText(connections))}"| ${names.get(to) ?? ''}`;
    }),
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('"', '#quot;').replaceAll(/[<>]/g, (sign) => (sign === '<' ? '#lt;' : '#gt;'));
}
