import { synthesize } from '../../../constructs/synthesize';
import { treeOf } from '../../../lib/assembly/tree';
import type { StopLevel } from '../../../lib/stop/level';
import { STOP_LEVELS } from '../../../lib/stop/level';
import { obeyStops } from '../../../lib/stop/obey';
import { placedAssembly } from '../../../lib/stop/placed';
import type { Stops } from '../../../lib/stop/record';
import { place } from '../../../lib/placement';
import { findAll, objectOf, ruleFileOf, type Read } from '../../support/documents';
import { service, testEnvironment } from '../../support/environment';

const spec = testEnvironment({ tier: 'production' });

function stoppedAt(level: StopLevel | undefined) {
  const row = { who: 'pilot', why: 'fog', when: '2026-01-02T03:04:05Z' };
  const stops: Stops = level === undefined ? {} : { echo: { level, ...row } };
  const outcome = synthesize([place(service('echo'), [spec]), place(service('reed'), [spec])], spec, { stops });
  if (!('assembly' in outcome)) throw new Error('refused');
  const rulesOf = (name: string): Read[] =>
    objectOf(outcome.assembly, 'PrometheusRule', 'slo', name).spec.groups.flatMap((group: Read) => group.rules);
  return { rulesOf, file: ruleFileOf(outcome.assembly, 'echo') };
}

describe('the rules of a stopped service', () => {
  it.each(STOP_LEVELS)(
    'say that it is stopped (%s), in the object and in the file, and silence the others',
    (level) => {
      const { rulesOf, file } = stoppedAt(level);

      expect(rulesOf('echo').at(-1)).toEqual({
        alert: 'MlServiceStopped',
        expr: 'vector(1)',
        for: '0s',
        labels: {
          service: 'echo',
          environment: 'harbour',
          team: 'group::pilots',
          namespace: 'echo',
          severity: 'ticket',
        },
        annotations: {
          summary: 'echo is stopped on purpose.',
          description: 'Its other alerts are silent until it is started again.',
          runbook_url: 'https://runbooks.harbour.example/harbour/echo/runbooks/alerts.md#mlservicestopped',
          dashboard_url: 'https://charts.harbour.example/d/taxiway-harbour-slo?var-service=echo',
        },
      });
      expect(file.groups.at(-1).name).toBe('taxiway:echo:stopped');
      expect(rulesOf('reed').filter(({ alert }) => alert === 'MlServiceStopped')).toEqual([]);
    },
  );

  it('are the placed ones again after a restore, in the file as well', () => {
    const outcome = synthesize([place(service('echo'), [spec])], spec);
    if (!('assembly' in outcome)) throw new Error('refused');
    const placed = treeOf(outcome.assembly.documents);
    const stopped = obeyStops(outcome.assembly, {
      echo: { level: 'quarantine', who: 'pilot', why: 'fog', when: '2026-01-02T03:04:05Z' },
    });

    const restored = treeOf(placedAssembly(stopped).documents);

    expect(treeOf(stopped.documents).get('echo/rules.yaml')).not.toBe(placed.get('echo/rules.yaml'));
    expect([...restored]).toEqual([...placed]);
  });

  it('say it once, however many objects hold them', () => {
    const watched = testEnvironment({ tier: 'production', prometheus: { logMetrics: 'exported' } });
    const stops: Stops = { echo: { level: 'stop', who: 'pilot', why: 'fog', when: '2026-01-02T03:04:05Z' } };
    const outcome = synthesize([place(service('echo', { secrets: ['token'] }), [watched])], watched, { stops });
    if (!('assembly' in outcome)) throw new Error('refused');
    const held = findAll(outcome.assembly, 'PrometheusRule').filter(({ service: whose }) => whose === 'echo');

    const saying = held.filter(({ object }) => JSON.stringify(object).includes('MlServiceStopped'));

    expect(held.map(({ object }) => (object as Read).metadata.name).sort()).toEqual(['logs', 'secrets', 'slo']);
    expect(saying.map(({ object }) => (object as Read).metadata.name)).toEqual(['slo']);
  });

  it('say nothing of it while the service runs', () => {
    expect(
      stoppedAt(undefined)
        .rulesOf('echo')
        .filter(({ alert }) => alert === 'MlServiceStopped'),
    ).toEqual([]);
  });
});
