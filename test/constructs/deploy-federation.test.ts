import { find, findAll, objectOf, reasonOf, type Read } from '../support/documents';
import { render, service, testEnvironment } from '../support/environment';
import { refusalsIn } from '../support/errors';

const POOL = 'resource.google_iam_workload_identity_pool';
const PROVIDER = 'resource.google_iam_workload_identity_pool_provider';
const provider = (spec = testEnvironment()): Read => objectOf(render([], spec), PROVIDER, 'deploys');

describe('how deploy jobs are known to Google', () => {
  it('is a pool for each environment, with one provider, and neither can be destroyed', () => {
    const rendering = render([]);

    expect(objectOf(rendering, POOL)).toMatchObject({
      workload_identity_pool_id: 'deploys-harbour',
      lifecycle: { prevent_destroy: true },
    });
    expect(objectOf(rendering, PROVIDER)).toMatchObject({
      workload_identity_pool_id: 'deploys-harbour',
      depends_on: ['google_iam_workload_identity_pool.deploys'],
      lifecycle: { prevent_destroy: true },
    });
  });

  it('takes tokens that are meant for it alone, of the one GitLab', () => {
    expect(provider().oidc).toEqual({
      issuer_uri: 'https://git.harbour.example',
      allowed_audiences: [
        'https://iam.googleapis.com/projects/900800700600/locations/global/workloadIdentityPools/deploys-harbour/providers/gitlab',
      ],
    });
  });

  it('asks for project, protected branch and an environment of its own, whatever a job is named', () => {
    const { attribute_condition: condition } = provider();

    expect(condition.split(' && ')).toEqual([
      'assertion.project_id == "4711"',
      'assertion.ref_type == "branch"',
      'assertion.ref == "trunk"',
      'assertion.ref_protected == "true"',
      'assertion.pipeline_source != "merge_request_event"',
      'assertion.environment_protected == "true"',
      'assertion.environment.startsWith("harbour/")',
    ]);
  });

  it('knows a job by what never outgrows 127 bytes', () => {
    const { attribute_mapping: mapping } = provider();
    const longest = mapping['google.subject']
      .split(' + ')
      .map((part: string) => (part.startsWith('"') ? part.slice(1, -1) : '9'.repeat(20)))
      .join('');

    expect(longest.length).toBeLessThanOrEqual(127);
    expect(JSON.stringify(mapping)).not.toMatch(/assertion\.(?:sub|ref|ref_path|project_path)"/);
  });

  it('has an id that Google takes, also for the longest name of an environment', () => {
    const spec = testEnvironment({ name: `e${'n'.repeat(30)}` });

    expect(objectOf(render([], spec), POOL).workload_identity_pool_id).toMatch(/^[a-z][a-z0-9-]{3,31}$/);
  });

  it('lets each job act as the account of its own service, and no other', () => {
    const rendering = render([service('echo'), service('echo-eval')]);
    const bound = findAll(rendering, 'resource.google_service_account_iam_member').map(({ object }) => object as Read);

    expect(
      bound.map(({ service_account_id: account, member, role }) => [
        account.split('/').at(-1).split('@')[0],
        member.split('/attribute.environment/')[1],
        role,
      ]),
    ).toEqual([
      ['deploy-echo-eval', 'harbour/echo-eval', 'roles/iam.workloadIdentityUser'],
      ['deploy-echo', 'harbour/echo', 'roles/iam.workloadIdentityUser'],
      ['taxiway-platform', 'harbour/platform', 'roles/iam.workloadIdentityUser'],
    ]);
    for (const { member } of bound) expect(member).toMatch(/^principalSet:\/\/.*\/deploys-harbour\/attribute\./);
  });

  it('says which facts it comes from', () => {
    expect(reasonOf(find(render([]), PROVIDER), 'oidc.issuer_uri')).toMatchObject({ fact: 'gitlab.url' });
  });

  it('refuses a project that is a path: it could be taken over', () => {
    const spec = testEnvironment({ gitlab: { deployProject: 'group/services' } });

    expect(refusalsIn(render(service('echo'), spec))).toEqual(['FACT_INVALID harbour.gitlab.deployProject']);
  });
});
