import type { Document } from '../../../assembly/document';
import { asObject, asText, at, block } from '../../../check/json';
import { podsOf, type Demand } from '../../../demand';
import { GPU_SHAPE_LABEL, NODES_TAINT } from '../../../labels';
import { mostNodes } from '../../effects/losses';
import { demandsFor, nodesFor } from '../../pools';
import { documentOf, listed, shown, type Situation } from '../sentence';
import type { LeafSituation, Sides, WholeSituation } from '../table';
import { availability, cost, member, neutral, scaled, security, switched } from '../vocabulary';
import { NODE_CONFIG, REMADE } from './node-config';
import type { ResourceClasses } from './resource';

/** `l4-x1`, `cpu-c4`, where the pool carries our label. */
function shapeOf({ object }: Document): string | undefined {
  const labels = asObject(at(block(object['node_config']), 'labels'));
  return asText(labels[GPU_SHAPE_LABEL]) ?? asText(labels[NODES_TAINT]);
}

/** `the l4 pool`; where its nodes have several GPUs, `the l4-x2 pool`. */
function poolOf(document: Document): string {
  const shape = shapeOf(document) ?? asText(document.object['name']) ?? document.id.split('/').at(-1);
  return `the ${shown(shape?.replace(/-x1$/, ''))} pool`;
}

/** Pods by service, for one pool. */
function podsBy(demands: readonly Demand[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const demand of demands) found.set(demand.service, (found.get(demand.service) ?? 0) + podsOf(demand));
  return found;
}

/** The services whose demand changed, most first. */
function because(situation: Situation, { base, head }: Sides): string {
  const shape = shapeOf(documentOf(situation));
  if (shape === undefined) return '';
  const [before, after] = [podsBy(demandsFor(base, shape)), podsBy(demandsFor(head, shape))];
  const services = [...new Set([...before.keys(), ...after.keys()])]
    .filter((service) => before.get(service) !== after.get(service))
    .sort();
  return services.length === 0 ? '' : `, because of ${listed(services.map((service) => shown(service)))}`;
}

/** Where the maximum is not what services ask for, how much they do. */
function asksFor(situation: LeafSituation): string {
  const shape = shapeOf(situation.documents.after);
  const { head } = situation.sides;
  const demands = demandsFor(head, shape ?? '');
  const sum = nodesFor(head, shape ?? '');
  return demands.length === 0 || sum === situation.after ? '' : `, while services ask for ${sum}`;
}

const maximum = (says: string): ((situation: LeafSituation) => string) => {
  return (situation) => `${says}${because(situation, situation.sides)}${asksFor(situation)}`;
};

/** The disks of all nodes have a quota of their own (GPU-3). */
function whole(situation: WholeSituation): string {
  const most = mostNodes(documentOf(situation));
  const nodes = most === undefined ? 'some' : `up to ${most}`;
  return `{it} comes to {environment}, with ${nodes} nodes${because(situation, situation.sides)}`;
}

const nodes = (says: string) => availability.other<LeafSituation>(says);

/** Nodes with GPUs or without, that all services of an environment share. */
export const NODE_POOL: ResourceClasses = {
  type: 'google_container_node_pool',
  noun: poolOf,
  comes: cost.more(whole),
  rest: availability.other,
  rows: {
    'autoscaling.total_max_node_count': scaled(
      maximum("{it}'s maximum goes from {before} to {after} nodes in {environment}"),
      { up: [cost.more], down: [cost.less, availability.less] },
    ),
    'autoscaling.max_node_count': scaled(
      maximum("{it}'s maximum goes from {before} to {after} nodes a zone in {environment}"),
      { up: [cost.more], down: [cost.less, availability.less] },
    ),
    'autoscaling.total_min_node_count': scaled('{it} keeps {after} nodes instead of {before}, even while nobody asks', {
      unset: 0,
      up: [cost.more],
      down: [cost.less],
    }),
    'autoscaling.min_node_count': scaled(
      '{it} keeps {after} nodes a zone instead of {before}, even while nobody asks',
      {
        unset: 0,
        up: [cost.more],
        down: [cost.less],
      },
    ),
    'autoscaling.location_policy': nodes('{it} looks for nodes by {after} instead of {before}'),
    node_count: scaled('{it} has {after} nodes a zone instead of {before}', {
      up: [cost.more],
      down: [cost.less, availability.less],
    }),
    initial_node_count: nodes('{it} begins with {after} nodes instead of {before}'),
    name: neutral('{it} is called {after} instead of {before}'),
    name_prefix: neutral('{it} is called {after}… instead of {before}…'),
    cluster: nodes('{it} belongs to the cluster {after} instead of {before}'),
    location: nodes('{it} is in {after} instead of {before}'),
    project: nodes('{it} is in the project {after} instead of {before}'),
    node_locations: member({
      added: availability.more('{it} may have nodes in {after}'),
      removed: availability.less('{it} has no nodes in {before} any more'),
    }),
    'management.auto_repair': switched({
      unset: true,
      on: availability.more('{it} repairs its nodes'),
      off: availability.less('{it} does not repair its nodes any more'),
    }),
    'management.auto_upgrade': switched({
      unset: true,
      on: security.narrower('{it} upgrades its nodes'),
      off: security.wider('{it} does not upgrade its nodes any more, so that flaws stay open'),
    }),
    'network_config.enable_private_nodes': switched({
      unset: false,
      on: security.narrower('nodes of {it} have no public addresses any more'),
      off: security.wider('nodes of {it} have public addresses'),
    }),
    network_config: security.other('{it}: {argument} is {after} instead of {before}'),
    'upgrade_settings.max_surge': scaled('an upgrade of {it} adds {after:nodes} at a time instead of {before}', {
      unset: 1,
      up: [availability.more, cost.more],
      down: [availability.less],
    }),
    'upgrade_settings.max_unavailable': scaled(
      'an upgrade of {it} takes {after:nodes} away at once instead of {before}',
      {
        unset: 0,
        up: [availability.less],
        down: [availability.more],
      },
    ),
    ...NODE_CONFIG,
    placement_policy: availability.other('machines of {it} are placed by {after} instead of {before}'),
    version: availability.other('nodes of {it} run Kubernetes {after} instead of {before}'),
  },
  rolls: REMADE,
};
