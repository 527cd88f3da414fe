import type { Read } from '../support/documents';
import { describeWith, fileOf, prove } from './support/engine';
import { judge, type Finding } from './support/exceptions';
import { copiesOf, ENVIRONMENTS, versionOf } from './support/fleet';
import { outcomesOf, publish, type Answer } from './support/matrix';
import { run } from './support/process';

/** Checks that the suite leaves out unless they are asked for. The one about equal processor limits is not for us. */
const OPTIONAL = [
  'container-ephemeral-storage-request-equals-limit',
  'container-memory-requests-equal-limits',
  'container-ports-check',
  'container-seccomp-profile',
];

interface Report {
  readonly checks: number;
  readonly answers: readonly Answer[];
  readonly findings: readonly Finding[];
}

/** What kube-score says of objects that belong together; what is merely noted at the best grade is no finding. */
async function score(environment: string, objects: readonly Read[]): Promise<Report> {
  const words = ['score', '--output-format=json', `--kubernetes-version=v${versionOf(environment)}`];
  const asked = OPTIONAL.map((check) => `--enable-optional-test=${check}`);
  const input = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const { stdout, stderr } = await run(fileOf('kube-score', 'program'), [...words, ...asked, '-'], { input });
  if (!stdout.startsWith('[')) throw new Error(stderr);
  const report = JSON.parse(stdout) as readonly Read[];
  const checks = report.flatMap(({ checks: list, object_meta, type_meta }) =>
    ((list ?? []) as readonly Read[])
      .filter(({ skipped }) => skipped !== true)
      .map((check) => ({
        check,
        object: [environment, type_meta.kind, object_meta.namespace ?? '-', object_meta.name].join('/'),
      })),
  );
  const findings = checks
    .filter(({ check }) => check.grade < 10)
    .map(({ check, object }) => ({
      check: check.check.id as string,
      object,
      says: ((check.comments ?? []) as readonly Read[]).map(({ summary }) => summary as string).join(', '),
    }));
  const answers = checks.map(({ check }) => ({ rule: check.check.id as string, found: check.grade < 10 }));
  return { checks: checks.length, answers, findings };
}

describeWith('kube-score', () => {
  it('finds nothing that is neither fixed nor excepted with a reason', async () => {
    const reports = await Promise.all(ENVIRONMENTS.map((environment) => score(environment, copiesOf(environment))));

    const checks = reports.reduce((sum, report) => sum + report.checks, 0);
    const { open, unused, excepted } = judge(
      'kube-score',
      reports.flatMap(({ findings }) => findings),
    );

    expect({ open, unused }).toEqual({ open: [], unused: [] });
    expect(checks).toBeGreaterThan(300);
    prove(
      'kube-score',
      'score',
      `${checks} checks of ${ENVIRONMENTS.length} environments: ${checks - excepted} without a finding, ${excepted} excepted with a reason`,
    );
    publish(
      'kube-score',
      outcomesOf(
        'kube-score',
        reports.flatMap(({ answers }) => answers),
      ),
    );
  });

  it.each<[string, string, (object: Read) => unknown]>([
    [
      'container-security-context-privileged',
      'Deployment',
      ({ spec }) => (spec.template.spec.containers[0].securityContext.privileged = true),
    ],
    ['container-image-tag', 'Deployment', ({ spec }) => (spec.template.spec.containers[0].image = 'spamcheck:latest')],
    [
      'networkpolicy-targets-pod',
      'NetworkPolicy',
      ({ spec }) => (spec.podSelector = { matchLabels: { app: 'unknown' } }),
    ],
    ['service-targets-pod', 'Service', ({ spec }) => (spec.selector = { app: 'unknown' })],
    ['pod-probes', 'Deployment', ({ spec }) => delete spec.template.spec.containers[0].readinessProbe],
  ])('reports %s where it is broken', async (check, kind, edit) => {
    const objects = copiesOf('staging');
    edit(objects.find((object) => object.kind === kind && object.metadata.namespace === 'spamcheck'));

    const { findings } = await score('staging', objects);
    const { open } = judge('kube-score', findings);

    expect(open.filter((line) => line.endsWith(`(${check})`))).not.toEqual([]);
  });
});
