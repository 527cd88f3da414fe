import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  digestOf,
  HAS_TERMINAL,
  jsonOf,
  plain,
  run,
  runAlone,
  runOnTerminal,
  service,
  smallProject,
  wholeProject,
  write,
  type Result,
} from '../support/cli';

const IMAGE = `ghcr.io/summarizer@sha256:${'b'.repeat(64)}`;
const KEYS = { enter: '\r', down: '\x1b[B', space: ' ', interrupt: '\x03' };

if (!HAS_TERMINAL) console.warn("NOT TESTED on a terminal: there is no 'script' (util-linux) here to lend one");

(HAS_TERMINAL ? describe : describe.skip)('on a terminal', () => {
  describe('a whole fleet', () => {
    const cwd = wholeProject();
    const seen = new Map<string, Result>();

    beforeAll(async () => {
      seen.set('first', await runOnTerminal(['synth'], { cwd, columns: 80 }));
      seen.set('second', await runOnTerminal(['synth'], { cwd, columns: 160 }));
      seen.set('wide', await runOnTerminal(['list', '--from', 'dist'], { cwd, columns: 160 }));
      seen.set('narrow', await runOnTerminal(['list', '--from', 'dist'], { cwd, columns: 80 }));
      seen.set(
        'explained',
        await runOnTerminal(['explain', 'spamcheck', '--env', 'staging', '--from', 'dist'], { cwd, columns: 80 }),
      );
    });

    function linesOf(name: string): readonly string[] {
      return plain(seen.get(name)?.stdout ?? '').split('\n');
    }

    it('says what is going on while it renders, and takes it back', () => {
      const { code, stdout } = seen.get('first') ?? {};

      expect(code).toBe(0);
      for (const step of ['sandbox (1 of 3)', 'staging (2 of 3)', 'production (3 of 3)'])
        expect(stdout).toContain(`rendering ${step}`);
      expect(linesOf('first').join('\n')).not.toContain('rendering');
      expect(stdout).not.toContain('\x1b[?25l');
    });

    it('shows the files that this run changed, and no others', () => {
      expect(linesOf('first')).toContain('dist/staging/');
      expect(linesOf('second').join('\n')).not.toContain('dist/');
      expect(linesOf('second').join('\n')).toContain('staging: ');
    });

    it.each([
      ['first', 80],
      ['narrow', 80],
      ['explained', 80],
      ['second', 160],
      ['wide', 160],
    ] as const)('keeps each line of %s within %d columns, with no tabs', (name, columns) => {
      const lines = linesOf(name);

      expect(lines.filter((line) => line.length > columns && !/^[^ ]{80,}$/.test(line))).toEqual([]);
      expect(lines.join('')).not.toContain('\t');
      expect(lines.length).toBeGreaterThan(8);
    });

    it('aligns a table under its names where there is room, and names every value where there is none', () => {
      const [head = '', ...rows] = linesOf('wide');
      const column = head.indexOf('owner');

      expect(column).toBeGreaterThan(0);
      expect(
        rows.filter((row) => row.startsWith('staging')).every((row) => row.slice(column).startsWith('group::')),
      ).toBe(true);
      expect(linesOf('narrow')).toContain('staging  spamcheck  api');
      expect(linesOf('narrow').join('\n')).toContain('  owner group::anti-abuse');
      expect(linesOf('explained').join('\n')).toContain('services/spamcheck.ts:');
    });

    it.concurrent('says in JSON what a pipe says', async () => {
      const [shown, piped] = await Promise.all([
        runOnTerminal(['list', '--from', 'dist', '--format', 'json'], { cwd }),
        runAlone(['list', '--from', 'dist', '--format', 'json'], { cwd }),
      ]);

      expect(jsonOf(shown)).toEqual(jsonOf(piped));
    });

    it.concurrent.each([
      ['colours', {}, true],
      ['none for who wants none', { NO_COLOR: '1' }, false],
    ])('shows %s', async (_, env, coloured) => {
      const { code, stdout } = await runOnTerminal(['list', '--env', 'moon'], { cwd, env });

      expect(code).toBe(2);
      expect(stdout.includes('\x1b[31merror')).toBe(coloured);
      expect(plain(stdout)).toMatch(/^error --env: there is no environment 'moon' \(ENVIRONMENT_UNKNOWN\)$/m);
    });
  });

  it.concurrent('lists mistakes last, each with its place and its fix', async () => {
    const cwd = smallProject({ 'services/tiny.ts': service('tiny', '', "replicas: env.name === 'staging' ? -1 : 2,") });

    const { code, stdout } = await runOnTerminal(['synth'], { cwd });

    const [what, where, fix, rest, end] = plain(stdout).split('\n').slice(-5);
    expect(code).toBe(2);
    expect(what).toMatch(/^error tiny\.replicas: .+ \(REPLICAS_INVALID\)$/);
    expect(where).toBe('      services/tiny.ts:8:7 in staging');
    expect(fix).toMatch(/^ {6}\S/);
    expect([rest, end]).toEqual(['staging: not written; what was there before is unchanged', '']);
  });

  it.concurrent('ends at Ctrl-C while it renders', async () => {
    const loop = "if (env.name === 'staging') { const end = Date.now() + 100_000; while (Date.now() < end); }";
    const cwd = smallProject({ 'services/tiny.ts': service('tiny', loop) });

    const { code, signal } = await runOnTerminal(['synth'], { cwd, answers: [['rendering staging', KEYS.interrupt]] });

    expect([130, 'SIGINT']).toContain(code ?? signal);
    expect(existsSync(join(cwd, 'dist/sandbox/assembly.jsonl'))).toBe(true);
    expect(existsSync(join(cwd, 'dist/staging'))).toBe(false);
  });

  describe('a new service', () => {
    it.concurrent('is made from what was asked, and every answer is checked at once', async () => {
      const cwd = smallProject();

      const { code, stdout } = await runOnTerminal(['new', 'service'], {
        cwd,
        answers: [
          ['Name of the service', `Bad${KEYS.enter}`],
          ['lower-case', `${'\x7f'.repeat(3)}summarizer${KEYS.enter}`],
          ['Owner', `${KEYS.down}${KEYS.enter}`],
          ['Image', `${IMAGE}${KEYS.enter}`],
          ['Environments', `${KEYS.down}${KEYS.space}${KEYS.enter}`],
        ],
      });

      const text = readFileSync(join(cwd, 'services/summarizer.ts'), 'utf8');
      expect(code).toBe(0);
      expect(plain(stdout)).toContain('wrote services/summarizer.ts\n');
      expect(text).toContain("owner: 'group::code-creation'");
      expect(readFileSync(join(cwd, 'environments/staging.images.json'), 'utf8')).toContain(IMAGE);
      expect((await runAlone(['synth', '--check'], { cwd })).code).toBe(0);
      expect(existsSync(join(cwd, 'dist/staging/summarizer/kubernetes.yaml'))).toBe(true);
      expect(existsSync(join(cwd, 'dist/production/summarizer'))).toBe(false);
    });

    it.concurrent('is asked only for what is missing', async () => {
      const cwd = smallProject();

      const { code, stdout } = await runOnTerminal(
        ['new', 'service', 'summarizer', '--image', IMAGE, '--env', 'staging'],
        {
          cwd,
          answers: [['Owner', KEYS.enter]],
        },
      );

      expect(code).toBe(0);
      expect(stdout).not.toContain('Name of the service');
      expect(readFileSync(join(cwd, 'services/summarizer.ts'), 'utf8')).toContain("owner: 'group::anti-abuse'");
    });

    it.concurrent('is given up at Ctrl-C, and nothing is written', async () => {
      const cwd = smallProject();
      const before = digestOf(cwd);

      const { code, stdout } = await runOnTerminal(['new', 'service', 'summarizer'], {
        cwd,
        answers: [['Owner', KEYS.interrupt]],
      });

      expect(code).toBe(130);
      expect(plain(stdout)).not.toContain('failed');
      expect(digestOf(cwd)).toBe(before);
    });

    it.concurrent('asks nobody where its output is JSON', async () => {
      const { code, stdout } = await runOnTerminal(['new', 'service', '--format', 'json'], { cwd: smallProject() });

      expect(code).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({ mistakes: [{ code: 'USAGE' }] });
    });
  });

  it.concurrent('shows only what changed in the services that were edited', async () => {
    const cwd = smallProject();
    await run(['synth'], { cwd });
    write(cwd, { 'services/tiny.ts': service('tiny', '', "replicas: env.name === 'staging' ? 3 : 1,") });

    const { stdout } = await runOnTerminal(['synth'], { cwd, columns: 120 });

    expect(
      plain(stdout)
        .split('\n')
        .filter((line) => /^dist\/|\.yaml|\.json/.test(line))
        .map((line) => line.trim().split(' ')[0]),
    ).toEqual([
      'dist/sandbox/',
      'assembly.jsonl',
      'dist/staging/',
      'tiny/grants/kubernetes.yaml',
      'tiny/kubernetes.yaml',
      'assembly.jsonl',
      'dist/production/',
      'assembly.jsonl',
    ]);
  });
});
