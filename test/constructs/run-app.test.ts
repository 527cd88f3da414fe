import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { runApp } from '../../constructs/run-app';
import { canonical } from '../../lib/assembly/canonical';
import { filesOf } from '../../lib/assembly/layout';
import { place } from '../../lib/placement';
import { renderTable, service, testEnvironment } from '../support/environment';
import { mistakeIn, refusalsIn } from '../support/errors';

let folder = '';
const here = process.cwd();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'taxiway-run-app-'));
});

afterEach(() => {
  process.chdir(here);
  rmSync(folder, { recursive: true });
});

const quay = testEnvironment({ name: 'quay', tier: 'sandbox' });
const harbour = testEnvironment();
const table = [
  place(service('echo', { gpu: { model: 'l4' }, secrets: ['key'] }), [harbour, quay]),
  place(service('agent'), [harbour]),
];

/** What `dist` holds of one environment. */
const dist = filesOf(renderTable(table, harbour).documents);

function read(...path: readonly string[]): string {
  return readFileSync(join(folder, ...path), 'utf8');
}

describe('the program of cdk8s synth', () => {
  it('writes one file a chart, with the same objects as dist', () => {
    runApp(table, { CDK8S_OUTDIR: join(folder, 'deep', 'out'), TAXIWAY_ENV: 'harbour' });

    expect(readdirSync(join(folder, 'deep', 'out')).sort()).toEqual([
      'agent-grants.k8s.yaml',
      'agent-workloads.k8s.yaml',
      'echo-grants.k8s.yaml',
      'echo-workloads.k8s.yaml',
      'platform.k8s.yaml',
    ]);
    for (const [file, path] of [
      ['echo-grants', 'echo/grants/kubernetes.yaml'],
      ['echo-workloads', 'echo/kubernetes.yaml'],
      ['platform', 'platform/kubernetes.yaml'],
    ] as const) {
      const objects = loadAll(read('deep', 'out', `${file}.k8s.yaml`));
      const wanted = loadAll(dist.get(path)!);
      expect(objects).toHaveLength(wanted.length);
      expect(objects).toEqual(expect.arrayContaining(wanted));
    }
  });

  it('writes to the folder of cdk8s.yaml where no command names one', () => {
    process.chdir(folder);

    runApp(table, {});

    expect(readdirSync(join(folder, 'cdk8s.out'))).toContain('echo-workloads.k8s.yaml');
  });

  it('renders the least important environment where none is named', () => {
    runApp(table, { CDK8S_OUTDIR: folder });

    expect(readdirSync(folder)).not.toContain('agent-workloads.k8s.yaml');
    expect(read('echo-workloads.k8s.yaml')).toContain('value: quay');
  });
});

describe('the program of cdktf synth', () => {
  it('writes the same blocks as dist, through the engine itself', () => {
    runApp(table, {
      CDKTF_OUTDIR: join(folder, 'deep', 'out'),
      CDKTF_CONTEXT_JSON: JSON.stringify({ environment: 'harbour' }),
    });

    for (const [stack, path] of [
      ['echo-grants', 'echo/grants/terraform/cdk.tf.json'],
      ['platform', 'platform/terraform/cdk.tf.json'],
    ] as const) {
      const written = JSON.parse(read('deep', 'out', 'stacks', stack, 'cdk.tf.json'), (key: string, value: unknown) =>
        key === '//' ? undefined : value,
      ) as object;
      expect(canonical(written)).toEqual(JSON.parse(dist.get(path)!));
    }
    expect(readdirSync(join(folder, 'deep', 'out'))).toEqual(['manifest.json', 'stacks']);
  });

  it('writes both where both are asked for', () => {
    runApp(table, { CDKTF_OUTDIR: join(folder, 'tf'), CDK8S_OUTDIR: join(folder, 'k8s'), TAXIWAY_ENV: 'quay' });

    expect(readdirSync(folder).sort()).toEqual(['k8s', 'tf']);
  });
});

describe('the program is refused', () => {
  it('for an environment that the table does not have, with the nearest one', () => {
    const mistake = mistakeIn(
      () => runApp(table, { TAXIWAY_ENV: 'harbor', CDK8S_OUTDIR: folder }),
      'ENVIRONMENT_UNKNOWN',
    );

    expect(mistake).toMatchObject({ given: 'harbor', allowed: ['quay', 'harbour'] });
    expect(mistake.fix).toContain("'harbour'");
    expect(readdirSync(folder)).toEqual([]);
  });

  it('for an empty table', () => {
    expect(() => runApp([], { CDK8S_OUTDIR: folder })).toRefuse('ENVIRONMENT_UNKNOWN');
  });

  it('with all its mistakes, and writes nothing', () => {
    const wrong = [place(service('echo', { replicas: -1, serves: { port: 1 } }), [harbour])];

    expect(refusalsIn(() => runApp(wrong, { CDK8S_OUTDIR: join(folder, 'k8s') }))).toEqual([
      'PORT_INVALID echo.serves.port',
      'REPLICAS_INVALID echo.replicas',
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
