import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { canonicalText } from '../../lib/assembly/canonical';
import type { JsonObject } from '../../lib/assembly/document';
import type { Read } from '../support/documents';
import { describeWith, fileOf, prove, RUN_FOLDER, type EngineName } from './support/engine';
import { DIST, ENVIRONMENTS, objectsOf, stacksOf } from './support/fleet';
import { run } from './support/process';

const CHECKOUT = join(__dirname, '../..');

/** Runs an engine's own `synth` on its own file in this repository, and resolves to the folder it wrote. */
async function synth(name: EngineName, environment: string, words: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(RUN_FOLDER, `${name}-`));
  const env = { TAXIWAY_ENV: environment, CI: 'true', CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: devNull };
  const result = await run(process.execPath, [fileOf(name, 'program'), 'synth', '--output', folder, ...words], {
    cwd: CHECKOUT,
    env,
  });
  if (result.code !== 0)
    throw new Error(`${name} synth ended with ${String(result.code)}: ${result.stdout}${result.stderr}`);
  return folder;
}

const canonical = (objects: readonly Read[]): readonly string[] =>
  objects.map((object) => canonicalText(object as JsonObject)).sort();

/** cdktf notes at each block where it comes from, and nothing that Terraform reads. */
function withoutNotes(value: Read): Read {
  if (Array.isArray(value)) return value.map(withoutNotes);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries<Read>(value).filter(([key]) => key !== '//');
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutNotes(inner)]));
}

const readStack = (...path: readonly string[]): Read =>
  withoutNotes(JSON.parse(readFileSync(join(...path, 'cdk.tf.json'), 'utf8')));

describeWith('cdk8s', () => {
  it.each(ENVIRONMENTS)('renders the objects of dist for %s', async (environment) => {
    const folder = await synth('cdk8s', environment, ['--check-upgrade=false']);

    const objects = readdirSync(folder).flatMap((file) => loadAll(readFileSync(join(folder, file), 'utf8')));

    expect(objects.length).toBeGreaterThan(30);
    expect(canonical(objects)).toEqual(canonical(objectsOf(environment).map(({ object }) => object)));
    prove('cdk8s', environment, `${objects.length} objects of ${environment} the same as in dist`);
  });
});

describeWith('cdktf', () => {
  it.each(ENVIRONMENTS)('renders the blocks of dist for %s', async (environment) => {
    const folder = await synth('cdktf', environment, ['--hcl=false']);
    const stacks = readdirSync(join(folder, 'stacks')).sort();

    const rendered = stacks.map((stack) => readStack(folder, 'stacks', stack));

    const paths = stacksOf(environment);
    const wanted = new Map(paths.map((path) => [stackName(path), readStack(DIST, environment, path)]));
    expect(stacks).toEqual([...wanted.keys()].sort());
    expect(rendered).toEqual(stacks.map((stack) => wanted.get(stack)));
    prove('cdktf', environment, `${stacks.length} stacks of ${environment} the same as in dist`);
  });
});

/** The engine calls `spamcheck/grants/terraform` by `spamcheck-grants`. */
function stackName(path: string): string {
  return path.replace(/\/terraform$/, '').replaceAll('/', '-');
}
