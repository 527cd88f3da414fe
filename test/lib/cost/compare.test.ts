import { costChangeOf, stepOf } from '../../../lib/cost/compare';
import { assemblyOf, edited, removed } from '../../support/assemblies';

const production = assemblyOf('production');
const POOL = 'production/platform/terraform/resource.google_container_node_pool/-/l4-x1';
const DEPLOYMENT = 'production/code-suggestions:workloads/apps/Deployment/code-suggestions/api';
const DEMAND = 'production/code-suggestions:workloads/taxiway/GpuNodes';

/** One node of the pool costs 684.30 USD a month. */
const NODE = 68_430n;
const SCALER = 'production/code-suggestions:workloads/keda.sh/ScaledObject/code-suggestions/api';
/** One pod more at least, and at most. */
const seven = edited(
  edited(edited(production, DEMAND, 'replicas', 25), SCALER, 'spec.maxReplicaCount', 25),
  SCALER,
  'spec.minReplicaCount',
  4,
);

const changeOf = (base = production, head = production, only?: readonly string[]) =>
  costChangeOf('production', { base, head }, only);

describe('what a change does to the cost', () => {
  it('is nothing where nothing costs otherwise', () => {
    expect(changeOf()).toBeUndefined();
    expect(changeOf(production, edited(production, DEPLOYMENT, 'metadata.labels.a', 'b'))).toBeUndefined();
  });

  it('is told of the environment and of each service, and both ways', () => {
    const [up, down] = [changeOf(production, seven), changeOf(seven, production)];

    expect(stepOf(up!, 'expected')).toBe(NODE);
    expect(stepOf(down!, 'ceiling')).toBe(-NODE);
    expect(up?.services.map((step) => [step.service, stepOf(step, 'floor')])).toEqual([['code-suggestions', NODE]]);
    expect([up?.platform, up?.unknown]).toEqual([undefined, { before: [], after: [] }]);
  });

  it('is told of an autoscaler whose floor is lower', () => {
    const head = edited(production, SCALER, 'spec.minReplicaCount', 1);

    const change = changeOf(production, head)!;

    expect((['floor', 'expected', 'ceiling'] as const).map((point) => stepOf(change, point))).toEqual([
      -2n * NODE,
      // Of two pods fewer, 40 % come back.
      (-12n * NODE) / 10n,
      0n,
    ]);
  });

  it('is the sum of the services and of what none uses, where an environment comes or goes', () => {
    for (const sides of [{ head: production }, { base: production }]) {
      const change = costChangeOf('production', sides)!;
      const parts = [...change.services, change.platform!].map((step) => stepOf(step, 'expected'));

      expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(stepOf(change, 'expected'));
      expect(change.services.length).toBeGreaterThan(3);
    }
  });

  it('has services in the order of their steps', () => {
    const { services } = costChangeOf('production', { head: production })!;
    const steps = services.map((step) => stepOf(step, 'expected'));

    expect([...steps].sort((one, other) => (one > other ? -1 : 1))).toEqual(steps);
  });

  it('has no service whose share only rounds otherwise', () => {
    const id = 'production/suggested-reviewers:workloads/apps/Deployment/suggested-reviewers/api';

    const change = changeOf(production, removed(production, id))!;

    expect(change.services.map(({ service }) => service)).toEqual(['suggested-reviewers']);
  });

  it('is of some services only where told so, and of nothing else', () => {
    expect(changeOf(production, seven, ['spamcheck'])).toBeUndefined();

    const change = changeOf(production, seven, ['code-suggestions', 'spamcheck'])!;

    expect(change.only).toEqual(['code-suggestions', 'spamcheck']);
    expect([stepOf(change, 'expected'), change.platform]).toEqual([NODE, undefined]);
  });

  it('lists what has no price, and says so where only that changes', () => {
    const head = edited(production, POOL, 'node_config.machine_type', 'n1-standard-4');

    const change = changeOf(production, head)!;

    expect(change.unknown.after).toEqual([
      { what: 'n1-standard-4 with l4 on-demand in us-east1', services: ['code-suggestions'] },
    ]);
    expect(changeOf(head, edited(head, POOL, 'node_config.spot', true))).toMatchObject({ services: [] });
  });
});
