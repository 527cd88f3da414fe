import { DEPLOYED } from '../../constructs/deploy-identity';
import { GpuWorkload, Workload } from '../../constructs/index';
import { find, findAll, objectOf, reasonOf, type Read } from '../support/documents';
import { render, service, testEnvironment, type Rendering } from '../support/environment';
import '../support/errors';

const whole = (): Rendering =>
  render(
    service(
      'echo',
      {
        replicas: 2,
        secrets: ['api-key'],
        calls: ['gitlab-api'],
        identity: { google: ['roles/storage.objectViewer'] },
      },
      (of, env) => {
        of.workload.mayCall(
          new GpuWorkload(of, 'ranker', {
            image: env.image('ranker'),
            gpu: { model: 't4' },
            replicas: 3,
            callers: ['rails'],
            secrets: ['hub-token', 'api-key'],
          }),
        );
      },
    ),
  );

const CAGE = [
  'namespaces',
  'resourcequotas',
  'limitranges',
  'networkpolicies',
  'fqdnnetworkpolicies',
  'roles',
  'rolebindings',
  'serviceaccounts',
  'secretstores',
  'secrets',
  'pods/exec',
  'pods/attach',
  'pods/portforward',
  'serviceaccounts/token',
  'gateways',
];
const CHANGES = ['create', 'update', 'patch', 'delete', 'deletecollection', '*', 'bind', 'escalate', 'impersonate'];

/** Whether rules let somebody do one of the verbs to a resource. */
function may(rules: readonly Read[], resource: string, verbs: readonly string[]): boolean {
  return rules.some(
    (rule) =>
      [resource, '*'].some((one) => rule.resources.includes(one)) &&
      rule.verbs.some((verb: string) => verbs.includes(verb)),
  );
}

const plural = (kind: string): string => kind.toLowerCase().replace(/y$/, 'ie').concat('s');

describe('the identity of the deploy job', () => {
  it("may apply every kind that the service's own file holds", () => {
    const rendering = whole();
    const { rules } = objectOf(rendering, 'Role', 'deploy');
    const own = rendering.documents.filter(({ path }) => path === 'echo/kubernetes.yaml');

    expect(own.length).toBeGreaterThan(8);
    for (const { kind, id } of own) {
      const [, , group] = id.split('/');
      const rule = rules.find(
        (one: Read) => one.apiGroups.includes(group === 'core' ? '' : group) && one.resources.includes(plural(kind)),
      );
      expect([kind, rule?.verbs]).toEqual([kind, expect.arrayContaining(['get', 'create', 'patch', 'delete'])]);
    }
  });

  it('can do nothing to its own cage, and run nothing by hand', () => {
    const { rules } = objectOf(whole(), 'Role', 'deploy');

    for (const resource of CAGE) expect([resource, may(rules, resource, CHANGES)]).toEqual([resource, false]);
    expect(may(rules, 'secrets', ['get', 'list', 'watch'])).toBe(false);
    expect(may(rules, 'pods', CHANGES)).toBe(false);
    expect(JSON.stringify(rules)).not.toContain('*');
  });

  it('may write exactly the kinds of DEPLOYED', () => {
    const { rules } = objectOf(whole(), 'Role', 'deploy');
    const written = rules.filter((rule: Read) => rule.verbs.includes('create'));

    expect(written.map(({ apiGroups, resources }: Read) => ({ apiGroups, resources }))).toEqual(DEPLOYED);
  });

  it('is one Google account, bound in its own namespace only', () => {
    const rendering = whole();

    expect(objectOf(rendering, 'resource.google_service_account', 'deploy')).toEqual({
      account_id: 'deploy-echo',
      project: 'harbour-models',
      display_name: 'Deploys echo',
    });
    expect(objectOf(rendering, 'RoleBinding', 'deploy')).toMatchObject({
      metadata: { namespace: 'echo' },
      roleRef: { kind: 'Role', name: 'deploy' },
      subjects: [
        {
          kind: 'User',
          name: 'deploy-echo@harbour-models.iam.gserviceaccount.com',
          apiGroup: 'rbac.authorization.k8s.io',
        },
      ],
    });
    expect(rendering.documents.filter(({ kind }) => kind.startsWith('Cluster'))).toEqual([]);
  });

  it('names an account that Google accepts, also for the longest service', () => {
    const id = 'a'.repeat(27);

    const { account_id: account } = objectOf(render(service(id)), 'resource.google_service_account', 'deploy');

    expect(account).toMatch(/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/);
    expect(objectOf(render(service(id)), 'RoleBinding', 'deploy').subjects[0].name).toBe(
      `${account}@harbour-models.iam.gserviceaccount.com`,
    );
  });

  it('logs in to Vault as the protected branch of one project, for one service in one environment', () => {
    expect(objectOf(whole(), 'resource.vault_jwt_auth_backend_role', 'deploy')).toMatchObject({
      backend: 'jwt-harbour-deploys',
      bound_claims: {
        project_id: '4711',
        ref_type: 'branch',
        ref: 'trunk',
        ref_protected: 'true',
        environment: 'harbour/echo',
      },
      bound_claims_type: 'string',
      disable_bound_claims_parsing: true,
      user_claim: 'project_id',
      token_ttl: 300,
      token_max_ttl: 900,
    });
  });

  it('sees that the declared secrets exist, and never what they are', () => {
    const { policy } = objectOf(whole(), 'resource.vault_policy', 'deploy');
    const paths = [...policy.matchAll(/path "([^"]+)"/g)].map(([, path]) => path);

    expect(paths).toEqual([
      'kv-harbour/metadata/env/harbour/service/echo/api-key',
      'kv-harbour/metadata/env/harbour/service/echo/hub-token',
    ]);
    expect(new Set(policy.match(/"(create|read|update|patch|delete|list|sudo)"/g))).toEqual(new Set(['"read"']));
  });

  it('has no login to Vault where there is no secret', () => {
    const rendering = render(service('echo'));

    expect(findAll(rendering, 'resource.vault_jwt_auth_backend_role', 'echo')).toEqual([]);
    expect(findAll(rendering, 'resource.vault_policy', 'echo')).toEqual([]);
  });

  it('says which prop its grants come from', () => {
    expect(reasonOf(find(whole(), 'resource.vault_policy', 'deploy'), 'policy')).toMatchObject({ prop: 'secrets' });
  });
});

describe('the owning team', () => {
  it('sees everything but secrets, and changes nothing', () => {
    const { rules } = objectOf(whole(), 'Role', 'team');

    for (const rule of rules) expect(rule.verbs).toEqual(['get', 'list', 'watch']);
    for (const resource of ['secrets', 'pods/exec', 'serviceaccounts/token'])
      expect(may(rules, resource, ['get', 'list', 'watch', ...CHANGES])).toBe(false);
    expect(may(rules, 'pods/log', ['get'])).toBe(true);
  });

  it('is its Google group in the domain of the environment', () => {
    const spec = testEnvironment({
      groupDomain: 'crew.example',
      teams: { 'group::pilots': { group: 'all-pilots', receiver: 'pilots' } },
    });

    expect(objectOf(render(service('echo'), spec), 'RoleBinding', 'team').subjects).toEqual([
      { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'all-pilots@crew.example' },
    ]);
  });
});

describe('two services', () => {
  it('never share an account, a role or a login', () => {
    const rendering = render([
      service('echo', { secrets: ['api-key'] }),
      service('echo-eval', { secrets: ['api-key'] }, (of, env) => {
        new Workload(of, 'feeder', { image: env.image('echo') });
      }),
    ]);
    const all = (kind: string, field: string) => findAll(rendering, kind).map(({ object }) => (object as Read)[field]);

    for (const [kind, field] of [
      ['resource.google_service_account', 'account_id'],
      ['resource.vault_policy', 'name'],
      ['resource.vault_jwt_auth_backend_role', 'role_name'],
    ] as const) {
      expect(new Set(all(kind, field)).size).toBe(all(kind, field).length);
    }
  });
});
