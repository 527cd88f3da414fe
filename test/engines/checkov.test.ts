import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { describeWith, fileOf, prove, RUN_FOLDER } from './support/engine';
import { judge, type Finding } from './support/exceptions';
import { DIST, ENVIRONMENTS } from './support/fleet';
import { outcomesOf, publish, type Answer } from './support/matrix';
import { run } from './support/process';
import type { Read } from '../support/documents';

interface Report {
  readonly answers: readonly Answer[];
  readonly findings: readonly Finding[];
  /** Files of which it could make nothing. */
  readonly unread: number;
}

/** What checkov says of a folder of rendered environments: of every object and every resource, by every rule that it has. */
async function ask(folder: string): Promise<Report> {
  const frameworks = ['kubernetes', 'terraform_json'].flatMap((framework) => ['--framework', framework]);
  const words = ['-m', 'checkov.main', '--directory', folder, '--output', 'json', '--compact', '--skip-download'];
  const { stdout, stderr } = await run(fileOf('checkov', 'python'), [...words, ...frameworks], {
    env: { PYTHONPATH: fileOf('checkov', 'packages'), LOG_LEVEL: 'ERROR' },
  });
  if (!/^[[{]/.test(stdout)) throw new Error(stderr);
  const said: Read = JSON.parse(stdout);
  const reports: readonly Read[] = Array.isArray(said) ? said : [said];
  const checks = reports.flatMap(({ results }) =>
    (['passed_checks', 'failed_checks'] as const).flatMap((list) =>
      ((results[list] ?? []) as readonly Read[]).map((check) => ({ check, found: list === 'failed_checks' })),
    ),
  );
  return {
    answers: checks.map(({ check, found }) => ({ rule: ruleOf(check), found })),
    findings: checks
      .filter(({ found }) => found)
      .map(({ check }) => ({ check: ruleOf(check), object: objectOf(check), says: check.check_name as string })),
    unread: reports.reduce<number>((sum, { summary }) => sum + Number(summary.parsing_errors), 0),
  };
}

const ruleOf = ({ check_id: id }: Read): string => id as string;

/** `production/google_project_iam_member/-/platform`, and for objects as in other suites. */
function objectOf({ file_path: path, resource }: Read): string {
  const environment = (path as string).split('/')[1] ?? '';
  const parts = (resource as string).split('.');
  return [environment, ...(parts.length === 2 ? [parts[0], '-', parts[1]] : parts)].join('/');
}

describeWith('checkov', () => {
  it('finds nothing that is neither fixed nor excepted with a reason', async () => {
    const { answers, findings, unread } = await ask(DIST);

    const { open, unused, excepted } = judge('checkov', findings);

    expect({ open, unused, unread }).toEqual({ open: [], unused: [], unread: 0 });
    expect(answers.length).toBeGreaterThan(1500);
    prove(
      'checkov',
      'rules',
      `${answers.length} answers over ${ENVIRONMENTS.length} environments: ${answers.length - excepted} passed, ${excepted} excepted with a reason`,
    );
    publish('checkov', outcomesOf('checkov', answers));
  });

  it('reports what is broken: a privileged container, and a node pool without secure boot', async () => {
    const folder = mkdtempSync(join(RUN_FOLDER, 'checkov-'));
    cpSync(join(DIST, 'sandbox'), join(folder, 'sandbox'), { recursive: true });
    const pods = join(folder, 'sandbox/spamcheck/kubernetes.yaml');
    const objects = loadAll(readFileSync(pods, 'utf8')) as Read[];
    for (const { kind, spec } of objects)
      if (kind === 'Deployment') spec.template.spec.containers[0].securityContext.privileged = true;
    writeFileSync(pods, objects.map((object) => JSON.stringify(object)).join('\n---\n'));
    const stack = join(folder, 'sandbox/platform/terraform/cdk.tf.json');
    const blocks: Read = JSON.parse(readFileSync(stack, 'utf8'));
    for (const pool of Object.values<Read>(blocks.resource.google_container_node_pool))
      delete pool.node_config.shielded_instance_config;
    writeFileSync(stack, JSON.stringify(blocks));

    const { findings } = await ask(folder);
    rmSync(folder, { recursive: true });

    const { open } = judge('checkov', findings);
    expect(open.filter((line) => line.endsWith('(CKV_K8S_16)'))).toHaveLength(1);
    expect(open.filter((line) => line.endsWith('(CKV_GCP_68)'))).not.toEqual([]);
  });
});
