import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  jsonOf,
  mistakesIn,
  readJson,
  requireValid,
  run,
  service,
  smallProject,
  table,
  wholeProject,
  write,
} from '../support/cli';

const cwd = wholeProject();
const json = ['--format', 'json'];

describe('taxiway cost', () => {
  it('prints workloads, pools and environments, what was assumed, and whose prices they are', async () => {
    const { code, stdout, stderr } = await run(['cost'], { cwd });

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^environment\tservice\tworkload\tpool\tpods\tfloor\texpected\tceiling\tof it idle\n/);
    expect(stdout).toMatch(
      /\nproduction\tcode-suggestions\tapi\tl4-x1\t3–24\t\$2,052\.90\t\$7,801\.02\t\$16,423\.20\t/,
    );
    expect(stdout).toMatch(/\nall\t\$/);
    expect(stdout).toContain('40 % of those that an autoscaler may add');
    expect(stdout).toMatch(/g2-standard-8 with l4 on-demand in us-east1: \$0\.91 an hour, list price of us-central1, /);
  });

  it('prints the same bytes again, and the same of what was written', async () => {
    const first = await run(['cost', ...json], { cwd });
    await run(['synth', '--out', 'dist'], { cwd });

    const again = await run(['cost', ...json], { cwd });
    const read = await run(['cost', '--from', 'dist', ...json], { cwd });

    expect(again.stdout).toBe(first.stdout);
    expect(read.stdout).toBe(first.stdout);
  });

  it('prints JSON as the schema has it, and its sums are sums', async () => {
    const output = jsonOf(await run(['cost', '--env', 'production', ...json], { cwd }));

    requireValid('output', output);
    const [{ pools, totalCents, clusterCents, complete }] = output.environments;
    const floors = (pools as { cents: { floor: number } }[]).map(({ cents }) => cents.floor);
    expect(complete).toBe(true);
    expect(floors.reduce<number>((sum, one) => sum + one, clusterCents.floor)).toBe(totalCents.floor);
  });

  it('shows one service, with its share of what it is on', async () => {
    const output = jsonOf(await run(['cost', '--service', 'embeddings', ...json], { cwd }));

    requireValid('output', output);
    const [{ workloads, pools, totalCents }] = output.environments;
    expect((workloads as { service: string }[]).map((one) => one.service)).toEqual(['embeddings', 'embeddings']);
    expect([pools, totalCents]).toEqual([[], undefined]);
  });

  it('expects another part where told so, and prints it', async () => {
    expect((await run(['cost', '--load', '0.65'], { cwd })).stdout).toContain('65 % of those');
  });

  it.each(['2', '-1', '40%', '0.4444', 'x'])('refuses to expect %s', async (load) => {
    const result = await run(['cost', `--load=${load}`, ...json], { cwd });

    expect(result.code).toBe(2);
    requireValid('output', jsonOf(result));
    expect(mistakesIn(result).join()).toContain('USAGE');
  });

  const broken = (props: string) =>
    smallProject({ 'services/index.ts': table('tiny'), 'services/tiny.ts': service('tiny', '', props) });

  it('prints the mistakes, and no table of nothing, where nothing can be rendered', async () => {
    const project = broken('replicas: -1,');

    const text = await run(['cost'], { cwd: project });
    const data = await run(['cost', ...json], { cwd: project });
    const synth = await run(['synth'], { cwd: project });

    expect([text.code, text.stdout, data.code]).toEqual([2, '', 2]);
    expect(text.stderr).toContain('error tiny.replicas: is -1 (REPLICAS_INVALID)');
    expect(synth.stderr).toContain(text.stderr.trimEnd());
    requireValid('output', jsonOf(data));
    expect(mistakesIn(data).join()).toContain('REPLICAS_INVALID');
  });

  it('shows what it can where one environment is wrong, and the mistakes of the other', async () => {
    const result = await run(['cost'], {
      cwd: broken('replicas: env.select({ staging: 1, production: -1 }),'),
    });

    expect(result.code).toBe(2);
    expect(result.stdout).toMatch(/^staging\t/m);
    expect(result.stdout).not.toMatch(/^production\t/m);
    expect(result.stderr).toContain('REPLICAS_INVALID');
  });
});

describe('a budget', () => {
  const project = wholeProject();
  const file = 'services/code-suggestions.ts';
  const source = readFileSync(join(project, file), 'utf8');
  /** Seven pods in production, whatever is asked. */
  const withBudget = (staging: string, production: string): string =>
    source.replace(
      'replicas: env.select({ staging: 1, production: { min: 3, max: 24 } }),',
      `replicas: env.select({ staging: 1, production: 7 }),
      budget: env.select({ staging: '${staging}', production: '${production}' }),`,
    );
  const budgetsIn = ({ findings }: { findings: readonly { code: string; environment: string; source?: object }[] }) =>
    findings.filter(({ code }) => code.startsWith('BUDGET_'));

  it('is judged in each environment by its own, and from dist as from the sources', async () => {
    write(project, { [file]: withBudget('700 USD', '4790.09 USD') });

    const first = await run(['check', ...json], { cwd: project });
    await run(['synth', '--out', 'dist'], { cwd: project });
    const read = await run(['check', '--from', 'dist', ...json], { cwd: project });

    expect([first.code, read.code]).toEqual([1, 1]);
    const found = budgetsIn(jsonOf(first));
    expect(found).toMatchObject([{ code: 'BUDGET_EXCEEDED', environment: 'production', source: { file } }]);
    expect(budgetsIn(jsonOf(read))).toEqual(found);
  });

  it('shows in explain, and passes where it is met', async () => {
    write(project, { [file]: withBudget('700 USD', '4790.10 USD') });

    const explained = await run(['explain', 'code-suggestions', 'budget', '--env', 'staging'], { cwd: project });

    expect(explained.stdout).toContain('budget\t700 USD\tselect');
    expect((await run(['check'], { cwd: project })).code).toBe(0);
  });

  it('stands in taxiway cost beside the ceiling, in numbers and as a part', async () => {
    write(project, { [file]: withBudget('700 USD', '5000 USD') });

    const text = (await run(['cost'], { cwd: project })).stdout;
    const data = jsonOf(await run(['cost', '--service', 'code-suggestions', ...json], { cwd: project }));

    expect(text).toContain('environment\tservice\texpected\tceiling\tbudget\texpected of it\tceiling of it\n');
    expect(text).toContain('production\tcode-suggestions\t$4,790.10\t$4,790.10\t$5,000.00\t96 %\t96 %\n');
    requireValid('output', data);
    const budgets = data.environments.map((one: { budgets: object[] }) => one.budgets);
    expect(budgets).toMatchObject([
      [],
      [{ service: 'code-suggestions', budget: '700 USD', budgetCents: 70_000, verdict: 'within' }],
      [{ budgetCents: 500_000, cents: { ceiling: 479_010 }, complete: true, verdict: 'within' }],
    ]);
    expect((await run(['cost', '--service', 'embeddings'], { cwd: project })).stdout).not.toContain('budget');
  });

  it('is not judged where the pools are elsewhere, which the summary says', async () => {
    write(project, { 'package.json': '{ "name": "own", "taxiway": { "platform": "elsewhere" } }' });

    const checked = jsonOf(await run(['check', ...json], { cwd: project }));

    expect(checked.notChecked).toEqual(expect.arrayContaining(['BUDGET_CEILING', 'BUDGET_EXCEEDED', 'BUDGET_UNKNOWN']));
    expect(budgetsIn(checked)).toEqual([]);
  });
});

describe('the cost in a review', () => {
  it('is in the text, the note and the JSON, and gates no more than the changes behind it', async () => {
    const project = wholeProject();
    const file = 'services/code-suggestions.ts';
    const source = readFileSync(join(project, file), 'utf8');
    await run(['synth', '--out', 'base'], { cwd: project });
    write(project, { [file]: source.replace('max: 24', 'max: 25') });

    const reports = ['--report', 'markdown=note.md', '--report', 'json=review.json'];
    const plain = await run(['diff', '--base', 'base', ...reports], { cwd: project });
    const gated = await run(['diff', '--base', 'base', '--fail-on', 'cost'], { cwd: project });

    expect([plain.code, gated.code]).toEqual([0, 1]);
    expect(plain.stdout.split('\n')[2]).toMatch(/^cost of production: \+273\.72 USD a month expected \(9,/);
    expect(readFileSync(join(project, 'note.md'), 'utf8')).toContain('**Cost of production:** \\+273.72 USD a month');
    const review = readJson(join(project, 'review.json'));
    requireValid('output', review);
    expect(review.costs.map((one: { environment: string }) => one.environment)).toEqual(['production']);
  });
});
