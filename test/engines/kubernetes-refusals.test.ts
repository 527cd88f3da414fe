import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { Read } from '../support/documents';
import { container, KUBERNETES_FAULTS } from './faults/kubernetes';
import { describeWith, prove } from './support/engine';
import { DIST } from './support/fleet';
import { listOf } from './support/api';
import { applyObjects, eventually, kubectl } from './support/kubectl';

/** The service whose objects are made wrong here, one at a time, in a namespace of their own. */
const SERVICE = 'workflow-agent';
const NAMESPACE = 'refusals';
/** Not the service's own class: that goes with the environments of other tests. */
const PRIORITY = 'refusals';

/** The rendered objects of the service, as they would be in the namespace of these tests. */
function rendered(path: string): readonly Read[] {
  const text = readFileSync(join(DIST, 'staging', SERVICE, path), 'utf8');
  return loadAll(text).map((object: Read) => {
    if (object.kind === 'Namespace') {
      object.metadata.name = NAMESPACE;
      // Policies of the environments that other tests apply are not in force here.
      delete object.metadata.labels['taxiway.dev/managed'];
    } else object.metadata.namespace = NAMESPACE;
    return object;
  });
}

function objectOf(kind: string): Read {
  const found = rendered('kubernetes.yaml').find((object) => object.kind === kind);
  if (found === undefined) throw new Error(`${SERVICE} has no ${kind}`);
  if (kind === 'Deployment') found.spec.template.spec.priorityClassName = PRIORITY;
  return found;
}

/** One bare pod of the service's workload. A refused pod of a Deployment shows in the Deployment's status only. */
function pod(): Read {
  const { metadata, spec } = objectOf('Deployment').spec.template;
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'bare', namespace: NAMESPACE }, spec };
}

describeWith('kubernetes', () => {
  beforeAll(async () => {
    const grants = await applyObjects(rendered('grants/kubernetes.yaml'));
    // The classes belong to the platform; one only has to exist.
    await applyObjects([
      { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: PRIORITY }, value: 1 },
    ]);
    if (grants.refused.length > 0) throw new Error(grants.refused.join('\n'));
    await eventually('the quota is in force', async () => {
      const [quota] = await listOf('resourcequotas', NAMESPACE);
      return (quota?.status?.hard?.['requests.cpu'] as string | undefined) === undefined ? undefined : true;
    });
  });

  afterAll(async () => {
    await kubectl(['delete', 'namespace', NAMESPACE, '--wait=false']);
    await kubectl(['delete', 'priorityclass', PRIORITY]);
  });

  it.each(KUBERNETES_FAULTS)('refuses %s, and takes it without', async (_, of, edit, says) => {
    const good = of === 'Pod' ? pod() : objectOf(of);
    const bad = of === 'Pod' ? pod() : objectOf(of);
    edit(bad);

    const taken = await applyObjects([good], ['--dry-run=server']);
    const refused = await applyObjects([bad], ['--dry-run=server']);

    expect(taken).toEqual({ accepted: 1, refused: [], warnings: [] });
    expect(refused.accepted).toBe(0);
    expect(refused.refused.join('\n')).toMatch(says);
  });

  it('shows a Deployment whose pods are refused', async () => {
    const deployment = objectOf('Deployment');
    container(deployment).securityContext = { privileged: true };
    deployment.metadata.name = 'sly';
    deployment.spec.selector.matchLabels['taxiway.dev/workload'] = 'sly';
    deployment.spec.template.metadata.labels['taxiway.dev/workload'] = 'sly';

    const { accepted, warnings } = await applyObjects([deployment]);
    const message = await eventually('a failure of its pods', async () => {
      const found = (await listOf('deployments', NAMESPACE)).find(({ metadata }) => metadata.name === 'sly');
      const failure = found?.status?.conditions?.find(({ type }: Read) => type === 'ReplicaFailure');
      return failure?.message as string | undefined;
    });

    expect({ accepted, warnings: warnings.length }).toEqual({ accepted: 1, warnings: 1 });
    expect(message).toMatch(/violates PodSecurity/);
    prove('kubernetes', 'refusals', `${KUBERNETES_FAULTS.length + 1} seeded faults refused, each in the words for it`);
  });
});
