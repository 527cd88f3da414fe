import * as fc from 'fast-check';
import { planObjection, planPools, type ShapedWorkload } from '../../../lib/gpu/pool-plan';
import { ONE_GOES_FIRST, RECREATE, SURGE_OF_ONE, type Strategy } from '../../../lib/gpu/strategy';
import { holds } from '../../support/property';

function on(shape: string, name: string, replicas: number, strategy: Strategy = SURGE_OF_ONE): ShapedWorkload {
  return { name, shape, gpusPerNode: Number(shape.replace(/.*x/, '')), replicas, strategy };
}

const sizes = (workloads: readonly ShapedWorkload[], limit: number) =>
  planPools(workloads, limit).pools.map(({ shape, nodes, rollout }) => [shape, nodes, rollout.finishes]);

const objection = (workloads: readonly ShapedWorkload[], limit: number) =>
  planObjection(planPools(workloads, limit), 'l4', 'staging');

describe('the pools of a GPU model', () => {
  it('grow to all replicas and surges where the limit allows', () => {
    expect(sizes([on('l4-x1', 'a', 3), on('l4-x1', 'b', 2), on('l4-x2', 'c', 1)], 20)).toEqual([
      ['l4-x1', 7, true],
      ['l4-x2', 2, true],
    ]);
  });

  it('share the place that rollouts need where it does not', () => {
    expect(sizes([on('l4-x1', 'a', 3), on('l4-x1', 'b', 2), on('l4-x2', 'c', 1)], 10)).toEqual([
      ['l4-x1', 6, true],
      ['l4-x2', 2, true],
    ]);
    expect(objection([on('l4-x1', 'a', 3), on('l4-x1', 'b', 2)], 6)).toBeUndefined();
  });

  it('need no place more where every workload lets a pod go first', () => {
    const given = [on('l4-x1', 'a', 3, ONE_GOES_FIRST), on('l4-x1', 'b', 1, RECREATE)];

    expect(sizes(given, 4)).toEqual([['l4-x1', 4, true]]);
    expect(objection(given, 4)).toBeUndefined();
  });

  it('are refused where pods have no GPU', () => {
    expect(objection([on('l4-x1', 'b', 3), on('l4-x2', 'a', 1)], 4)).toMatchObject({
      code: 'GPU_LIMIT_EXCEEDED',
      problem: '5 l4 are asked for when nothing rolls, and the limit of staging is 4: b 3 on l4-x1, a 1 on l4-x2',
    });
  });

  it('are refused where a rollout would wait for ever, with each way out', () => {
    const found = objection([on('l4-x1', 'a', 1), on('l4-x1', 'b', 3), on('l4-x1', 'c', 2, ONE_GOES_FIRST)], 6);

    expect(found).toMatchObject({ code: 'ROLLOUT_STUCK' });
    expect(found?.problem).toContain('a, b would let none go');
    expect(found?.fix).toBe(
      "a: choose: spare: 'downtime' (none serves while it rolls, 1 l4 as now); " +
        "2 replicas with spare: 'none' (1 of 2 serves while it rolls, 2 l4 all the time, which needs a limit of 7); " +
        'or a limit of 7 (1 l4 more while it rolls); ' +
        "b: use spare: 'none' (2 of 3 serve while it rolls), or a limit of 7 (1 l4 more while it rolls); " +
        'for all of them: a limit of 7',
    );
  });

  it('count the parts of a card, and ask for a card more where all are taken', () => {
    const part = (name: string, replicas: number) => ({ ...on('a100-x1', name, replicas), podsPerNode: 7 });

    expect(sizes([part('a', 3), part('b', 3)], 1)).toEqual([['a100-x1', 1, true]]);
    expect(objection([part('a', 3), part('b', 4)], 1)?.fix).toContain('for all of them: a limit of 2');
    expect(objection([part('a', 6), part('b', 1)], 1)?.fix).toContain(
      "b: choose: spare: 'downtime' (none serves while it rolls, 1 l4 as now); 2 replicas with spare: 'none'",
    );
  });

  it('refuses nodes of two kinds under one name', () => {
    expect(() => planPools([on('l4-x1', 'a', 1), { ...on('l4-x1', 'b', 1), gpusPerNode: 2 }], 9)).toThrow('two kinds');
  });
});

const workload = fc
  .record({
    shape: fc.constantFrom('l4-x1', 'l4-x2', 'l4-x4'),
    replicas: fc.nat(6),
    strategy: fc.constantFrom<Strategy>(SURGE_OF_ONE, ONE_GOES_FIRST, RECREATE),
  })
  .map(({ shape, replicas, strategy }) => on(shape, 'one', replicas, strategy));
const fleet = fc.record({
  workloads: fc
    .array(workload, { maxLength: 5 })
    .map((all) => all.map((one, index) => ({ ...one, name: `s${index}` }))),
  limit: fc.nat(60),
});

holds(
  'a plan keeps the limit or is refused, and the order of the table says nothing',
  fleet,
  { runs: 500 },
  ({ workloads, limit }) => {
    const plan = planPools(workloads, limit);

    if (planObjection(plan, 'l4', 'staging') === undefined) expect(plan.gpus).toBeLessThanOrEqual(limit);
    expect(planPools([...workloads].reverse(), limit)).toEqual(plan);
  },
);

holds('a higher limit never refuses what a lower one allowed', fleet, { runs: 500 }, ({ workloads, limit }) => {
  const before = planObjection(planPools(workloads, limit), 'l4', 'staging');
  const after = planObjection(planPools(workloads, limit + 1), 'l4', 'staging');

  if (before === undefined) expect(after).toBeUndefined();
});
