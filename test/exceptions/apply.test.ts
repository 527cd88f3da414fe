import type { Finding } from '../../lib/check/finding';
import { ExceptionBook, refuseInvalid } from '../../lib/exceptions/apply';
import type { Exception } from '../../lib/exceptions/exception';
import { readGates } from '../../lib/diff/gate';
import { assemblyOf } from '../support/assemblies';
import { change, review, WIDER } from '../support/changes';

const DOCUMENT = change().document;
const TODAY = '2026-11-28';
const exception = (given: Partial<Exception> = {}): Exception => ({
  document: DOCUMENT,
  reason: 'agreed',
  owner: 'group::anti-abuse',
  expires: '2027-01-31',
  source: { file: 'taxiway.exceptions.yaml', line: 3, column: 5 },
  ...given,
});
const finding = (given: Partial<Finding> = {}): Finding => ({
  code: 'SECRET_VALUE',
  severity: 'error',
  environment: 'production',
  document: DOCUMENT,
  problem: 'is wrong',
  fix: 'mend it',
  requirement: 'R300',
  docs: 'docs/checks.md',
  ...given,
});

describe('an exception of a finding', () => {
  it.each<[string, Partial<Finding>, Partial<Exception>, boolean]>([
    ['the same path', { path: 'a.b' }, { path: 'a.b' }, true],
    ['no path on either side', {}, {}, true],
    ['a path below', { path: 'a.b.c' }, { path: 'a.b' }, false],
    ['a path, and the exception none', { path: 'a.b' }, {}, false],
    ['no path, and the exception one', {}, { path: 'a.b' }, false],
    ['another document', { document: `${DOCUMENT}2` }, {}, false],
    ['another code', { code: 'SECRET_PAIR_SPLIT' }, {}, false],
    ['the last day', {}, { expires: TODAY }, true],
    ['the day after', {}, { expires: '2026-11-27' }, false],
  ])('accepts one finding and no other: %s', (_, found, accepts, taken) => {
    const book = new ExceptionBook([exception({ code: 'SECRET_VALUE', ...accepts })], TODAY);

    const { left, accepted } = book.sort([finding(found)]);

    expect([left.length, accepted.length]).toEqual(taken ? [0, 1] : [1, 0]);
    expect(book.unused(() => true)).toHaveLength(taken ? 0 : 1);
  });

  it('that a run could not have needed is not unused', () => {
    const book = new ExceptionBook([exception({ code: 'SECRET_VALUE' })], TODAY);

    expect(book.unused(() => false)).toEqual([]);
  });
});

describe('an exception of a change', () => {
  const path = 'spec.ingress[rails].from[sidekiq]';

  it('accepts one class of change at one path', () => {
    const { accept } = new ExceptionBook([exception({ class: 'security', path })], TODAY);
    const changes = [
      change(),
      change({ path: `${path}.x` }),
      change({ environment: 'staging' }),
      change({ assessments: [{ ...WIDER, class: 'data-loss', direction: 'more' }] }),
    ];

    const places = review(changes, { accept, gates: readGates(['any']) }).entries.flatMap((entry) => entry.places);

    expect(
      places
        .filter(({ accepted }) => accepted !== undefined)
        .map((place) => `${place.environment} ${place.path ?? ''} ${place.gate ?? ''}`),
    ).toEqual([`production ${path} security`]);
  });

  it('accepts with a fingerprint these values only', () => {
    const fingerprint = review([change()]).entries[0]?.places[0]?.fingerprint;
    const { accept } = new ExceptionBook([exception({ class: 'security', path, fingerprint })], TODAY);

    expect(review([change()], { accept }).gating).toEqual([]);
    expect(review([change({ after: 'everybody' })], { accept }).gating).toHaveLength(1);
  });
});

describe('an exception is refused', () => {
  const assemblies = [assemblyOf('production')];
  const codes = (given: Partial<Exception>, today = TODAY) =>
    refuseInvalid([exception({ code: 'SECRET_VALUE', ...given })], today, assemblies).map(({ code }) => code);

  it('after its last day', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ expires: TODAY })).toEqual([]);
    expect(codes({ expires: '2026-11-27' })).toEqual(['EXCEPTION_EXPIRED']);
  });

  it('with an owner that the environment does not know, but for environments that are not there', () => {
    expect(codes({ owner: 'group::nobody' })).toEqual(['EXCEPTION_OWNERLESS']);
    expect(codes({ owner: 'group::nobody', document: DOCUMENT.replace('production', 'elsewhere') })).toEqual([]);
  });

  it('at its line, with the nearest owner', () => {
    const [mistake] = refuseInvalid([exception({ owner: 'group::anti-abus' })], TODAY, assemblies);

    expect(mistake).toMatchObject({ source: { line: 3 }, environment: 'production' });
    expect(mistake?.fix).toContain("did you mean 'group::anti-abuse'?");
  });
});
