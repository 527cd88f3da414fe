import type { Json } from '../../../assembly/document';
import { capacityIn } from '../../../foreign/demand';
import { findGpu } from '../../../gpu/models';
import { provisioningOf, sayCapacity, type Capacity } from '../../../gpu/shape';
import { asText } from '../../../check/json';
import { documentOf, shown } from '../sentence';
import type { Judge, KindClasses, LeafSituation, WholeSituation } from '../table';
import { all, availability, comesAndGoes, cost, member, neutral, scaled } from '../vocabulary';
import { gpusIn, paid } from './gpus';
import { ASKING, podsIn, sharedNodes } from './nodes';
import { spare } from './spare';

const whole = (situation: WholeSituation): string => {
  const document = documentOf(situation);
  const gone = situation.after === undefined;
  const gpus = gpusIn(document.object);
  return `{who} ${gone ? 'does not ask for' : 'asks for'} nodes for ${podsIn(document)} with ${gpus}${gone ? ' any more' : ''}${sharedNodes(document, situation.sides)}`;
};

const isTaken = (way: string): boolean => way === 'spot' || way === 'flex-start';

/** Whether nodes that come in these ways are there, and stay. */
function judgeCapacity(before: Capacity, after: Capacity): readonly Judge<LeafSituation>[] {
  const says = `{who} asks for nodes ${sayCapacity(after)} instead of ${sayCapacity(before)}`;
  const [old, now] = [provisioningOf(before), provisioningOf(after)];
  const taken = now.filter((way) => isTaken(way) && !old.includes(way));
  if (taken.length > 0)
    return [
      availability.less(`${says}: Google takes ${taken.join(' and ')} nodes back`),
      now.every(isTaken) ? cost.less(says) : cost.other(says),
    ];
  if (old.some(isTaken) && !now.some(isTaken))
    return [
      availability.more(`${says}: nobody takes them back any more`),
      old.every(isTaken) ? cost.more(says) : cost.other(says),
    ];
  if (now.length > 1 && old.every((way) => now.includes(way)) && now.length > old.length)
    return [availability.more(`${says}: one way more to get them`), cost.other(says)];
  if (old.length > 1 && now.every((way) => old.includes(way)) && now.length < old.length)
    return [availability.less(`${says}: one way less to get them`), cost.other(says)];
  return [availability.other(says), cost.other(says)];
}

/** Its parts say little: the whole is compared wherever one of them differs. */
const capacity: Judge<LeafSituation> = (situation) => {
  const { before, after } = situation.documents;
  const [old, now] = [capacityIn(before.object['capacity']), capacityIn(after.object['capacity'])];
  if (JSON.stringify(old) === JSON.stringify(now))
    return neutral<LeafSituation>(`{who} asks for nodes ${paid(after.object['capacity'])}, written out or not`)(
      situation,
    );
  if (old === undefined || now === undefined)
    return all<LeafSituation>(
      availability.other('{who} asks for nodes by {after} instead of {before}'),
      cost.other('{who} asks for nodes by {after} instead of {before}'),
    )(situation);
  return all(...judgeCapacity(old, now))(situation);
};

const ROLLS = { effect: 'rolls-pods' } as const;

/** A model by its name, with the memory that the catalogue gives it. */
function modelOf(value: Json | undefined): string {
  const known = findGpu(asText(value) ?? '');
  return known === undefined
    ? shown(value)
    : `${shown(value)} (${known.memoryGb} GB, compute capability ${known.computeCapability.toFixed(1)})`;
}

const model: Judge<LeafSituation> = all(
  cost.other('{who} asks for {after} instead of {before}'),
  availability.other(
    ({ before, after }) =>
      `{who} runs on ${modelOf(after)} instead of ${modelOf(before)}: other memory, other number formats`,
    ROLLS,
  ),
);

/** The whole GPU, or how small its part is: as many of a profile as one GPU gives. */
const partition: Judge<LeafSituation> = (situation) => {
  const gpu = findGpu(asText(situation.documents.after.object['model']) ?? '');
  return scaled('{who} has {after} of a GPU instead of {before}', {
    unset: 'all',
    up: [availability.less, cost.less],
    down: [availability.more, cost.more],
    by: (value) => (value === 'all' ? 1n : toCount(gpu?.partitions[asText(value) ?? ''])),
    ...ROLLS,
  })(situation);
};

const toCount = (count: number | undefined): bigint | undefined => (count === undefined ? undefined : BigInt(count));

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
    ...ASKING,
    model,
    count: scaled('{who} runs on {after:GPUs} a pod instead of {before}', {
      unset: 1,
      up: [cost.more, availability.other],
      down: [cost.less, availability.less],
      ...ROLLS,
    }),
    partition,
    clients: member({
      added: all(
        availability.less(
          '{who} shares each GPU: {after} of its pods take turns, and none has memory of its own there',
          ROLLS,
        ),
        cost.less('{who} shares each GPU: {after} of its pods take turns'),
      ),
      removed: all(
        availability.more('each pod of {who} has a GPU to itself, which {before} shared', ROLLS),
        cost.more('each pod of {who} has a GPU to itself, which {before} shared'),
      ),
      changed: scaled('{after} pods of {who} take turns on a GPU instead of {before}', {
        up: [availability.less, cost.less],
        down: [availability.more, cost.more],
        ...ROLLS,
      }),
    }),
    capacity,
    'capacity.**': capacity,
    spare,
  },
};
