import type { Document, Json } from '../../../assembly/document';
import { asList, asText, at } from '../../../check/json';
import { sayCapacity, type Capacity, type CapacityStep } from '../../../gpu/shape';
import { judgeCapacity } from '../capacity';
import { documentOf, shown, type Situation } from '../sentence';
import type { Judge, KindClasses, LeafSituation } from '../table';
import { all, availability, comesAndGoes, cost, member, scaled, security, switched } from '../vocabulary';
import { OBJECT } from './metadata';

/** One way to get a node, as a class writes it. */
function stepOf(priority: Json): CapacityStep {
  if (at(priority, 'flexStart', 'enabled') === true) return 'flex-start';
  const [reservation] = asList(at(priority, 'reservations', 'specific'));
  const name = asText(at(reservation, 'name'));
  if (name !== undefined) {
    const project = asText(at(reservation, 'project'));
    return { reserved: project === undefined ? name : `projects/${project}/reservations/${name}` };
  }
  return at(priority, 'spot') === true ? 'spot' : 'on-demand';
}

/** All ways of a class in the order in which they are tried. */
function waysOf({ object }: Document): Capacity | undefined {
  const [first, second, ...more] = asList(at(object, 'spec', 'priorities')).map(stepOf);
  if (first === undefined) return undefined;
  if (second !== undefined) return { fallback: [first, second, ...more] };
  // A class of nothing but flex-start is none that a service can ask for.
  return first === 'spot' || first === 'flex-start' ? { spot: 'all' } : first;
}

const said = (situation: Situation): string => {
  const ways = waysOf(documentOf(situation));
  return ways === undefined ? 'in no way' : shown(sayCapacity(ways));
};

/** A way that comes, goes or changes, or another order: the whole is compared. */
const ways = (otherwise: Judge<LeafSituation>): Judge<LeafSituation> => {
  return (situation) => {
    const [before, after] = [waysOf(situation.documents.before), waysOf(situation.documents.after)];
    if (before === undefined || after === undefined || JSON.stringify(before) === JSON.stringify(after))
      return otherwise(situation);
    return all(...judgeCapacity(before, after, 'nodes of the class {name}'))(situation);
  };
};

const other = (says: string): Judge<LeafSituation> => all(cost.other(says), availability.other(says));
const way = ways(other('nodes of the class {name} come in another way: {key} {after} instead of {before}'));

/** How GKE looks for nodes, one way after the other. */
export const COMPUTE_CLASS: KindClasses = {
  domain: 'kubernetes',
  kind: 'ComputeClass',
  whole: comesAndGoes({
    added: cost.more(
      (situation) =>
        `{environment} has nodes of the class {name}, ${said(situation)}; GKE makes them as pods ask, and the class has no maximum`,
      {
        effect: 'creates',
      },
    ),
    removed: availability.less('pods that ask for the class {name} get no new nodes', { effect: 'deletes' }),
  }),
  paths: {
    'spec.priorities[]': ways(
      member({
        added: other('nodes of the class {name} are looked for once more: {after}'),
        removed: other('nodes of the class {name} are looked for once less: {before}'),
      }),
    ),
    'spec.priorities[].spot': way,
    'spec.priorities[].flexStart.nodeRecycling.leadTimeSeconds': availability.other(
      'the successor of a node of the class {name} is looked for {after:s} before its end instead of {before:s}',
    ),
    'spec.priorities[].flexStart.**': way,
    'spec.priorities[].reservations.**': way,
    'spec.priorities[].maxRunDurationSeconds': scaled(
      'nodes of the class {name} live {after:s} instead of {before:s} at most',
      { up: [availability.more], down: [availability.less] },
    ),
    'spec.priorities[].machineType': other('nodes of the class {name} are {after} instead of {before}'),
    'spec.priorities[].gpu.type': other('nodes of the class {name} have {after} instead of {before}'),
    'spec.priorities[].gpu.count': scaled('a node of the class {name} has {after:GPUs} instead of {before}', {
      up: [cost.more],
      down: [cost.less, availability.less],
    }),
    'spec.priorities[].gpu.driverVersion': availability.other(
      'nodes of the class {name} have the GPU driver {after} instead of {before}',
    ),
    'spec.priorities[].location.zones[]': member({
      added: availability.more('nodes of the class {name} may also be in {after}'),
      removed: availability.less('nodes of the class {name} are not in {before} any more'),
    }),
    'spec.priorities[].location.locationPolicy': availability.other(
      'nodes of the class {name} are looked for by {after} instead of {before}',
    ),
    'spec.priorities[].storage.bootDiskType': other('disks of the class {name} are {after} instead of {before}'),
    'spec.priorities[].storage.bootDiskSize': scaled(
      'the disk of a node of the class {name} has {after} GB instead of {before}',
      { up: [cost.more], down: [cost.less, availability.less] },
    ),
    'spec.whenUnsatisfiable': all(
      availability.other('where no way of the class {name} has nodes, GKE does {after} instead of {before}'),
      cost.other('where no way of the class {name} has nodes, GKE does {after} instead of {before}'),
    ),
    'spec.nodePoolAutoCreation.enabled': switched({
      unset: false,
      on: cost.more('GKE makes pools for the class {name}'),
      off: availability.less('GKE makes no pools for the class {name} any more'),
    }),
    'spec.activeMigration.optimizeRulePriority': switched({
      unset: false,
      on: availability.less('pods of the class {name} are moved whenever a better node is free'),
      off: availability.more('pods of the class {name} stay where they are, also where a better node is free'),
    }),
    'spec.nodePoolConfig.serviceAccount': security.other(
      'nodes of the class {name} act as {after} instead of {before}',
    ),
    'spec.nodePoolConfig.imageType': availability.other('nodes of the class {name} run {after} instead of {before}'),
    'spec.nodePoolConfig.imageStreaming.enabled': switched({
      unset: false,
      on: availability.more('pods of the class {name} start before their image is there as a whole'),
      off: availability.less('pods of the class {name} start only when their image is there as a whole'),
    }),
    'spec.nodePoolConfig.ipType': member({
      added: (situation) =>
        situation.after === 'private'
          ? security.narrower<LeafSituation>('nodes of the class {name} have no public addresses')(situation)
          : security.wider<LeafSituation>('nodes of the class {name} have {after} addresses')(situation),
      removed: security.other('nodes of the class {name} have the addresses that the cluster gives, not {before}'),
      changed: (situation) =>
        situation.after === 'private'
          ? security.narrower<LeafSituation>('nodes of the class {name} have no public addresses any more')(situation)
          : security.wider<LeafSituation>('nodes of the class {name} have {after} addresses instead of {before}')(
              situation,
            ),
    }),
    ...OBJECT,
  },
};
