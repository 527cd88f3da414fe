import type { Assembly } from '../../../assembly/assembly';
import type { Document, JsonObject } from '../../../assembly/document';
import { asNumber, asObject, asText, at, block } from '../../../check/json';
import { GPU_SHAPE_LABEL } from '../../../labels';
import { names } from '../../../names';
import { documentOf, shown } from '../sentence';
import type { Judge, KindClasses, LeafSituation, Sides, WholeSituation } from '../table';
import { all, availability, comesAndGoes, cost, neutral, scaled } from '../vocabulary';

const shapeOf = ({ model, count }: JsonObject): string => names.gpuShape(asText(model) ?? '', asNumber(count) ?? 1);

/** The nodes that all demands of an environment for one shape may take. */
function nodesOf(assembly: Assembly | undefined, shape: string): number {
  return (assembly?.documents ?? [])
    .filter(({ domain, object }) => domain === 'demand' && shapeOf(object) === shape)
    .reduce((sum, { object }) => sum + (asNumber(object['replicas']) ?? 0) + (asNumber(object['surge']) ?? 0), 0);
}

/** GPU-3: gigabytes of boot disk that a node of a shape takes, which have a quota of their own. */
function diskOf(assembly: Assembly | undefined, shape: string): number | undefined {
  const pool = assembly?.documents.find(({ kind, object }) => {
    const labels = asObject(at(block(object['node_config']), 'labels'));
    return kind === 'resource.google_container_node_pool' && labels[GPU_SHAPE_LABEL] === shape;
  });
  return asNumber(at(block(pool?.object['node_config']), 'disk_size_gb'));
}

/** What a demand does to the pool that it shares with others. */
function pool(document: Document, { base, head }: Sides): string {
  const shape = shapeOf(document.object);
  const [before, after] = [nodesOf(base, shape), nodesOf(head, shape)];
  if (before === after) return `the ${shape} pool keeps its ${after} nodes at most`;
  const disk = diskOf(head, shape) ?? diskOf(base, shape);
  const disks = disk === undefined ? '' : `, and so do ${after * disk} GB of disk instead of ${before * disk}`;
  return `the ${shape} pool may have ${after} nodes instead of ${before}${disks}`;
}

/** What a workload asks for, in nodes. */
const asks = (document: Document): number =>
  (asNumber(document.object['replicas']) ?? 0) + (asNumber(document.object['surge']) ?? 0);

const amount = (says: string): Judge<LeafSituation> =>
  scaled((situation) => `${says}; ${pool(situation.documents.after, situation.sides)}`, {
    unset: 0,
    up: [cost.more],
    down: [cost.less],
  });

const whole = (situation: WholeSituation): string => {
  const document = documentOf(situation);
  return `{who} ${situation.after === undefined ? 'does not ask for' : 'asks for'} ${asks(document)} nodes with ${shown(document.object['count'])} × ${shown(document.object['model'])}${situation.after === undefined ? ' any more' : ''}; ${pool(document, situation.sides)}`;
};

/** What a workload asks of the platform: nodes with GPUs. */
export const GPU_NODES: KindClasses = {
  domain: 'demand',
  kind: 'GpuNodes',
  whole: comesAndGoes({
    added: cost.more(whole, { effect: 'creates' }),
    removed: cost.less(whole, { effect: 'deletes' }),
    renamed: neutral('the demand of {who} has another name'),
  }),
  paths: {
    replicas: amount('{who} asks for {after:nodes} instead of {before} when nothing rolls'),
    surge: amount('{who} asks for {after:nodes} more instead of {before} while it rolls'),
    count: all(
      cost.other('{who} asks for nodes with {after:GPUs} instead of {before}'),
      availability.other('{who} runs on other nodes: {after} GPUs instead of {before}', { effect: 'rolls-pods' }),
    ),
    model: all(
      cost.other('{who} asks for {after} instead of {before}'),
      availability.other('{who} runs on {after} instead of {before}: other memory, other number formats', {
        effect: 'rolls-pods',
      }),
    ),
    owner: neutral('the demand of {who} belongs to {after} instead of {before}'),
    kind: neutral('the demand of {who} is called {after} instead of {before}'),
    service: neutral('the demand of {who} is for {after} instead of {before}'),
    workload: neutral('the demand of {who} is for {after} instead of {before}'),
  },
};
