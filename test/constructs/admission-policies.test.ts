import { find, findAll, objectOf } from '../support/documents';
import { render, service, testEnvironment } from '../support/environment';

const rendering = render(service('echo'));
const policies = findAll(rendering, 'ValidatingAdmissionPolicy');
const bindings = findAll(rendering, 'ValidatingAdmissionPolicyBinding');

describe('the admission policies of an environment', () => {
  it('are the platform’s, and let nothing in that they cannot judge', () => {
    expect(policies.length).toBeGreaterThanOrEqual(10);
    for (const { path, object } of policies) {
      expect({ path, object }).toMatchObject({
        path: 'platform/kubernetes.yaml',
        object: { apiVersion: 'admissionregistration.k8s.io/v1', spec: { failurePolicy: 'Fail' } },
      });
    }
  });

  it('are in force each by one binding, which denies, in the namespaces of services alone', () => {
    const policyNames = policies.map(({ object }) => (object['metadata'] as { name: string }).name);

    const bound = bindings.map(({ object }) => (object['spec'] as { policyName: string }).policyName);

    expect(bound.sort()).toEqual(policyNames.sort());
    for (const { id, object } of bindings) {
      const everywhere = id.endsWith('/taxiway-namespaces');
      expect(object['spec']).toMatchObject({ validationActions: ['Deny'] });
      expect(object['spec']).toEqual(
        everywhere
          ? expect.not.objectContaining({ matchResources: expect.anything() })
          : expect.objectContaining({
              matchResources: { namespaceSelector: { matchLabels: { 'taxiway.dev/managed': 'true' } } },
            }),
      );
    }
  });

  it('know the registries, the domain and the secrets of their environment', () => {
    const text = JSON.stringify(policies.map(({ object }) => object));

    expect(text).toContain('images.harbour.example/models/');
    expect(text).toContain('.models.harbour.example');
    expect(text).toContain('env/harbour/service/');
  });

  it('hold replicas to the quota of the namespace, and refuse where there is none', () => {
    const policy = objectOf(rendering, 'ValidatingAdmissionPolicy', 'taxiway-deployments');
    const binding = objectOf(rendering, 'ValidatingAdmissionPolicyBinding', 'taxiway-deployments');

    expect(policy.spec.paramKind).toEqual({ apiVersion: 'v1', kind: 'ResourceQuota' });
    expect(binding.spec.paramRef).toEqual({ name: 'quota', parameterNotFoundAction: 'Deny' });
  });

  it('are the same whatever services there are', () => {
    const other = render([service('one', { gpu: { model: 'l4' } }), service('two')], testEnvironment());

    const digests = findAll(other, 'ValidatingAdmissionPolicy').map(({ sha256 }) => sha256);

    expect(digests).toEqual(policies.map(({ sha256 }) => sha256));
  });

  it('hear from the namespace of a service which disks and ports it declares', () => {
    const stores = [
      { name: 'vectors', kind: 'postgres', at: { range: '10.9.8.0/28' }, holds: ['embeddings'] },
      { name: 'index', kind: 'qdrant', at: { claim: 'index' }, holds: ['embeddings'] },
    ];

    const { metadata } = objectOf(render(service('keeper', { stores })), 'Namespace', 'keeper');

    expect(metadata.annotations).toMatchObject({ 'taxiway.dev/claims': 'index', 'taxiway.dev/store-ports': '5432' });
    expect(find(rendering, 'Namespace', 'echo').object).not.toMatchObject({
      metadata: { annotations: { 'taxiway.dev/claims': expect.anything() } },
    });
  });
});
