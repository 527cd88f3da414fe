import { costOf } from '../../../lib/cost/cost';
import { CATALOGUE_PRICES } from '../../../lib/cost/prices';
import { costInputOf } from '../../../lib/cost/read';
import { added, assemblyOf, edited, removed } from '../../support/assemblies';

const POOL = 'production/platform/terraform/resource.google_container_node_pool/-/l4-x1';
const DEPLOYMENT = 'production/code-suggestions:workloads/apps/Deployment/code-suggestions/api';
const production = assemblyOf('production');

const workloadsOf = (assembly: typeof production) =>
  costInputOf(assembly).workloads.map(({ service, workload, pool, pods }) => [`${service}/${workload}`, pool, pods]);
const poolOf = (assembly: typeof production, name: string) =>
  costInputOf(assembly).pools.find((pool) => pool.name === name);

describe('what an environment costs', () => {
  it('is read from its demands, its pools and its other pods', () => {
    const all = workloadsOf(production);

    expect(all).toContainEqual(['code-suggestions/api', 'l4-x1', { min: 3, max: 24 }]);
    expect(all).toContainEqual(['spamcheck/api', 'cluster', { min: 2, max: 2 }]);
    expect(poolOf(production, 'l4-x1')).toEqual({
      name: 'l4-x1',
      machine: { type: 'g2-standard-8', model: 'l4' },
      ways: ['on-demand'],
      disk: { type: 'pd-balanced', gb: 200 },
      size: 1n,
      whole: true,
      most: 25,
    });
  });

  it('takes the checklist of quotas for no demand', () => {
    expect(production.documents.some(({ kind }) => kind === 'QuotaChecklist')).toBe(true);
    expect(costInputOf(production).assumptions.filter((text) => text.startsWith('not in the sums'))).toEqual([]);
  });

  it('counts each Deployment once', () => {
    const deployments = production.documents.filter(({ kind }) => kind === 'Deployment');

    expect(workloadsOf(production)).toHaveLength(deployments.length);
  });

  it.each<[string, object, object]>([
    ['HorizontalPodAutoscaler', { minReplicas: 2, maxReplicas: 6 }, { min: 2, max: 24 }],
    ['ScaledObject', { minReplicaCount: 1, maxReplicaCount: 6 }, { min: 1, max: 24 }],
    ['ScaledObject', {}, { min: 0, max: 24 }],
  ])('has a floor where a %s scales: %j', (kind, spec, pods) => {
    const object = {
      metadata: { name: 'api', namespace: 'code-suggestions' },
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'api' }, ...spec },
    };

    const scaler = { id: DEPLOYMENT.replace('apps/Deployment', `scaling/${kind}`), kind, object: object as never };

    expect(workloadsOf(added(production, DEPLOYMENT, scaler))).toContainEqual(['code-suggestions/api', 'l4-x1', pods]);
  });

  it.each<[string, unknown, string]>([
    ['node_config.spot', true, 'spot'],
    ['node_config.reservation_affinity', { consume_reservation_type: 'SPECIFIC_RESERVATION' }, 'reserved'],
    ['node_config.flex_start', true, 'flex-start'],
  ])('is paid for as the pool says at %s, whatever was asked for', (path, value, way) => {
    expect(poolOf(edited(production, POOL, path, value as never), 'l4-x1')?.ways).toEqual([way]);
  });

  it('takes a machine and a disk that were patched', () => {
    const patched = edited(
      edited(production, POOL, 'node_config.machine_type', 'g2-standard-12'),
      POOL,
      'node_config.disk_size_gb',
      500,
    );

    expect(poolOf(patched, 'l4-x1')).toMatchObject({ machine: { type: 'g2-standard-12' }, disk: { gb: 500 } });
  });

  it('takes the machine of the catalogue, and no disk, where another repository renders the pool', () => {
    const alone = removed(production, POOL);
    const { unknown } = costOf(costInputOf(alone), CATALOGUE_PRICES);

    expect(poolOf(alone, 'l4-x1')).toMatchObject({ machine: { type: 'g2-standard-8' } });
    expect(unknown).toEqual([{ what: 'boot disks of l4-x1, decided elsewhere', services: ['code-suggestions'] }]);
  });

  it('takes of a node what a pod asks for, the larger part of processors and memory', () => {
    const path = 'spec.template.spec.containers.0.resources.requests';
    const id = 'production/spamcheck:workloads/apps/Deployment/spamcheck/api';
    const takes = (cpu: string, memory: string): number => {
      const changed = edited(production, id, path, { cpu, memory });
      const { workloads, pools } = costInputOf(changed);
      const { size = 1n } = pools.find(({ name }) => name === 'cluster') ?? {};
      return Number((workloads.find(({ service }) => service === 'spamcheck')!.takes * 1_000_000n) / size);
    };

    expect(takes('1500m', '1Ki')).toBe(500_000);
    expect(takes('1m', '6Gi')).toBe(500_000);
    expect(takes('3', '6Gi')).toBe(1_000_000);
  });

  it('does not lose a demand that nobody here understands in silence', () => {
    const demand = production.documents.find(
      ({ domain, id }) => domain === 'demand' && id.includes('code-suggestions'),
    )!;
    const { assumptions, workloads, lost } = costInputOf(edited(production, demand.id, 'model', 'h9000'));

    expect(assumptions.join()).toContain('not in the sums');
    expect(lost).toEqual([{ what: expect.stringContaining('h9000'), services: ['code-suggestions'] }]);
    expect(workloads.map(({ service }) => service)).not.toContain('code-suggestions');
  });

  it('has the fee of the cluster only where the platform is', () => {
    const services = {
      ...production,
      documents: production.documents.filter(
        ({ id, domain }) => domain === 'environment' || !id.includes('/platform/'),
      ),
    };

    expect([costInputOf(production).clusters, costInputOf(services).clusters]).toEqual([1, 0]);
  });

  it('has a price for everything of this repository', () => {
    for (const name of ['sandbox', 'staging', 'production'] as const) {
      const { unknown, total } = costOf(costInputOf(assemblyOf(name)), CATALOGUE_PRICES);
      expect(unknown).toEqual([]);
      expect(total.floor).toBeGreaterThan(100_000n);
    }
  });

  it('goes with the replicas of the Deployment where nothing was demanded', () => {
    const id = 'production/spamcheck:workloads/apps/Deployment/spamcheck/api';

    expect(workloadsOf(edited(production, id, 'spec.replicas', 5))).toContainEqual([
      'spamcheck/api',
      'cluster',
      { min: 5, max: 5 },
    ]);
  });
});
