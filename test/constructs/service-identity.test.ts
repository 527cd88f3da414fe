import { Workload } from '../../constructs/index';
import { find, findAll, objectOf, podOf, reasonOf, type Read } from '../support/documents';
import { render, service, type Rendering } from '../support/environment';
import { refusalsIn } from '../support/errors';

const MEMBER = 'resource.google_project_iam_member';
const POOL =
  'principal://iam.googleapis.com/projects/900800700600/locations/global/workloadIdentityPools/harbour-models.svc.id.goog';

const two = service('echo', { identity: { google: ['roles/storage.objectViewer'] } }, (of, env) => {
  new Workload(of, 'helper', {
    image: env.image('echo'),
    identity: { google: ['roles/storage.objectViewer', 'roles/pubsub.publisher'] },
  });
});

/** What the pods themselves are given: the deploy job and the platform have rights of their own. */
const rightsOf = (rendering: Rendering) =>
  findAll(rendering, MEMBER, 'echo').filter(({ id }) => !id.endsWith('/deploy_container_clusterViewer'));

describe('the identity of a workload', () => {
  it('is a service account of its own, named after the workload, that its pods run as', () => {
    const rendering = render(two);

    for (const workload of ['api', 'helper']) {
      const account = objectOf(rendering, 'ServiceAccount', workload);
      expect(account).toMatchObject({
        metadata: { name: workload, namespace: 'echo' },
        automountServiceAccountToken: false,
      });
      expect(podOf(rendering, workload).serviceAccountName).toBe(workload);
    }
  });

  it('is the pods themselves to Google: by project number, pool, namespace and account', () => {
    const rendering = render(two);

    expect(objectOf(rendering, MEMBER, 'api_storage_objectViewer')).toEqual({
      project: 'harbour-models',
      role: 'roles/storage.objectViewer',
      member: `${POOL}/subject/ns/echo/sa/api`,
    });
    expect(objectOf(rendering, MEMBER, 'helper_pubsub_publisher').member).toBe(`${POOL}/subject/ns/echo/sa/helper`);
  });

  it('is granted to one workload, never to the whole namespace or cluster', () => {
    const members = rightsOf(render(two)).map(({ object }) => (object as Read).member);

    expect(members).toHaveLength(3);
    for (const member of members) expect(member).toMatch(/\/subject\/ns\/echo\/sa\/(api|helper)$/);
  });

  it('is nobody outside the cluster unless a role is named', () => {
    expect(rightsOf(render(service('echo')))).toEqual([]);
    expect(rightsOf(render(service('echo', { identity: {} })))).toEqual([]);
    expect(rightsOf(render(service('echo', { identity: { google: [] } })))).toEqual([]);
  });

  it('has no key anywhere', () => {
    for (const { kind } of render(two).documents) expect(kind).not.toMatch(/key/i);
  });

  it('says which prop its roles come from', () => {
    const rendering = render(two);

    expect(reasonOf(find(rendering, MEMBER, 'api_storage_objectViewer'), 'role')).toMatchObject({
      prop: 'identity.google',
    });
    expect(reasonOf(find(rendering, MEMBER, 'helper_pubsub_publisher'), 'role')).toMatchObject({
      prop: 'helper.identity.google',
    });
  });

  it.each([
    ['a primitive role', ['roles/editor']],
    ['a role without its prefix', ['storage.objectViewer']],
    ['a custom role of a project', ['projects/p/roles/custom']],
    ['a pattern', ['roles/storage.*']],
    ['a text', 'roles/storage.objectViewer'],
    ['nothing', null],
    ['a number', [7]],
    ['a role with a blank', ['roles/storage.objectViewer ']],
  ])('refuses %s', (_, google) => {
    expect(refusalsIn(render(service('echo', { identity: { google } })))).toEqual([
      'VALUE_INVALID echo.identity.google',
    ]);
  });

  it('has a role once, or says that it is named twice', () => {
    const google = ['roles/storage.objectViewer', 'roles/storage.objectViewer'];

    const rendering = render(service('echo', { identity: { google } }));

    expect(rendering).not.toRefuse('SERVICE_THREW');
  });

  it('refuses a prop that identity does not have', () => {
    expect(render(service('echo', { identity: { goggle: [] } }))).toRefuse('PROP_UNKNOWN', 'echo.identity.goggle');
  });
});

describe('an account that pods act as', () => {
  const signing = (because: unknown, more: Record<string, unknown> = {}) =>
    render(
      service('echo', {
        identity: { google: { actAs: 'account', because, roles: ['roles/storage.objectViewer'], ...more } },
      }),
    );
  const EMAIL = 'pods-echo--api@harbour-models.iam.gserviceaccount.com';
  const BINDING = 'resource.google_service_account_iam_member';

  it('is made for one workload, and its pods alone may act as it', () => {
    const rendering = signing('api-without-federation');

    expect(objectOf(rendering, 'resource.google_service_account', 'api_pods').account_id).toBe('pods-echo--api');
    expect(objectOf(rendering, 'ServiceAccount', 'api').metadata.annotations).toMatchObject({
      'iam.gke.io/gcp-service-account': EMAIL,
    });
    expect(
      findAll(rendering, BINDING, 'echo')
        .filter(({ id }) => id.includes('/api_pods'))
        .map(({ object }) => object),
    ).toEqual([
      {
        service_account_id: `projects/harbour-models/serviceAccounts/${EMAIL}`,
        role: 'roles/iam.workloadIdentityUser',
        member: 'serviceAccount:harbour-models.svc.id.goog[echo/api]',
        depends_on: ['google_service_account.api_pods'],
      },
    ]);
  });

  it('has the roles instead of the pods', () => {
    expect(rightsOf(signing('signed-urls')).map(({ object }) => (object as Read).member)).toEqual([
      `serviceAccount:${EMAIL}`,
    ]);
  });

  it.each(['signed-urls', 'domain-wide-delegation'])('may sign for itself, and for nobody else, for %s', (because) => {
    expect(objectOf(signing(because), BINDING, 'api_pods_signs')).toMatchObject({
      service_account_id: expect.stringContaining(EMAIL) as string,
      role: 'roles/iam.serviceAccountTokenCreator',
      member: `serviceAccount:${EMAIL}`,
    });
  });

  it('reaches the metadata server', () => {
    const egress = objectOf(signing('signed-urls', { roles: [] }), 'NetworkPolicy', 'api-egress').spec.egress;

    expect(JSON.stringify(egress)).toContain('169.254.169.254/32');
  });

  it('has a name that Google takes and that no other workload has', () => {
    const longest = 'a'.repeat(25);
    const rendering = render(
      service(longest, { identity: { google: { actAs: 'account', because: 'signed-urls', roles: [] } } }),
    );

    expect(objectOf(rendering, 'resource.google_service_account', 'api_pods').account_id).toMatch(
      /^[a-z][-a-z0-9]{4,28}[a-z0-9]$/,
    );
  });

  it.each([
    ['no reason', undefined, {}, 'VALUE_INVALID echo.identity.google.because'],
    ['another reason', 'it is easier', {}, 'VALUE_INVALID echo.identity.google.because'],
    ['the address of an account', 'signed-urls', { actAs: 'a@b' }, 'VALUE_INVALID echo.identity.google.actAs'],
    ['a primitive role', 'signed-urls', { roles: ['roles/owner'] }, 'VALUE_INVALID echo.identity.google.roles'],
    ['a key', 'signed-urls', { key: 'x' }, 'PROP_UNKNOWN echo.identity.google.key'],
  ])('refuses %s', (_, because, more, refusal) => {
    expect(refusalsIn(signing(because, more))).toEqual([refusal]);
  });
});
