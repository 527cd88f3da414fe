import { JsonPatch } from 'cdk8s';
import type { MlService } from '../../constructs/ml-service';
import type { Assembly } from '../../lib/assembly/assembly';
import { runRules } from '../../lib/check/run';
import { RULES } from '../../lib/check/rules/all';
import {
  render,
  renderProgram,
  environmentSource,
  removePrograms,
  service,
  testEnvironment,
} from '../support/environment';
import { mistakeIn, refusalsIn } from '../support/errors';

afterAll(removePrograms);

const patched = (patch: JsonPatch) =>
  render(service('echo', {}, ({ workload }) => workload.deployment.addJsonPatch(patch)));
const overridden = (
  path: string,
  value: unknown,
  of: (service: MlService) => { addOverride(path: string, value: unknown): void },
) => render(service('echo', {}, (made) => of(made).addOverride(path, value)));

describe('a patched object', () => {
  it('is in the record as what it became, so that the checks see it', () => {
    const { documents } = patched(JsonPatch.replace('/kind', 'ClusterRoleBinding'));
    const assembly: Assembly = { schemaVersion: 1, library: '0', environment: 'harbour', documents };

    const { findings } = runRules({ assemblies: [assembly], whole: true }, RULES);

    expect(documents.map(({ id }) => id)).toContain('harbour/echo:workloads/apps/ClusterRoleBinding/echo/api');
    expect(findings.map(({ code }) => code)).toContain('CAGE');
  });

  it.each([
    ['without a name', JsonPatch.remove('/metadata/name')],
    ['without metadata', JsonPatch.remove('/metadata')],
    ['with a slash in its name', JsonPatch.replace('/metadata/name', 'a/b')],
    ['of no kind', JsonPatch.replace('/kind', 5)],
    ['that is a text', JsonPatch.replace('', 'a')],
    ['by a path that leads through nothing', JsonPatch.add('/spec/nowhere/at', 1)],
    ['by a path without its slash', JsonPatch.add('spec', 1)],
    ['by a test that does not hold', JsonPatch.test('/kind', 'Pod')],
    ['by what everything inherits', JsonPatch.add('/__proto__/polluted', 1)],
  ])('is refused %s', (_, patch) => {
    expect(refusalsIn(patched(patch))).toEqual(['RENDER_FAILED echo.Deployment.api']);
  });

  it('that does not fit is named with the line of its patch', () => {
    const [rendering] = renderProgram({
      'environments/harbour.ts': environmentSource('harbour', testEnvironment()),
      'services/index.ts': [
        `import { JsonPatch, MlService, place, type Environment } from 'taxiway';`,
        `import { harbour } from '../environments/harbour';`,
        `class Echo extends MlService {`,
        `  constructor(env: Environment) {`,
        `    super(env, 'echo', { owner: 'group::pilots', image: env.image('echo') });`,
        `    this.workload.deployment.addJsonPatch(JsonPatch.add('/spec/nowhere/at', 1));`,
        `  }`,
        `}`,
        `export const placements = [place(Echo, [harbour])];`,
      ].join('\n'),
    });

    expect(mistakeIn(rendering!, 'RENDER_FAILED').source).toMatchObject({ file: 'services/index.ts', line: 6 });
  });
});

describe('an override', () => {
  it.each(['__proto__.polluted', 'constructor.prototype.polluted', 'a.__proto__.b'])(
    'of %s is refused, and changes nothing',
    (path) => {
      const before = Object.getOwnPropertyNames(Object.prototype);

      for (const of of [
        ({ deploy }: MlService) => deploy.account,
        ({ deploy }: MlService) => deploy.account.cdktfStack,
      ])
        expect(refusalsIn(overridden(path, 1, of))).toEqual([expect.stringMatching(/^RENDER_FAILED /)]);
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    },
  );

  it.each([
    ['a function', () => 1],
    ['a token of another program', '${TfToken[TOKEN.99999]}'],
  ])('that is %s is refused', (_, value) => {
    expect(refusalsIn(overridden('description', value, ({ deploy }) => deploy.account))).toEqual([
      expect.stringMatching(/^RENDER_FAILED /),
    ]);
  });

  it.each([
    ['provider.google', 5],
    ['resource', null],
    ['terraform.required_version', '>= 1.5'],
    ['unheard', { of: 1 }],
  ])('of %s of a whole stack is refused', (path, value) => {
    expect(refusalsIn(overridden(path, value, ({ deploy }) => deploy.account.cdktfStack))).toEqual([
      expect.stringMatching(/^RENDER_FAILED /),
    ]);
  });
});
