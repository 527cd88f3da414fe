import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { canonicalText } from '../../lib/assembly/canonical';
import {
  jsonOf,
  mistakesIn,
  newFolder,
  pathsIn,
  readJson,
  run,
  runAlone,
  service,
  wholeProject,
  write,
} from '../support/cli';

const ENVIRONMENTS = ['sandbox', 'staging', 'production'];

/** Every object in YAML files, in canonical form, sorted. */
function objectsIn(files: readonly string[]): readonly string[] {
  return files
    .flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as unknown))
    .map(canonicalText)
    .sort();
}

/** The blocks of a Terraform file, without what cdktf says about itself. */
function blocksIn(file: string): string {
  const withoutComments = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(withoutComments);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => key !== '//')
        .map(([key, inner]) => [key, withoutComments(inner)]),
    );
  };
  return canonicalText(withoutComments(readJson(file)));
}

describe('the program behind cdk8s synth and cdktf synth', () => {
  const cwd = wholeProject();

  beforeAll(async () => {
    await run(['synth'], { cwd });
  });

  it.concurrent.each(ENVIRONMENTS)('gives the objects that dist has, in %s', async (environment) => {
    const out = join(newFolder(), 'cdk8s.out');

    const result = await runAlone(['run', 'services/main.ts'], {
      cwd,
      env: { CDK8S_OUTDIR: out, TAXIWAY_ENV: environment },
    });

    const dist = join(cwd, 'dist', environment);
    expect(result).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(objectsIn(readdirSync(out).map((file) => join(out, file)))).toEqual(
      objectsIn(
        pathsIn(dist)
          .filter((path) => path.endsWith('kubernetes.yaml'))
          .map((path) => join(dist, path)),
      ),
    );
  });

  it.concurrent.each(ENVIRONMENTS)('gives the blocks that dist has, in %s', async (environment) => {
    const out = join(newFolder(), 'cdktf.out');
    // As cdktf's own command line starts it.
    const env = {
      CDKTF_OUTDIR: out,
      CDKTF_CONTEXT_JSON: JSON.stringify({ environment, excludeStackIdFromLogicalIds: 'true' }),
      CDKTF_RELATIVE_MODULES: '1',
    };

    const result = await runAlone(['run', 'services/main.ts'], { cwd, env });

    const dist = join(cwd, 'dist', environment);
    const blocks = (root: string): readonly string[] =>
      pathsIn(root)
        // What stops a service is not what it is deployed from.
        .filter((path) => path.endsWith('cdk.tf.json') && !path.includes('/stop/'))
        .map((path) => blocksIn(join(root, path)))
        .sort();
    const manifest = readJson(join(out, 'manifest.json'));
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(blocks(out)).toEqual(blocks(dist));
    expect(Object.keys(manifest.stacks)).toHaveLength(blocks(dist).length);
  });

  it.concurrent('takes the first environment where none is named', async () => {
    await runAlone(['run', 'services/main.ts'], { cwd, env: { CDK8S_OUTDIR: 'first.out' } });

    expect(readdirSync(join(cwd, 'first.out')).sort()).toEqual(
      expect.arrayContaining(['embeddings-grants.k8s.yaml', 'platform.k8s.yaml', 'spamcheck-workloads.k8s.yaml']),
    );
    expect(readdirSync(join(cwd, 'first.out'))).not.toContain('code-suggestions-grants.k8s.yaml');
  });

  it.concurrent('refuses an environment that is not there', async () => {
    const result = await runAlone(['run', 'services/main.ts'], {
      cwd,
      env: { CDK8S_OUTDIR: 'none.out', TAXIWAY_ENV: 'stagin' },
    });

    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain("did you mean 'staging'");
    expect(readdirSync(cwd)).not.toContain('none.out');
  });

  it.concurrent('refuses a program that is not there', async () => {
    const result = await run(['run', 'services/mian.ts'], { cwd });

    expect(result.code).toBe(2);
    expect(result.stderr).toContain('(PROGRAM_NOT_FOUND)');
  });

  it.concurrent('lists the mistakes of its environment, with their lines, and writes nothing', async () => {
    const broken = wholeProject();
    write(broken, { 'services/spamcheck.ts': service('spamcheck', '', 'replicas: -1,') });

    const result = await runAlone(['run', 'services/main.ts'], {
      cwd: broken,
      env: { CDK8S_OUTDIR: 'out', CDKTF_OUTDIR: 'out' },
    });
    const synth = await run(['synth', '--env', 'sandbox', '--format', 'json'], { cwd: broken });

    expect(result.code).toBe(2);
    expect(result.stderr).toContain('services/spamcheck.ts:8:7');
    expect(mistakesIn(synth)).toEqual(['REPLICAS_INVALID services/spamcheck.ts:8']);
    expect(jsonOf(synth).environments).toEqual([]);
    expect(pathsIn(join(broken, 'out'))).toEqual([]);
  });
});
