import { JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { GpuWorkload, Workload, type MlService } from '../../constructs/index';
import { toBytes, toMillicores } from '../../lib/units';
import { containerOf, find, findAll, objectOf, podOf, reasonOf, type Read } from '../support/documents';
import {
  environmentSource,
  pinned,
  removePrograms,
  render,
  renderProgram,
  service,
  testEnvironment,
} from '../support/environment';
import { refusalsIn } from '../support/errors';

afterAll(removePrograms);

describe('a workload', () => {
  it('is one Deployment that loses no pod before its successor serves', () => {
    const { spec } = objectOf(render(service('echo', { replicas: 9 })), 'Deployment', 'api');

    expect(spec).toMatchObject({
      replicas: 9,
      revisionHistoryLimit: 5,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 0 } },
    });
  });

  it('DIF-4: has its strategy beside the template, and not in it', () => {
    const { spec } = objectOf(render(service('echo')), 'Deployment', 'api');

    expect(spec.template.spec).not.toHaveProperty('strategy');
    expect(Object.keys(spec.template).sort()).toEqual(['metadata', 'spec']);
  });

  it('cdk-stack 5.2: selects its pods by service and workload alone', () => {
    const { selector, template } = objectOf(render(service('echo')), 'Deployment', 'api').spec;

    expect(selector).toEqual({ matchLabels: { 'taxiway.dev/service': 'echo', 'taxiway.dev/workload': 'api' } });
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
  });

  it('cdk-stack 5.2: is the same wherever in the tree its author puts it', () => {
    const image = pinned('ranker');
    const direct = render(
      service('echo', {}, (of) => {
        new Workload(of, 'ranker', { image, secrets: ['key'] });
      }),
    );
    const nested = render(
      service('echo', {}, (of) => {
        new Workload(new Construct(new Construct(of, 'deep'), 'deeper'), 'ranker', { image, secrets: ['key'] });
      }),
    );

    // The declaration says where in the file its props are written, and that differs.
    const files = ({ documents }: typeof direct) =>
      documents.filter(({ path }) => path !== undefined).map(({ id, sha256 }) => `${id} ${sha256}`);

    expect(nested.mistakes).toEqual([]);
    expect(files(nested)).toEqual(files(direct));
  });

  it('cdk-stack 5.2: keeps its selector when everything else about it changes', () => {
    const small = render(service('echo'));
    const large = render(
      service('echo', {
        maturity: 'ga',
        image: pinned('other'),
        gpu: { model: 't4' },
        replicas: 4,
        serves: { port: 9000 },
        run: { runAs: 7 },
      }),
    );

    expect(objectOf(large, 'Deployment').spec.selector).toEqual(objectOf(small, 'Deployment').spec.selector);
  });

  it('cdk-stack 5.3: has amounts that we state, never those of a library', () => {
    const { requests, limits } = containerOf(render(service('echo'))).resources;

    expect(requests).toEqual({ cpu: '500m', memory: '512Mi', 'ephemeral-storage': '3584Mi' });
    expect(limits).toEqual({ memory: '512Mi', 'ephemeral-storage': '3584Mi' });
  });

  it.each([
    [
      { cpu: 1, memory: '1024Mi' },
      { cpu: '1', memory: '1Gi' },
    ],
    [
      { cpu: '1000m', memory: '0.5Gi' },
      { cpu: '1', memory: '512Mi' },
    ],
    [
      { cpu: 0.1, memory: '1.5Gi' },
      { cpu: '100m', memory: '1536Mi' },
    ],
    [
      { cpu: '1500m', memory: '1Ti' },
      { cpu: '1500m', memory: '1Ti' },
    ],
  ])('DIF-2: writes %j as the API server stores it', (run, stored) => {
    expect(containerOf(render(service('echo', { run }))).resources.requests).toMatchObject(stored);
  });

  it('has a disruption budget where there is a second pod, and never one that blocks a drain', () => {
    const budget = objectOf(render(service('echo', { replicas: 2 })), 'PodDisruptionBudget');

    expect(budget.spec).toEqual({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: { 'taxiway.dev/service': 'echo', 'taxiway.dev/workload': 'api' } },
    });
    for (const replicas of [0, 1])
      expect(findAll(render(service('echo', { replicas })), 'PodDisruptionBudget')).toEqual([]);
  });

  it.each([
    ['experimental', 1, 'taxiway-experimental'],
    ['beta', 2, 'taxiway-beta'],
    ['ga', 2, 'taxiway-ga'],
  ])('runs as many pods as a service that is %s needs, with its priority', (maturity, replicas, priorityClassName) => {
    const rendering = render(service('echo', { maturity }));

    expect(objectOf(rendering, 'Deployment').spec.replicas).toBe(replicas);
    expect(podOf(rendering).priorityClassName).toBe(priorityClassName);
    expect(findAll(rendering, 'PriorityClass').map(({ id }) => id.split('/').at(-1))).toContain(priorityClassName);
  });

  it('can be switched off without being deleted', () => {
    const rendering = render(service('echo', { replicas: 0 }));

    expect(objectOf(rendering, 'Deployment').spec.replicas).toBe(0);
    expect(rendering.mistakes).toEqual([]);
  });

  it('says where each of its values comes from', () => {
    const deployment = find(
      render(service('echo', { replicas: 3, run: { args: ['--fast'], variables: { LOG_LEVEL: 'info' } } })),
      'Deployment',
    );
    const container = 'spec.template.spec.containers.0';
    const { env } = (deployment.object as Read).spec.template.spec.containers[0];
    const index = env.findIndex(({ name }: Read) => name === 'LOG_LEVEL');

    expect(reasonOf(deployment, 'spec.replicas')).toMatchObject({ prop: 'replicas' });
    expect(reasonOf(deployment, `${container}.image`)).toMatchObject({ prop: 'image' });
    expect(reasonOf(deployment, `${container}.args.0`)).toMatchObject({ prop: 'run.args' });
    expect(reasonOf(deployment, `${container}.env.${index}.value`)).toMatchObject({ prop: 'run.variables.LOG_LEVEL' });
    expect(reasonOf(deployment, 'spec.template.spec.enableServiceLinks')).toHaveProperty('rule');
    expect(reasonOf(deployment, `${container}.lifecycle.preStop.sleep.seconds`)).toMatchObject({
      fact: 'gateway.detachTime',
    });
  });
});

describe('a second workload', () => {
  const image = pinned('ranker');
  const rendering = render(
    service('echo', { secrets: ['api-key'] }, (of) => {
      new Workload(of, 'ranker', { image, replicas: 2, secrets: ['rank-key'], run: { cpu: 2, memory: '4Gi' } });
    }),
  );

  it('has everything of its own: account, secrets, store, login, Service, budget', () => {
    for (const kind of [
      'Deployment',
      'ServiceAccount',
      'SecretStore',
      'Service',
      'resource.vault_policy',
      'resource.vault_jwt_auth_backend_role',
    ]) {
      expect(find(rendering, kind, 'ranker').service).toBe('echo');
    }
    expect(objectOf(rendering, 'PodDisruptionBudget').metadata.name).toBe('ranker');
    expect(objectOf(rendering, 'ExternalSecret', 'echo-ranker.rank-key').spec.secretStoreRef.name).toBe('ranker');
  });

  it("reads its own secrets, and not its neighbour's", () => {
    const { policy } = objectOf(rendering, 'resource.vault_policy', 'ranker');

    expect(policy).toContain('/echo/rank-key"');
    expect(policy).not.toContain('/echo/api-key"');
    expect(JSON.stringify(podOf(rendering, 'ranker'))).not.toContain('api-key');
  });

  it('is called by nobody unless somebody is named', () => {
    expect(findAll(rendering, 'NetworkPolicy').map(({ object }) => (object as Read).metadata.name)).toEqual([
      'api-ingress',
      'default-deny',
    ]);
    expect(findAll(rendering, 'HTTPRoute').map(({ object }) => (object as Read).metadata.name)).toEqual(['api']);
  });

  it('counts in the quota of the one namespace', () => {
    const { hard } = objectOf(rendering, 'ResourceQuota').spec;

    expect(hard.pods).toBe(String(3 + 5));
    expect(toMillicores(hard['requests.cpu']) ?? toMillicores(Number(hard['requests.cpu']))).toBe(3 * 500 + 5 * 2000);
    expect(toBytes(hard['requests.memory'])).toBe(3 * 2 ** 29 + 5 * 2 ** 32);
  });

  it("declares its props beside the service's own, by its name", () => {
    const { props, workloads } = objectOf(rendering, 'Service', 'echo');

    expect(props['ranker.replicas']).toMatchObject({ value: 2, origin: 'typed' });
    expect(props['ranker.callers']).toMatchObject({ value: [], origin: 'default' });
    expect(workloads.map(({ name }: Read) => name)).toEqual(['api', 'ranker']);
  });

  it.each([
    ['with a name that is no name', 'Ranker', {}, ['NAME_INVALID echo.Ranker']],
    ['with a reserved name', 'deploy', {}, ['NAME_INVALID echo.deploy']],
    ['without an image', 'ranker', { image: undefined }, ['VALUE_INVALID echo.ranker.image']],
    ['with a prop of the service', 'ranker', { owner: 'group::pilots' }, ['PROP_UNKNOWN echo.ranker.owner']],
    [
      'with several mistakes',
      'ranker',
      { serves: { port: 80 }, replicas: -1 },
      ['PORT_INVALID echo.ranker.serves.port', 'REPLICAS_INVALID echo.ranker.replicas'],
    ],
  ])('is refused %s', (_, id, props, refusals) => {
    const wrong = { image, ...props } as ConstructorParameters<typeof Workload>[2];

    expect(
      refusalsIn(
        render(
          service('echo', {}, (of) => {
            new Workload(of, id, wrong);
          }),
        ),
      ),
    ).toEqual(refusals);
  });

  it.each([
    ['beside the first', (of: MlService) => of],
    ['elsewhere in the tree', (of: MlService) => new Construct(of, 'deep')],
  ])('is refused under a name that is taken, %s', (_, scopeOf) => {
    const rendered = render(
      service('echo', {}, (of) => {
        new Workload(scopeOf(of), 'api', { image });
      }),
    );

    expect(refusalsIn(rendered)).toEqual(['WORKLOAD_DUPLICATE echo.api']);
  });

  it('is refused outside a service', () => {
    const lone = class Lone extends Construct {
      constructor(env: Construct) {
        super(env, 'lone');
        new GpuWorkload(this, 'api', { image, gpu: { model: 'l4' } });
      }
    };

    expect(render(lone)).toRefuse('SERVICE_THREW', 'Lone');
  });
});

describe('names of service and workload', () => {
  const ids = (service_: number, workload: number) => ['s'.repeat(service_), 'w'.repeat(workload)] as const;

  it.each([ids(27, 3), ids(20, 10), ids(1, 29)])('take 30 characters together: %s %s', (id, workload) => {
    const rendering = render(
      service(id, {}, (of) => {
        if (workload !== 'www') new Workload(of, workload, { image: pinned('echo') });
      }),
    );

    expect(rendering.mistakes).toEqual([]);
  });

  it('take no 31', () => {
    const [id, workload] = ids(20, 11);

    expect(refusalsIn(render(service('s'.repeat(28))))).toEqual([`NAME_TOO_LONG ${'s'.repeat(28)}`]);
    expect(
      refusalsIn(
        render(
          service(id, {}, (of) => {
            new Workload(of, workload, { image: pinned('echo') });
          }),
        ),
      ),
    ).toEqual([`NAME_TOO_LONG ${id}.${workload}`]);
  });
});

describe('the escape hatch', () => {
  it('reaches the whole Deployment, and drops nothing that it is given', () => {
    const rendering = render(
      service('echo', { gpu: { model: 'l4' } }, (of) => {
        of.workload.deployment.addJsonPatch(
          JsonPatch.add('/spec/template/spec/resourceClaims', [{ name: 'gpu', resourceClaimTemplateName: 'one-gpu' }]),
          JsonPatch.replace('/spec/template/spec/containers/0/resources/limits/nvidia.com~1gpu', '2'),
        );
      }),
    );

    expect(podOf(rendering).resourceClaims).toEqual([{ name: 'gpu', resourceClaimTemplateName: 'one-gpu' }]);
    expect(containerOf(rendering).resources.limits['nvidia.com/gpu']).toBe('2');
  });

  it('shows in the origins of the document, at the fields it changed and with its line', () => {
    const rendering = render(
      service('echo', {}, (of) => {
        of.workload.deployment.addJsonPatch(JsonPatch.replace('/spec/revisionHistoryLimit', 2));
      }),
    );
    const deployment = find(rendering, 'Deployment');

    expect(reasonOf(deployment, 'spec.revisionHistoryLimit')).toMatchObject({
      hatch: true,
      at: { file: 'test/constructs/workload.test.ts', line: expect.any(Number) },
    });
    expect(reasonOf(deployment, 'spec.replicas')).not.toHaveProperty('hatch');
  });

  it('is open to a service file, which imports no engine, and keeps its line', () => {
    const [rendering] = renderProgram({
      'environments/harbour.ts': environmentSource('harbour', testEnvironment()),
      'services/echo.ts': `import { JsonPatch, MlService, type Environment } from 'taxiway';

export class Echo extends MlService {
  constructor(env: Environment) {
    super(env, 'echo', { owner: 'group::pilots', image: env.image('echo') });
    this.workload.deployment.addJsonPatch(JsonPatch.replace('/spec/revisionHistoryLimit', 2));
  }
}
`,
      'services/index.ts': `import { place } from 'taxiway';
import { harbour } from '../environments/harbour';
import { Echo } from './echo';

export const placements = [place(Echo, [harbour])];
`,
    });

    expect(reasonOf(find(rendering!, 'Deployment'), 'spec.revisionHistoryLimit')).toEqual({
      hatch: true,
      at: { file: 'services/echo.ts', line: 6, column: 30 },
    });
  });
});
