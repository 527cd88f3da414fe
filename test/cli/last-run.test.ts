import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT, digestOf, jsonOf, newFolder, run, runAlone, write, type Result } from '../support/cli';

const IDS = Array.from({ length: 10 }, (_, id) => id);

/** More documents than a run has to have for the next one to look at it first, which render sooner than as many services. */
const MANY = `import { ApiObject, Chart } from 'cdk8s';
import { MlService, type Environment } from 'taxiway';

export class Many extends MlService {
  constructor(env: Environment) {
    super(env, 'many', { owner: 'group::code-review', image: env.image('spamcheck') });
    const chart = Chart.of(this.workload.deployment);
    for (let id = 0; id < 1900; id += 1)
      new ApiObject(chart, \`filler-\${id}\`, {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata: { name: \`filler-\${id}\`, namespace: 'many', labels: { release: 'kube-prometheus-stack' } },
        spec: { groups: [] },
      });
  }
}
`;

const serviceText = (id: number, more = ''): string => `import { MlService, type Environment } from 'taxiway';
${more}
export class Service${id} extends MlService {
  constructor(env: Environment) {
    super(env, 'service-${id}', { owner: 'group::code-creation', image: env.image('spamcheck') });
  }
}
`;

function largeProject(): string {
  const root = newFolder({ 'package.json': '{ "name": "fleet", "taxiway": "services/index.ts" }\n' });
  cpSync(join(CHECKOUT, 'environments'), join(root, 'environments'), { recursive: true });
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(join(CHECKOUT, 'node_modules/cdk8s'), join(root, 'node_modules/cdk8s'));
  const rows = ['Many', ...IDS.map((id) => `Service${id}`)].map((name) => `place(${name}, [sandbox])`).join(',\n');
  write(root, {
    ...Object.fromEntries(IDS.map((id) => [`services/service-${id}.ts`, serviceText(id)])),
    'services/many.ts': MANY,
    'services/index.ts': [
      "import { place } from 'taxiway';",
      "import { sandbox } from '../environments/sandbox';",
      "import { Many } from './many';",
      ...IDS.map((id) => `import { Service${id} } from './service-${id}';`),
      `export const placements = [${rows}];`,
    ].join('\n'),
  });
  return root;
}

describe('a second synth', () => {
  const root = largeProject();
  const kept = join(root, 'node_modules/.cache/taxiway/last-run.json');
  const dist = (): string => digestOf(join(root, 'dist'));
  const synth = (...more: readonly string[]): Promise<Result> => run(['synth', ...more], { cwd: root });
  /** In a process of its own: it repeats what such a process kept, and nothing of one that runs other code, as tests do. */
  const alone = (...more: readonly string[]): Promise<Result> => runAlone(['synth', ...more], { cwd: root });
  /** Makes what was kept say something that no run renders, so that a run which reads it shows it. */
  const mark = (): void => {
    const run = JSON.parse(readFileSync(kept, 'utf8')) as { environments: { documents: number }[] };
    for (const one of run.environments) one.documents = 123_456;
    writeFileSync(kept, JSON.stringify(run));
  };
  const isRepeated = ({ stdout }: Result): boolean => stdout.includes('123456 documents');
  let first: Result;
  let written: string;

  beforeAll(async () => {
    first = await synth('--check');
    written = dist();
  });
  beforeEach(mark);

  it('says the same, changes nothing, and renders nothing', async () => {
    const second = await synth('--check');

    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(isRepeated(second)).toBe(true);
    expect(second.stdout.replace('123456 documents', '')).toBe(
      first.stdout.replace(/\d+ documents/, '').replace(/\d+ files written, 0 unchanged/, (text) => {
        return `0 files written, ${parseInt(text, 10)} unchanged`;
      }),
    );
    expect(dist()).toBe(written);
  });

  it('knows the rows of one service, and refuses a service that there is not', async () => {
    const one = await synth('--service', 'service-7');
    const none = await synth('--service', 'service-777', '--format', 'json');

    expect([isRepeated(one), one.stdout.match(/group::code-creation/g)?.length]).toEqual([true, 1]);
    expect(jsonOf(none).mistakes[0]?.code).toBe('SERVICE_UNKNOWN');
  });

  it('renders where it is told to, and into another folder', async () => {
    expect(isRepeated(await synth('--no-cache'))).toBe(false);
    mark();
    expect(isRepeated(await synth('--out', join(root, 'other')))).toBe(false);
  });

  it.each<[string, () => void]>([
    ['a file was changed', () => writeFileSync(join(root, 'dist/sandbox/service-3/kubernetes.yaml'), 'x')],
    ['a file is gone', () => rmSync(join(root, 'dist/sandbox/service-3/kubernetes.yaml'))],
    ['a byte of the record was changed', () => flip(join(root, 'dist/sandbox/assembly.jsonl'))],
    ['an interrupted run left something', () => writeFileSync(join(root, TEMPORARY), 'x')],
    ['dist is gone', () => rmSync(join(root, 'dist'), { recursive: true })],
  ])('repairs dist where %s', async (_, damage) => {
    damage();

    const again = await synth();

    expect([again.code, isRepeated(again), dist()]).toEqual([0, false, written]);
    expect(existsSync(join(root, TEMPORARY))).toBe(false);
  });

  it('renders every time where a service reads the clock', async () => {
    write(root, { 'services/service-5.ts': serviceText(5, 'const today = new Date().getDay();') });
    await alone();
    mark();

    const again = await alone();

    write(root, { 'services/service-5.ts': serviceText(5) });
    expect([again.code, isRepeated(again)]).toEqual([0, false]);
  });

  it('renders where a service changed, and then knows that', async () => {
    await alone('--check');
    write(root, { 'services/service-5.ts': serviceText(5).replace('image:', 'replicas: 3, image:') });
    mark();
    const changed = await alone();
    mark();
    const again = await alone();

    expect([isRepeated(changed), isRepeated(again)]).toEqual([false, true]);
    // Nobody has checked this one yet.
    expect(isRepeated(await synth('--check'))).toBe(false);
  });

  it('renders where what was kept is no JSON', async () => {
    writeFileSync(kept, '{');

    expect(await synth()).toMatchObject({ code: 0, stderr: '' });
  });
});

const TEMPORARY = 'dist/sandbox/.assembly.jsonl.taxiway-4999999-0.tmp';

function flip(file: string): void {
  const bytes = readFileSync(file);
  const last = bytes.length - 10;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}
