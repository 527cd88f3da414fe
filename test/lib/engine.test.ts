import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataGoogleProject } from '@cdktf/provider-google/lib/data-google-project';
import { DataGoogleServiceAccount } from '@cdktf/provider-google/lib/data-google-service-account';
import { ContainerNodePool } from '@cdktf/provider-google/lib/container-node-pool';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member';
import { GoogleProvider } from '@cdktf/provider-google/lib/provider';
import { ServiceAccount, type ServiceAccountConfig } from '@cdktf/provider-google/lib/service-account';
import { Policy } from '@cdktf/provider-vault/lib/policy';
import { ApiObject, Chart, JsonPatch, Lazy as Cdk8sLazy } from 'cdk8s';
import {
  Fn,
  Lazy,
  TerraformCount,
  TerraformIterator,
  TerraformLocal,
  TerraformOutput,
  TerraformStack,
  TerraformResource,
  TerraformVariable,
  Token,
} from 'cdktf';
import { Construct } from 'constructs';
import { buildEnvironment, environmentsOf, synthesize } from '../../constructs/synthesize';
import { assemble } from '../../lib/assemble';
import { canonical } from '../../lib/assembly/canonical';
import { elementsOf, findObject, findSections } from '../../lib/engine/shortcut';
import { KubernetesObject } from '../../lib/engine/object';
import { renderTree } from '../../lib/engine/render';
import { EngineRoot } from '../../lib/engine/root';
import { blocksOf, contentsOf, renderByEngine, type Block } from '../../lib/engine/terraform';
import { BlockStack, isBlockStack, ObjectChart } from '../../lib/engine/unit';
import type { EnvironmentSpec } from '../../lib/environment-spec';
import { place } from '../../lib/placement';
import { placements } from '../../services/index';
import { render, service, testEnvironment } from '../support/environment';
import { mistakesIn } from '../support/errors';

const unit = { stack: 'echo:grants', folder: 'echo/grants', service: 'echo', owner: 'group::pilots' } as const;

/** A tree with one chart of ours. */
function chart(root = new EngineRoot()): ObjectChart {
  return new ObjectChart(root, 'objects', unit);
}

/** A tree with one stack of ours, and what is put into it. */
function stack(fill: (stack: BlockStack) => void, id = 'echo-grants'): BlockStack {
  const blocks = new BlockStack(new EngineRoot(), id, unit, 'harbour-state');
  new GoogleProvider(blocks, 'google', { project: 'harbour', region: 'us-central1' });
  fill(blocks);
  return blocks;
}

const account = (scope: Construct, id = 'account', more: Partial<ServiceAccountConfig> = {}) =>
  new ServiceAccount(scope, id, { accountId: `models-${id}`, project: 'harbour', ...more });

/** An object with this data, rendered as it would be written. */
function rendered(data: unknown): unknown {
  const objects = chart();
  new KubernetesObject(objects, 'map', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'map' },
    data,
  });
  return [...renderTree(objects.node.root as EngineRoot)][0]?.object;
}

describe('one tree for both engines', () => {
  it('resolves a chart under our root', () => {
    expect(rendered({ key: 'value' })).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'map' },
      data: { key: 'value' },
    });
  });

  it('resolves what cdk8s computes late', () => {
    let late = 'too early';

    const objects = chart();
    new ApiObject(objects, 'map', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'map' },
      data: { key: Cdk8sLazy.any({ produce: () => late }) },
    });
    late = 'on time';

    expect([...renderTree(objects.node.root as EngineRoot)]).toMatchObject([{ object: { data: { key: 'on time' } } }]);
  });

  it('resolves charts and stacks of one root together, each with its unit', () => {
    const root = new EngineRoot();
    new KubernetesObject(chart(root), 'one', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } });
    account(new BlockStack(root, 'echo-grants', unit, 'harbour-state'));

    const all = [...renderTree(root)].map(({ domain, kind, path }) => `${domain} ${kind} ${path}`);

    expect(all).toEqual(
      expect.arrayContaining([
        'kubernetes ConfigMap echo/grants/kubernetes.yaml',
        'terraform resource.google_service_account echo/grants/terraform/cdk.tf.json',
        'terraform terraform.backend.gcs echo/grants/terraform/cdk.tf.json',
      ]),
    );
  });

  it('does not trip over dependencies between Terraform elements, which stock cdk8s does', () => {
    const root = new EngineRoot();
    new KubernetesObject(chart(root), 'one', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } });
    const blocks = new BlockStack(root, 'echo-grants', unit, 'harbour-state');
    account(blocks, 'one').node.addDependency(account(blocks, 'other'));

    expect([...renderTree(root)].filter(({ kind }) => kind === 'ConfigMap')).toHaveLength(1);
  });

  it('renders objects in constructs below a chart', () => {
    const objects = chart();
    new KubernetesObject(new Construct(objects, 'deep'), 'map', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'deep' },
    });

    expect([...renderTree(objects.node.root as EngineRoot)].map(({ name }) => name)).toEqual(['deep']);
  });

  it('keeps fields and amounts that cdk8s-plus-27 drops', () => {
    const object = rendered({
      limits: { 'nvidia.com/gpu': 1, memory: '32Gi' },
      claims: [{ resourceClaimTemplateName: 'gpu' }],
      nothing: null,
    });

    expect(object).toMatchObject({
      data: { limits: { 'nvidia.com/gpu': 1, memory: '32Gi' }, claims: [{ resourceClaimTemplateName: 'gpu' }] },
    });
  });

  it('writes nothing while it is built and rendered', () => {
    const folder = mkdtempSync(join(tmpdir(), 'taxiway-engine-'));
    const here = process.cwd();
    process.chdir(folder);
    try {
      render(service('echo', { gpu: { model: 'l4' } }));
    } finally {
      process.chdir(here);
    }

    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

describe('a Terraform value in a manifest', () => {
  /** An account and a pool that exist only after terraform apply. */
  function applied(): { email: string; pool: ContainerNodePool } {
    const blocks = new BlockStack(new EngineRoot(), 'echo-grants', unit, 'harbour-state');
    return { email: account(blocks).email, pool: new ContainerNodePool(blocks, 'pool', { cluster: 'quay' }) };
  }

  it.each<[string, (values: ReturnType<typeof applied>) => unknown]>([
    ['a text', ({ email }) => email],
    ['a part of a text', ({ email }) => `user:${email}!`],
    ['a number', () => Token.asNumber({ computed: 1 })],
    ['a number in a text', () => `count=${Token.asNumber({ computed: 2 })}`],
    ['a list', () => Token.asList({ computed: ['a'] })],
    ['a list of numbers', () => Token.asNumberList({ computed: [1] })],
    ['a map', () => Token.asStringMap({ computed: { a: 'b' } })],
    ['the address of an element', ({ pool }) => pool.fqn],
    ['a key of a map', ({ email }) => ({ [email]: 'owner' })],
    ['a value that is no plain data', ({ pool }) => pool.interpolationForAttribute('name')],
    ['a value that Terraform computes late', () => Lazy.stringValue({ produce: () => 'late' })],
    ['a function of Terraform', ({ email }) => Fn.join('-', [email, 'x'])],
    ['a text deep inside', ({ email }) => [{ a: [{ b: `x${email}` }] }]],
  ])('is refused as %s', (_, value) => {
    const mistakes = mistakesIn(() => rendered({ key: value(applied()) }));

    // cdk8s itself trips over what is no plain data, before we see it.
    expect(mistakes.map(({ code }) => code.replace('RENDER_FAILED', 'TERRAFORM_VALUE_IN_MANIFEST'))).toEqual([
      'TERRAFORM_VALUE_IN_MANIFEST',
    ]);
  });

  it('is refused at the field that holds it', () => {
    expect(() => rendered({ a: [{ b: applied().email }] })).toRefuse(
      'TERRAFORM_VALUE_IN_MANIFEST',
      'echo.ConfigMap.map.data.a.0.b',
    );
  });

  it.each(['${HOME}', '$(HOME)', '%{HOME}', '#{anchor}', '&{query}', '{{ .Values.x }}', '-1.5e+2', '$1', '1e+289'])(
    'is not what %s is',
    (text) => {
      expect(rendered({ key: text, list: [text], [text]: 1 })).toMatchObject({
        data: { key: text, list: [text], [text]: 1 },
      });
    },
  );

  it('is refused when a service file patches it in, as one of its mistakes', () => {
    const rendering = render(
      service('echo', {}, (of) => {
        const { deployment } = of.workload;
        deployment.metadata.addAnnotation('owner', of.deploy.account.email);
      }),
    );

    expect(rendering).toRefuse('TERRAFORM_VALUE_IN_MANIFEST');
  });
});

describe('what belongs to no file of ours', () => {
  it('is a chart of its own, which is refused', () => {
    const foreign = class Foreign extends Construct {
      constructor(env: Construct) {
        super(env, 'foreign');
        new Chart(this, 'chart');
      }
    };

    expect(render(foreign)).toRefuse('RENDER_FAILED', 'foreign/chart');
  });

  it('is a stack of its own, which is refused', () => {
    const foreign = class Foreign extends Construct {
      constructor(env: Construct) {
        super(env, 'foreign');
        new TerraformStack(this, 'stack');
      }
    };

    expect(render(foreign)).toRefuse('RENDER_FAILED', 'foreign/stack');
  });

  it.each<[string, (root: EngineRoot) => void]>([
    [
      'a stack in a stack',
      (root) => void account(new TerraformStack(new BlockStack(root, 'ours', unit, 'harbour-state'), 'inner')),
    ],
    ['a stack in a chart', (root) => void account(new TerraformStack(chart(root), 'inner'))],
    ['a stack of ours in a chart', (root) => void account(new BlockStack(chart(root), 'inner', unit, 'harbour-state'))],
    [
      'a chart in a stack',
      (root) => {
        const inner = new Chart(new BlockStack(root, 'ours', unit, 'harbour-state'), 'inner');
        new KubernetesObject(inner, 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'map' } });
      },
    ],
    [
      'a chart in a chart',
      (root) => {
        new KubernetesObject(new Chart(chart(root), 'inner'), 'map', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'map' },
        });
      },
    ],
  ])('is never lost: %s is rendered, or refused', (_, fill) => {
    const root = new EngineRoot();
    fill(root);

    let kinds: readonly string[] = [];
    const refused = mistakesIn(() => {
      kinds = [...renderTree(root)].map(({ kind }) => kind);
    });

    const found = kinds.filter((kind) => kind === 'ConfigMap' || kind === 'resource.google_service_account').length;
    expect(refused.length + found).toBe(1);
  });

  it('is an object twice, which is refused by its id', () => {
    const rendering = render(
      service('echo', {}, (of) => {
        const objects = of.node.findChild('objects') as Chart;
        for (const id of ['one', 'other'])
          new KubernetesObject(objects, id, {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'same', namespace: 'echo' },
          });
      }),
    );

    expect(rendering).toRefuse('DOCUMENT_DUPLICATE', 'harbour/echo:workloads/core/ConfigMap/echo/same');
  });
});

function renderBlocks(stack: TerraformStack): readonly Block[] {
  const content = contentsOf([stack]).get(stack);
  return content === undefined ? [] : blocksOf(stack, content);
}

const plain = (blocks: unknown): string => JSON.stringify(canonical(blocks));

/** What both ways make of a stack: the short one first, since the long one may change it. */
function bothWays(blocks: TerraformStack): { fast: string; engine: string } {
  return { fast: plain(findSections(blocks) ?? renderByEngine(blocks)), engine: plain(renderByEngine(blocks)) };
}

/** The stacks of one real environment, built anew. */
function stacksOf(spec: EnvironmentSpec): readonly BlockStack[] {
  return buildEnvironment(placements, spec).node.findAll().filter(isBlockStack);
}

const allStacks = () => environmentsOf(placements).flatMap(stacksOf);

describe('the short way through cdktf', () => {
  it('is taken for every stack of every environment', () => {
    const stacks = allStacks();

    expect(stacks.length).toBeGreaterThan(12);
    expect(stacks.filter((blocks) => findSections(blocks) === undefined)).toEqual([]);
  });

  it.each(environmentsOf(placements).map((spec) => [spec.name, spec] as const))(
    'gives what cdktf gives, for every stack of %s',
    (_, spec) => {
      for (const blocks of stacksOf(spec)) {
        const { fast, engine } = bothWays(blocks);
        expect([blocks.unit.stack, fast]).toEqual([blocks.unit.stack, engine]);
      }
    },
  );

  it.each<[string, (blocks: BlockStack) => void]>([
    [
      'lists of one text',
      (blocks) => {
        new GoogleProvider(blocks, 'other', { alias: 'other', scopes: ['one'], project: 'x' });
      },
    ],
    [
      'lists of one number, of one list and of nothing',
      (blocks) => {
        const one = account(blocks);
        one.addOverride('numbers', [1]);
        one.addOverride('lists', [['a'], [], [[1]]]);
        one.addOverride('nothing', [null]);
      },
    ],
    [
      'tokens in texts, alone and among others',
      (blocks) => {
        const one = account(blocks);
        new ProjectIamMember(blocks, 'member', {
          project: one.project,
          role: 'roles/viewer',
          member: `serviceAccount:${one.email}`,
        });
        new Policy(blocks, 'policy', { name: `p-${one.email}-${one.name}`, policy: 'path "a/*" {}\n' });
      },
    ],
    [
      'tokens that are lists, numbers and maps',
      (blocks) => {
        const pool = new ContainerNodePool(blocks, 'pool', { cluster: 'quay' });
        new ContainerNodePool(blocks, 'copy', {
          cluster: 'quay',
          nodeLocations: pool.nodeLocations,
          nodeCount: pool.nodeCount,
          nodeConfig: {
            labels: pool.nodeConfig.labels,
            diskSizeGb: pool.nodeConfig.diskSizeGb,
            tags: [`n${pool.nodeCount}`],
          },
        });
      },
    ],
    [
      'late values of every kind',
      (blocks) => {
        const one = account(blocks);
        one.addOverride('late', {
          text: Lazy.stringValue({ produce: () => 'x' }),
          any: Lazy.anyValue({ produce: () => ({ deep: [one.email] }) }),
        });
        one.addOverride('nothing', Lazy.anyValue({ produce: () => undefined }));
      },
    ],
    [
      'functions and expressions',
      (blocks) => {
        const one = account(blocks);
        account(blocks, 'other').description = Fn.join('-', [
          one.email,
          Fn.upper(one.name),
          Fn.jsonencode({ a: [one.id] }),
        ]);
      },
    ],
    [
      'every setting of a lifecycle',
      (blocks) => {
        const one = account(blocks);
        new ServiceAccount(blocks, 'other', {
          accountId: 'models-other',
          lifecycle: {
            preventDestroy: true,
            createBeforeDestroy: true,
            ignoreChanges: ['description'],
            replaceTriggeredBy: [one],
            precondition: [{ condition: one.email, errorMessage: 'no' }],
          },
        });
        new ServiceAccount(blocks, 'all', { accountId: 'models-all', lifecycle: { ignoreChanges: 'all' } });
      },
    ],
    [
      'depends_on',
      (blocks) => {
        const one = account(blocks);
        new ServiceAccount(blocks, 'other', { accountId: 'models-other', dependsOn: [one] });
        account(blocks, 'third').node.addDependency(one);
      },
    ],
    [
      'overrides of an element, of its lists and of the stack',
      (blocks) => {
        const one = account(blocks);
        one.addOverride('description', 'over ${var.x}');
        one.addOverride('timeouts.create', '5m');
        one.addOverride('timeouts', { update: '1m' });
        blocks.addOverride('terraform.required_version', '>= 1.5');
        blocks.addOverride(`resource.google_service_account.${one.friendlyUniqueId}.display_name`, one.email);
      },
    ],
    [
      'resources that moved',
      (blocks) => {
        account(blocks, 'old').moveTo('new');
        account(blocks, 'target').addMoveTarget('new');
        account(blocks, 'renamed').moveFromId('google_service_account.before');
      },
    ],
    ['resources that are imported', (blocks) => account(blocks).importFrom('projects/x/serviceAccounts/y')],
    [
      'logical ids of ours, below constructs',
      (blocks) => {
        const deep = new Construct(new Construct(blocks, 'deep'), 'deeper');
        account(deep, 'x').overrideLogicalId('mine');
        account(deep, 'y');
      },
    ],
    [
      'count and iterators',
      (blocks) => {
        const count = TerraformCount.of(3);
        new ServiceAccount(blocks, 'many', { count, accountId: `models-${count.index}` });
        const each = TerraformIterator.fromList(['a', 'b']);
        new ServiceAccount(blocks, 'each', { forEach: each, accountId: each.value });
        new ContainerNodePool(blocks, 'pool', {
          cluster: 'quay',
          nodeConfig: { taint: each.dynamic({ key: each.value, value: 'x', effect: 'NO_SCHEDULE' }) },
        });
      },
    ],
    [
      'locals, variables and data',
      (blocks) => {
        const local = new TerraformLocal(blocks, 'local', { a: [1, { b: '${x}' }] });
        const variable = new TerraformVariable(blocks, 'variable', {
          type: 'string',
          default: 'x',
          sensitive: true,
          validation: [{ condition: true, errorMessage: 'e' }],
        });
        const data = new DataGoogleProject(blocks, 'data', { projectId: 'harbour' });
        new ServiceAccount(blocks, 'account', {
          accountId: variable.stringValue,
          description: local.asString,
          displayName: data.number,
        });
      },
    ],
    [
      'aliased providers',
      (blocks) => {
        const provider = new GoogleProvider(blocks, 'other', { alias: 'other', project: 'two' });
        new ServiceAccount(blocks, 'account', { provider, accountId: 'models-two' });
      },
    ],
    [
      'provisioners and connections',
      (blocks) => {
        new ServiceAccount(blocks, 'account', {
          accountId: 'models-x',
          connection: { type: 'ssh', host: 'h.example', user: 'u' },
          provisioners: [{ type: 'local-exec', command: 'echo ${self.email}' }],
        });
      },
    ],
    [
      'texts that look like tokens and are none',
      (blocks) => {
        const one = account(blocks);
        one.description = '${HOME} %{if x} $${y} 1.5e+289 TfToken[x] &{a} #{b}';
        one.addOverride('numbers', [-1, 0, 1.5, 1e21, -5e-324, 9007199254740991]);
      },
    ],
    [
      'nothing, empty lists and empty maps',
      (blocks) => {
        const one = account(blocks);
        one.addOverride('empty', { list: [], map: {}, text: '', nothing: null, missing: undefined, deep: [{}, []] });
      },
    ],
    [
      'keys that are numbers, tokens and names of every object',
      (blocks) => {
        const one = account(blocks);
        one.addOverride('odd', { 7: 'seven', constructor: 'x', [one.email]: 'token', 'a b': 1 });
      },
    ],
    [
      'elements that wait for others, for a data source, and for an address',
      (blocks) => {
        const one = account(blocks);
        const read = new DataGoogleServiceAccount(blocks, 'read', { accountId: 'x', dependsOn: [one] });
        account(blocks, 'late').dependsOn = ['google_project.ours', ...(read.dependsOn ?? [])];
        one.dependsOn = ['google_project.ours'];
        account(blocks, 'later', { dependsOn: [one, read] });
      },
    ],
    [
      'elements whose order matters',
      (blocks) => {
        for (const id of ['z', 'a', 'm', '10', '9']) account(blocks, id);
      },
    ],
    ['nothing at all', () => undefined],
  ])('gives what cdktf gives: %s', (_, fill) => {
    const blocks = stack(fill);

    const { fast, engine } = bothWays(blocks);
    expect(fast).toBe(engine);
  });

  it('is not taken where it would differ: outputs', () => {
    const blocks = stack((into) => {
      new TerraformOutput(into, 'email', { value: account(into).email });
    });

    expect(findSections(blocks)).toBeUndefined();
    expect(renderBlocks(blocks).map(({ kind }) => kind)).toContain('output');
  });

  it('is not taken where it would differ: what waits for another stack', () => {
    const other = stack((into) => void account(into));
    const blocks = stack((into) => void account(into, 'late', { dependsOn: [account(other, 'first')] }));

    expect(findSections(blocks)).toBeUndefined();
  });

  it('is taken where an element waits for another of its stack, whose token stays as it is', () => {
    const blocks = stack((into) => void account(into, 'late', { dependsOn: [account(into)] }));
    const [, late] = elementsOf(blocks).filter((one) => TerraformResource.isTerraformResource(one));
    const before = late?.dependsOn;

    expect(plain(findSections(blocks))).toContain('"depends_on":["google_service_account.account"]');
    expect(late?.dependsOn).toBe(before);
  });

  it('gives what cdktf gives where one stack uses a value of another, or refuses it', () => {
    const make = () => {
      const root = new EngineRoot();
      const from = new BlockStack(root, 'from', unit, 'harbour-state');
      const to = new BlockStack(root, 'to', { ...unit, folder: 'other' }, 'harbour-state');
      new ServiceAccount(to, 'copy', { accountId: 'models-copy', description: account(from).email });
      return { root, stacks: [from, to] };
    };
    const { stacks } = make();
    for (const one of stacks) one.prepareStack();
    const wanted = stacks
      .flatMap((one) => Object.keys(renderByEngine(one)).map((section) => `${one.node.id} ${section}`))
      .sort();

    let sections: readonly string[] = wanted;
    mistakesIn(() => {
      const all = [...renderTree(make().root)].map(
        ({ unit: of, kind }) => `${of.folder === 'other' ? 'to' : 'from'} ${kind.split('.')[0]}`,
      );
      sections = [...new Set(all)].sort();
    });

    expect(sections).toEqual(wanted);
  });

  it('takes blocks apart so that each is there once', () => {
    for (const blocks of allStacks()) {
      const keys = renderBlocks(blocks).map(({ kind, name }) => `${kind}/${name}`);
      const resources = elementsOf(blocks).filter((element) => TerraformResource.isTerraformResource(element));
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.filter((key) => key.startsWith('resource.'))).toHaveLength(resources.length);
    }
  });

  it('leaves no note of cdktf in what it gives', () => {
    for (const blocks of allStacks()) {
      for (const { body } of renderBlocks(blocks))
        expect(JSON.stringify(body)).not.toMatch(/"\/\/"|uniqueId|stackTrace|cdktf|TfToken/);
    }
  });
});

describe('two trees in one process', () => {
  const spec = testEnvironment();
  const table = [
    place(
      service('echo', { gpu: { model: 'l4' }, secrets: ['key'], identity: { google: ['roles/storage.objectViewer'] } }),
      [spec],
    ),
  ];

  it('do not influence each other, though one is rendered while the other is half done', () => {
    const alone = synthesize(table, spec);

    const first = buildEnvironment(table, spec);
    const other = testEnvironment({ name: 'pier', cluster: { dataplane: 'v1' } });
    synthesize([place(service('agent', { secrets: ['other'] }), [other])], other);

    expect(JSON.stringify(assemble(first))).toBe(JSON.stringify('assembly' in alone ? alone.assembly : alone));
  });

  it('keep the values that the engines compute late, though another is rendered and forgotten meanwhile', () => {
    const mine = stack((blocks) => {
      const one = account(blocks);
      new ProjectIamMember(blocks, 'member', {
        project: 'harbour',
        role: 'roles/viewer',
        member: `serviceAccount:${one.email}`,
      });
    });

    synthesize(table, spec);

    expect(plain(renderByEngine(mine))).toContain('serviceAccount:${google_service_account.account.email}');
  });

  it('give the same, whichever is rendered first', () => {
    const specs = environmentsOf(placements);
    const all = (order: typeof specs) =>
      new Map(order.map((one) => [one.name, JSON.stringify(synthesize(placements, one))]));

    const forwards = all(specs);
    const backwards = all([...specs].reverse());

    for (const { name } of specs) expect(backwards.get(name)).toBe(forwards.get(name));
  });
});

describe('a rendering', () => {
  const once = () =>
    JSON.stringify(
      render(service('echo', { gpu: { model: 'l4' }, secrets: ['key'] })).documents.map(({ id, sha256, path }) => [
        id,
        sha256,
        path,
      ]),
    );

  it('does not depend on the folder that it runs in', () => {
    const before = once();
    const here = process.cwd();
    process.chdir(tmpdir());
    try {
      expect(once()).toBe(before);
    } finally {
      process.chdir(here);
    }
  });

  it.each([
    ['CDKTF_CONTEXT_JSON', '{"environment":"pier","cdktfVersion":"9"}'],
    ['CDKTF_OUTDIR', '/nowhere'],
    ['CDK8S_OUTDIR', '/nowhere'],
    ['SYNTH_HCL_OUTPUT', 'true'],
    ['CDKTF_TARGET_STACK_ID', 'other'],
    ['TZ', 'Asia/Kathmandu'],
    ['LANG', 'tr_TR.UTF-8'],
  ])('does not depend on the variable %s', (name, value) => {
    const before = once();
    const present = process.env[name];
    process.env[name] = value;
    try {
      expect(once()).toBe(before);
    } finally {
      if (present === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = present;
    }
  });
});

const odd = new (class Quantity {
  readonly value = 7;
})();

describe('the short way through cdk8s', () => {
  it.each(environmentsOf(placements).map((spec) => [spec.name, spec] as const))(
    'is taken for every object of %s, and gives what cdk8s gives',
    (_, spec) => {
      const objects = buildEnvironment(placements, spec)
        .node.findAll()
        .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));

      expect(objects.length).toBeGreaterThan(30);
      for (const object of objects) expect(JSON.stringify(findObject(object))).toBe(plain(object.toJson()));
    },
  );

  it.each<[string, object, boolean]>([
    ['lists and maps without an entry', { data: { a: {}, b: [], c: { d: {} } } }, true],
    ['metadata without an entry', { metadata: { name: 'x', labels: {}, annotations: {}, more: { less: [] } } }, true],
    ['nothing, in maps', { data: { a: null, b: undefined, c: { d: null } }, spec: undefined }, true],
    ['nothing, in lists', { data: [null, 1, undefined] }, false],
    ['keys out of order, and keys that are numbers', { data: { b: 1, a: 2, 10: 3, 9: 4 } }, true],
    ['a key called constructor', { data: { constructor: 'x' } }, false],
    ['a map without a prototype', { data: Object.assign(Object.create(null), { a: 1 }) as object }, false],
    ['numbers and texts that look like tokens', { data: { a: -1e281, b: '-1.8e+289', c: '${TfToken[1]}' } }, false],
    ['a negative zero', { data: { a: -0 } }, true],
    ['a lazy value', { data: { a: Cdk8sLazy.any({ produce: () => 'later' }) } }, false],
    ['a value of a class', { data: { a: odd } }, false],
    ['a resolve function', { data: { a: { resolve: () => 'resolved' } } }, false],
    ['metadata of its own', { metadata: { name: 'x', finalizers: ['a/b'], generateName: 'y' } }, true],
    ['a list of lists', { data: [[], [[1]], {}] }, true],
  ])('gives what cdk8s gives, or leaves it to cdk8s: %s', (_, body, short) => {
    const object = new KubernetesObject(chart(), 'one', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'one' },
      ...body,
    });

    const found = findObject(object);
    expect(found !== undefined).toBe(short);
    if (short) expect(JSON.stringify(found)).toBe(plain(object.toJson()));
  });

  it('leaves to cdk8s what was patched, and sees what was added to metadata', () => {
    const object = new KubernetesObject(chart(), 'one', { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} });
    object.metadata.addLabel('b', '2');
    object.metadata.addAnnotation('a', '1');
    object.metadata.addFinalizers('x/y');
    object.metadata.add('generateName', 'z');
    const added = [JSON.stringify(findObject(object)), plain(object.toJson())];
    object.addJsonPatch(JsonPatch.add('/data', { a: '1' }));

    expect(added[0]).toBe(added[1]);
    expect(added[0]).toContain('"generateName":"z"');
    expect(findObject(object)).toBeUndefined();
  });
});
