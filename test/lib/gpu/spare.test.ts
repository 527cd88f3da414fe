import { chooseSpare, type SpareQuestion } from '../../../lib/gpu/spare';
import { ONE_GOES_FIRST, RECREATE, SURGE_OF_ONE } from '../../../lib/gpu/strategy';

const QUESTION: SpareQuestion = { model: 'l4', replicas: 1, gpusPerNode: 1, environment: 'staging', limit: 4 };

const choose = (given: Partial<SpareQuestion>) => chooseSpare({ ...QUESTION, ...given });

describe('the spare of a rollout', () => {
  it.each<[string, Partial<SpareQuestion>, object]>([
    ['a pod more where the limit has room', {}, { spare: 'surge', strategy: SURGE_OF_ONE }],
    ['a pod more up to the limit itself', { replicas: 3 }, { spare: 'surge', strategy: SURGE_OF_ONE }],
    ['one after the other where it has none', { replicas: 4 }, { spare: 'none', strategy: ONE_GOES_FIRST }],
    ['one after the other where it was asked for', { replicas: 2, spare: 'none' }, { spare: 'none' }],
    ['one after the other beside what others hold', { replicas: 2, others: 2 }, { spare: 'none' }],
    ['downtime where it was asked for', { limit: 1, spare: 'downtime' }, { spare: 'downtime', strategy: RECREATE }],
    ['anything where there are no pods', { replicas: 0, limit: 0 }, { spare: 'none' }],
  ])('is %s', (_, given, expected) => {
    expect(choose(given)).toMatchObject(expected);
  });

  it('is for its author to choose where a single pod has no room, and each way has its figures', () => {
    const objection = choose({ gpusPerNode: 2, limit: 3 });

    expect(objection).toMatchObject({ code: 'ROLLOUT_STUCK', allowed: ['surge', 'none', 'downtime'] });
    expect(objection).toHaveProperty('problem', expect.stringContaining('a limit of 3'));
    expect(objection).toHaveProperty(
      'fix',
      "choose: spare: 'downtime' (none serves while it rolls, 2 l4 as now); " +
        "2 replicas with spare: 'none' (1 of 2 serves while it rolls, 4 l4 all the time, which needs a limit of 4); " +
        'or a limit of 4 (2 l4 more while it rolls)',
    );
  });

  it('counts what others hold of the limit', () => {
    const objection = choose({ limit: 8, others: 7 });

    expect(objection).toHaveProperty('fix', expect.stringContaining('or a limit of 9 (1 l4 more while it rolls)'));
  });

  it('refuses to let a single pod go first, and names the pod more that there is room for', () => {
    const objection = choose({ spare: 'none' });

    expect(objection).toMatchObject({ code: 'ROLLOUT_STUCK' });
    expect(objection).toHaveProperty(
      'fix',
      expect.stringContaining("or spare: 'surge' (1 l4 more while it rolls, within the limit of 4)"),
    );
  });

  it.each([
    ['a pod more on the same card', { replicas: 6, limit: 1 }, { spare: 'surge' }],
    ['no pod more on a card that is full', { replicas: 7, limit: 1 }, { spare: 'none' }],
    ['a pod more on the next card', { replicas: 7, limit: 2 }, { spare: 'surge' }],
  ])('is %s, where a card has seven parts', (_, given, expected) => {
    expect(choose({ podsPerNode: 7, ...given })).toMatchObject(expected);
  });

  it('is no matter where the pods themselves have no room', () => {
    expect(choose({ replicas: 5 })).toMatchObject({ spare: 'surge' });
    expect(choose({ replicas: 1, gpusPerNode: 8 })).toMatchObject({ spare: 'surge' });
    expect(choose({ replicas: 5, spare: 'none' })).toMatchObject({ spare: 'none' });
  });

  it('refuses a pod more that was asked for and has no room', () => {
    const objection = choose({ replicas: 4, spare: 'surge' });

    expect(objection).toMatchObject({
      code: 'ROLLOUT_STUCK',
      fix: "use spare: 'none' (3 of 4 serve while it rolls), or a limit of 5 (1 l4 more while it rolls)",
    });
  });
});
