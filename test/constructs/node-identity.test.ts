import { findAll, objectOf, type Read } from '../support/documents';
import { render, service, testEnvironment } from '../support/environment';

describe('the identity of GPU nodes', () => {
  const gpu = service('echo', { gpu: { model: 'l4' } });
  const rights = () =>
    findAll(render(gpu), 'resource.google_project_iam_member')
      .map(({ object }) => object as Read)
      .filter(({ member }) => member.startsWith('serviceAccount:taxiway-gpu-nodes@'));

  it('writes logs and metrics and reads images, and nothing more', () => {
    const roles = rights().map(({ role }) => role as string);

    expect(roles.sort()).toEqual([
      'roles/artifactregistry.reader',
      'roles/logging.logWriter',
      'roles/monitoring.metricWriter',
      'roles/monitoring.viewer',
    ]);
  });

  it('is there before its roles are granted', () => {
    for (const { depends_on: after } of rights()) expect(after).toEqual(['google_service_account.gpu_nodes']);
  });

  it('is made only where somebody asks for GPU nodes', () => {
    const accounts = findAll(render(service('echo')), 'resource.google_service_account').map(({ id }) => id);

    expect(accounts.some((id) => id.endsWith('/gpu_nodes'))).toBe(false);
    expect(objectOf(render(gpu), 'resource.google_service_account', 'gpu_nodes').account_id).toBe('taxiway-gpu-nodes');
  });

  it('reads images of the mirror alone, where there is one', () => {
    const spec = testEnvironment({ registryMirror: 'us-central1-docker.pkg.dev/harbour-images/models' });
    const rendering = render(gpu, spec);
    const nodes = findAll(rendering, 'resource.google_project_iam_member')
      .map(({ object }) => object as Read)
      .filter(({ member }) => member.startsWith('serviceAccount:taxiway-gpu-nodes@'));

    expect(nodes.map(({ role }) => role)).not.toContain('roles/artifactregistry.reader');
    expect(
      objectOf(rendering, 'resource.google_artifact_registry_repository_iam_member', 'gpu_nodes_mirror'),
    ).toMatchObject({
      project: 'harbour-images',
      location: 'us-central1',
      repository: 'models',
      role: 'roles/artifactregistry.reader',
      member: 'serviceAccount:taxiway-gpu-nodes@harbour-models.iam.gserviceaccount.com',
    });
  });
});
