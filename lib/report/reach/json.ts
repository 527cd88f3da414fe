import { addressesText } from '../../reach/addresses';
import type { Answer } from '../../reach/answer';
import { connectionsText } from '../../reach/connections';
import { lineOf, type Edge } from '../../reach/edge';
import type { Pod } from '../../reach/pod';
import type { ReachView } from '../../reach/view';

/** One environment as `taxiway reach --format json` shows it. */
export function reachJson({ reach, edges }: ReachView): object {
  const { environment, reading, pods, neighbours, places, unread } = reach;
  const podJson = ({ id, namespace, source }: Pod): object => {
    return { id, kind: source === undefined ? 'neighbour' : 'workload', namespace, service: source?.document.service };
  };
  return {
    environment,
    dataplane: reading.name,
    reading: reading.says,
    ends: [...[...pods, ...neighbours].map(podJson), ...places.map(({ id, says }) => ({ id, kind: 'place', says }))],
    edges: edges.map(edgeJson),
    unread,
  };
}

/** One answer, with the chain of every edge. */
export function answerJson({ environment, from, to, edges, changes }: Answer): object {
  return { environment, from, to, reaches: edges.length > 0, edges: edges.map(edgeJson), changes };
}

/** One edge, with the documents that let it be. */
export function edgeJson(edge: Edge): object {
  const { from, to, how, connections, boxes, names, through, unclosed } = edge;
  return {
    from,
    to,
    how,
    on: connections === undefined ? undefined : connectionsText(connections),
    addresses: boxes?.map((box) => ({
      range: addressesText(box.addresses),
      on: connectionsText(box.connections),
    })),
    names,
    through: through.map((link) => ({
      document: link.document.id,
      path: link.path,
      says: link.says,
      source: lineOf(link),
    })),
    unclosed,
  };
}
