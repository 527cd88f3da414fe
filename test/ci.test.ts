import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { assemblyOf } from './support/assemblies';
import { CHECKOUT } from './support/cli';
import { parseLine } from './support/command-line';
import type { Read } from './support/documents';

const TEXT = readFileSync(join(CHECKOUT, 'ci/gitlab-ci.yml'), 'utf8');
const [{ spec }, jobs] = loadAll(TEXT) as unknown as readonly [Read, Read];
const { include, stages } = loadAll(readFileSync(join(CHECKOUT, '.gitlab-ci.yml'), 'utf8'))[0] as Read;

/** Formats of `diff` that this component asks for. */
const FORMATS = ['markdown', 'code-quality', 'terraform-report'];
const ENV = '$[[ inputs.environment ]]';
const APPLYING = ['platform', 'grants', 'workloads'].map((name) => `${name} ${ENV}`);

/** A job with everything that it extends, as GitLab puts it together: maps are merged, all else replaced. */
function jobOf(name: string): Read {
  const { extends: parent, ...own } = jobs[name];
  return parent === undefined ? own : merged(jobOf(parent), own);
}

function merged(one: Read, other: Read): Read {
  const isMap = (value: Read): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap(one) || !isMap(other)) return other;
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(
    keys.map((key) => [key, key in other ? (key in one ? merged(one[key], other[key]) : other[key]) : one[key]]),
  );
}

/** Every `taxiway …` that a job runs, in words, with inputs and variables as a runner would fill them in. */
function commandsOf(name: string): readonly (readonly string[])[] {
  const lines = (jobOf(name).script ?? []) as readonly string[];
  return lines.flatMap((line) => {
    const text = /^\$\[\[ inputs\.command \]\] (.*?)(?: > \S.*)?$/.exec(line.replace(ENV, 'staging'))?.[1];
    if (text === undefined) return [];
    const filled = text.replaceAll(ENV, 'staging').replaceAll(/"?\$\{?[A-Z_]+\}?"?/g, 'value');
    return [filled.split(' ')];
  });
}

const names = Object.keys(jobs).filter((name) => name !== 'stages' && !name.startsWith('.'));

describe('the CI component', () => {
  it('has typed and described inputs, and a default for all but what only its user knows', () => {
    for (const [name, input] of Object.entries<Read>(spec.inputs)) {
      expect([name, typeof input.type, typeof input.description]).toEqual([name, 'string', 'string']);
    }
    const required = Object.keys(spec.inputs).filter((name) => !('default' in spec.inputs[name]));
    expect(required).toEqual(['environment', 'services']);
    expect(spec.inputs.apply.default).toBe('review');
    expect(spec.inputs['post-note'].default).toBe(false);
  });

  it('uses every input, and none that there is not', () => {
    const used = new Set([...TEXT.matchAll(/\$\[\[ inputs\.([a-z-]+) \]\]/g)].map(([, name]) => name));

    expect([...used].sort()).toEqual(Object.keys(spec.inputs).sort());
  });

  it('runs only commands that there are', async () => {
    const lines = names.flatMap(commandsOf);

    expect(lines.map(([command]) => command)).toEqual(
      'synth check diff diff diff diff verify verify verify verify'.split(' '),
    );
    for (const line of lines) {
      const format = line.indexOf('--format');
      if (format >= 0) expect(FORMATS).toContain(line[format + 1]);
      expect(await parseLine(line.map((word, index) => (format >= 0 && index === format + 1 ? 'json' : word)))).toBe(
        '',
      );
    }
  });

  it('applies in order: the gate, the platform, grants, workloads', () => {
    const chain = ['taxiway render', `review ${ENV}`, `verify ${ENV}`, ...APPLYING, `applied ${ENV}`];

    for (const [index, name] of chain.entries()) {
      if (index > 0) expect([name, jobOf(name).needs]).toEqual([name, expect.arrayContaining([chain[index - 1]])]);
    }
    const order = chain.map((name) => jobs.stages.indexOf(jobOf(name).stage));
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(stages.filter((stage: string) => jobs.stages.includes(stage))).toEqual(jobs.stages);
  });

  it('lets a person decide once, before anything is applied', () => {
    const manual = names.filter((name) => (jobOf(name).rules as readonly Read[]).some(({ when }) => when === 'manual'));

    expect(manual).toEqual([`verify ${ENV}`]);
    expect(jobOf(`verify ${ENV}`).allow_failure).toBe(false);
  });

  it('DIF-3 lets no job apply from an older pipeline: each verifies its own stack first, one at a time', () => {
    for (const name of APPLYING) {
      const { script, resource_group, interruptible } = jobOf(name);
      const verifies = (script as string[]).findIndex((line) => / verify .*--stack "\$STACK"$/.test(line));
      const applies = (script as string[]).findIndex((line) => /terraform|kubectl|gcloud/.test(line));

      expect([name, resource_group, interruptible]).toEqual([name, `taxiway ${ENV}`, false]);
      expect(verifies).toBeGreaterThan(0);
      expect(verifies).toBeLessThan(applies);
    }
    for (const name of ['taxiway render', 'taxiway check', `review ${ENV}`])
      expect(jobOf(name).interruptible).toBe(true);
  });

  it('names the day of the checks: a stale catalogue warns there, and an exception that has run out is none', () => {
    const lines = jobOf('taxiway check').script as readonly string[];

    expect(lines).toEqual([expect.stringMatching(/ check --from dist --now "\$CI_JOB_STARTED_AT"$/)]);
  });

  it('compares with what is applied now, found anew by each job', () => {
    for (const name of [`verify ${ENV}`, ...APPLYING]) {
      const script = jobOf(name).script as string[];
      expect(script[0]).toMatch(/^git fetch .*refs\/environments\/\$ENVIRONMENT\/deployments/);
      expect(script[2]).toBe('BASE=${APPLIED:-$CI_COMMIT_BEFORE_SHA}');
    }
    expect(jobOf(`applied ${ENV}`).environment).toEqual({ name: ENV });
  });

  it('gives each authority an identity and a protected environment of its own, and no key', () => {
    const identities = APPLYING.map((name) => {
      const { environment, variables, id_tokens } = jobOf(name);
      return [environment.name, variables.STACK, variables.FILES, Object.keys(id_tokens).join()];
    });

    expect(identities).toEqual([
      [`${ENV}/platform`, 'platform', 'platform', 'GOOGLE_ID_TOKEN,VAULT_ID_TOKEN'],
      [`${ENV}/platform`, '$SERVICE:grants', '$SERVICE/grants', 'GOOGLE_ID_TOKEN,VAULT_ID_TOKEN'],
      [`${ENV}/$SERVICE`, '$SERVICE:workloads', '$SERVICE', 'GOOGLE_ID_TOKEN,VAULT_ID_TOKEN'],
    ]);
    expect(APPLYING.map((name) => jobOf(name).variables.ACCOUNT)).toEqual([
      'platform/terraform platform',
      'platform/terraform platform',
      '$SERVICE/grants/terraform deploy',
    ]);
  });

  it('acts as what is rendered: accounts, roles and audiences are those of the files', () => {
    const files = { staging: assemblyOf('staging') };
    const blocks = (path: string, kind: string): Read[] =>
      files.staging.documents
        .filter((document) => document.path === path && document.kind === `resource.${kind}`)
        .map(({ id, object }) => [id.split('/').at(-1), object]);

    expect(blocks('platform/terraform/cdk.tf.json', 'google_service_account').map(([name]) => name)).toContain(
      'platform',
    );
    expect(blocks('platform/terraform/cdk.tf.json', 'vault_jwt_auth_backend_role')).toContainEqual([
      'platform',
      expect.objectContaining({ backend: 'jwt-staging-gitlab', role_name: 'taxiway.platform.staging' }),
    ]);
    expect(blocks('spamcheck/grants/terraform/cdk.tf.json', 'google_service_account').map(([name]) => name)).toEqual([
      'deploy',
    ]);
    const [[, provider]] = blocks('platform/terraform/cdk.tf.json', 'google_iam_workload_identity_pool_provider') as [
      Read,
    ];
    const asked = jobOf(APPLYING[0]!).id_tokens.GOOGLE_ID_TOKEN.aud as string;
    const name = 'projects/104857600022/locations/global/workloadIdentityPools/deploys-staging/providers/gitlab';
    expect(provider.oidc.allowed_audiences).toEqual([asked.replace('$[[ inputs.google-provider ]]', name)]);
  });

  it('has one secret, of the note that somebody has to ask for', () => {
    const secretive = names.filter((name) => 'secrets' in jobOf(name));

    expect(secretive).toEqual([`note ${ENV}`]);
    const { rules, id_tokens, script } = jobOf(`note ${ENV}`);
    expect(rules).toEqual([{ if: expect.stringContaining('"$[[ inputs.post-note ]]" == "true"') }]);
    expect(Object.keys(id_tokens)).toEqual(['VAULT_ID_TOKEN']);
    // No code of the merge request runs beside the token.
    expect(script.join()).not.toContain('inputs.command');
    expect(spec.inputs['note-token'].description).toContain('Long-lived');
  });

  it("shows the review by GitLab's own means", () => {
    const { artifacts, allow_failure } = jobOf(`review ${ENV}`);

    expect(Object.keys(artifacts.reports).sort()).toEqual(['codequality', 'terraform']);
    expect(artifacts.expose_as).toContain('taxiway');
    // An exposed path may hold no variable.
    for (const path of artifacts.paths) expect(path.replace(ENV, '')).not.toContain('$');
    expect(allow_failure).toEqual({ exit_codes: 1 });
  });

  it('is what this repository uses, for each of its environments and services', () => {
    const used = (include as readonly Read[]).map(({ local, inputs }) => [local, inputs.environment, inputs.services]);
    const placements = readFileSync(join(CHECKOUT, 'services/index.ts'), 'utf8');
    const placed = (environment: string): readonly string[] =>
      [...placements.matchAll(/place\((\w+), \[(.*)\]\)/g)]
        .filter(([, , where = '']) => where.split(', ').includes(environment))
        .map(([, name = '']) => name.replaceAll(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase())
        .sort();

    expect(used).toEqual(['sandbox', 'staging', 'production'].map((name) => ['ci/gitlab-ci.yml', name, placed(name)]));
    for (const { inputs } of include as readonly Read[])
      for (const name of Object.keys(inputs)) expect(Object.keys(spec.inputs)).toContain(name);
  });
});
