import type { Document } from '../../lib/assembly/document';
import { longLived } from '../../lib/secrets/long-lived';
import { MlService } from '../../constructs/ml-service';
import { Workload } from '../../constructs/workload';
import type { Environment } from '../../lib/environment';
import { findAll, objectOf, ruleFileOf } from '../support/documents';
import { render, service, testEnvironment, type LooseProps } from '../support/environment';

const production = testEnvironment({ tier: 'production' });
const google = testEnvironment({ tier: 'production', prometheus: { rules: 'google' } });
const key = longLived({
  name: 'key',
  reason: 'the provider issues nothing else',
  owner: 'group::pilots',
  expires: '2027-06-30',
  rotateEvery: '60d',
});

/** A second workload with secrets of its own, made after everything of the first. */
class Pair extends MlService {
  constructor(env: Environment) {
    super(env, 'pair', { owner: 'group::pilots', image: env.image('echo'), secrets: [key] });
    new Workload(this, 'ranker', { image: env.image('ranker'), secrets: [key, 'token'] });
  }
}

const alertsIn = (groups: unknown): readonly string[] =>
  (groups as readonly { rules: readonly LooseProps[] }[]).flatMap(({ rules }) =>
    rules.flatMap(({ alert }) => (typeof alert === 'string' ? [alert] : [])),
  );

const namesOf = (documents: readonly Document[]): readonly unknown[] =>
  findAll({ documents }, 'PrometheusRule')
    .filter(({ service: whose }) => whose === 'echo')
    .map(({ object }) => (object['metadata'] as LooseProps)['name'])
    .sort();

describe('the alerts of the secrets of a service', () => {
  it('are none where it has none', () => {
    const { documents } = render(service('echo'), production);

    expect(namesOf(documents)).toEqual(['slo']);
  });

  it('ship as an object that Prometheus selects, and in the one file of the service, after its promises', () => {
    const { documents, mistakes } = render(service('echo', { secrets: ['token'] }), production);

    expect(mistakes).toEqual([]);
    const object = objectOf({ documents }, 'PrometheusRule', 'secrets');
    expect(object.metadata.labels).toMatchObject({ watch: 'rules' });
    expect(alertsIn(object.spec.groups)).toEqual([
      'MlServiceSecretNotSynced',
      'MlServiceSecretSyncUnsteady',
      'MlServiceSecretsUnseen',
    ]);
    expect(ruleFileOf({ documents }, 'echo')).toEqual({
      groups: [...objectOf({ documents }, 'PrometheusRule', 'slo').spec.groups, ...object.spec.groups],
    });
  });

  it('are there for a service that promises nothing as well', () => {
    const { documents } = render(service('echo', { secrets: ['token'], callers: ['sidekiq'] }), production);

    // What runs full is told of every service.
    expect(namesOf(documents)).toEqual(['secrets', 'slo']);
    expect(ruleFileOf({ documents }, 'echo')).toBeDefined();
  });

  it('tell of the secrets of later workloads, and of one that two share once', () => {
    const { documents, mistakes } = render(Pair, production);

    expect(mistakes).toEqual([]);
    const { groups } = objectOf({ documents }, 'PrometheusRule', 'secrets').spec;
    expect(alertsIn(groups).filter((name) => name === 'MlServiceSecretExpires')).toHaveLength(1);
    expect(JSON.stringify(groups)).toContain('pair-api[.]key|pair-ranker[.]key|pair-ranker[.]token');
    const told = documents.find(({ domain }) => domain === 'declaration')!.object['secretAlerts'];
    expect(told).toMatchObject([
      { name: 'pair-api.key', failureTicketsAfter: '15m' },
      { name: 'pair-ranker.key' },
      { name: 'pair-ranker.token' },
      { name: 'key', expiryTicketsFrom: '2027-05-31' },
    ]);
  });

  it('belong to the project where Google evaluates them, for the metrics are of the namespace of the operator', () => {
    const { documents, mistakes } = render(service('echo', { secrets: ['token'] }), google);

    expect(mistakes).toEqual([]);
    const found = documents
      .filter(({ kind, service: whose }) => kind === 'GlobalRules' && whose === 'echo')
      .map(({ object }) => object);
    expect(found.map((object) => (object['metadata'] as LooseProps)['name']).sort()).toEqual([
      'echo--logs',
      'echo--secrets',
      'echo--slo',
    ]);
    expect(JSON.stringify(found)).toContain(String.raw`cluster=\"quay\",exported_namespace=\"echo\"`);
  });

  it('wake somebody before an end in production alone', () => {
    const pages = (spec = production, maturity = 'ga') =>
      JSON.stringify(
        render(service('echo', { secrets: [key], maturity }), spec).documents.find(
          ({ domain }) => domain === 'declaration',
        )!.object['secretAlerts'],
      ).includes('expiryPagesFrom');

    expect([pages(), pages(production, 'experimental'), pages(testEnvironment())]).toEqual([true, false, false]);
  });
});
