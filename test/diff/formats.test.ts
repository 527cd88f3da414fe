import { createColors } from 'picocolors';
import Ajv from 'ajv';
import type { Change } from '../../lib/diff/change';
import type { CostChange } from '../../lib/cost/compare';
import type { Amounts } from '../../lib/cost/cost';
import { reviewCodeQuality } from '../../lib/report/review/code-quality';
import { REVIEW_FORMATS } from '../../lib/report/review/format-names';
import { renderReview } from '../../lib/report/review/formats';
import { reviewJson } from '../../lib/report/review/json';
import { reviewMarkdown } from '../../lib/report/review/markdown';
import { reviewSarif } from '../../lib/report/review/sarif';
import { reviewTerraform } from '../../lib/report/review/terraform-report';
import { reviewText } from '../../lib/report/review/text';
import { CHECKOUT, plain, readJson, requireValid } from '../support/cli';
import { change, fleet, NEUTRAL, orders, PIPE, podChange, review, wholeService, WIDER } from '../support/changes';

const TOKEN = `glpat-${'a1B2'.repeat(6)}`;
const pool = (given: Partial<Change>): Change => {
  const kind = given.kind ?? 'resource.google_container_node_pool';
  return change({
    service: undefined,
    domain: 'terraform',
    kind,
    document: `production/platform/terraform/${kind}/-/l4`,
    path: undefined,
    after: undefined,
    source: undefined,
    assessments: [{ class: 'availability', direction: 'less', effect: 'in-place', says: 'the l4 pool changes' }],
    ...given,
  });
};
const replaced = (path: string): Change =>
  pool({
    path,
    before: 'a',
    after: 'b',
    assessments: [
      {
        class: 'availability',
        direction: 'less',
        effect: 'replaces',
        says: 'the l4 pool is replaced in {environment}',
        loses: '3 nodes drain first',
      },
    ],
  });

const MIXED: readonly Change[] = [
  ...fleet(5).map((service) => change({ service })),
  change({ environment: 'staging' }),
  podChange(),
  podChange({ path: 'metadata.labels.a', assessments: [NEUTRAL] }),
  podChange({ path: 'spec.x', source: undefined, before: TOKEN, after: { a: TOKEN } }),
  replaced('node_config.machine_type'),
  ...wholeService('summarizer', 'added'),
];

const context = { terminal: PIPE, otherwise: 'package.json', json: () => JSON.stringify(reviewJson(review(MIXED))) };

/** Amounts that are the same with few and with many pods. */
const flat = (cents: bigint): Amounts => ({ floor: cents, expected: cents, ceiling: cents });
const COST: CostChange = {
  environment: 'production',
  before: flat(400_000n),
  after: { floor: 400_000n, expected: 523_400n, ceiling: 708_500n },
  services: [
    { service: 'spamcheck', before: flat(0n), after: { floor: 0n, expected: 100_000n, ceiling: 285_100n } },
    { service: 'embeddings', before: flat(0n), after: flat(23_400n) },
  ],
  unknown: { before: [], after: [] },
};
const CHEAPER: CostChange = { ...COST, environment: 'staging', after: flat(350_050n), services: [] };

describe.each(REVIEW_FORMATS)('%s', (format) => {
  it('is the same for changes in any order, and ends with a line break', () => {
    const expected = renderReview(format, review(MIXED), context);

    for (const order of orders(MIXED)) {
      const json = () => JSON.stringify(reviewJson(review(order)));
      expect(renderReview(format, review(order), { ...context, json })).toBe(expected);
    }
    if (format !== 'json') expect(expected.endsWith('\n')).toBe(true);
  });

  it('holds no value of a secret', () => {
    expect(JSON.stringify(MIXED)).toContain(TOKEN);

    expect(renderReview(format, review(MIXED), context)).not.toContain(TOKEN);
  });

  it('can be written where nothing changed', () => {
    expect(() => renderReview(format, review([]), { ...context, json: () => '{}' })).not.toThrow();
  });
});

describe('the text', () => {
  it('shows one screen first, then all entries with line, values and names', () => {
    const text = reviewText(PIPE, review(MIXED));

    const [first = ''] = text.split('\n\nPlatform:');
    expect(first.split('\n')[0]).toBe('main → the work tree  2 changes gate: security');
    expect(first).toContain('\tservice-0000 and 4 others\tsecurity wider\t\tyes\t1\t');
    expect(first.split('\n').length).toBeLessThan(24);
    expect(text).toContain('the l4 pool is replaced in production; 3 nodes drain first');
    expect(text).toContain('services/spamcheck.ts:20  spec.replicas: 6 → 3');
    expect(text).toContain('the same in 5 other services: service-0001, service-0002');
    expect(text).toContain('(and 1 neutral)');
  });

  it('leaves no more than a screen of rows, however many services change', () => {
    const changes = fleet(100).flatMap((service, index) =>
      podChange({ service, kind: `Kind${index}`, assessments: [{ ...WIDER, says: `{service} gains ${index}` }] }),
    );

    const [first = ''] = reviewText(PIPE, review(changes)).split('\n\nWorkloads:');

    expect(first.split('\n').length).toBeLessThan(24);
    expect(first).toContain('and 84 more rows');
  });

  it('keeps within the width of a terminal, and uses colours only there', () => {
    const columns = Object.getOwnPropertyDescriptor(process.stdout, 'columns');
    Object.defineProperty(process.stdout, 'columns', { value: 80, configurable: true });

    const text = reviewText({ ...PIPE, interactive: true, colors: createColors(true) }, review(MIXED));

    if (columns === undefined) Reflect.deleteProperty(process.stdout, 'columns');
    else Object.defineProperty(process.stdout, 'columns', columns);
    expect(text).toContain('\x1b[31m');
    const wide = plain(text)
      .split('\n')
      .filter((line) => line.length > 80);
    expect(wide).toEqual([]);
    expect(reviewText(PIPE, review(MIXED))).not.toContain('\x1b');
  });
});

describe('the cost', () => {
  const firstLines = (costs: readonly CostChange[]): readonly string[] =>
    reviewText(PIPE, review([change()], { costs }))
      .split('\n')
      .filter((line) => line.startsWith('cost of '));

  it('is on the first screen, the most important environment first', () => {
    expect(firstLines([CHEAPER, COST])).toEqual([
      'cost of production: +1,234.00 USD a month expected (4,000.00 → 5,234.00), floor +0.00 (4,000.00 → 4,000.00), ' +
        'ceiling +3,085.00 (4,000.00 → 7,085.00); spamcheck +1,000.00 (floor +0.00, ceiling +2,851.00), embeddings +234.00',
      'cost of staging: -499.50 USD a month expected (4,000.00 → 3,500.50), floor and ceiling alike',
    ]);
    const [screen = ''] = reviewMarkdown(review([change()], { costs: [COST] })).split('\n\n| environment');
    expect(screen).toContain(
      '\n\n**Cost of production:** \\+1,234.00 USD a month expected (4,000.00 → 5,234.00), floor',
    );
  });

  it('is not there where it does not change', () => {
    expect(firstLines([])).toEqual([]);
    expect(reviewMarkdown(review([change()]))).not.toContain('Cost of');
  });

  it('names what is in no sum, and what was in none before', () => {
    const [line] = firstLines([
      {
        ...CHEAPER,
        unknown: {
          before: [{ what: 'an n1', services: [] }],
          after: [{ what: 'a4x on-demand in us-east1', services: ['spamcheck'] }],
        },
      },
    ]);

    expect(line).toContain(
      '; not in it, since nobody knows the price: a4x on-demand in us-east1 (spamcheck); nor in it before: an n1',
    );
  });

  it('is of the services that were chosen, where some were', () => {
    expect(firstLines([{ ...COST, only: ['spamcheck'] }])[0]).toMatch(/^cost of spamcheck in production: \+1,234\.00/);
  });

  it('joins what is beyond a screen: services and environments', () => {
    const services = fleet(40).map((service) => ({ service, before: flat(0n), after: flat(100n) }));
    const names = Array.from({ length: 12 }, (_, index) => `region-${String(index).padStart(2, '0')}`);

    const lines = firstLines(names.map((environment) => ({ ...COST, environment, services })));

    expect(lines).toHaveLength(5);
    expect(lines[0]).toContain('service-0004 +1.00, 35 other services +35.00');
    expect(lines[4]).toContain('cost of 8 more environments: +9,872.00 USD a month expected');
  });
});

describe('the Markdown', () => {
  it.each([
    ['mentions', '@all and @group/name', '\\@all and \\@group/name'],
    ['references', '#1 !2 ~bug %3 $4 ^5', '\\#1 \\!2 \\~bug \\%3 \\$4 \\^5'],
    ['tags', '<img src=x onerror=alert(1)>&lt;', '&lt;img src=x onerror=alert(1)&gt;&amp;lt;'],
    ['links', '[a](javascript:b) ![c](d)', '\\[a\\](javascript\\:b) \\!\\[c\\](d)'],
    ['emphasis and code', '*a* _b_ `c` ~~d~~ \\', '\\*a\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~ \\\\'],
    ['cells', 'a | b', 'a \\| b'],
    ['emoji', ':tada: group::a', '\\:tada: group:\\:a'],
    ['lines and quick actions', 'a\n/close\n\n</details>', 'a\\\\n/close\\\\n\\\\n&lt;/details&gt;'],
    ['what nobody sees', 'a\u202eb', 'a\\\\u202eb'],
  ])('shows %s that users wrote letter by letter', (_, written, shown) => {
    const note = reviewMarkdown(review([change({ assessments: [{ ...WIDER, says: `x ${written}` }] })]));

    // Once in the table, once in the list.
    expect(note.split(`x ${shown}`)).toHaveLength(3);
  });

  it('keeps values in code, whatever they hold', () => {
    const note = reviewMarkdown(review([podChange({ before: 'a `b`` c', after: '``' })]));

    expect(note).toContain('`spec.replicas`: ```a `b`` c``` → ``` `` ```');
  });

  it('has a table of one screen, then a folded part for each authority', () => {
    const note = reviewMarkdown(review(MIXED));

    expect(note).toMatch(/^### Taxiway: 2 changes gate: security\n/);
    expect(note.match(/<details>/g)).toHaveLength(3);
    expect(note.match(/<\/details>/g)).toHaveLength(3);
    for (const [tag] of note.matchAll(/<\/?details>|<\/summary>/g))
      if (tag !== '<details>') expect(note).toContain(`${tag}\n\n`);
  });

  it('says what a limit cuts, and keeps what gates and the gravest', () => {
    const changes = [
      ...fleet(300).map((service, index) => podChange({ service, before: index, after: index + 1 })),
      podChange({
        path: 'spec.x',
        assessments: [{ ...WIDER, class: 'cost', direction: 'more', says: 'it costs more' }],
      }),
    ];

    const note = reviewMarkdown(review(changes, { gates: ['cost'] }), 8000);

    expect(note.length).toBeLessThanOrEqual(8000);
    expect(note).toContain('**cost more**, in place, gates: it costs more');
    expect(note).toMatch(/\*\*Left out here:\*\* \d+ entries of \d+ services \(\d+ availability less\)/);
    expect(note.match(/<details>/g)?.length).toBe(note.match(/<\/details>/g)?.length);
  });

  it.each([100, 1000, 5000])('is never longer than a limit of %d', (limit) => {
    expect(reviewMarkdown(review(MIXED), limit).length).toBeLessThanOrEqual(limit);
  });
});

describe('the JSON', () => {
  const data = (changes: readonly Change[]) =>
    reviewJson(
      review(changes, {
        accept: () => ({ reason: 'agreed', owner: 'group::a', expires: '2027-01-31' }),
        remarks: ['a'],
        costs: [COST, { ...CHEAPER, only: ['spamcheck'], platform: { before: COST.before, after: COST.after } }],
      }),
    );
  // The command says what the sides are.
  const json = (changes: readonly Change[]): object => ({
    schemaVersion: 1,
    command: 'diff',
    ...data(changes),
    base: { kind: 'commit', name: 'main' },
    head: { kind: 'tree', dirty: true },
    environments: data(changes).environments.map((one) => ({ ...one, sides: 'both' })),
    unused: [],
    mistakes: [],
  });

  it('is of the schema that ships', () => {
    for (const changes of [MIXED, []]) requireValid('output', JSON.parse(JSON.stringify(json(changes))));
  });

  it('has costs in whole cents', () => {
    expect(data([change()]).costs[0]).toMatchObject({
      environment: 'production',
      beforeCents: { floor: 400_000, expected: 400_000, ceiling: 400_000 },
      afterCents: { floor: 400_000, expected: 523_400, ceiling: 708_500 },
      byService: [{ service: 'spamcheck', afterCents: { ceiling: 285_100 } }, { service: 'embeddings' }],
    });
    const wrong = JSON.stringify(json(MIXED)).replace('"afterCents":{"floor":400000', '"afterCents":{"floor":0.5');
    expect(() => requireValid('output', JSON.parse(wrong))).toThrow('is not of output.schema.json');
  });

  it('is refused by it with a class that there is not', () => {
    const wrong = JSON.stringify(json(MIXED)).replace('"class":"security"', '"class":"danger"');

    expect(() => requireValid('output', JSON.parse(wrong))).toThrow('is not of output.schema.json');
  });
});

describe('the SARIF', () => {
  const { id: _id, $schema: _schema, ...schema } = readJson(`${CHECKOUT}/test/fixtures/sarif-2.1.0.json`);
  // Draft 4 names nothing else differently that this schema uses.
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
  const log = JSON.parse(reviewSarif(review(MIXED), 'package.json'));

  it('is of the schema of OASIS', () => {
    expect([validate(log), validate.errors]).toEqual([true, null]);
    expect(validate({ ...log, version: '2.0.0' })).toBe(false);
    expect(validate({ ...log, runs: [{ results: [] }] })).toBe(false);
  });

  it('has every result at its line, with a rule, a level and a fingerprint of its own', () => {
    const { results, tool } = log.runs[0];

    expect(results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'services/service-0000.ts' },
      region: { startLine: 14, startColumn: 7 },
    });
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(results.map(({ level }: { level: string }) => level)).toEqual(
      expect.arrayContaining(['error', 'warning', 'note']),
    );
    const prints = results.map((one: { partialFingerprints: object }) => JSON.stringify(one.partialFingerprints));
    expect(new Set(prints).size).toBe(results.length);
  });

  it('encodes a path as a reference', () => {
    const source = { file: 'services/a b#ü.ts', line: 1, column: 1 };

    const text = reviewSarif(review([change({ source })]), 'package.json');

    expect(text).toContain('"uri": "services/a%20b%23%C3%BC.ts"');
  });

  it('marks what is accepted as suppressed', () => {
    const accept = () => ({ reason: 'agreed', owner: 'group::a', expires: '2027-01-31' });

    const [result] = JSON.parse(reviewSarif(review([change()], { accept }), 'package.json')).runs[0].results;

    expect(result).toMatchObject({
      level: 'warning',
      suppressions: [{ kind: 'external', status: 'accepted', justification: 'agreed' }],
    });
  });
});

describe('the Code Quality report', () => {
  const issuesOf = (changes: readonly Change[]): readonly Record<string, unknown>[] =>
    JSON.parse(reviewCodeQuality(review(changes), 'package.json'));

  it('holds what GitLab reads, at the line of the service file', () => {
    const issues = issuesOf(MIXED);

    expect(issues[0]).toEqual({
      description: 'security wider, in place: service-0000 may now be called by sidekiq in production',
      check_name: 'taxiway/security',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      severity: 'blocker',
      location: { path: 'services/service-0000.ts', lines: { begin: 14 } },
    });
    for (const { severity } of issues) expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(severity);
  });

  it('names a file where no line is known', () => {
    expect(issuesOf([change({ source: undefined })])[0]).toMatchObject({
      location: { path: 'package.json', lines: { begin: 1 } },
    });
  });

  it('has a fingerprint for each, which other changes and moved lines leave as they are', () => {
    const twice = change({ assessments: [WIDER, { ...WIDER, says: '{service} is open' }] });
    const moved = { file: 'services/spamcheck.ts', line: 99, column: 1 };
    const prints = (changes: readonly Change[]) => issuesOf(changes).map(({ fingerprint }) => fingerprint);

    const both = prints([twice, ...MIXED]);

    expect(new Set(both).size).toBe(both.length);
    expect(new Set(prints([twice])).size).toBe(2);
    expect(prints([change({ source: moved })])).toEqual(prints([change()]));
    expect(prints([change({ after: 'rails' })])).not.toEqual(prints([change()]));
    expect(both).toEqual(expect.arrayContaining(prints([podChange()])));
  });

  it('leaves out what is neutral', () => {
    expect(issuesOf([change({ assessments: [NEUTRAL] })])).toEqual([]);
  });
});

describe('the Terraform report', () => {
  it('counts resources, a replacement as both, and no resource twice', () => {
    const other = (name: string, given: Partial<Change>): Change =>
      pool({ document: `production/platform/terraform/resource.a/-/${name}`, ...given });

    const text = reviewTerraform(
      review([
        replaced('node_config.machine_type'),
        replaced('node_config.disk_size_gb'),
        pool({ path: 'autoscaling.max', before: 1, after: 2 }),
        other('b', { path: 'x', before: 1, after: 2 }),
        other('b', { path: 'y', before: 1, after: 2 }),
        other('c', { operation: 'added' }),
        other('d', { operation: 'removed' }),
        other('e', { operation: 'removed' }),
        other('f', { operation: 'moved' }),
        pool({ kind: 'variable.x', document: 'production/platform/terraform/variable.x/-/y', operation: 'added' }),
        change(),
      ]),
    );

    expect(text).toBe('{"create":2,"update":1,"delete":3}\n');
  });
});
