import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonOf, mistakesIn, requireValid, run, service, smallProject, wholeProject } from '../support/cli';

const json = ['--format', 'json'];

const KEY = `import { longLived } from 'taxiway';
const key = longLived({
  name: 'provider-key', reason: 'the provider issues nothing else', owner: 'group::anti-abuse',
  expires: '2027-06-30', rotateEvery: '60d', rotated: '2027-02-01',
});
`;

/** A project whose one service has a secret of each kind. */
function project(): string {
  return smallProject({ 'services/tiny.ts': `${KEY}${service('tiny', '', "secrets: ['plain', key],")}` });
}

describe('taxiway inventory', () => {
  it('lists every secret with those who may read it, as the roles and policies say', async () => {
    const output = jsonOf(await run(['inventory', '--env', 'production', ...json], { cwd: wholeProject() }));

    requireValid('output', output);
    expect(output.secrets.length).toBeGreaterThan(4);
    const [receivers, ...others] = output.secrets.toSorted((one: { service: string }) =>
      one.service === 'platform' ? -1 : 0,
    );
    expect(receivers).toMatchObject({ service: 'platform', workload: 'alertmanager', secret: 'alert-receivers' });
    expect(receivers.properties).toContain('pager-code-creation');
    expect([receivers.readers, receivers.watchers]).toEqual([
      [{ who: 'pods of monitoring/taxiway-alert-receivers', role: 'taxiway.pods.production.platform.alertmanager' }],
      [],
    ]);
    for (const row of others) {
      expect(row.readers).toEqual([
        {
          who: `pods of ${row.service}/${row.workload}`,
          role: `taxiway.pods.production.${row.service}.${row.workload}`,
        },
      ]);
      expect(row.watchers.map(({ role }: { role: string }) => role)).toEqual([
        `taxiway.deploys.production.${row.service}`,
      ]);
      const long = row.secret === 'anthropic-key';
      expect([row.class, row.state]).toEqual(
        long ? ['long-lived', 'undated'] : ['platform-rotated', 'by the platform'],
      );
    }
  });

  it('says where each stands on a day, and nothing of days where none is given', async () => {
    const cwd = project();
    const state = async (...words: readonly string[]) => {
      const output = jsonOf(await run(['inventory', '--env', 'sandbox', ...words, ...json], { cwd }));
      requireValid('output', output);
      const own = output.secrets.filter((row: { service: string }) => row.service === 'tiny');
      return own.map((row: { secret: string; state: string }) => `${row.secret} ${row.state}`);
    };

    expect(await state()).toEqual(['plain by the platform', 'provider-key undated']);
    expect(await state('--now', '2027-02-10')).toEqual(['plain by the platform', 'provider-key current']);
    expect(await state('--now', '2027-03-10')).toEqual(['plain by the platform', 'provider-key due']);
    expect(await state('--now', '2027-05-01')).toEqual(['plain by the platform', 'provider-key overdue']);
    expect(await state('--now', '2027-06-30')).toEqual(['plain by the platform', 'provider-key expired']);
  });

  it('prints the same bytes again, in every format, and the same of what was written', async () => {
    const cwd = project();
    await run(['synth'], { cwd });

    for (const format of ['text', 'json', 'csv']) {
      const first = await run(['inventory', '--format', format], { cwd });
      const again = await run(['inventory', '--format', format], { cwd });
      const read = await run(['inventory', '--from', 'dist', '--format', format], { cwd });
      expect([first.code, first.stdout.includes('provider-key')]).toEqual([0, true]);
      expect([again.stdout, read.stdout]).toEqual([first.stdout, first.stdout]);
    }
  });

  it('prints one line a secret as comma-separated values, nothing in the place of what there is not', async () => {
    const { stdout } = await run(['inventory', '--env', 'sandbox', '--format', 'csv'], { cwd: project() });

    const [head = '', ...rows] = stdout.split('\r\n');
    expect(head).toBe(
      'environment,service,secret,workload,class,owner,age limit,rotated,expires,state,arrives,on change,path,read by,seen by',
    );
    // The last line ends, and the platform has one of its own.
    expect(rows).toHaveLength(4);
    expect(rows[0]).toContain(',plain,api,platform-rotated,group::anti-abuse,365d,,,by the platform,file,reread,');
  });

  it("lists by service, and what is the platform's by its name", async () => {
    const listed = async (...services: readonly string[]): Promise<readonly unknown[]> => {
      const words = services.flatMap((service) => ['--service', service]);
      const { stdout } = await run(['inventory', '--env', 'production', ...words, '--format', 'csv'], {
        cwd: wholeProject(),
      });
      return [
        ...new Set(
          stdout
            .trim()
            .split('\n')
            .slice(1)
            .map((line) => line.split(',')[1]),
        ),
      ];
    };

    expect(await listed('platform')).toEqual(['platform']);
    expect(await listed('workflow-agent')).toEqual(['workflow-agent']);
    expect(await listed('workflow-agent', 'platform')).toEqual(['workflow-agent', 'platform']);
    const refused = await run(['inventory', '--service', 'platfrom'], { cwd: wholeProject() });
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("did you mean 'platform'?")]);
  });

  it('refuses a day that there is not', async () => {
    const outcome = await run(['inventory', '--now', '2027-02-30', ...json], { cwd: project() });

    expect([outcome.code, mistakesIn(outcome)]).toEqual([2, ['USAGE ?']]);
  });
});

describe('taxiway rotate plan', () => {
  it('prints three writes and two waits, and no value', async () => {
    const outcome = await run(['rotate', 'plan', 'provider-key', '--env', 'sandbox'], { cwd: project() });

    expect([outcome.code, outcome.stderr]).toEqual([0, '']);
    expect(
      [...outcome.stdout.matchAll(/vault kv patch .*$/gm)].map(([line]) => line.replace(/ -mount=\S+/, '')),
    ).toEqual([
      'vault kv patch -cas="$version" env/sandbox/service/tiny/provider-key accepted=@next',
      'vault kv patch -cas="$version" env/sandbox/service/tiny/provider-key value=@next accepted=@former',
      'vault kv patch -cas="$version" env/sandbox/service/tiny/provider-key accepted=@next',
    ]);
    expect([...outcome.stdout.matchAll(/wait (\d+) s/g)].map(([, seconds]) => seconds)).toEqual(['7200', '7200']);
    expect(outcome.stdout).toContain(
      '3600 s (External Secrets looks at Vault) + 90 s (the kubelet writes the files) = 3690 s',
    );
  });

  it('prints JSON as the schema has it, the same of what was written', async () => {
    const cwd = project();
    await run(['synth'], { cwd });

    const fresh = await run(['rotate', 'plan', 'provider-key', ...json], { cwd });
    const read = await run(['rotate', 'plan', 'provider-key', '--from', 'dist', ...json], { cwd });

    requireValid('output', jsonOf(fresh));
    expect(read.stdout).toBe(fresh.stdout);
  });

  it('is written beside the service as a runbook, which goes with the secret', async () => {
    const cwd = project();
    const synth = await run(['synth', ...json], { cwd });
    const runbook = readFileSync(join(cwd, 'dist/sandbox/tiny/runbooks/rotate-provider-key.md'), 'utf8');

    expect(synth.code).toBe(0);
    expect(runbook).toMatch(/^# Rotate provider-key of tiny in sandbox\n/);
    expect(runbook).toContain('wait 7200 s (2 h) after each write but the last');
  });

  it.each([
    ['one that the platform rotates', 'plain', 'is rotated by the platform'],
    ['one that there is not', 'provider-kye', 'is no long-lived secret'],
  ])('refuses %s', async (_, secret, problem) => {
    const outcome = await run(['rotate', 'plan', secret, ...json], { cwd: project() });

    expect([outcome.code, mistakesIn(outcome)]).toEqual([2, ['SECRET_UNKNOWN ?']]);
    expect(outcome.stdout).toContain(problem);
  });
});
