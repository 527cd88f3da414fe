import { rolloutsFinish, type PooledWorkload } from '../../../lib/gpu/rollout';
import {
  ONE_GOES_FIRST,
  podAmountProblem,
  podsOfStrategy,
  RECREATE,
  SURGE_OF_ONE,
  type PodAmount,
  type Strategy,
} from '../../../lib/gpu/strategy';
import { simulate, type Simulated } from '../../support/rollouts';

const AMOUNTS = [0, 1, 2];
const STRATEGIES: readonly Strategy[] = [
  RECREATE,
  ...AMOUNTS.flatMap((maxSurge) =>
    AMOUNTS.filter((maxUnavailable) => maxSurge + maxUnavailable > 0).map(
      (maxUnavailable) => ({ type: 'RollingUpdate', maxSurge, maxUnavailable }) as const,
    ),
  ),
];
const ROOMS = [1, 2, 3, 4, 5, 6, 7, 8];
const WORKLOADS = [0, 1, 2, 3, 4, 5, 6].flatMap((replicas) => STRATEGIES.map((strategy) => ({ replicas, strategy })));

type Closed = (room: number, workloads: readonly PooledWorkload[]) => boolean;

const closedForm: Closed = (room, workloads) => rolloutsFinish({ nodes: room }, workloads).finishes;

/** A pool with what rolls in it, and what every order of events comes to. */
interface Case {
  readonly room: number;
  readonly workloads: readonly PooledWorkload[];
  readonly finishes: boolean;
}

function caseOf(room: number, ...own: readonly [Simulated, Simulated?]): Case {
  const named = own.flatMap((one) => one ?? []).map((one, place) => ({ name: `service-${place}`, ...one }));
  return { room, workloads: named, finishes: simulate(room, ...own).finishes };
}

const alone = ROOMS.flatMap((room) => WORKLOADS.map((one) => caseOf(room, one)));
/** Each two once, whichever comes first. */
const together = ROOMS.flatMap((room) =>
  WORKLOADS.flatMap((one, index) => WORKLOADS.slice(index).map((other) => caseOf(room, one, other))),
);

function tally(closed: Closed, cases: readonly Case[]) {
  return {
    cases: cases.length,
    finishing: cases.filter(({ finishes }) => finishes).length,
    disagree: cases.filter(({ room, workloads, finishes }) => closed(room, workloads) !== finishes),
  };
}

describe('the closed form of rollouts', () => {
  it('says what every order of events comes to, for one workload of up to 6 pods in a pool of up to 8', () => {
    expect(tally(closedForm, alone)).toEqual({ cases: 504, finishing: 357, disagree: [] });
  });

  it('says what every order of events comes to, for two workloads that roll at once', () => {
    expect(tally(closedForm, together)).toEqual({ cases: 16_128, finishing: 5898, disagree: [] });
  });

  it.each<[string, Closed]>([
    ['that forgets the pod more', (room, all) => room >= sum(all)],
    ['that wants a place for every surge', (room, all) => room >= sum(all) + surges(all)],
    [
      'that is content with one workload that gives way',
      (room, all) => closedForm(room, all) || (room === sum(all) && all.some(givesWay)),
    ],
  ])('is not one %s', (_, wrong) => {
    expect(tally(wrong, together).disagree.length).toBeGreaterThan(100);
  });

  it('holds also after a rollout whose pods never got ready', () => {
    const disagree: unknown[] = [];
    for (const room of ROOMS) {
      for (const one of WORKLOADS) {
        for (let broken = 1; broken <= 2 && one.replicas + broken <= room; broken += 1) {
          if (one.replicas === 0) continue;
          const { finishes } = simulate(room, { ...one, broken });
          if (finishes !== closedForm(room, [{ name: 'service', ...one }])) disagree.push({ room, ...one, broken });
        }
      }
    }

    expect(disagree).toEqual([]);
  });

  it('counts the pods that a node holds, and the nodes that are missing', () => {
    const seven = { name: 'embeddings/api', replicas: 7, strategy: SURGE_OF_ONE };

    expect(rolloutsFinish({ nodes: 2, podsPerNode: 7 }, [seven])).toMatchObject({ finishes: true, room: 14, pods: 7 });
    expect(rolloutsFinish({ nodes: 1, podsPerNode: 7 }, [seven])).toMatchObject({
      finishes: false,
      lacks: 'spare',
      nodesShort: 1,
      stuck: ['embeddings/api'],
    });
    expect(rolloutsFinish({ nodes: 1, podsPerNode: 3 }, [seven])).toMatchObject({ lacks: 'pods', nodesShort: 2 });
  });

  it('names those who wait, and not those who would give way', () => {
    const verdict = rolloutsFinish({ nodes: 3 }, [
      { name: 'a', replicas: 2, strategy: ONE_GOES_FIRST },
      { name: 'b', replicas: 1, strategy: SURGE_OF_ONE },
      { name: 'c', replicas: 0, strategy: SURGE_OF_ONE },
    ]);

    expect(verdict).toMatchObject({ finishes: false, lacks: 'spare', stuck: ['b'], nodesShort: 1 });
  });
});

function sum(workloads: readonly PooledWorkload[]): number {
  return workloads.reduce((total, { replicas }) => total + replicas, 0);
}

function surges(workloads: readonly PooledWorkload[]): number {
  return workloads.reduce((total, { replicas, strategy }) => total + podsOfStrategy(strategy, replicas).surge, 0);
}

function givesWay({ replicas, strategy }: PooledWorkload): boolean {
  return podsOfStrategy(strategy, replicas).unavailable > 0;
}

describe('a strategy in pods', () => {
  it.each<[PodAmount, PodAmount, number, number, number]>([
    ['25%', '25%', 1, 1, 0],
    ['25%', '25%', 4, 1, 1],
    ['25%', '25%', 5, 2, 1],
    ['25%', '25%', 7, 2, 1],
    ['25%', '25%', 8, 2, 2],
    ['1%', '99%', 1, 1, 0],
    ['100%', '0%', 3, 3, 0],
    ['29%', 0, 100, 29, 0],
    [0, '10%', 5, 0, 1],
    ['0%', '0%', 3, 0, 1],
    [0, 9, 2, 0, 2],
    [0, '200%', 2, 0, 2],
    ['25%', '25%', 0, 0, 0],
  ])(
    'takes surge %s and unavailable %s of %s as Kubernetes does',
    (maxSurge, maxUnavailable, replicas, surge, unavailable) => {
      expect(podsOfStrategy({ type: 'RollingUpdate', maxSurge, maxUnavailable }, replicas)).toEqual({
        surge,
        unavailable,
      });
    },
  );

  it('takes away all pods to recreate them', () => {
    expect(podsOfStrategy(RECREATE, 3)).toEqual({ surge: 0, unavailable: 3 });
  });

  it.each(['25', '2.5%', '-1%', -1, 1.5, Number.NaN, null, undefined])('refuses %s pods', (amount) => {
    expect(podAmountProblem(amount)).toBeDefined();
  });
});
