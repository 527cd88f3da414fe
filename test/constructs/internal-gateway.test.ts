import { objectOf, type Read } from '../support/documents';
import { render, service, testEnvironment } from '../support/environment';
import '../support/errors';

describe('the internal gateway', () => {
  it('has no address outside the network', () => {
    const { spec } = objectOf(render([]), 'Gateway');

    expect(spec.gatewayClassName).toBe('gke-l7-rilb');
    expect(spec).not.toHaveProperty('addresses');
  });

  it('is refused in a class that the internet reaches', () => {
    expect(render([], testEnvironment({ gateway: { class: 'gke-l7-global-external-managed' as never } }))).toRefuse(
      'FACT_INVALID',
      'harbour.gateway.class',
    );
  });

  it('takes routes of our own namespaces alone, and a service cannot label another', () => {
    const rendering = render(service('echo'));
    const [listener] = objectOf(rendering, 'Gateway').spec.listeners;
    const { rules } = objectOf(rendering, 'Role', 'deploy');

    expect(listener.allowedRoutes.namespaces).toEqual({
      from: 'Selector',
      selector: { matchLabels: { 'taxiway.dev/managed': 'true' } },
    });
    expect(objectOf(rendering, 'Namespace', 'echo').metadata.labels).toMatchObject({ 'taxiway.dev/managed': 'true' });
    expect(rules.flatMap(({ resources }: Read) => resources)).not.toContain('namespaces');
  });

  it('lies in a namespace where no pod that is not restricted runs, at the version of the cluster', () => {
    const { labels } = objectOf(render([]), 'Namespace', 'taxiway-system').metadata;

    expect(labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/enforce-version': 'v1.35',
    });
  });
});
