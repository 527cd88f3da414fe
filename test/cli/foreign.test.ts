import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  digestOf,
  jsonOf,
  mistakesIn,
  newFolder,
  pathsIn,
  run,
  service,
  smallProject,
  table,
  textsIn,
  type Files,
} from '../support/cli';

const json = ['--format', 'json'];
const elsewhere = '{ "name": "own", "taxiway": { "platform": "elsewhere" } }';

/** A service's own repository, rendered: its `dist`. */
async function own(name: string, props = '', files: Files = {}): Promise<string> {
  const cwd = smallProject({
    'package.json': elsewhere,
    'services/index.ts': table(name),
    [`services/${name}.ts`]: service(name, '', props),
    ...files,
  });
  const { code, stderr } = await run(['synth', ...json], { cwd });
  expect([code, stderr]).toEqual([0, '']);
  return join(cwd, 'dist');
}

/** A repository of the platform, without a service; what it is called with. */
function platform(): string {
  const cwd = smallProject({ 'package.json': '{ "name": "platform", "taxiway": { "platform": "here" } }' });
  rmSync(join(cwd, 'services'), { recursive: true });
  return cwd;
}

const synth = (cwd: string, ...folders: readonly string[]) =>
  run(['synth', '--platform', ...json, ...folders.flatMap((folder) => ['--with', folder])], { cwd });

/** Changes a record and seals it again, as a later version that wrote it would have. */
function rewritten(
  dist: string,
  environment: string,
  change: (header: Record<string, unknown>, lines: string[]) => void,
): void {
  const path = join(dist, environment, 'assembly.jsonl');
  const [first = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const header = JSON.parse(first) as Record<string, unknown>;
  delete header['seal'];
  change(header, lines);
  const body = lines.map((line) => `${line}\n`).join('');
  const text = JSON.stringify({ ...header, digest: sha256(body) });
  writeFileSync(path, `${text.slice(0, -1)},"seal":"${sha256(text)}"}\n${body}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Changes the object of a kind, with its digest. */
function withObject(lines: string[], kind: string, changes: object): void {
  const index = lines.findIndex((line) => line.includes(`"kind":"${kind}"`));
  const document = JSON.parse(lines[index] ?? '') as { object: object };
  const object = { ...document.object, ...changes };
  const sorted = Object.fromEntries(Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1)));
  lines[index] = JSON.stringify({ ...document, sha256: sha256(JSON.stringify(sorted)), object: sorted });
}

describe('a platform with services of other repositories', () => {
  it.concurrent('names all that is wrong with all folders at once, and writes nothing', async () => {
    const cwd = platform();
    const newer = await own('newer');
    rewritten(newer, 'staging', (header) => Object.assign(header, { schemaVersion: 99, library: '9.0.0' }));
    const edited = await own('edited');
    writeFileSync(join(edited, 'staging/edited/kubernetes.yaml'), 'kind: Nothing\n');
    const cut = await own('cut');
    const record = join(cut, 'production/assembly.jsonl');
    writeFileSync(record, readFileSync(record).subarray(0, -200));
    const torn = await own('torn');
    rmSync(join(torn, 'staging/assembly.jsonl'));
    const empty = newFolder();
    const sound = await own('sound');

    const result = await synth(
      cwd,
      newer,
      edited,
      cut,
      torn,
      empty,
      join(sound, 'staging'),
      join(cwd, 'nowhere'),
      sound,
      sound,
    );

    expect(result.code).toBe(2);
    expect([...mistakesIn(result)].sort()).toEqual(
      [
        'ASSEMBLY_TOO_NEW',
        'ASSEMBLY_DAMAGED',
        'ASSEMBLY_DAMAGED',
        'ASSEMBLY_DAMAGED',
        'ASSEMBLY_MISSING',
        'ASSEMBLY_MISSING',
        'ASSEMBLY_MISSING',
        'USAGE',
      ]
        .map((code) => `${code} ?`)
        .sort(),
    );
    expect(existsSync(join(cwd, 'dist'))).toBe(false);
  });

  it.concurrent('refuses two services of one name, of two folders or of a folder and its own', async () => {
    const [one, other] = [await own('twin'), await own('twin')];
    const mine = smallProject({ 'services/index.ts': table('twin'), 'services/twin.ts': service('twin') });

    const two = await synth(platform(), one, other);
    const both = await run(['synth', '--with', one, ...json], { cwd: mine });

    expect(mistakesIn(two)).toEqual(['SERVICE_DUPLICATE ?']);
    expect(jsonOf(two).mistakes[0]).toMatchObject({ environments: ['staging', 'production'] });
    expect(JSON.stringify(jsonOf(two).mistakes)).toContain(one);
    expect(mistakesIn(both)).toEqual(['SERVICE_DUPLICATE services/twin.ts:5']);
    expect(existsSync(join(mine, 'dist'))).toBe(false);
  });

  it.concurrent('refuses a platform beside its own, also the one that it wrote itself', async () => {
    const whole = smallProject();
    await run(['synth', ...json], { cwd: whole });

    const beside = await synth(platform(), join(whole, 'dist'));
    const itself = await run(['synth', '--with', 'dist', ...json], { cwd: whole });

    expect(mistakesIn(beside)).toEqual(['PLATFORM_DUPLICATE ?']);
    expect(mistakesIn(itself)).toEqual(['USAGE ?']);
  });

  it.concurrent('refuses an environment that it does not know, unless others are asked for', async () => {
    const cwd = platform();
    rmSync(join(cwd, 'environments/staging.ts'));
    const dist = await own('lonely');

    const all = await synth(cwd, dist);
    const some = await run(['synth', '--platform', '--env', 'production', '--with', dist, ...json], { cwd });

    expect(mistakesIn(all)).toEqual(['ENVIRONMENT_UNKNOWN ?']);
    expect(jsonOf(all).mistakes[0]).toMatchObject({ given: 'staging', allowed: ['production', 'sandbox'] });
    expect([some.code, pathsIn(join(cwd, 'dist'))]).toEqual([
      0,
      [
        'assembly.jsonl',
        'platform/alertmanager.yaml',
        'platform/kubernetes.yaml',
        'platform/rules.yaml',
        'platform/runbooks/alerts.md',
        'platform/terraform/cdk.tf.json',
      ].map((path) => `production/${path}`),
    ]);
  });

  it.concurrent('refuses a service that was rendered with other facts, and names them', async () => {
    const facts = readFileSync(join(smallProject(), 'environments/staging.ts'), 'utf8');
    const changed = facts.replace("version: '1.35'", "version: '1.34'").replace('10.16.0.0/14', '10.12.0.0/14');
    const dist = await own('stale', '', { 'environments/staging.ts': changed });
    const cwd = platform();

    const result = await synth(cwd, dist);

    expect(mistakesIn(result)).toEqual(['FACTS_DIFFER ?']);
    const { problem } = jsonOf(result).mistakes[0];
    expect(problem).toContain("cluster.version is '1.34' there and '1.35' here");
    expect(problem).toContain("cluster.podRange is '10.12.0.0/14' there and '10.16.0.0/14' here");
    expect(problem).not.toContain('images');
    // The other environments were rendered with the same facts.
    expect(existsSync(join(cwd, 'dist/production'))).toBe(true);
    expect(existsSync(join(cwd, 'dist/staging'))).toBe(false);
  });

  it.concurrent.each([
    ['a GPU that the catalogue lacks', { model: 'l9' }, 'DEMAND_UNKNOWN'],
    ['more GPUs than a machine has', { count: 3 }, 'DEMAND_UNKNOWN'],
    ['something that is no node', { kind: 'Disks' }, 'DEMAND_UNKNOWN'],
    ['less than nothing', { replicas: -4 }, 'DEMAND_UNKNOWN'],
    ['a GPU that is not offered there', { model: 'a100-80gb' }, 'GPU_NOT_OFFERED'],
    ['more than the limit', { replicas: 400 }, 'GPU_LIMIT_EXCEEDED'],
  ])('refuses a demand for %s', async (_, changes, code) => {
    const dist = await own('wanting', "gpu: { model: 'l4' },");
    rewritten(dist, 'staging', (__, lines) => {
      withObject(lines, 'GpuNodes', changes);
    });

    const result = await synth(platform(), dist);

    expect([result.code, jsonOf(result).mistakes.map((mistake: { code: string }) => mistake.code)]).toEqual([
      2,
      [code],
    ]);
  });

  it.concurrent('is refused in a project whose platform is elsewhere', async () => {
    const cwd = smallProject({ 'package.json': elsewhere });
    const dist = await own('other');

    const results = await Promise.all([
      run(['synth', '--platform', ...json], { cwd }),
      run(['synth', '--with', dist, ...json], { cwd }),
      run(['check', '--with', dist, ...json], { cwd }),
      run(['check', '--with', dist, '--from', dist, ...json], { cwd }),
    ]);

    expect(results.map((result) => [result.code, ...mistakesIn(result)])).toEqual([
      [2, 'PLATFORM_ELSEWHERE ?'],
      [2, 'PLATFORM_ELSEWHERE ?'],
      [2, 'PLATFORM_ELSEWHERE ?'],
      [2, 'USAGE ?'],
    ]);
  });

  it.concurrent('takes no files of services away, and leaves all folders of others as they are', async () => {
    const cwd = smallProject();
    const dist = await own('other', "gpu: { model: 'l4' },");
    await run(['synth', ...json], { cwd });
    const before = [digestOf(join(cwd, 'dist')), digestOf(dist)];

    const refused = await synth(cwd, dist);
    const beside = await run(['synth', '--platform', '--out', 'shared', '--with', dist, ...json], { cwd });

    expect(mistakesIn(refused)).toEqual(['FILE_EXISTS ?']);
    expect(beside.code).toBe(0);
    expect([digestOf(join(cwd, 'dist')), digestOf(dist)]).toEqual(before);
    expect(pathsIn(join(cwd, 'shared/staging'))).not.toContain('tiny/kubernetes.yaml');
    expect(textsIn(join(cwd, 'shared')).get('staging/platform/terraform/cdk.tf.json')).toContain('l4-x1');
  });

  it.concurrent('sees calls at both ends, wherever the services live', async () => {
    const caller = await own('caller', "calls: ['tiny'],");
    const files = (callers: string): Files => ({ 'services/tiny.ts': service('tiny', '', callers) });
    const check = (cwd: string) => run(['check', '--with', caller, ...json], { cwd });

    const named = await check(smallProject(files("callers: ['rails', 'caller'],")));
    const forgotten = await check(smallProject(files("callers: ['rails'],")));
    const gone = await run(['check', ...json], { cwd: smallProject(files("callers: ['rails', 'caller'],")) });

    expect([named.code, jsonOf(named).notChecked]).toEqual([0, []]);
    // The caller is placed in the others only.
    expect(jsonOf(named).findings).toMatchObject([
      { code: 'CALLER_NOT_PLACED', severity: 'warning', environment: 'sandbox', service: 'tiny' },
    ]);
    expect(forgotten.code).toBe(1);
    expect(jsonOf(forgotten).findings).toMatchObject(
      ['production', 'staging'].map((environment) => ({ code: 'CALLS_BOTH_ENDS', environment, service: 'caller' })),
    );
    expect(jsonOf(forgotten).findings[0]).not.toHaveProperty('source');
    expect(jsonOf(gone).findings.map(({ code }: { code: string }) => code)).toContain('CALLS_BOTH_ENDS');
  });

  it.concurrent('checks nothing again that a service was checked for at home', async () => {
    const dist = await own('patched', '', {
      'services/patched.ts': service('patched')
        .replace(
          '    });\n  }',
          `    });
    this.workload.deployment.addJsonPatch(JsonPatch.replace('/spec/template/spec/enableServiceLinks', true));
  }`,
        )
        .replace('{ MlService,', '{ JsonPatch, MlService,'),
    });

    const home = await run(['check', '--from', dist, ...json], { cwd: newFolder() });
    const away = await run(['check', '--with', dist, ...json], { cwd: smallProject() });

    expect(jsonOf(home).findings.map(({ code }: { code: string }) => code)).toContain('SERVICE_LINKS');
    expect([away.code, jsonOf(away).findings]).toEqual([0, []]);
  });

  it.concurrent('renders the same bytes in whatever order the folders are named', async () => {
    const [one, other] = [await own('one', "gpu: { model: 'l4' },"), await own('other', "gpu: { model: 'l4' },")];
    const [left, right] = [platform(), platform()];

    await Promise.all([synth(left, one, other), synth(right, other, one)]);

    expect(textsIn(join(left, 'dist'))).toEqual(textsIn(join(right, 'dist')));
    expect(textsIn(join(left, 'dist')).get('production/platform/terraform/cdk.tf.json')).toContain(
      '"total_max_node_count": 4',
    );
  });
});

describe('the text of a synth', () => {
  it.concurrent('says who else was in it, or that the platform is elsewhere', async () => {
    const [one, other] = [await own('one'), await own('other')];

    const shared = await run(['synth', '--platform', '--with', one, '--with', other], { cwd: platform() });
    const alone = await run(['synth'], { cwd: join(one, '..') });

    expect(shared.stdout).toContain(`\nwith one of ${one}\nwith other of ${other}\n`);
    expect(alone.stdout).toContain('\nplatform: rendered elsewhere');
  });
});

describe('a project without an environment', () => {
  it.concurrent('can render no platform', async () => {
    const cwd = newFolder({ 'package.json': '{}' });

    expect(mistakesIn(await synth(cwd))).toEqual(['ENVIRONMENT_UNKNOWN ?']);
  });
});
