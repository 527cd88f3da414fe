import type { Change } from '../../lib/diff/change';
import { readGates } from '../../lib/diff/gate';
import { shortened } from '../../lib/diff/review/overview';
import { cellsOf, classesText, lifecycleText, othersText, sentenceOf, verdictOf } from '../../lib/report/review/words';
import {
  change,
  CHEAPER,
  ENVIRONMENTS,
  fleet,
  NEUTRAL,
  orders,
  podChange,
  review,
  wholeService,
  WIDER,
} from '../support/changes';

/** Changes of every sort at once. */
const MIXED: readonly Change[] = [
  ...fleet(5).map((service) => change({ service })),
  change({ environment: 'staging' }),
  podChange(),
  podChange({ path: 'spec.strategy', assessments: [CHEAPER, NEUTRAL] }),
  change({ path: 'metadata.labels.a', assessments: [NEUTRAL] }),
  change({ service: undefined, document: 'production/platform/terraform/resource.a/-/b', domain: 'terraform' }),
  ...wholeService('summarizer', 'added'),
  ...wholeService('ranker', 'removed', 'staging'),
];

describe('the same change', () => {
  it('in several services and environments is one entry with all names', () => {
    const services = fleet(37);

    const { entries } = review([
      ...services.map((service) => change({ service })),
      change({ service: 'service-0003', environment: 'staging' }),
    ]);

    expect(entries).toHaveLength(1);
    expect(entries[0]?.places).toHaveLength(38);
    expect(sentenceOf(entries[0]!)).toBe('service-0000 may now be called by sidekiq in production');
    const others = othersText(entries[0]!, review([]), 40);
    expect(others).toContain('the same in 36 other services: service-0001, ');
    expect(others).toContain('service-0003 (production, staging)');
    for (const service of services.slice(1)) expect(others).toContain(service);
  });

  it('names every environment of its first service, the most important first', () => {
    const { entries } = review(['sandbox', 'production', 'staging'].map((environment) => change({ environment })));

    expect(entries.map((entry) => sentenceOf(entry))).toEqual([
      'spamcheck may now be called by sidekiq in production, staging and sandbox',
    ]);
  });

  it('in every service of the environment needs no names', () => {
    const services = fleet(20);
    const environments = [{ name: 'production', tier: 'production', services }];
    const all = review(
      services.map((service) => change({ service })),
      { environments },
    );
    const most = review(
      services.slice(1).map((service) => change({ service })),
      { environments },
    );

    expect(othersText(all.entries[0]!, all, 5)).toBe('the same in all other 19 services of production');
    expect(othersText(most.entries[0]!, most, 5)).toMatch(/^the same in 18 other services: .* and 13 more$/);
  });

  it.each<[string, Partial<Change>]>([
    ['another sentence', { assessments: [{ ...WIDER, says: '{service} is open' }] }],
    ['another class', { assessments: [{ ...WIDER, class: 'availability' }] }],
    ['another direction', { assessments: [{ ...WIDER, direction: 'other' }] }],
    ['another effect', { assessments: [{ ...WIDER, effect: 'replaces' }] }],
    ['another loss', { assessments: [{ ...WIDER, loses: 'a node' }] }],
    ['another field', { path: 'spec.egress' }],
    ['another value', { after: 'rails' }],
    ['another value before', { before: null }],
    ['another operation', { operation: 'moved' }],
    ['another authority', { stack: 'embeddings:workloads' }],
  ])('is another one with %s', (_, given) => {
    expect(review([change(), change({ service: 'embeddings', ...given })]).entries).toHaveLength(2);
  });

  it('is the same where only items, and names of its own service and environment, differ', () => {
    const one = change({ path: 'spec.a[spamcheck].b', before: 'spamcheck.production.svc', after: 'x-spamcheck' });
    const other = change({
      service: 'embeddings',
      environment: 'staging',
      path: 'spec.a[embeddings].b',
      before: 'embeddings.staging.svc',
      after: 'x-embeddings',
    });

    const { entries } = review([other, one]);

    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      before: 'spamcheck.production.svc',
      after: 'x-spamcheck',
      pattern: 'spec.a[].b',
    });
  });
});

describe('a review', () => {
  it('does not depend on the order of changes, environments or keys', () => {
    const expected = JSON.stringify(review(MIXED));

    for (const order of orders(MIXED)) {
      expect(JSON.stringify(review(order, { environments: [...ENVIRONMENTS].reverse() }))).toBe(expected);
    }
    const turned = MIXED.map((one) => ({
      ...one,
      assessments: one.assessments.map((each) => Object.fromEntries(Object.entries(each).reverse()) as typeof each),
    }));
    expect(review(turned).entries.map(({ key }) => key)).toEqual(review(MIXED).entries.map(({ key }) => key));
  });

  it('keeps apart what different people approve, the gravest first in each', () => {
    const { sections } = review([podChange(), podChange({ path: 'spec.x', assessments: [CHEAPER] }), ...MIXED]);

    expect(sections.map(({ authority }) => authority)).toEqual(['platform', 'grants', 'workloads']);
    expect(sections[1]?.topics[0]?.entries[0]?.class).toBe('security');
    expect(sections.map(({ neutral }) => neutral)).toEqual([0, 1, 1]);
  });

  it('puts production before staging where both are as grave', () => {
    const says = (text: string) => ({ assessments: [{ ...WIDER, says: text }] });

    const { entries } = review([
      change({ environment: 'sandbox', ...says('a') }),
      change({ environment: 'staging', ...says('b') }),
      change({ environment: 'production', ...says('c') }),
      change({ environment: 'unknown', ...says('0') }),
    ]);

    expect(entries.map(({ says: said }) => said)).toEqual(['c', 'b', 'a', '0']);
  });

  it('puts together what one line caused, in several environments too', () => {
    const source = { file: 'services/spamcheck.ts', line: 9, column: 7 };

    const { sections } = review([
      podChange({ source }),
      podChange({ source, environment: 'staging', before: 2, after: 1 }),
      podChange({ source, path: 'spec.strategy', assessments: [CHEAPER] }),
      podChange({ source: { ...source, line: 10 }, path: 'spec.other' }),
    ]);

    const classes = sections[0]?.topics.map(({ entries }) => entries.map((entry) => entry.class));
    expect(classes).toEqual([['availability'], ['availability', 'availability', 'cost']]);
  });

  it('takes no line for a cause that is only near', () => {
    const source = { file: 'services/spamcheck.ts', line: 9, column: 7, approximate: true };

    const { sections } = review([
      podChange({ source }),
      podChange({ source, path: 'spec.strategy', assessments: [CHEAPER] }),
    ]);

    expect(sections[0]?.topics).toHaveLength(2);
  });

  it('folds a service that comes or goes under one title in each section', () => {
    const { sections } = review([
      ...wholeService('summarizer', 'added'),
      ...wholeService('summarizer', 'added', 'staging'),
      ...wholeService('ranker', 'removed'),
      podChange(),
    ]);

    const titles = sections.map(({ topics }) => topics.map((topic) => lifecycleText(topic)));
    expect(titles).toEqual([
      ['new service summarizer in production and staging', 'deleted service ranker in production'],
      [undefined, 'deleted service ranker in production', 'new service summarizer in production and staging'],
    ]);
    expect(sections[1]?.topics.map(({ neutral }) => neutral)).toEqual([0, 1, 2]);
  });

  it('counts what means nothing and shows none of it', () => {
    const changes = [change({ assessments: [NEUTRAL] }), podChange({ assessments: [NEUTRAL] }), podChange()];

    const { overview, changes: counted, sections } = review(changes);

    expect(counted).toEqual({ all: 3, neutral: 2 });
    expect(overview).toHaveLength(1);
    expect(sections.flatMap(({ topics }) => topics.flatMap(({ entries }) => entries))).toHaveLength(1);
  });

  it('does not take something for nothing whose effect nobody knows', () => {
    const changes = [change({ assessments: [{ ...NEUTRAL, effect: 'unknown' }] })];

    const { gating, changes: counted, overview } = review(changes);

    expect(gating).toHaveLength(1);
    expect(counted.neutral).toBe(0);
    expect(overview).toHaveLength(1);
  });

  it('says so where nothing changes and where nothing gates', () => {
    expect(verdictOf(review([]))).toBe('nothing changes');
    expect(verdictOf(review([podChange()]))).toBe('nothing gates');
    expect(verdictOf(review([podChange(), change()]))).toBe('1 change gates: security');
    expect(verdictOf(review([podChange(), change()], { gates: readGates(['any']) }))).toBe(
      '2 changes gate: security, availability',
    );
  });

  it('does not gate what is accepted, and says by whom', () => {
    const accepted = { reason: 'agreed', owner: 'group::anti-abuse', expires: '2027-01-31' };

    const { gating, entries, overview } = review([change(), change({ environment: 'staging' })], {
      accept: ({ environment }) => (environment === 'production' ? accepted : undefined),
    });

    expect(gating).toHaveLength(1);
    expect(entries[0]?.places.map((place) => place.accepted)).toEqual([accepted, undefined]);
    expect(overview.map(({ gates, environments }) => [gates, environments])).toEqual([
      [true, ['staging']],
      [false, ['production']],
    ]);
  });
});

describe('the first screen', () => {
  it('has a row for each service and environment: the gravest, how many, the sentence', () => {
    const { overview } = review([podChange(), change(), change({ environment: 'staging' })]);

    expect(overview.map((row) => cellsOf(row))).toEqual([
      {
        where: 'production',
        who: 'spamcheck',
        what: 'security wider',
        also: 'availability',
        changes: '2',
        says: 'spamcheck may now be called by sidekiq in production',
      },
      {
        where: 'staging',
        who: 'spamcheck',
        what: 'security wider',
        also: '',
        changes: '1',
        says: 'spamcheck may now be called by sidekiq in staging',
      },
    ]);
  });

  it('joins services and environments that have the same row', () => {
    const { overview } = review(
      fleet(4).flatMap((service) => [change({ service }), change({ service, environment: 'staging' })]),
    );

    expect(overview.map((row) => cellsOf(row))).toMatchObject([
      { where: 'production, staging', who: 'service-0000 and 3 others', changes: '1' },
    ]);
  });

  it('joins what is alike where there is no room, and then says so', () => {
    const { overview } = review(
      fleet(30).map((service, index) =>
        change({ service, assessments: [{ ...WIDER, says: `{service} gains ${index}` }] }),
      ),
    );

    const rows = shortened(overview, 20);

    expect(overview).toHaveLength(30);
    expect(rows.map((row) => cellsOf(row))).toMatchObject([
      { who: 'service-0000 and 29 others', says: 'service-0000 gains 0, and the like' },
    ]);
    expect(shortened(overview, 30)).toBe(overview);
  });
});

describe('one sentence of one document', () => {
  const FEWER = {
    ...WIDER,
    class: 'availability',
    direction: 'less',
    says: '{service} runs 3 pods instead of 6',
  } as const;
  const SAVED = { ...FEWER, class: 'cost' } as const;
  const read = (...changes: readonly Change[]) =>
    review(changes)
      .sections.flatMap(({ topics }) => topics)
      .map(({ entries }) => entries.map((entry) => `${classesText(entry)}: ${sentenceOf(entry)}`));

  it.each<[string, Partial<Change>]>([
    ['beside a line', {}],
    ['without a line', { source: undefined }],
  ])('is read once, with all that it means, %s', (_, given) => {
    expect(read(podChange({ ...given, assessments: [FEWER, SAVED] }))).toEqual([
      ['availability less and cost less: spamcheck runs 3 pods instead of 6'],
    ]);
  });

  it('is read once where two paths say it, and counted twice', () => {
    const changes = [podChange({ assessments: [FEWER] }), podChange({ path: 'spec.other', assessments: [FEWER] })];

    expect(read(...changes)).toEqual([['availability less: spamcheck runs 3 pods instead of 6']]);
    expect(review(changes).entries).toHaveLength(2);
  });

  it.each<[string, Partial<Change>]>([
    ['another document', { document: 'production/spamcheck:workloads/apps/Deployment/spamcheck/reranker' }],
    ['another effect', { assessments: [{ ...FEWER, effect: 'replaces' }] }],
    ['another loss', { assessments: [{ ...FEWER, loses: 'a node' }] }],
    ['something that gates', { assessments: [{ ...WIDER, says: FEWER.says }] }],
  ])('is read twice where it is said of %s', (_, given) => {
    const found = read(podChange({ assessments: [FEWER] }), podChange({ path: 'spec.other', ...given }));

    expect(found.flat()).toHaveLength(2);
  });
});

it('begins with what a service runs on, and ends with the limits that follow', () => {
  const says = (text: string) => [{ ...WIDER, class: 'availability', direction: 'less', says: text } as const];
  const { entries } = review([
    podChange({ kind: 'ResourceQuota', path: 'spec.hard.pods', assessments: says('a limit') }),
    podChange({ assessments: says('b pods') }),
    podChange({ kind: 'GpuNodes', domain: 'demand', path: 'model', assessments: says('c model') }),
  ]);

  expect(entries.map((entry) => sentenceOf(entry))).toEqual(['c model', 'b pods', 'a limit']);
});

it('says of a service with another name what it was', () => {
  const path = { path: undefined, operation: 'recreated', effect: 'replaces' } as const;
  const says = '{service} in {environment} was tagger and is made anew';
  const declared = { ...CHEAPER, class: 'availability', direction: 'less', effect: 'replaces', says } as const;
  const { overview } = review([
    change({ ...path }),
    podChange({ ...path, domain: 'declaration', kind: 'Service', assessments: [declared] }),
  ]);

  expect(overview.map((row) => cellsOf(row).says)).toEqual(['spamcheck in production was tagger and is made anew']);
});
