import { SECRET_CONDITION } from '../../../lib/slo/external-secrets';
import type { AlertRule } from '../../../lib/slo/rules';
import { secretGroups, toldOf, type WatchedSecrets } from '../../../lib/slo/secret-alerts';
import { datesOf } from '../../../lib/slo/secret-dates';
import type { LongLivedTerms } from '../../../lib/secrets/secret';

const OWNER = { service: 'echo', namespace: 'echo', owner: 'group::pilots', environment: 'harbour' };
const TERMS: LongLivedTerms = {
  reason: 'the provider issues nothing else',
  owner: 'group::keys',
  expires: '2027-06-30',
  rotateEvery: '60d',
  rotated: '2027-01-01',
};
const watched = (changes: Partial<WatchedSecrets> = {}): WatchedSecrets => ({
  brought: ['echo-api.key', 'echo-ranker.key'],
  longLived: [{ name: 'key', terms: TERMS }],
  severity: 'page',
  cluster: [],
  ...changes,
});
const alertsOf = (changes?: Partial<WatchedSecrets>): readonly AlertRule[] =>
  secretGroups(OWNER, watched(changes)).flatMap(({ rules }) => rules.filter((rule) => 'alert' in rule));

describe('the days on which people are told of a secret', () => {
  const days = (terms: LongLivedTerms, severity: 'page' | 'ticket' = 'page') =>
    datesOf(terms, severity).map(
      ({ alert, from, severity: how }) => `${alert.slice('MlServiceSecret'.length)} ${from} ${how}`,
    );

  it('are two weeks before its rotation, the day after, a month before its end, and a week', () => {
    expect(days(TERMS)).toEqual([
      'RotationDue 2027-02-16 ticket',
      'RotationLate 2027-03-03 ticket',
      'Expires 2027-05-31 ticket',
      'ExpiresSoon 2027-06-23 page',
    ]);
  });

  it('wake nobody where a service wakes nobody', () => {
    expect(days(TERMS, 'ticket').at(-1)).toBe('Expires 2027-05-31 ticket');
  });

  it('leave out a rotation whose last one nobody dated', () => {
    const { rotated: _, ...undated } = TERMS;

    expect(days(undated)).toEqual(['Expires 2027-05-31 ticket', 'ExpiresSoon 2027-06-23 page']);
  });

  it('tell of a rotation and of an end on the same day once', () => {
    expect(days({ ...TERMS, rotateEvery: '180d' }).map((day) => day.split(' ')[0])).toEqual(['Expires', 'ExpiresSoon']);
  });

  it('begin half-way where rotations are close to each other', () => {
    expect(days({ ...TERMS, rotateEvery: '10d' })[0]).toBe('RotationDue 2027-01-06 ticket');
  });
});

describe('the rules about secrets', () => {
  it('are none where a service has no secret', () => {
    expect(secretGroups(OWNER, watched({ brought: [], longLived: [] }))).toEqual([]);
  });

  it('PRM-1 carry what routing looks at; the dates of a secret go to the group that rotates it', () => {
    const labels = alertsOf().map((rule) => [rule.alert.slice('MlServiceSecret'.length), rule.labels['team']]);

    expect(labels).toEqual([
      ['NotSynced', 'group::pilots'],
      ['SyncUnsteady', 'group::pilots'],
      ['sUnseen', 'group::pilots'],
      ['RotationDue', 'group::keys'],
      ['RotationLate', 'group::keys'],
      ['Expires', 'group::keys'],
      ['ExpiresSoon', 'group::keys'],
    ]);
    for (const { labels: given } of alertsOf())
      expect(given).toMatchObject({
        service: 'echo',
        environment: 'harbour',
        namespace: 'echo',
        severity: expect.any(String),
      });
  });

  it('name one metric, by labels that it has', () => {
    const exprs = alertsOf().map(({ expr }) => expr);
    const selected = exprs.flatMap((expr) => [...expr.matchAll(/(\w+)\{([^}]*)\}/g)]);

    expect(new Set(selected.map(([, metric]) => metric))).toEqual(new Set([SECRET_CONDITION.name]));
    for (const [, , selector = ''] of selected)
      expect(SECRET_CONDITION.labels).toEqual(
        expect.arrayContaining([...selector.matchAll(/(\w+)=/g)].map(([, label]) => label)),
      );
  });

  it('find a name whatever its dots, and no other', () => {
    const names = /name=~"([^"]*)"/.exec(alertsOf()[2]!.expr)![1]!;

    expect(names.split('|').map((name) => new RegExp(`^(?:${name})$`).test('echo-apiXkey'))).toEqual([false, false]);
    expect(new RegExp(`^(?:${names})$`).test('echo-api.key')).toBe(true);
  });

  it('name the cluster where rules see several', () => {
    const [first] = alertsOf({ cluster: [{ label: 'cluster', by: '=', value: 'quay' }] });

    expect(first!.expr.match(/cluster="quay",/g)).toHaveLength(2);
  });
});

it('says who is told what, and when', () => {
  expect(toldOf('group::pilots', watched())).toEqual([
    { name: 'echo-api.key', team: 'group::pilots', failureTicketsAfter: '15m' },
    { name: 'echo-ranker.key', team: 'group::pilots', failureTicketsAfter: '15m' },
    {
      name: 'key',
      team: 'group::keys',
      expiryTicketsFrom: '2027-05-31',
      expiryPagesFrom: '2027-06-23',
      rotationTicketsFrom: '2027-02-16',
    },
  ]);
});
