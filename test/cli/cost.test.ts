import { jsonOf, mistakesIn, requireValid, run, service, smallProject, table, wholeProject } from '../support/cli';

const cwd = wholeProject();
const json = ['--format', 'json'];

describe('taxiway cost', () => {
  it('prints workloads, pools and environments, what was assumed, and whose prices they are', async () => {
    const { code, stdout, stderr } = await run(['cost'], { cwd });

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^environment\tservice\tworkload\tpool\tpods\tfloor\texpected\tceiling\tof it idle\n/);
    expect(stdout).toMatch(/\nproduction\tcode-suggestions\tapi\tl4-x1\t6\t\$4,105\.80\t/);
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

  it('shows what it can where one environment is wrong', async () => {
    const files = { 'services/index.ts': table('Tiny'), 'services/tiny.ts': service('tiny', '', 'replicas: -1,') };
    const result = await run(['cost', ...json], { cwd: smallProject(files) });

    expect(result.code).toBe(2);
    requireValid('output', jsonOf(result));
  });
});
