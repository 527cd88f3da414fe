import { jsonOf, mistakesIn, requireValid, run, wholeProject } from '../support/cli';

const cwd = wholeProject();
const json = ['--format', 'json'];

describe('taxiway reach', () => {
  it('prints who reaches what, by which lines, and which dataplane it holds for', async () => {
    const { code, stdout, stderr } = await run(['reach', '--env', 'production'], { cwd });

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^production: read as GKE Dataplane V2 \(Cilium\) does/);
    expect(stdout).toMatch(
      /\nworkflow-agent\/api\ttalks with\tspamcheck\/api\tTCP 8001\tservices\/workflow-agent\.ts:\d+:\d+, services\/spamcheck\.ts:\d+:\d+\n/,
    );
  });

  it('prints the same bytes again, and the same of what was written', async () => {
    const first = await run(['reach', ...json], { cwd });
    await run(['synth', '--out', 'dist'], { cwd });

    const again = await run(['reach', ...json], { cwd });
    const read = await run(['reach', '--from', 'dist', ...json], { cwd });

    expect(again.stdout).toBe(first.stdout);
    expect(read.stdout).toBe(first.stdout);
    requireValid('output', jsonOf(first));
  });

  it('answers yes with the chain of documents and their lines', async () => {
    const asked = ['reach', 'workflow-agent', '--to', 'spamcheck', '--env', 'production'];

    const { code, stdout } = await run(asked, { cwd });
    const output = jsonOf(await run([...asked, ...json], { cwd }));

    expect(code).toBe(0);
    expect(stdout).toMatch(/^production: yes, workflow-agent reaches spamcheck\n/);
    expect(stdout).toMatch(/workflow-agent\/api-egress spec\.egress\.1\.to\.1 .* services\/workflow-agent\.ts:\d+:\d+/);
    requireValid('output', output);
    expect(output.answers).toMatchObject([{ environment: 'production', reaches: true, dataplane: 'v2', changes: [] }]);
  });

  it('answers no with what would have to change, at both ends, and where a service is not placed', async () => {
    const asked = ['reach', 'code-suggestions', '--to', 'spamcheck'];

    const { code, stdout } = await run(asked, { cwd });
    const output = jsonOf(await run([...asked, ...json], { cwd }));

    expect(code).toBe(0);
    expect(stdout).toContain('sandbox: no');
    expect(stdout).toContain('code-suggestions is not in sandbox');
    expect(stdout).toMatch(/code-suggestions does not name 'spamcheck' in calls {2}services\/code-suggestions\.ts:\d+/);
    expect(stdout).toMatch(/spamcheck does not name 'code-suggestions' in callers {2}services\/spamcheck\.ts:\d+/);
    requireValid('output', output);
  });

  it('draws a picture of one environment, the same each time, and a flowchart', async () => {
    const first = await run(['reach', '--env', 'production', '--format', 'svg'], { cwd });
    const again = await run(['reach', '--env', 'production', '--format', 'svg'], { cwd });
    const flow = await run(['reach', '--env', 'production', '--format', 'mermaid'], { cwd });
    const matrix = await run(['reach', '--env', 'production', '--format', 'matrix'], { cwd });

    expect(first.stdout).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(again.stdout).toBe(first.stdout);
    expect(flow.stdout).toContain('flowchart LR\n');
    expect(matrix.stdout).toMatch(/\nworkflow-agent\/api\tTCP 8000\t/);
  });

  it.each([
    ['an end that nobody has', ['workflow-agnet', '--to', 'spamcheck'], 'REACH_END_UNKNOWN'],
    ['another end that nobody has', ['workflow-agent', '--to', 'spamchek'], 'REACH_END_UNKNOWN'],
    ['an end that nobody has, alone', ['workflow-agnet'], 'REACH_END_UNKNOWN'],
    ['a service that there is not', ['--service', 'spamchek'], 'SERVICE_UNKNOWN'],
    ['a question without a beginning', ['--to', 'spamcheck'], 'USAGE'],
  ])('refuses %s', async (_, words, code) => {
    const ended = await run(['reach', ...words, ...json], { cwd });

    expect(ended.code).toBe(2);
    expect(mistakesIn(ended)).toEqual([`${code} ?`]);
  });

  it.each([
    ['a picture of several environments', ['--format', 'svg']],
    ['a picture of an answer', ['spamcheck', '--to', 'internet', '--format', 'mermaid']],
  ])('refuses %s', async (_, words) => {
    const { code, stderr } = await run(['reach', ...words], { cwd });

    expect([code, /\(USAGE\)/.test(stderr)]).toEqual([2, true]);
  });
});
