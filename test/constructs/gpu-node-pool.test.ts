import { GpuWorkload } from '../../constructs/index';
import { find, findAll, objectOf, reasonOf, type Read } from '../support/documents';
import { render, service, testEnvironment } from '../support/environment';
import '../support/errors';

const POOL = 'resource.google_container_node_pool';
const roomy = testEnvironment({ gpus: { l4: { limit: 400 }, t4: { limit: 400 } } });
const l4 = (id: string, replicas: number, count?: number) => service(id, { gpu: { model: 'l4', count }, replicas });

describe('a GPU node pool', () => {
  it('has room for every replica and every rollout of all who ask for its shape', () => {
    const rendering = render(
      [
        l4('echo', 3),
        service('agent', { gpu: { model: 'l4' }, replicas: 4 }, (of, env) => {
          new GpuWorkload(of, 'ranker', { image: env.image('ranker'), gpu: { model: 'l4' }, replicas: 2 });
        }),
      ],
      roomy,
    );

    expect(objectOf(rendering, POOL, 'l4-x1').autoscaling).toEqual({
      total_min_node_count: 0,
      total_max_node_count: 3 + 1 + (4 + 1) + (2 + 1),
      location_policy: 'ANY',
    });
  });

  it('is one for each shape, and there is none where nobody asks', () => {
    const rendering = render([l4('echo', 1), l4('agent', 1, 2), service('spam', { gpu: { model: 't4' } })], roomy);

    expect(findAll(rendering, POOL).map(({ id }) => id.split('/').at(-1))).toEqual(['cpu', 'l4-x1', 'l4-x2', 't4-x1']);
    expect(findAll(render(service('echo')), POOL)).toEqual([]);
    expect(
      findAll(render(service('echo')), 'resource.google_service_account').map(({ object }) => object['account_id']),
    ).toEqual(['deploy-echo', 'taxiway-platform']);
  });

  it('counts nodes in the zones of the environment that have the GPU, and in no others', () => {
    const spec = testEnvironment({
      google: { region: 'us-east4', zones: ['us-east4-a', 'us-east4-b', 'us-east4-c'] },
      cluster: {
        location: 'us-east4',
        issuer: 'https://container.googleapis.com/v1/projects/harbour-models/locations/us-east4/clusters/quay',
      },
    });

    expect(objectOf(render(l4('echo', 1), spec), POOL, 'l4-x1').node_locations).toEqual(['us-east4-a', 'us-east4-c']);
  });

  it('keeps other pods off, installs the driver at a stated version, and lends nobody its identity', () => {
    const { node_config: config } = objectOf(render(l4('echo', 1)), POOL, 'l4-x1');

    expect(config).toMatchObject({
      taint: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NO_SCHEDULE' }],
      guest_accelerator: [
        { type: 'nvidia-l4', count: 1, gpu_driver_installation_config: { gpu_driver_version: 'DEFAULT' } },
      ],
      service_account: 'taxiway-gpu-nodes@harbour-models.iam.gserviceaccount.com',
      workload_metadata_config: { mode: 'GKE_METADATA' },
      shielded_instance_config: { enable_secure_boot: true, enable_integrity_monitoring: true },
      kubelet_config: { insecure_kubelet_readonly_port_enabled: 'FALSE' },
      image_type: 'COS_CONTAINERD',
      disk_size_gb: 200,
    });
    expect(objectOf(render(l4('echo', 1)), POOL, 'l4-x1').network_config).toEqual({ enable_private_nodes: true });
  });

  it('gives its nodes an identity that writes logs and metrics and reads images, and nothing more', () => {
    const rendering = render(l4('echo', 1));
    const roles = findAll(rendering, 'resource.google_project_iam_member')
      .filter(({ object }) => JSON.stringify(object['member']).includes('taxiway-gpu-nodes@'))
      .map(({ object }) => (object as Read).role);

    expect(roles).toEqual([
      'roles/artifactregistry.reader',
      'roles/logging.logWriter',
      'roles/monitoring.metricWriter',
      'roles/monitoring.viewer',
    ]);
  });

  it('waits for the identity of its nodes, as do the roles of that identity', () => {
    const rendering = render(l4('echo', 1));
    const account = 'google_service_account.gpu_nodes';
    const waitsFor = (object: Read): boolean =>
      JSON.stringify(object).includes(`\${${account}.`) || (object.depends_on ?? []).includes(account);

    expect(waitsFor(objectOf(rendering, POOL, 'l4-x1'))).toBe(true);
    const rights = findAll(rendering, 'resource.google_project_iam_member').filter(({ object }) =>
      JSON.stringify(object['member']).includes('taxiway-gpu-nodes@'),
    );
    expect(rights).toHaveLength(4);
    for (const { object } of rights) expect(waitsFor(object)).toBe(true);
  });

  it('is replaced by its successor before it goes, under another name exactly when it has to be replaced', () => {
    const one = objectOf(render(l4('echo', 1), roomy), POOL, 'l4-x1');
    const more = objectOf(render([l4('echo', 9), l4('agent', 1)], roomy), POOL, 'l4-x1');
    const elsewhere = objectOf(
      render(
        l4('echo', 1),
        testEnvironment({ google: { project: 'harbour-two' }, cluster: { issuer: 'https://issuer.example' } }),
      ),
      POOL,
      'l4-x1',
    );

    expect(one.lifecycle).toEqual({ create_before_destroy: true });
    expect(one.name).toMatch(/^gpu-l4-x1-[0-9a-f]{6}$/);
    expect(more.name).toBe(one.name);
    expect(elsewhere.node_config.service_account).not.toBe(one.node_config.service_account);
    expect(elsewhere.name).not.toBe(one.name);
  });

  it('adds a node during an upgrade, or gives one up first where the GPU is scarce', () => {
    const spec = testEnvironment({ gpus: { 'a100-40gb': { limit: 4 } } });
    const upgrade = (model: string): Read =>
      objectOf(render(service('echo', { gpu: { model } }), spec), POOL, `${model}-x1`).upgrade_settings;

    expect(upgrade('l4')).toEqual({ strategy: 'SURGE', max_surge: 1, max_unavailable: 0 });
    expect(upgrade('a100-40gb')).toEqual({ strategy: 'SURGE', max_surge: 0, max_unavailable: 1 });
  });

  it('says who asked for its nodes', () => {
    const pool = find(render([l4('echo', 1), l4('agent', 1)], roomy), POOL, 'l4-x1');

    expect(reasonOf(pool, 'autoscaling.total_max_node_count')?.rule).toMatch(/agent, echo/);
    expect(reasonOf(pool, 'node_locations')).toMatchObject({ fact: 'google.zones' });
  });
});
