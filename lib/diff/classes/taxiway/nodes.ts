import { documentsOf } from '../../../assembly/find';
import type { Assembly } from '../../../assembly/assembly';
import type { Document } from '../../../assembly/document';
import { asNumber, asObject, at, block } from '../../../check/json';
import { GPU_SHAPE_LABEL, NODES_TAINT } from '../../../labels';
import { nodesFor, poolOf } from '../../pools';
import type { Judge, LeafSituation, Sides } from '../table';
import { cost, neutral, scaled } from '../vocabulary';

/** GPU-3: gigabytes of boot disk that a node of a pool takes, which have a quota of their own. */
function diskOf(assembly: Assembly | undefined, pool: string): number | undefined {
  const found = documentsOf(assembly, 'terraform', 'resource.google_container_node_pool').find(({ object }) => {
    const labels = asObject(at(block(object['node_config']), 'labels'));
    return [labels[GPU_SHAPE_LABEL], labels[NODES_TAINT]].includes(pool);
  });
  return asNumber(at(block(found?.object['node_config']), 'disk_size_gb'));
}

/** What a demand does to the nodes that it shares with others. */
export function sharedNodes(document: Document, { base, head }: Sides): string {
  const pool = poolOf(document.object);
  if (pool === undefined) return '';
  const [before, after] = [base, head].map((side) => nodesFor(side, pool)) as [number, number];
  // Nodes that GKE makes as it finds them belong to no pool of ours.
  const what = `; the ${pool} ${/-fallback-[0-9a-f]{6}$/.test(pool) ? 'class' : 'pool'}`;
  if (before === after) return `${what} keeps its ${after} nodes at most`;
  const disk = diskOf(head, pool) ?? diskOf(base, pool);
  const disks = disk === undefined ? '' : `, and so do ${after * disk} GB of disk instead of ${before * disk}`;
  return `${what} may have ${after} nodes instead of ${before}${disks}`;
}

/** The most pods that a demand is for. */
export function podsIn({ object }: Document): string {
  const pods = (asNumber(object['replicas']) ?? 0) + (asNumber(object['surge']) ?? 0);
  return `${pods} ${pods === 1 ? 'pod' : 'pods'}`;
}

const amount = (says: string): Judge<LeafSituation> =>
  scaled((situation) => `${says}${sharedNodes(situation.documents.after, situation.sides)}`, {
    unset: 0,
    up: [cost.more],
    down: [cost.less],
  });

/** What every demand says: for whom, and for how many pods. */
export const ASKING: Readonly<Record<string, Judge<LeafSituation>>> = {
  replicas: amount('{who} asks for nodes for {after:pods} instead of {before} when nothing rolls'),
  surge: amount('{who} asks for nodes for {after:pods} more instead of {before} while it rolls'),
  owner: neutral('the demand of {who} belongs to {after} instead of {before}'),
  kind: neutral('the demand of {who} is called {after} instead of {before}'),
  service: neutral('the demand of {who} is for {after} instead of {before}'),
  workload: neutral('the demand of {who} is for {after} instead of {before}'),
};
