import { podsOfStrategy, type Strategy } from '../../lib/gpu/strategy';

/**
 * Rollouts by brute force: the Deployment controller, the scheduler and the kubelet as a state machine, tried in every order of
 * events. Nothing of the closed form is in here but the rounding of strategies.
 */
export interface Simulated {
  readonly replicas: number;
  readonly strategy: Strategy;
  /** Placed pods of a revision that never gets ready, left by a rollout before this one.
   *  @defaultValue 0 */
  readonly broken?: number;
}

/** What every order of events comes to. */
export interface Outcome {
  /** Whether each of them ends with all pods replaced and ready. */
  readonly finishes: boolean;
  /** States that were looked at. */
  readonly states: number;
}

/** Pods of one Deployment. Old ones may wait (unplaced), run, be broken or be going; new ones wait, start or are ready. */
interface Pods {
  readonly waiting: number;
  readonly old: number;
  readonly broken: number;
  readonly going: number;
  readonly pending: number;
  readonly starting: number;
  readonly ready: number;
}

/** Every state of one Deployment, numbered, with its next state by each event, or -1 where the event can't be. */
interface Machine {
  readonly size: number;
  /** Places on nodes that are taken. */
  readonly holds: Uint8Array;
  readonly finished: Uint8Array;
  /** Events that need no place: the controller acts, a new pod gets ready, an old one is gone. */
  readonly free: readonly Int32Array[];
  /** Events that take a place: the scheduler gives one to a new pod, or to an old one. */
  readonly placing: readonly Int32Array[];
}

type Event = (pods: Pods) => Pods | undefined;

const EVENTS = {
  ready: (pods) => (pods.starting > 0 ? { ...pods, starting: pods.starting - 1, ready: pods.ready + 1 } : undefined),
  gone: (pods) => (pods.going > 0 ? { ...pods, going: pods.going - 1 } : undefined),
  place: (pods) => (pods.pending > 0 ? { ...pods, pending: pods.pending - 1, starting: pods.starting + 1 } : undefined),
  placeOld: (pods) => (pods.waiting > 0 ? { ...pods, waiting: pods.waiting - 1, old: pods.old + 1 } : undefined),
} satisfies Record<string, Event>;

/** What one run of the controller does: rolling.go and recreate.go of kubernetes/kubernetes, pkg/controller/deployment. */
function controller({ replicas, strategy }: Simulated): Event {
  const { surge, unavailable } = podsOfStrategy(strategy, replicas);
  return (pods) => {
    const created = pods.pending + pods.starting + pods.ready;
    const olds = pods.waiting + pods.old + pods.broken;
    if (strategy.type === 'Recreate') {
      if (olds > 0) return { ...pods, waiting: 0, old: 0, broken: 0, going: pods.going + pods.old + pods.broken };
      return pods.going === 0 && created < replicas
        ? { ...pods, pending: pods.pending + replicas - created }
        : undefined;
    }
    const all = olds + created;
    const up = Math.min(replicas + surge - all, replicas - created);
    if (up > 0) return { ...pods, pending: pods.pending + up };
    const least = replicas - unavailable;
    const most = all - least - (created - pods.ready);
    if (olds === 0 || most <= 0) return undefined;
    // Those that don't serve go first, unplaced ones before placed ones.
    const unplaced = Math.min(pods.waiting, most);
    const broken = Math.min(pods.broken, most - unplaced);
    const serving = Math.max(0, Math.min(pods.old, pods.old + pods.ready - least));
    if (unplaced + broken + serving === 0) return undefined;
    return {
      ...pods,
      waiting: pods.waiting - unplaced,
      broken: pods.broken - broken,
      old: pods.old - serving,
      going: pods.going + broken + serving,
    };
  };
}

/** Grows with every event, so that no order of events goes on for ever. */
function progress({ waiting, old, broken, going, pending, starting, ready }: Pods): number {
  return pending + 2 * starting + 3 * ready - 4 * waiting - 3 * (old + broken) - going;
}

function machineOf(simulated: Simulated, placed: number): Machine {
  const { replicas, broken = 0 } = simulated;
  const start = { waiting: replicas - placed, old: placed, broken, going: 0, pending: 0, starting: 0, ready: 0 };
  const events: readonly Event[] = [controller(simulated), EVENTS.ready, EVENTS.gone, EVENTS.place, EVENTS.placeOld];
  const states: Pods[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (pods: Pods): number => {
    const key = Object.values(pods).join();
    const known = numbers.get(key) ?? states.push(pods) - 1;
    numbers.set(key, known);
    return known;
  };
  numberOf(start);
  const next: number[][] = events.map(() => []);
  for (let number = 0; number < states.length; number += 1) {
    const pods = states[number]!;
    for (const [index, event] of events.entries()) {
      const after = event(pods);
      if (after !== undefined && progress(after) <= progress(pods))
        throw new Error(`no progress: ${JSON.stringify(pods)}`);
      next[index]!.push(after === undefined ? -1 : numberOf(after));
    }
  }
  const tables = next.map((table) => Int32Array.from(table));
  return {
    size: states.length,
    holds: Uint8Array.from(
      states,
      ({ old, broken: unready, going, starting, ready }) => old + unready + going + starting + ready,
    ),
    finished: Uint8Array.from(states, ({ ready, ...rest }) =>
      Number(ready === replicas && Object.values(rest).every((pods) => pods === 0)),
    ),
    free: tables.slice(0, 3),
    placing: tables.slice(3),
  };
}

const machines = new Map<string, Machine>();
/** Which states were met, by the number of the search that met them: nothing has to be wiped in between. */
let met = new Int32Array(1 << 16);
let search = 0;

function machine(simulated: Simulated, placed: number): Machine {
  const key = JSON.stringify([simulated, placed]);
  const known = machines.get(key) ?? machineOf(simulated, placed);
  machines.set(key, known);
  return known;
}

/** Tries every order of events of one or two Deployments that begin to roll in a pool with so much room. */
export function simulate(
  room: number,
  first: Simulated,
  second: Simulated = { replicas: 0, strategy: { type: 'Recreate' } },
): Outcome {
  // Where there isn't room for all, the first one's pods came first.
  let left = room - (first.broken ?? 0) - (second.broken ?? 0);
  const placed = [first, second].map(({ replicas }) => {
    const some = Math.min(replicas, left);
    left -= some;
    return some;
  });
  const one = machine(first, placed[0]!);
  const other = machine(second, placed[1]!);
  const { size } = other;
  search += 1;
  if (met.length < one.size * size) met = new Int32Array(one.size * size * 2);
  const stack: number[] = [0];
  met[0] = search;
  let states = 0;
  let events = 0;
  const visit = (state: number): void => {
    events += 1;
    if (met[state] === search) return;
    met[state] = search;
    stack.push(state);
  };
  for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
    states += 1;
    const a = Math.floor(state / size);
    const b = state % size;
    events = 0;
    for (const table of one.free) if (table[a]! >= 0) visit(table[a]! * size + b);
    for (const table of other.free) if (table[b]! >= 0) visit(a * size + table[b]!);
    if (one.holds[a]! + other.holds[b]! < room) {
      for (const table of one.placing) if (table[a]! >= 0) visit(table[a]! * size + b);
      for (const table of other.placing) if (table[b]! >= 0) visit(a * size + table[b]!);
    }
    // Where nothing can happen any more, all must be done.
    if (events === 0 && !(one.finished[a] && other.finished[b])) return { finishes: false, states };
  }
  return { finishes: true, states };
}
