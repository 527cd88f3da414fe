import { listOf, sayPods } from '../../lib/list';
import { assemblyOf, edited } from '../support/assemblies';

const POOL = 'production/platform/terraform/resource.google_container_node_pool/-/l4-x1';

describe('the list of what runs where', () => {
  it.each([
    ['spot', 'node_config.spot', true],
    ['flex-start', 'node_config.flex_start', true],
    ['reserved', 'node_config.reservation_affinity', { consume_reservation_type: 'SPECIFIC_RESERVATION' }],
  ])('says that GPU nodes are %s where their pool says so', (capacity, path, value) => {
    const rows = listOf([edited(assemblyOf('production'), POOL, path, value)], ['code-suggestions', 'embeddings']);

    expect(rows.map((row) => [row.service, row.capacity])).toEqual([
      ['code-suggestions', capacity],
      ['embeddings', 'on demand'],
      ['embeddings', 'on demand'],
    ]);
  });

  it('says that other pods are spot where they ask for such nodes', () => {
    const path = 'spec.template.spec.nodeSelector';
    const changed = edited(
      assemblyOf('production'),
      'production/spamcheck:workloads/apps/Deployment/spamcheck/api',
      path,
      {
        'cloud.google.com/gke-spot': 'true',
      },
    );

    expect(listOf([changed], ['spamcheck']).map(({ capacity }) => capacity)).toEqual(['spot']);
  });

  it('has both ends of a range where an autoscaler decides, and says them', () => {
    const [scaled] = listOf([assemblyOf('production')], ['code-suggestions']);
    const [fixed] = listOf([assemblyOf('production')], ['spamcheck']);

    expect(scaled).toMatchObject({ podsMin: 3, pods: 24 });
    expect(fixed).not.toHaveProperty('podsMin');
    expect([scaled, fixed].map((row) => row && sayPods(row))).toEqual(['3–24', '2']);
  });
});
