import { findAll, objectOf, type Read } from '../support/documents';
import { render, service, testEnvironment } from '../support/environment';

const production = testEnvironment({
  tier: 'production',
  alertReceivers: {
    pilots: { channel: '#pilots', pager: 'pager-pilots' },
    crew: { channel: '#crew', pager: 'pager-crew' },
  },
  teams: {
    'group::pilots': { group: 'pilots', receiver: 'pilots' },
    'group::crew': { group: 'crew', receiver: 'crew' },
  },
});
const rendered = (spec = production) => {
  const rendering = render(service('echo'), spec);
  expect(rendering.mistakes).toEqual([]);
  return rendering;
};
const NAME = 'taxiway-alert-receivers';
const PLACE = 'env/harbour/service/platform/alert-receivers';
const keysIn = (rendering: ReturnType<typeof rendered>): readonly string[] =>
  objectOf(rendering, 'ExternalSecret', NAME).spec.data.map(({ secretKey }: Read) => secretKey);

describe('the keys of receivers', () => {
  it('arrive in the Secret that Alertmanager mounts, from one object in Vault', () => {
    const { metadata, spec } = objectOf(rendered(), 'ExternalSecret', NAME);

    expect(metadata).toMatchObject({ name: NAME, namespace: 'watch' });
    expect(spec).toMatchObject({
      secretStoreRef: { name: NAME, kind: 'SecretStore' },
      target: { name: 'alert-receivers', creationPolicy: 'Owner', deletionPolicy: 'Retain' },
    });
    for (const { secretKey, remoteRef } of spec.data)
      expect(remoteRef).toMatchObject({ key: PLACE, property: secretKey });
  });

  it('are exactly those that the routing names', () => {
    const rendering = rendered();

    const { receivers } = objectOf(rendering, 'AlertmanagerConfig', 'taxiway').spec;
    const named = receivers.flatMap(({ slackConfigs = [], pagerdutyConfigs = [] }: Read) => [
      ...slackConfigs.map(({ apiURL }: Read) => apiURL),
      ...pagerdutyConfigs.map(({ routingKey }: Read) => routingKey),
    ]);
    expect(named).toHaveLength(4);
    expect(new Set(named.map(({ key }: Read) => key))).toEqual(new Set(keysIn(rendering)));
    expect(new Set(named.map(({ name }: Read) => name))).toEqual(new Set(['alert-receivers']));
  });

  it('are no pagers where nobody is woken', () => {
    expect(keysIn(rendered({ ...production, tier: 'staging' }))).toEqual(['channel-crew', 'channel-pilots']);
  });

  it('are read by a login of their own, and it reads nothing else', () => {
    const rendering = rendered();

    const name = 'taxiway.pods.harbour.platform.alertmanager';
    const { auth } = objectOf(rendering, 'SecretStore', NAME).spec.provider.vault;
    expect(auth.jwt).toMatchObject({
      role: name,
      kubernetesServiceAccountToken: { serviceAccountRef: { name: NAME } },
    });
    expect(objectOf(rendering, 'resource.vault_jwt_auth_backend_role', 'alert_receivers')).toMatchObject({
      role_name: name,
      bound_subject: `system:serviceaccount:watch:${NAME}`,
      token_policies: [name],
      depends_on: ['vault_jwt_auth_backend.pods'],
    });
    const { policy } = objectOf(rendering, 'resource.vault_policy', 'alert_receivers');
    expect(policy.match(/path "[^"]*"/g)).toEqual([
      `path "kv-harbour/data/${PLACE}"`,
      'path "auth/token/lookup-self"',
      'path "auth/token/revoke-self"',
    ]);
    expect(objectOf(rendering, 'ServiceAccount', NAME).automountServiceAccountToken).toBe(false);
  });

  it('are asked for of the cluster where its issuer can not be read', () => {
    const rendering = rendered(
      testEnvironment({
        vault: { podLogin: { by: 'kubernetes', apiServer: 'https://10.0.0.2', reviewer: 'own-pod' } },
      }),
    );

    expect(objectOf(rendering, 'resource.vault_kubernetes_auth_backend_role', 'alert_receivers')).toMatchObject({
      bound_service_account_names: [NAME],
      bound_service_account_namespaces: ['watch'],
      depends_on: ['vault_auth_backend.pods'],
    });
  });

  it('are brought for an Alertmanager of its own where Google evaluates rules', () => {
    const rendering = rendered(testEnvironment({ prometheus: { rules: 'google' } }));

    expect(findAll(rendering, 'AlertmanagerConfig')).toEqual([]);
    expect(keysIn(rendering)).toContain('channel-pilots');
  });

  it('are told of when they do not arrive, and of no other secret of that namespace', () => {
    const groups: readonly Read[] = objectOf(rendered(), 'PrometheusRule', 'platform--slo').spec.groups;

    const rules: readonly Read[] = groups.find(({ name }) => name === 'taxiway:platform:secrets').rules;
    expect(rules.map(({ alert }) => alert)).toEqual([
      'MlServiceSecretNotSynced',
      'MlServiceSecretSyncUnsteady',
      'MlServiceSecretsUnseen',
    ]);
    for (const { expr, labels } of rules) {
      expect(expr.match(/\{[^}]*\}/g).every((selector: string) => selector.includes(`name=~"${NAME}"`))).toBe(true);
      expect(labels).toMatchObject({ service: 'platform', namespace: 'watch', team: 'group::pilots' });
    }
  });

  it('are not there where alerts are routed elsewhere', () => {
    const rendering = rendered(testEnvironment({ alertmanager: undefined }));

    expect(rendering.documents.filter(({ id }) => /alert[-_]receivers/.test(id))).toEqual([]);
  });
});
