import { Construct } from 'constructs';
import { MlService } from '../../constructs/index';
import type { Environment } from '../../lib/environment';
import { place } from '../../lib/placement';
import { find, findAll, objectOf, type Read } from '../support/documents';
import {
  environmentSource,
  pinned,
  removePrograms,
  render,
  renderProgram,
  renderTable,
  service,
  testEnvironment,
  type LooseProps,
  type ServiceClass,
} from '../support/environment';
import { mistakeIn, mistakesIn, refusalsIn } from '../support/errors';

afterAll(removePrograms);

describe('a service', () => {
  it('needs an owner and an image, and nothing else', () => {
    const rendering = render(service('echo'));

    expect(rendering.mistakes).toEqual([]);
    expect(findAll(rendering, 'Deployment')).toHaveLength(1);
  });

  it('is applied by two authorities: its cage by the platform, the rest by its own deploy job', () => {
    const rendering = render(service('echo', { replicas: 2, secrets: ['key'] }));
    const kindsOf = (path: string) => [
      ...new Set(rendering.documents.filter((one) => one.path === path).map(({ kind }) => kind)),
    ];

    expect(kindsOf('echo/kubernetes.yaml')).toEqual([
      'Deployment',
      'Service',
      'ExternalSecret',
      'HTTPRoute',
      'PrometheusRule',
      'GCPBackendPolicy',
      'HealthCheckPolicy',
      'PodDisruptionBudget',
    ]);
    expect(kindsOf('echo/grants/kubernetes.yaml')).toEqual([
      'LimitRange',
      'Namespace',
      'ResourceQuota',
      'ServiceAccount',
      'SecretStore',
      'NetworkPolicy',
      'Role',
      'RoleBinding',
    ]);
    expect(rendering.documents.filter(({ path }) => path === 'echo/terraform/cdk.tf.json')).toEqual([]);
  });

  it('has every object in its own namespace, owned and labelled as its own', () => {
    const rendering = render(service('echo', { replicas: 2, secrets: ['key'] }));

    for (const { domain, service: of, owner, object, kind } of rendering.documents) {
      if (domain !== 'kubernetes' || of === undefined) continue;
      const { namespace, name, labels } = (object as Read).metadata;
      expect(kind === 'Namespace' ? name : namespace).toBe('echo');
      expect(labels).toMatchObject({ 'taxiway.dev/service': 'echo', 'taxiway.dev/owner': 'pilots' });
      expect(owner).toBe('group::pilots');
    }
  });

  it('has a reason for everything that it emits', () => {
    const rendering = render(
      service('echo', { gpu: { model: 'l4' }, replicas: 2, secrets: ['key'], calls: ['gitlab-api'] }),
    );

    for (const { domain, origins, id } of rendering.documents) {
      if (domain !== 'kubernetes') continue;
      expect([id, Object.keys(origins.fields).length > 0]).toEqual([id, true]);
      for (const { prop, fact, rule } of Object.values(origins.fields))
        expect([prop, fact, rule].filter((one) => one !== undefined)).toHaveLength(1);
    }
  });

  it('is declared in the assembly with every prop and where it comes from', () => {
    const { props, ...summary } = objectOf(render(service('echo', { maturity: 'beta' })), 'Service', 'echo');

    expect(summary).toMatchObject({
      service: 'echo',
      owner: 'group::pilots',
      maturity: 'beta',
      mode: 'M1',
      workloads: [{ name: 'api', replicas: 2 }],
    });
    expect(props.owner).toMatchObject({ value: 'group::pilots', origin: 'typed' });
    expect(props.image).toMatchObject({ value: pinned('echo') });
  });

  it('renders the same however often it is rendered', () => {
    const once = render(service('echo', { gpu: { model: 'l4' }, secrets: ['key'] }));

    const again = render(service('echo', { gpu: { model: 'l4' }, secrets: ['key'] }));

    expect(JSON.stringify(again)).toBe(JSON.stringify(once));
  });

  it('does not change when another service is placed beside it', () => {
    const own = (services: readonly ServiceClass[]) =>
      render(services).documents.filter((one) => one.service === 'echo');
    const echo = service('echo', { secrets: ['key'] });

    expect(own([service('agent', { gpu: { model: 'l4' } }), echo, service('spam')])).toEqual(own([echo]));
  });
});

describe('the mistakes of a service', () => {
  it('are all reported, not only the first', () => {
    const rendering = render(
      service('echo', (env) => ({
        owner: 'group::nobody-knows',
        image: env.image('missing'),
        maturity: 'GA',
        mode: 'M3',
        run: { memory: '5 Gi', cpu: -1, args: 'x' },
        serves: { port: 0, longestRequest: '-5ms' },
        gpu: { model: 'l4', count: 3 },
        replicas: { min: 5, max: 3 },
        secrets: ['a/b', 'good', 'good'],
        identity: { google: ['roles/owner'] },
        callers: ['Rails'],
        calls: ['echo'],
        dashboards: {},
      })),
    );

    expect(refusalsIn(rendering)).toEqual([
      'DURATION_INVALID echo.serves.longestRequest',
      'GPU_COUNT_INVALID echo.gpu.count',
      'IMAGE_NOT_PINNED echo.image',
      'MODE_UNSUPPORTED echo.mode',
      'NAME_INVALID echo.callers',
      'NAME_INVALID echo.calls',
      'OWNER_UNKNOWN echo.owner',
      'PORT_INVALID echo.serves.port',
      'PROP_UNKNOWN echo.dashboards',
      'QUANTITY_INVALID echo.run.cpu',
      'QUANTITY_INVALID echo.run.memory',
      'REPLICAS_INVALID echo.replicas',
      'SECRET_DUPLICATE echo.secrets.2',
      'SECRET_NAME_INVALID echo.secrets.0',
      'VALUE_INVALID echo.identity.google',
      'VALUE_INVALID echo.maturity',
      'VALUE_INVALID echo.run.args',
    ]);
    expect(rendering.documents).toEqual([]);
  });

  it('say what is wrong and what helps, in one line each, without a full stop', () => {
    const rendering = render([
      service('echo', { owner: 'group::pilot', serves: { port: 0 }, nope: 1 }),
      service('Spam', { replicas: -1 }),
      service('s'.repeat(29)),
    ]);

    expect(rendering.mistakes.length).toBeGreaterThan(5);
    for (const { problem, fix, environment, source } of rendering.mistakes) {
      for (const text of [problem, fix]) expect(text).toMatch(/^[^A-Z\s][^\n]*[^.\s]$/);
      expect(environment).toBe('harbour');
      expect(source?.file).toMatch(/^test\//);
    }
  });

  it('of one service stand beside those of the others', () => {
    const rendering = render([
      service('echo', { replicas: -1 }),
      service('agent'),
      service('spam', { serves: { port: 1 } }),
    ]);

    expect(refusalsIn(rendering)).toEqual(['PORT_INVALID spam.serves.port', 'REPLICAS_INVALID echo.replicas']);
  });

  it.each<[string, LooseProps, string, readonly string[]]>([
    ['a prop', { replcas: 1 }, 'PROP_UNKNOWN', ["did you mean 'replicas'?"]],
    ['an owner', { owner: 'group::pilot' }, 'OWNER_UNKNOWN', ["did you mean 'group::pilots'?"]],
    ['a maturity', { maturity: 'GA' }, 'VALUE_INVALID', ["did you mean 'ga'?"]],
    ['a GPU', { gpu: { model: 'a100-80b' } }, 'GPU_UNKNOWN', ["did you mean 'a100-80gb'?"]],
    ['a budget', { budget: '3,000 USD' }, 'BUDGET_INVALID', ["'3000 USD'"]],
  ])('offer the nearest right word for a misspelt one: %s', (_, props, code, words) => {
    const mistake = mistakeIn(render(service('echo', props)), code as never);

    for (const word of words) expect(mistake.fix).toContain(word);
  });

  it.each([
    ['in capitals', 'Echo'],
    ['with an underscore', 'my_echo'],
    ['that begins with a digit', '7echo'],
    ['that ends with a hyphen', 'echo-'],
    ['that is empty', ''],
    ['that belongs to the cluster', 'kube-public'],
    ['that belongs to Google', 'gke-managed-echo'],
    ['that is a word of ours', 'platform'],
    ['that is the main application', 'gitlab'],
    ['that leaves its folder', '../echo'],
    ['that is the namespace of everybody', 'default'],
  ])('have an id %s among them', (_, id) => {
    expect(refusalsIn(render(service(id)))).toEqual([`NAME_INVALID ${id === '' ? "''" : id}`]);
  });

  it('have an id that is no text among them', () => {
    expect(render(service(7 as never))).toRefuse('NAME_INVALID');
  });

  it('have a second service of the same id among them', () => {
    const another = class Another extends service('echo') {};

    expect(refusalsIn(render([service('echo'), another]))).toEqual(['SERVICE_DUPLICATE echo']);
  });

  it('have no owner and no image among them, both', () => {
    expect(refusalsIn(render(service('echo', { owner: undefined, image: undefined })))).toEqual([
      'OWNER_UNKNOWN echo.owner',
      'VALUE_INVALID echo.image',
    ]);
  });

  it('have an owner of another environment among them', () => {
    const spec = testEnvironment({
      teams: { 'group::pilots': undefined, 'group::crew': { group: 'crew', receiver: 'pilots' } },
    });

    expect(mistakeIn(render(service('echo'), spec), 'OWNER_UNKNOWN')).toMatchObject({
      given: 'group::pilots',
      allowed: ['group::crew'],
    });
  });

  it('have their line, where the program is loaded as the command line loads it', () => {
    const [rendering] = renderProgram({
      'environments/harbour.ts': environmentSource('harbour', testEnvironment()),
      'services/echo.ts': `import { MlService, type Environment } from 'taxiway';

export class Echo extends MlService {
  constructor(env: Environment) {
    super(env, 'echo', {
      owner: 'group::pilots',
      image: env.image('echo'),
      serves: {
        port: 80,
      },
      replicas: env.select({ harbour: -1 } as never),
    });
  }
}
`,
      'services/index.ts': `import { place } from 'taxiway';
import { harbour } from '../environments/harbour';
import { Echo } from './echo';

export const placements = [place(Echo, [harbour])];
`,
    });

    expect(rendering!.mistakes.map(({ at, source }) => [at, source?.file, source?.line])).toEqual([
      ['echo.serves.port', 'services/echo.ts', 9],
      ['echo.replicas', 'services/echo.ts', 11],
    ]);
  });
});

describe('a prop that belongs elsewhere', () => {
  it.each([
    ['scaleOn', 'replicas.scaleOn'],
    ['cpu', 'run.cpu'],
    ['args', 'run.args'],
    ['port', 'serves.port'],
    ['profile', 'serves.profile'],
  ])('is refused with its place: %s', (name, place) => {
    const { fix } = mistakeIn(render(service('echo', { [name]: 1 })), 'PROP_UNKNOWN');

    expect(fix).toMatch(new RegExp(`^did you mean '${place}'\\? use one of owner, `));
  });

  it('is told from one that is only misspelt', () => {
    expect(mistakeIn(render(service('echo', { replcas: 1 })), 'PROP_UNKNOWN').fix).toMatch(
      /^did you mean 'replicas'\?/,
    );
    expect(mistakeIn(render(service('echo', { zzz: 1 })), 'PROP_UNKNOWN').fix).toMatch(/^use one of owner, /);
  });
});

describe('a placement table', () => {
  it('refuses two environments of one name, which would share a folder', () => {
    const [one, other] = [testEnvironment(), testEnvironment()];
    const table = [place(service('echo'), [one]), place(service('agent'), [other])];

    expect(renderTable(table, one)).toRefuse('ENVIRONMENT_DUPLICATE', 'harbour.name');
  });

  const throwing = class Throwing extends MlService {
    constructor(env: Environment) {
      super(env, 'throwing', { owner: 'group::pilots', image: env.image('echo') });
      throw new Error('no such file');
    }
  };

  it('with a service that throws still reports all others', () => {
    const rendering = render([throwing, service('echo', { replicas: -1 })]);

    expect(refusalsIn(rendering)).toEqual(['REPLICAS_INVALID echo.replicas', 'SERVICE_THREW Throwing']);
    expect(mistakeIn(rendering, 'SERVICE_THREW').problem).toContain('no such file');
  });

  it('says in one line what was thrown, however much that is', () => {
    const wordy = class Wordy extends Construct {
      constructor(env: Construct) {
        super(env, 'wordy');
        throw new Error(`command failed\n${'    at a line of a stack\n'.repeat(100)}`);
      }
    };

    const { problem } = mistakeIn(render([wordy]), 'SERVICE_THREW');

    expect(problem).toMatch(/^its constructor threw: command failed\\n {4}at a line/);
    expect(problem).not.toContain('\n');
    expect(problem.length).toBeLessThan(400);
  });

  it.each([
    ['a text', 'oops'],
    ['nothing', undefined],
    ['an object', { code: 1 }],
  ])('takes %s for an error as well', (_, thrown) => {
    const odd = class Odd extends Construct {
      constructor(env: Construct) {
        super(env, 'odd');
        // oxlint-disable-next-line typescript/only-throw-error -- what a service file may do
        throw thrown;
      }
    };

    expect(refusalsIn(render([odd, service('echo')]))).toEqual(['SERVICE_THREW Odd']);
  });

  it('refuses a service that is placed twice in one row', () => {
    const spec = testEnvironment();

    expect(refusalsIn(renderTable([place(service('echo'), [spec, spec])], spec))).toEqual([
      'SERVICE_PLACED_TWICE placements.echo-service',
    ]);
  });

  it('refuses a service that is placed twice in two rows, once', () => {
    const spec = testEnvironment();
    const echo = service('echo');

    expect(refusalsIn(renderTable([place(echo, [spec]), place(echo, [spec])], spec))).toEqual([
      'SERVICE_PLACED_TWICE placements.echo-service',
    ]);
  });

  it('takes two classes of one name, in two files, for two services', () => {
    const classOf = (id: string) => {
      const Api = class Api extends service(id) {};
      return Api;
    };

    expect(refusalsIn(render([classOf('echo'), classOf('agent')]))).toEqual([]);
  });

  it('refuses a selection that leaves this environment out, and names the arms there are', () => {
    const mistake = mistakeIn(
      render(service('echo', (env) => ({ replicas: env.select({ staging: 1, production: 2 }) }))),
      'SELECT_INCOMPLETE',
    );

    expect(mistake).toMatchObject({ at: 'env.select', allowed: ['staging', 'production'], environment: 'harbour' });
    expect(mistake.source?.file).toMatch(/test\//);
  });

  it('takes no arm that an object has by itself', () => {
    const spec = testEnvironment({ name: 'constructor' });

    expect(
      render(
        service('echo', (env) => ({ replicas: env.select({}) })),
        spec,
      ),
    ).toRefuse('SELECT_INCOMPLETE');
  });

  it('refuses what nobody can apply: a GPU limit that all services together exceed, naming each', () => {
    const spec = testEnvironment({ gpus: { l4: { limit: 10 } } });
    const gpu = { model: 'l4' };

    const mistake = mistakeIn(
      render([service('echo', { gpu, replicas: 7 }), service('agent', { gpu, replicas: 4 })], spec),
      'GPU_LIMIT_EXCEEDED',
    );

    expect(mistake).toMatchObject({ at: 'harbour.gpus.l4.limit', given: 11 });
    expect(mistake.problem).toMatch(/agent\/api.*echo\/api/);
  });

  it('reports wrong facts beside wrong props', () => {
    const spec = testEnvironment({ cluster: { issuer: 'https://issuer.example/' } });

    expect(refusalsIn(render(service('echo', { replicas: -1 }), spec))).toEqual([
      'FACT_INVALID harbour.cluster.issuer',
      'REPLICAS_INVALID echo.replicas',
    ]);
  });

  it('never shows a stack of its own code to an author', () => {
    for (const { problem, fix } of mistakesIn(render([throwing, service('Spam')])))
      expect(`${problem} ${fix}`).not.toMatch(/node_modules|\bat .*:\d+:\d+/);
  });

  it('is empty, and that is fine', () => {
    const rendering = render([]);

    expect(rendering.mistakes).toEqual([]);
    expect(find(rendering, 'resource.vault_mount').path).toBe('platform/terraform/cdk.tf.json');
  });
});
