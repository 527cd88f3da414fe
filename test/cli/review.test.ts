import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CHECKOUT,
  jsonOf,
  mistakesIn,
  newFolder,
  readJson,
  requireValid,
  run,
  service,
  smallProject,
  write,
  type Result,
} from '../support/cli';

const FILE = 'taxiway.exceptions.yaml';
const ONE_PLACE = `import { place } from 'taxiway';
import { staging } from '../environments/staging';
import { Tiny } from './tiny';

export const placements = [place(Tiny, [staging])];
`;
const TOKEN = `run: { variables: { API_TOKEN: 'opensesame' } },`;
const DEPLOYMENT = 'staging/tiny:workloads/apps/Deployment/tiny/api';

/** A project with one service in one environment. */
function project(props: string, exceptions?: string): string {
  return smallProject({
    'services/index.ts': ONE_PLACE,
    'services/tiny.ts': service('tiny', '', props),
    ...(exceptions === undefined ? {} : { [FILE]: exceptions }),
  });
}

/** An entry that accepts the token in the variables. */
function accepts(given: Readonly<Record<string, string>> = {}): string {
  const fields = {
    code: 'SECRET_VALUE',
    document: DEPLOYMENT,
    path: 'spec.template.spec.containers.0.env.0.value',
    reason: 'a canary that everybody may know',
    owner: 'group::anti-abuse',
    expires: '2027-01-31',
    ...given,
  };
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${value}`);
  return `exceptions:\n  - ${lines.join('\n    ')}\n`;
}

const NOW = ['--now', '2026-11-28'];

describe('an exception', () => {
  const cwd = project(TOKEN);

  it('lets a finding pass check and synth --check, which say so', async () => {
    const before = await run(['check', '--format', 'json', ...NOW], { cwd });
    const found = (jsonOf(before) as { findings: { code: string; document: string; path: string }[] }).findings;
    write(cwd, { [FILE]: accepts({ path: found[0]?.path ?? '' }) });

    const check = await run(['check', '--format', 'json', ...NOW], { cwd });
    const text = await run(['check', ...NOW], { cwd });
    const synth = await run(['synth', '--check', '--format', 'json', ...NOW], { cwd });

    expect([before.code, found.map(({ code }) => code)]).toEqual([1, ['SECRET_VALUE']]);
    expect([check.code, text.code, synth.code]).toEqual([0, 0, 0]);
    expect(jsonOf(check)).toMatchObject({
      findings: [],
      accepted: [{ code: 'SECRET_VALUE', exception: { owner: 'group::anti-abuse' } }],
      unused: [],
    });
    expect(text.stdout).toContain('1 finding accepted by exceptions');
    expect(jsonOf(synth)).toMatchObject({ findings: [], accepted: [{ code: 'SECRET_VALUE' }] });
    expect(existsSync(join(cwd, 'dist/staging/assembly.jsonl'))).toBe(true);
  });

  it('stops a run after its last day, and writes nothing', async () => {
    const late = ['--now', '2027-02-01T00:00:00Z'];

    const check = await run(['check', '--format', 'json', ...late], { cwd });
    const synth = await run(['synth', '--check', '--out', 'late', ...late], { cwd });

    expect(check.code).toBe(2);
    expect(mistakesIn(check)).toEqual([`EXCEPTION_EXPIRED ${FILE}:2`]);
    expect(jsonOf(check)).toMatchObject({ findings: [{ code: 'SECRET_VALUE' }], accepted: [] });
    expect([synth.code, existsSync(join(cwd, 'late'))]).toEqual([2, false]);
  });

  it('of nobody is refused, and so is a file or a day that is none', async () => {
    write(cwd, { 'nobody.yaml': accepts({ owner: 'group::nobody' }), 'broken.yaml': 'exceptions: [' });
    const refused = async (...words: readonly string[]): Promise<readonly [number | null, readonly string[]]> => {
      const result = await run(['check', '--format', 'json', ...words], { cwd });
      return [result.code, mistakesIn(result)];
    };

    expect(await refused('--exceptions', 'nobody.yaml', ...NOW)).toEqual([2, ['EXCEPTION_OWNERLESS nobody.yaml:2']]);
    expect(await refused('--exceptions', 'broken.yaml', ...NOW)).toEqual([2, ['EXCEPTIONS_INVALID broken.yaml:1']]);
    expect(await refused('--exceptions', 'none.yaml', ...NOW)).toEqual([2, ['EXCEPTIONS_INVALID ?']]);
    expect(await refused('--now', 'tomorrow')).toEqual([2, ['USAGE ?']]);
    expect(await refused('--now', '2026-13-01')).toEqual([2, ['USAGE ?']]);
  });

  it('that nothing needed is a warning', async () => {
    write(cwd, { 'unused.yaml': accepts({ path: 'spec.replicas' }) });

    const { code, stdout } = await run(['check', '--exceptions', 'unused.yaml', ...NOW], { cwd });

    expect(code).toBe(1);
    expect(stdout).toContain('warning unused.yaml:2: accepts nothing: SECRET_VALUE');
    expect(stdout).toContain('(EXCEPTION_UNUSED)');
  });
});

describe('the inventory of exceptions', () => {
  const cwd = newFolder({ [FILE]: accepts({ reason: '"=1+1, \\"quoted\\""' }) });

  it('is text, JSON and CSV, and needs no program', async () => {
    const [text, json, csv] = await Promise.all(
      ['text', 'json', 'csv'].map((format) => run(['exceptions', '--format', format, ...NOW], { cwd })),
    );

    expect([text?.code, json?.code, csv?.code]).toEqual([0, 0, 0]);
    expect(text?.stdout).toContain(`2027-01-31\tSECRET_VALUE\t${DEPLOYMENT}`);
    expect(jsonOf(json as Result)).toMatchObject({
      exceptions: [{ expired: false, source: { line: 2 } }],
      mistakes: [],
    });
    expect(csv?.stdout.split('\r\n')).toEqual([
      'expires,accepts,document,path,owner,reason,line',
      `2027-01-31,SECRET_VALUE,${DEPLOYMENT},spec.template.spec.containers.0.env.0.value,group::anti-abuse,"'=1+1, ""quoted""",${FILE}:2`,
      '',
    ]);
  });

  it('lists those that hold no more, and ends with 2', async () => {
    const result = await run(['exceptions', '--format', 'json', '--now', '2027-02-01'], { cwd });

    expect(result.code).toBe(2);
    expect(jsonOf(result)).toMatchObject({
      exceptions: [{ expired: true }],
      mistakes: [{ code: 'EXCEPTION_EXPIRED' }],
    });
  });
});

describe('a diff', () => {
  const cwd = project('replicas: 2,');
  let base: Result;
  beforeAll(async () => {
    base = await run(['synth', '--out', 'base'], { cwd });
    write(cwd, { 'services/tiny.ts': service('tiny', '', 'replicas: 1,') });
  });
  const diff = (...words: readonly string[]): Promise<Result> =>
    run(['diff', '--base', 'base', ...words, ...NOW], { cwd });

  it('gates by the words of --fail-on', async () => {
    const [any, none, wrong] = await Promise.all([
      diff('--fail-on', 'any'),
      diff('--fail-on', 'none'),
      diff('--fail-on', 'moon,cost', '--format', 'json'),
    ]);

    expect([base.code, any.code, none.code, wrong.code]).toEqual([0, 1, 0, 2]);
    expect(none.stdout).toContain('nothing gates');
    expect(mistakesIn(wrong)).toEqual(['GATE_UNKNOWN ?']);
  });

  it('writes every report of one run, the same as it prints', async () => {
    const files = {
      text: 'note.txt',
      markdown: 'out/note.md',
      json: 'out/note.json',
      sarif: 'out/note.sarif',
      'code-quality': 'out/quality.json',
      'terraform-report': 'out/terraform.json',
    };
    const reports = Object.entries(files).flatMap(([format, file]) => ['--report', `${format}=${file}`]);

    const all = await diff('--fail-on', 'any', ...reports);
    const printed = await Promise.all(Object.keys(files).map((format) => diff('--fail-on', 'any', '--format', format)));

    expect(all.code).toBe(1);
    for (const [index, file] of Object.values(files).entries())
      expect(printed[index]?.stdout).toBe(readFileSync(join(cwd, file), 'utf8'));
    requireValid('output', readJson(join(cwd, files.json)));
    expect(readFileSync(join(cwd, files.markdown), 'utf8')).toContain('tiny');
    expect(readJson(join(cwd, files['code-quality']))[0].location.path).toBe('services/tiny.ts');
  });

  it.each([
    ['an unknown format', ['--report', 'html=note.html']],
    ['no file', ['--report', 'markdown']],
    ['one file twice', ['--report', 'markdown=a', '--report', 'text=a']],
    ['a format that cannot be printed', ['--format', 'html']],
    ['a file that cannot be written', ['--report', 'markdown=package.json/note.md']],
  ])('refuses %s', async (_, words) => {
    const { code, stderr } = await diff('--fail-on', 'none', ...words);

    expect(code).toBe(2);
    expect(stderr).toMatch(/USAGE|WRITE_FAILED|Allowed choices/);
  });

  it('lets pass what is accepted, and warns of what nothing needed', async () => {
    const { entries } = jsonOf(await diff('--fail-on', 'any', '--format', 'json')) as {
      entries: { class: string; gates: string[]; places: { document: string; path?: string; fingerprint: string }[] }[];
    };
    const gating = entries.filter(({ gates }) => gates.length > 0);
    const accepted = gating.flatMap(({ class: touched, places }) =>
      places.map(({ document, path, fingerprint }) =>
        [
          `  - class: ${touched}`,
          `document: ${document}`,
          ...(path === undefined ? [] : [`path: ${JSON.stringify(path)}`]),
          `fingerprint: '${fingerprint}'`,
          'reason: agreed',
          'owner: group::anti-abuse',
          'expires: 2027-01-31',
        ].join('\n    '),
      ),
    );
    const more = accepts({ class: 'cost' }).replace(/exceptions:\n {2}- code: .*\n {4}/, '  - ');
    write(cwd, { 'all.yaml': `exceptions:\n${accepted.join('\n')}\n${more}`, 'one.yaml': accepts() });

    const passed = await diff('--fail-on', 'any', '--exceptions', 'all.yaml');
    const other = await diff('--fail-on', 'any', '--exceptions', 'one.yaml');

    expect(gating.length).toBeGreaterThan(0);
    expect(passed.code).toBe(0);
    expect(passed.stdout).toContain('accepted by group::anti-abuse until 2027-01-31: agreed');
    expect(passed.stderr).toContain('accepts nothing: cost');
    // An exception of a finding is no concern of a diff.
    expect([other.code, other.stderr]).toEqual([1, '']);
  });

  it('is the same from two rendered trees as from the sources', async () => {
    await run(['synth', '--out', 'head'], { cwd });

    const [sources, trees] = await Promise.all([
      diff('--format', 'markdown'),
      diff('--head', 'head', '--format', 'markdown'),
    ]);

    expect(trees.stdout.replace('`head`', '`the sources here`')).toBe(sources.stdout);
  });
});

it('the schema of the output knows every command that prints JSON', () => {
  const { refused } = readJson(join(CHECKOUT, 'schemas/output.schema.json')).$defs;

  expect(refused.properties.command.enum).toEqual(expect.arrayContaining(['diff', 'exceptions']));
});
