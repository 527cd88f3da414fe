import { GRPC_HANDLING } from '../../../lib/slo/app-metrics';
import { bucketFor } from '../../../lib/slo/bucket';
import { ceiling, decimal, textOf, times, toDecimal } from '../../../lib/slo/decimal';
import { latenciesOf } from '../../../lib/slo/load-balancer';
import { objectiveProblem, threshold, toPromised } from '../../../lib/slo/objective';

describe('a decimal number', () => {
  it.each([
    ['0.1', '3', '0.3'],
    ['14.4', '0.001', '0.0144'],
    ['14.4', '0.005', '0.072'],
    ['6', '0.0005', '0.003'],
    ['10', '10', '100'],
  ])('%s times %s is exactly %s', (one, other, product) => {
    expect(textOf(times(decimal(one), decimal(other)))).toBe(product);
  });

  it('is rounded up to whole numbers where it has a part', () => {
    expect([ceiling(decimal('259.2')), ceiling(decimal('3'))]).toEqual([260, 3]);
  });

  it.each(['', '.5', '5.', '1e3', '-1', '01', '1,5', ' 1', 'NaN'])('is not %p', (text) => {
    expect(toDecimal(text)).toBeUndefined();
  });
});

describe('an objective', () => {
  it.each([
    [99.9, '0.001', '0.0144'],
    ['99.9', '0.001', '0.0144'],
    [99.5, '0.005', '0.072'],
    [99, '0.01', '0.144'],
    [95, '0.05', '0.72'],
    ['99.99', '0.0001', '0.00144'],
  ])('of %p leaves a budget of %s, and burns fast at %s', (given, budget, fast) => {
    const promised = toPromised(given)!;

    expect([textOf(promised.budget), threshold(decimal('14.4'), promised)]).toEqual([budget, fast]);
  });

  it.each([100, '100', '100.0', 0, -1, 101, Number.NaN, Number.POSITIVE_INFINITY, 'all', '99,5', null, {}])(
    'is not %p',
    (given) => {
      expect(objectiveProblem(given)?.code).toBe('SLO_OBJECTIVE_INVALID');
    },
  );

  it.each([50, 90, 93, '93.05'])('of %p has an alert that can never fire', (given) => {
    expect(objectiveProblem(given)?.code).toBe('SLO_NEVER_FIRES');
  });

  it.each([93.1, 95, 99.999])('of %p can be kept watch over', (given) => {
    expect(objectiveProblem(given)).toBeUndefined();
  });
});

describe('a threshold', () => {
  const balancer = latenciesOf('operator');

  it.each<[number, string, string]>([
    [800, '836.682', '836([.].*)?'],
    [2500, '3214.199', '3214([.].*)?'],
    [2000, '2295.856', '2295([.].*)?'],
  ])('of %p ms at the load balancer is measured at the power of 1.4 above it', (given, bound, le) => {
    const bucket = bucketFor(balancer, given)!;

    expect(bucket).toMatchObject({ snapped: true, le: { label: 'le', by: '=~', value: le } });
    expect(bucket.milliseconds.startsWith(bound)).toBe(true);
  });

  it('PRM-3 that is a whole number is found in both spellings', () => {
    const bucket = bucketFor(GRPC_HANDLING, 1000)!;

    const spelled = new RegExp(`^(?:${bucket.le.value})$`);
    expect(['1', '1.0', '10', '1.5'].map((le) => spelled.test(le))).toEqual([true, true, false, false]);
    expect(bucket.snapped).toBe(false);
  });

  it('finds one bucket of the load balancer and no other, for each of them', () => {
    const { bounds } = balancer;

    for (const bound of bounds) {
      const { le } = bucketFor(balancer, Math.floor(Number(bound) * 10) / 10)!;
      expect(bounds.filter((other) => new RegExp(`^(?:${le.value})$`).test(other))).toEqual([bound]);
    }
  });

  it('beyond all buckets, or far below them, is none', () => {
    expect([bucketFor(GRPC_HANDLING, 11_000), bucketFor(GRPC_HANDLING, 1), bucketFor(balancer, 2)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
