import type { Strategy } from '../../lib/gpu/strategy';
import { find, findAll, objectOf, type Read } from '../support/documents';
import { render, service, testEnvironment, type Rendering } from '../support/environment';
import { mistakesIn } from '../support/errors';
import { simulate, type Simulated } from '../support/rollouts';

const REPLICAS = [1, 2, 3, 4, 5, 6];
const LIMITS = [1, 2, 3, 4, 5, 6, 7, 8];
const TYPED = [undefined, 'surge', 'none', 'downtime'] as const;

interface Asked {
  readonly replicas: number;
  readonly spare: (typeof TYPED)[number];
}

const SURGE: Strategy = { type: 'RollingUpdate', maxSurge: 1, maxUnavailable: 0 };
const NONE: Strategy = { type: 'RollingUpdate', maxSurge: 0, maxUnavailable: 1 };

/** What is asked for, without the library: by default a pod more where that finishes alone. */
function simulated({ replicas, spare }: Asked, limit: number): Simulated {
  if (spare === 'downtime') return { replicas, strategy: { type: 'Recreate' } };
  const surges =
    spare === undefined ? replicas === 1 || simulate(limit, { replicas, strategy: SURGE }).finishes : spare === 'surge';
  return { replicas, strategy: surges ? SURGE : NONE };
}

/** What has to come of it: the simulator says what finishes, and a single pod can't go first. */
function verdict(asked: readonly Asked[], limit: number): string {
  const [first, second] = asked.map((one) => simulated(one, limit));
  const alone = [first, second].filter((one) => one !== undefined && one.replicas <= limit) as readonly Simulated[];
  if (asked.some(({ replicas, spare }) => replicas === 1 && spare === 'none')) return 'ROLLOUT_STUCK';
  if (alone.some((one) => !simulate(limit, one).finishes)) return 'ROLLOUT_STUCK';
  if (asked.reduce((sum, { replicas }) => sum + replicas, 0) > limit) return 'GPU_LIMIT_EXCEEDED';
  return simulate(limit, first!, second).finishes ? 'finishes' : 'ROLLOUT_STUCK';
}

function rendered(asked: readonly Asked[], limit: number): Rendering {
  const services = asked.map(({ replicas, spare }, index) =>
    service(['echo', 'agent'][index]!, { gpu: { model: 'l4', ...(spare === undefined ? {} : { spare }) }, replicas }),
  );
  return render(services, testEnvironment({ gpus: { l4: { limit } } }));
}

/** What came of it: a refusal, or whether what was rendered finishes in the pool that was rendered. */
function outcome(asked: readonly Asked[], limit: number): string {
  const rendering = rendered(asked, limit);
  const refused = [...new Set(mistakesIn(rendering).map(({ code }) => code))];
  if (refused.length > 0) return refused.join();
  const [first, second] = findAll(rendering, 'Deployment').map(({ object }): Simulated => {
    const { replicas, strategy } = (object as Read).spec;
    return { replicas, strategy: { type: strategy.type, ...strategy.rollingUpdate } };
  });
  const pool = objectOf(rendering, 'resource.google_container_node_pool', 'l4-x1').autoscaling.total_max_node_count;
  expect(pool).toBeLessThanOrEqual(limit);
  return simulate(pool, first!, second).finishes ? 'finishes' : 'never finishes';
}

const said = (asked: readonly Asked[]) =>
  asked.map(({ replicas, spare }) => `${replicas} ${spare ?? 'by default'}`).join(' and ');

/** All cases where the library and the simulator disagree. */
function disagreements(cases: readonly (readonly [readonly Asked[], number])[]): readonly string[] {
  return cases.flatMap(([asked, limit]) => {
    const [wanted, found] = [verdict(asked, limit), outcome(asked, limit)];
    return wanted === found
      ? []
      : [`${said(asked)} with a limit of ${limit}: ${found}, and the simulator says ${wanted}`];
  });
}

const WAYS = REPLICAS.flatMap((replicas) => TYPED.map((spare): Asked => ({ replicas, spare })));
const ONE = WAYS.flatMap((one) => LIMITS.map((limit) => [[one], limit] as const));
const TWO = WAYS.flatMap((one) => WAYS.flatMap((two) => LIMITS.map((limit) => [[one, two], limit] as const)));

/** A prime apart, so that every number, word and limit comes in changing company. */
const sampled = TWO.filter((_, index) => index % 37 === 0);

describe('what is rendered', () => {
  it('can be rolled out as the simulator says, for one service', () => {
    expect(disagreements(ONE)).toEqual([]);
  });

  it('can be rolled out as the simulator says, for two services of one pool', () => {
    expect(disagreements(sampled)).toEqual([]);
    expect(new Set(sampled.map(([asked, limit]) => verdict(asked, limit))).size).toBe(3);
  });

  it('is judged by figures that are not always the same', () => {
    expect(new Set(ONE.map(([asked, limit]) => verdict(asked, limit)))).toEqual(
      new Set(['finishes', 'ROLLOUT_STUCK', 'GPU_LIMIT_EXCEEDED']),
    );
    expect(find(rendered([{ replicas: 2, spare: undefined }], 3), 'Deployment').kind).toBe('Deployment');
  });
});
