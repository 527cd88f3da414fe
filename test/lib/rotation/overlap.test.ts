import { delayOf, sumOf, usualOverlap } from '../../../lib/rotation/delay';
import { drawn, inMemory, play, seeded, type Pace, type Play } from '../../support/rotation';

const ROLLOUT = {
  replicas: 6,
  strategy: { type: 'RollingUpdate', maxSurge: 2, maxUnavailable: 0 },
  progressDeadline: 1200,
  grace: 105,
} as const;

const KINDS = {
  'reads its file each time': { onChange: 'reread', takeUp: 0, signedFor: 0 },
  'looks at its file': { onChange: { reload: '5m' }, takeUp: 300, signedFor: 0 },
  'is replaced': { onChange: { restart: 1 }, takeUp: 3 * 1200 + 105, signedFor: 0 },
  'signs what stays good': { onChange: 'reread', takeUp: 0, signedFor: 3600 },
} as const;

const cases = Object.entries(KINDS).map(([name, kind]) => ({
  name,
  ...kind,
  needed: sumOf(delayOf({ refresh: 3600, onChange: kind.onChange, rollout: ROLLOUT, signedFor: kind.signedFor })),
}));

const game = (
  overlap: number,
  { takeUp, signedFor }: { takeUp: number; signedFor: number },
  processes: readonly Pace[],
  presentations = 40,
): Play => ({
  ...{ keeper: inMemory(), overlap, refresh: 3600, sync: 90, takeUp, signedFor, processes, presentations },
});

/** As late as can be, and at once: the two that miss each other first. */
const paces = (share: number, random: () => number): Pace => ({
  ...{ phase: () => 0, sync: () => share, takeUp: () => share, presents: random, looked: () => 1 },
});

/** Sees each write a moment before the next one, or at once. */
function worst(overlap: number, seed: number): readonly Pace[] {
  const random = seeded(seed);
  // Writes come at the refresh of the first and every overlap after it: this phase misses the second by a second.
  const missed = (phase: number): Pace => ({ ...paces(1, random), phase: () => phase });
  return [paces(0, random), missed(3599.9 / 3600), missed(((overlap + 3599.9) % 3600) / 3600), drawn(random)];
}

describe('an overlap above the sum of all delays', () => {
  it.each(cases)('lets no presented value fail where the process $name', async ({ needed, ...kind }) => {
    let presented = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = seeded(seed);
      const processes = [...worst(needed + 1, seed), ...[1, 2, 3, 4].map(() => drawn(random))];
      const outcome = await play(game(needed + 1, kind, processes));
      expect(outcome.failed).toEqual([]);
      presented += outcome.presented;
    }

    expect(presented).toBe(40 * 8 * 40);
  });
});

describe('an overlap of half of it', () => {
  it.each(cases)('fails where the process $name', async ({ needed, ...kind }) => {
    let failed = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const overlap = needed / 2;
      failed += (await play(game(overlap, kind, worst(overlap, seed)))).failed.length;
    }

    expect(failed).toBeGreaterThan(0);
  });
});

describe('an overlap of a minute less', () => {
  it('fails where one process is first to know and another last, and one of a second more does not', async () => {
    const { needed = 0, ...kind } = cases[0] ?? { takeUp: 0, signedFor: 0 };
    const at = (overlap: number) => {
      // The first write is at 3600 s, the second an overlap later: one sees that at once, the other just missed the first.
      const first: Pace = {
        ...paces(0, () => (3600 + overlap + 30) / (3 * overlap + 3600)),
        phase: () => ((overlap + 0.1) % 3600) / 3600,
      };
      const last: Pace = { ...paces(1, () => 0), phase: () => 3599.9 / 3600 };
      return play(game(overlap, kind, [first, last], 1));
    };

    expect((await at(needed - 60)).failed).toEqual(['process 1 refuses what 0 has at 7260']);
    expect((await at(needed + 1)).failed).toEqual([]);
  });
});

describe('the arithmetic', () => {
  it('adds refresh, sync, what the process takes, and what stays good', () => {
    expect(cases.map(({ needed }) => needed)).toEqual([3690, 3990, 7395, 7290]);
  });

  it('counts the rounds of a rollout by the strategy', () => {
    const rounds = (strategy: Parameters<typeof delayOf>[0]['rollout']['strategy'], replicas = 6) =>
      sumOf(
        delayOf({
          refresh: 0,
          onChange: { restart: 1 },
          rollout: { ...ROLLOUT, replicas, strategy, grace: 0 },
          signedFor: 0,
        }),
      ) - 90;

    expect(rounds({ type: 'Recreate' })).toBe(1200);
    expect(rounds({ type: 'RollingUpdate', maxSurge: 1, maxUnavailable: 0 })).toBe(7200);
    expect(rounds({ type: 'RollingUpdate', maxSurge: '25%', maxUnavailable: '25%' })).toBe(2400);
    expect(rounds({ type: 'RollingUpdate', maxSurge: 0, maxUnavailable: 1 }, 1)).toBe(1200);
    expect(rounds({ type: 'Recreate' }, 0)).toBe(0);
  });

  it('chooses the next full hour above what is needed', () => {
    expect([usualOverlap(3599), usualOverlap(3600), usualOverlap(3690)]).toEqual([3600, 7200, 7200]);
  });
});
