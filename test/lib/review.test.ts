import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly } from '../../lib/assembly/assembly';
import { compareIds } from '../../lib/assembly/id';
import { writeAssembly } from '../../lib/assembly/write';
import { maxAgeOf } from '../../lib/review/age';
import { strayFiles } from '../../lib/review/files';
import { provenanceOf } from '../../lib/review/provenance';
import { readReview, reviewOf, reviewText, type Review } from '../../lib/review/review';
import { snapshotOf } from '../../lib/review/snapshot';
import { toTime } from '../../lib/review/time';
import { verify, type Verdict } from '../../lib/review/verify';
import { added, assemblyOf, edited } from '../support/assemblies';
import { newFolder, readJson, requireValid } from '../support/cli';
import { render, service, testEnvironment } from '../support/environment';
import '../support/errors';

const TIME = '2026-11-28T15:00:00Z';
const LATER = '2026-11-28T16:00:00Z';

const base = assemblyOf('staging');
const DEPLOYMENT = 'spamcheck:workloads/apps/Deployment/spamcheck/api';
const head = edited(base, DEPLOYMENT, 'spec.replicas', 4);
/** What another merge brings meanwhile. */
const elsewhere = edited(base, 'embeddings:workloads/apps/Deployment/embeddings/api', 'spec.replicas', 5);

function reviewed(before: Assembly | undefined = base, after: Assembly | undefined = head): Review {
  const sides = { base: { kind: 'commit' }, head: { kind: 'dist' } } as const;
  return reviewOf({ ...sides, environments: [{ name: 'staging', base: before, head: after }] }, TIME);
}

function verdict(stack: string, dist: Assembly, onto: readonly Assembly[], now = LATER, review = reviewed()): Verdict {
  const [found] = verify({ review, dist: [dist], base: onto, now, stacks: [stack] });
  if (found === undefined) throw new Error(`no verdict of ${stack}`);
  return found;
}

function codes({ state, refusals }: Verdict): readonly string[] {
  return refusals.length === 0 ? [state] : refusals.map(({ code }) => code);
}

const MINE = 'spamcheck:workloads';

describe('a stack', () => {
  it('may be applied as it was reviewed', () => {
    expect(codes(verdict(MINE, head, [base]))).toEqual(['as-reviewed']);
  });

  it('that is applied already changes nothing, whatever the review says', () => {
    expect(codes(verdict('embeddings:workloads', head, [base]))).toEqual(['unchanged']);
    expect(codes(verdict(MINE, head, [head], '2027-11-28T16:00:00Z'))).toEqual(['unchanged']);
  });

  it('is refused where it is not what was reviewed, and says what changed', () => {
    const other = edited(head, DEPLOYMENT, 'spec.replicas', 5);

    const found = verdict(MINE, other, [base]);

    expect(codes(found)).toEqual(['DIGEST_DIFFERS']);
    expect(found.refusals[0]?.changed).toEqual([
      { of: MINE, part: 'apps/Deployment/spamcheck/api', change: 'changed' },
    ]);
  });

  it('DIF-3 is refused where its own base has moved, and says what changed in between', () => {
    const moved = added(edited(base, DEPLOYMENT, 'spec.replicas', 3), DEPLOYMENT, {
      id: 'staging/spamcheck:workloads/apps/Deployment/spamcheck/second',
    });

    const found = verdict(MINE, head, [moved]);

    expect(codes(found)).toEqual(['BASE_MOVED']);
    expect(found.refusals[0]?.changed).toEqual([
      { of: MINE, part: 'apps/Deployment/spamcheck/api', change: 'changed' },
      { of: MINE, part: 'apps/Deployment/spamcheck/second', change: 'added' },
    ]);
  });

  it('DIF-3 of an older run would take back what another merge brought, and is refused', () => {
    expect(codes(verdict('embeddings:workloads', head, [elsewhere]))).toEqual(['BASE_MOVED']);
  });

  it("does not mind another service's merge", () => {
    expect(codes(verdict(MINE, edited(elsewhere, DEPLOYMENT, 'spec.replicas', 4), [elsewhere]))).toEqual([
      'as-reviewed',
    ]);
  });

  it('minds another platform and another fact, and no other image pin', () => {
    const fact = edited(base, 'platform/taxiway/Environment', 'cluster.version', '1.34');
    const pin = edited(base, 'platform/taxiway/Environment', 'images.spamcheck', 'x');

    const [byPlatform, byFact] = [platformMoved(), verdict(MINE, head, [fact])];

    expect(codes(byPlatform)).toEqual(['BASE_MOVED']);
    expect(byPlatform.refusals[0]?.changed.map(({ of }) => of)).toEqual(['platform']);
    expect(codes(byFact)).toEqual(['BASE_MOVED']);
    expect(byFact.refusals[0]?.changed).toEqual([{ of: 'facts', part: 'cluster.version', change: 'changed' }]);
    expect(codes(verdict(MINE, head, [pin]))).toEqual(['as-reviewed']);
  });

  it('that nobody reviewed is refused, and so is all of an environment', () => {
    const fresh = verdict(MINE, head, [base], LATER, { ...reviewed(), environments: [] });

    expect(codes(fresh)).toEqual(['DIGEST_DIFFERS', 'BASE_MOVED']);
    expect(fresh.refusals[0]?.problem).toBe('was not reviewed');
  });

  it('that is new, or that goes, may be applied as it was reviewed', () => {
    const without = { ...base, documents: base.documents.filter(({ service }) => service !== 'spamcheck') };

    expect(codes(verdict(MINE, base, [without], LATER, reviewed(without, base)))).toEqual(['as-reviewed']);
    expect(codes(verdict(MINE, without, [base], LATER, reviewed(base, without)))).toEqual(['as-reviewed']);
  });

  it('is refused where its review is older than the environment allows, or of the future', () => {
    const short = edited(base, 'platform/taxiway/Environment', 'reviewMaxAge', '30m');
    const after = edited(head, 'platform/taxiway/Environment', 'reviewMaxAge', '30m');

    expect(codes(verdict(MINE, head, [base], '2026-12-05T15:00:00Z'))).toEqual(['as-reviewed']);
    expect(codes(verdict(MINE, head, [base], '2026-12-05T15:00:01Z'))).toEqual(['REVIEW_EXPIRED']);
    expect(codes(verdict(MINE, after, [short], LATER, reviewed(short, after)))).toEqual(['REVIEW_EXPIRED']);
    expect(codes(verdict(MINE, head, [base], '2026-11-28T14:00:00Z'))).toEqual(['REVIEW_EXPIRED']);
  });
});

function platformMoved(): Verdict {
  const [document] = base.documents.filter(({ id, path }) => id.startsWith('staging/platform/') && path !== undefined);
  const gone = { ...base, documents: base.documents.filter(({ id }) => id !== document?.id) };
  return verdict(MINE, head, [gone]);
}

describe('the age that a review may have', () => {
  it('is the shorter one of both sides, else what the tier says', () => {
    expect(maxAgeOf([{ tier: 'sandbox' }])).toBe('720h');
    expect(maxAgeOf([{ tier: 'staging' }])).toBe('168h');
    expect(maxAgeOf([{ tier: 'production' }, { tier: 'production', reviewMaxAge: '200h' }])).toBe('72h');
    expect(maxAgeOf([{ tier: 'production', reviewMaxAge: '12h' }, { tier: 'production' }])).toBe('12h');
    expect(maxAgeOf([])).toBe('72h');
  });
});

describe('a digest', () => {
  it('is of what is applied: no line, no reason, no declaration, no demand', () => {
    const told = base.documents.filter(({ path }) => path !== undefined);
    const bare = { ...base, documents: told.map((one) => ({ ...one, origins: { construct: 'x', fields: {} } })) };

    expect(snapshotOf(bare).stacks).toEqual(snapshotOf(base).stacks);
  });

  it('is another one where a document is in another file', () => {
    const document = base.documents.find(({ id }) => id.includes(DEPLOYMENT));
    const other = {
      ...base,
      documents: base.documents.map((one) => (one === document ? { ...one, path: 'x.yaml' } : one)),
    };

    expect(snapshotOf(other).stacks.get(MINE)?.digest).not.toBe(snapshotOf(base).stacks.get(MINE)?.digest);
  });
});

describe('a review file', () => {
  const path = join(newFolder(), 'review.json');
  const text = reviewText(reviewed());

  it('is read as it was written, and is of its schema', () => {
    writeFileSync(path, text);

    const review = readReview(path, '--review review.json');

    expect(reviewText(review)).toBe(text);
    requireValid('review', readJson(path));
  });

  it.each([
    ['that is not there', undefined],
    ['that is cut off', text.slice(0, text.length / 2)],
    ['that is something else', '[]'],
    ['with an unknown field', text.replace('"library"', '"librari"')],
    ['with half a digest', text.replace(/"head": "[0-9a-f]{64}"/, '"head": "abc"')],
    ['of a later version', text.replace('"schemaVersion": 1', '"schemaVersion": 2')],
    ['at no time', text.replace(TIME, 'yesterday')],
    ['without environments', JSON.stringify({ ...reviewed(), environments: undefined })],
  ])('%s is refused', (_, content) => {
    const file = join(newFolder(), 'review.json');
    if (content !== undefined) writeFileSync(file, content);

    expect(() => readReview(file, '--review review.json')).toRefuse('REVIEW_INVALID');
  });

  it('that was never written does not exist', () => {
    expect(() => readReview(join(newFolder(), 'review.json'), '--review')).toThrow(/does not exist/);
  });
});

describe('the files of a stack', () => {
  const folder = newFolder();
  writeAssembly(base, folder);
  const strays = (
    stack: 'platform' | 'spamcheck:grants' | 'spamcheck:workloads',
    change: (copy: string) => void,
  ): readonly string[] => {
    const copy = newFolder();
    cpSync(folder, copy, { recursive: true });
    change(copy);
    return strayFiles(copy, base, new Set([stack])).map(({ path, problem }) => `${path} ${problem}`);
  };

  it('are what the documents say', () => {
    for (const stack of ['platform', 'spamcheck:grants', 'spamcheck:workloads'] as const)
      expect(strays(stack, () => undefined)).toEqual([]);
  });

  it('are refused where one is changed, missing, or of nobody', () => {
    const file = 'spamcheck/kubernetes.yaml';

    expect(
      strays('spamcheck:workloads', (copy) =>
        writeFileSync(join(copy, file), `${readFileSync(join(copy, file), 'utf8')}# \n`),
      ),
    ).toEqual([`${file} is not what its documents say`]);
    expect(strays('platform', (copy) => writeFileSync(join(copy, 'platform/terraform/more.tf.json'), '{}'))).toEqual([
      'platform/terraform/more.tf.json is in no document',
    ]);
    expect(
      strays('spamcheck:grants', (copy) => {
        mkdirSync(join(copy, 'spamcheck/grants/terraform/.terraform'));
        writeFileSync(join(copy, 'spamcheck/grants/terraform/.terraform/x'), '');
      }),
    ).toEqual(['spamcheck/grants/terraform/.terraform/x is in no document']);
    expect(
      strays('spamcheck:workloads', (copy) => writeFileSync(join(copy, 'platform/terraform/more.tf.json'), '{}')),
    ).toEqual([]);
  });
});

describe('the file of the rules of a service', () => {
  const FILE = 'echo/rules.yaml';
  /** Rendered where one evaluates rules, and looked at as these stacks after a change of the file. */
  const straysOf = (rules: 'operator' | 'google', change: (file: string) => void): readonly string[] => {
    const spec = testEnvironment({ prometheus: { rules } });
    const { documents } = render(service('echo', { secrets: ['token'] }), spec);
    const folder = newFolder();
    const assembly = { ...base, environment: spec.name, documents: [...documents].sort(compareIds) };
    writeAssembly(assembly, folder);
    change(join(folder, FILE));
    return (['platform', 'echo:grants', 'echo:workloads'] as const).flatMap((stack) =>
      strayFiles(folder, assembly, new Set([stack])).map(({ path, problem }) => `${stack} ${path} ${problem}`),
    );
  };

  it.each(['operator', 'google'] as const)('follows from its objects, whichever stack is looked at (%s)', (rules) => {
    expect(straysOf(rules, () => undefined)).toEqual([]);
  });

  it.each([
    ['operator', 'echo:workloads'],
    ['google', 'echo:grants'],
  ] as const)('belongs to the stack of its objects (%s): whoever verifies that one is told of it', (rules, stack) => {
    expect(straysOf(rules, (file) => rmSync(file))).toEqual([`${stack} ${FILE} is missing`]);
    expect(straysOf(rules, (file) => appendFileSync(file, '# \n'))).toEqual([
      `${stack} ${FILE} is not what its documents say`,
    ]);
  });

  it('is of nobody where no object holds rules', () => {
    const folder = newFolder();
    const documents = base.documents.filter(({ kind }) => kind !== 'PrometheusRule');
    writeAssembly({ ...base, documents }, folder);
    writeFileSync(join(folder, 'spamcheck/rules.yaml'), 'groups: []\n');

    const strays = strayFiles(folder, { ...base, documents }, new Set(['spamcheck:workloads']));

    expect(strays.map(({ path, problem }) => `${path} ${problem}`)).toEqual(['spamcheck/rules.yaml is in no document']);
  });
});

describe('a time', () => {
  it.each([
    ['2026-11-28T15:00:00Z', '2026-11-28T15:00:00Z'],
    ['2026-11-28t17:00:00.125+02:00', '2026-11-28T15:00:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
    ['2026-02-29T00:00:00Z', undefined],
    ['2026-11-28T25:00:00Z', undefined],
    ['2026-11-28 15:00:00', undefined],
    ['2026-11-28T15:00:00', undefined],
    ['now', undefined],
  ])('%s is %s', (text, wanted) => {
    expect(toTime(text)).toBe(wanted);
  });
});

describe('a statement of provenance', () => {
  const files = new Map([
    ['staging/b.yaml', 'b'],
    ['staging/a.yaml', 'a'],
  ]);
  const builder = {
    id: 'https://gitlab.example.com/ml/-/runners/7',
    source: { uri: 'https://gitlab.example.com/ml.git', commit: 'c'.repeat(40) },
  };
  const statement = provenanceOf(files, { review: reviewed(), stacks: ['staging/platform'], builder });

  it('has the fields that in-toto and SLSA require, and the same bytes each time', () => {
    const { predicate, ...rest } = statement;
    const again = provenanceOf(new Map([...files].reverse()), {
      review: reviewed(),
      stacks: ['staging/platform'],
      builder,
    });

    expect(JSON.stringify(again)).toBe(JSON.stringify(statement));
    expect(Object.keys(rest).sort()).toEqual(['_type', 'predicateType', 'subject']);
    expect(rest).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'https://slsa.dev/provenance/v1',
    });
    expect(rest.subject.map(({ name }) => name)).toEqual(['staging/a.yaml', 'staging/b.yaml']);
    for (const { digest } of rest.subject) expect(digest.sha256).toMatch(/^[0-9a-f]{64}$/);
    // Both required by provenance v1: a buildType that is a URI with its parameters, and a builder with an id that is one.
    expect(predicate).toMatchObject({
      buildDefinition: {
        buildType: expect.stringMatching(/^https:/),
        externalParameters: { stacks: ['staging/platform'] },
      },
      runDetails: { builder: { id: expect.stringMatching(/^https:/) } },
    });
    const { buildDefinition } = predicate as { buildDefinition: { resolvedDependencies: readonly object[] } };
    expect(buildDefinition.resolvedDependencies).toEqual([
      { uri: 'git+https://gitlab.example.com/ml.git', digest: { gitCommit: 'c'.repeat(40) } },
    ]);
  });
});
