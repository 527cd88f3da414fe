import { findAll, type Read } from '../support/documents';
import { render, service, testEnvironment } from '../support/environment';

const metricsOf = (prometheus: object): readonly Read[] =>
  findAll(render(service('echo'), testEnvironment({ prometheus })), 'resource.google_logging_metric').map(
    ({ object }) => object as Read,
  );

describe('the counters of logs', () => {
  it.each([
    ['an exporter brings them', { logMetrics: 'exported' }],
    ['Google evaluates', { rules: 'google' }],
  ])('are two for all services where %s, and differ by text alone', (_, prometheus) => {
    const [lines, text, ...others] = metricsOf(prometheus);

    expect(others).toEqual([]);
    expect([lines?.name, text?.name]).toEqual(['taxiway-harbour-log-lines', 'taxiway-harbour-log-text']);
    expect(text?.filter).toBe(`${String(lines?.filter)} AND textPayload:*`);
    for (const { metric_descriptor: kind } of [lines, text])
      expect(kind).toMatchObject({ metric_kind: 'DELTA', value_type: 'INT64', unit: '1' });
  });

  it('count pods of services in this cluster, and nothing else that runs there', () => {
    const [{ filter }] = metricsOf({ logMetrics: 'exported' }) as [Read];

    expect(String(filter).split(' AND ')).toEqual([
      'resource.type="k8s_container"',
      expect.stringMatching(/^resource\.labels\.project_id="/),
      expect.stringMatching(/^resource\.labels\.location="/),
      expect.stringMatching(/^resource\.labels\.cluster_name="/),
      'labels."k8s-pod/taxiway_dev/owner":*',
    ]);
  });

  it('are none where no rule would find them', () => {
    expect(metricsOf({})).toEqual([]);
  });
});
