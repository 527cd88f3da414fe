import type { Json } from '../../../assembly/document';
import { capacityIn } from '../../../foreign/demand';
import { findGpu, GPU_FEATURES, hasFeature } from '../../../gpu/models';
import { asText } from '../../../check/json';
import { judgeCapacity } from '../capacity';
import { documentOf, listed } from '../sentence';
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

const ROLLS = { effect: 'rolls-pods' } as const;

/** Its parts say little: the whole is compared wherever one of them differs. */
const capacity: Judge<LeafSituation> = (situation) => {
  const { before, after } = situation.documents;
  const [old, now] = [capacityIn(before.object['capacity']), capacityIn(after.object['capacity'])];
  if (JSON.stringify(old) === JSON.stringify(now) || old === undefined || now === undefined) {
    const says = '{who} asks for nodes by {after} instead of {before}';
    return JSON.stringify(old) === JSON.stringify(now)
      ? neutral<LeafSituation>(`nodes of {who} are ${paid(after.object['capacity'])}, written out or not`)(situation)
      : all<LeafSituation>(availability.other(says, ROLLS), cost.other(says))(situation);
  }
  // Where one key comes for another, the one that comes tells of both.
  if (situation.path.length === 2 && situation.after === undefined && typeof now === 'object')
    return neutral<LeafSituation>('nodes of {who} are not {key} as before')(situation);
  return all(...judgeCapacity(old, now, 'nodes of {who}', 'rolls-pods'))(situation);
};

/** A card with less memory, or without number formats that the other has, may not hold what ran there. */
const model: Judge<LeafSituation> = (situation) => {
  const [old, now] = [situation.before, situation.after].map((value) => findGpu(asText(value) ?? ''));
  const asks = cost.other<LeafSituation>('{who} asks for {after} instead of {before}');
  if (old === undefined || now === undefined)
    return all(asks, availability.other('{who} runs on {after} instead of {before}', ROLLS))(situation);
  const without = GPU_FEATURES.filter((feature) => hasFeature(old, feature) && !hasFeature(now, feature));
  const lacks = without.length === 0 ? '' : `, without ${listed(without)}`;
  const says = `{who} runs on {after} instead of {before}: ${now.memoryGb} GB of memory instead of ${old.memoryGb}${lacks}`;
  const worse = now.memoryGb < old.memoryGb || without.length > 0;
  return all(asks, worse ? availability.less(says, ROLLS) : availability.other(says, ROLLS))(situation);
};

const WHOLE_GPU = 'all of it';

/** Profiles of one card by their memory, then by their processors; the whole card is the largest. */
function sizeOf(profile: Json): bigint | undefined {
  if (profile === WHOLE_GPU) return 1_000_000n;
  const [, slices, memory] = /^(\d+)g\.(\d+)gb/.exec(asText(profile) ?? '') ?? [];
  return slices === undefined || memory === undefined ? undefined : BigInt(memory) * 100n + BigInt(slices);
}

const partition = scaled('{who} has {after} of a GPU instead of {before}', {
  unset: WHOLE_GPU,
  up: [availability.more, cost.more],
  down: [availability.less, cost.less],
  by: sizeOf,
  ...ROLLS,
});

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
    imageCache: member({
      added: all(
        availability.other('{who} runs on nodes that bring {after} as a disk of images', ROLLS),
        cost.more('each node of {who} has a second disk, {after}'),
      ),
      removed: all(
        availability.less(
          'a new node of {who} does not bring its images on a disk any more: pods there start later',
          ROLLS,
        ),
        cost.less('no node of {who} has a second disk any more, which was {before}'),
      ),
      changed: all(
        availability.other('{who} runs on nodes that bring {after} as a disk of images instead of {before}', ROLLS),
        cost.other('nodes of {who} bring {after} as a disk of images instead of {before}'),
      ),
    }),
    disk: scaled("{who} takes {after} GiB of its node's disk for its weights instead of {before}", {
      unset: 0,
      up: [cost.more],
      down: [cost.less],
    }),
    imageDisk: scaled('the disk of images of a node of {who} is reckoned with {after} GB instead of {before}', {
      unset: 0,
      up: [cost.more],
      down: [cost.less],
    }),
    spare,
  },
};
