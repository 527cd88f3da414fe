import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from '@typescript/typescript6';
import { environmentsOf, synthesize } from '../../constructs/synthesize';
import type { Assembly } from '../../lib/assembly/assembly';
import { placements } from '../../services/index';
import { find, findAll, objectOf, podOf, type Read } from '../support/documents';
import { removePrograms, renderProgram } from '../support/environment';

const ROOT = join(__dirname, '..', '..');
const read = (...path: readonly string[]): string => readFileSync(join(ROOT, ...path), 'utf8');

afterAll(removePrograms);

/** Lines that hold something, once the text is written as the formatter would write it. */
function linesOf(text: string): readonly string[] {
  const formatter = join(ROOT, 'node_modules/oxfmt/bin/oxfmt');
  const words = [formatter, '--config', join(ROOT, '.oxfmtrc.json'), '--stdin-filepath', 'service.ts'];
  const formatted = execFileSync(process.execPath, words, { input: text, encoding: 'utf8' });
  return formatted.split('\n').filter((line) => line.trim() !== '');
}

/** What the compiler says about a file that would lie at this path of the repository. */
function problemsOf(path: string, text: string): readonly string[] {
  const file = join(ROOT, path);
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (name) => ts.sys.readFile(name)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
  const host = ts.createCompilerHost(options);
  const [exists, load, parse] = [host.fileExists.bind(host), host.readFile.bind(host), host.getSourceFile.bind(host)];
  host.fileExists = (name) => name === file || exists(name);
  host.readFile = (name) => (name === file ? text : load(name));
  host.getSourceFile = (name, target) =>
    name === file ? ts.createSourceFile(name, text, target) : parse(name, target);
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ code, messageText }) => `TS${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
  );
}

const outcomes = environmentsOf(placements).map((spec) => synthesize(placements, spec));
const assemblies = outcomes.flatMap((outcome) => ('assembly' in outcome ? [outcome.assembly] : []));
const assemblyOf = (name: string): Assembly => assemblies.find(({ environment }) => environment === name)!;

describe('the services', () => {
  it('render in every environment, without a mistake', () => {
    expect(outcomes.flatMap((outcome) => ('mistakes' in outcome ? outcome.mistakes : []))).toEqual([]);
    expect(assemblies.map(({ environment }) => environment)).toEqual(['sandbox', 'staging', 'production']);
  });

  it('run where the placement table says', () => {
    const placed = assemblies.map((assembly) => [
      assembly.environment,
      findAll(assembly, 'Service').flatMap(({ domain, service }) => (domain === 'declaration' ? [service] : [])),
    ]);

    // More may be placed any day; these are the ones that the other tests lean on.
    const all = ['code-suggestions', 'embeddings', 'spamcheck', 'suggested-reviewers', 'workflow-agent'];
    expect(Object.fromEntries(placed)).toEqual({
      sandbox: expect.arrayContaining(['embeddings', 'spamcheck']),
      staging: expect.arrayContaining(all),
      production: expect.arrayContaining(all),
    });
    expect(Object.fromEntries(placed)['sandbox']).not.toContain('code-suggestions');
  });

  const files = readdirSync(join(ROOT, 'services')).filter((file) => !['index.ts', 'main.ts'].includes(file));

  it('are at least five', () => {
    expect(files.length).toBeGreaterThanOrEqual(5);
  });

  it.each(files)('%s takes at most 25 lines', (file) => {
    expect(linesOf(read('services', file)).length).toBeLessThanOrEqual(25);
  });

  it('keep the same shape in every environment they share: only what a selection names differs', () => {
    for (const service of ['code-suggestions', 'embeddings', 'spamcheck', 'suggested-reviewers', 'workflow-agent']) {
      const kindsIn = (environment: string) => {
        const kinds = assemblyOf(environment)
          .documents.filter((one) => one.service === service)
          .map(({ id }) => id.replace(environment, ''));
        // A second pod brings a disruption budget, and a range what moves it.
        return kinds.filter((id) => !/\/(?:PodDisruptionBudget|ScaledObject)\//.test(id));
      };
      expect(kindsIn('staging')).toEqual(kindsIn('production'));
    }
  });

  it('name both ends of every call among them', () => {
    for (const assembly of assemblies) {
      const declared = findAll(assembly, 'Service')
        .filter(({ domain }) => domain === 'declaration')
        .map(({ object }) => object as Read);
      const workloads = declared.flatMap(({ service, workloads: list }) =>
        list.map((one: Read) => ({ service, ...one })),
      );
      for (const { service, calls } of workloads) {
        for (const called of calls.filter((name: string) => name !== 'gitlab-api')) {
          const callee = workloads.find((one) => one.service === called);
          expect([assembly.environment, service, called, callee?.callers]).toEqual([
            assembly.environment,
            service,
            called,
            expect.arrayContaining([service]),
          ]);
        }
      }
    }
  });

  it('scale with the environment where they say so', () => {
    const replicas = (environment: string) =>
      objectOf(assemblyOf(environment), 'Deployment', 'api', 'code-suggestions').spec.replicas;

    const scaled = objectOf(assemblyOf('production'), 'ScaledObject', 'api', 'code-suggestions').spec;

    expect([replicas('staging'), replicas('production')]).toEqual([1, undefined]);
    expect(scaled).toMatchObject({ minReplicaCount: 3, maxReplicaCount: 24 });
  });

  it('run the image that is pinned where they run', () => {
    const { images, registry, registryMirror } = environmentsOf(placements)[2]!;
    const { image } = podOf(assemblyOf('production'), 'api', 'spamcheck').containers[0];

    expect(image).toBe(images['spamcheck']?.replace(registry, registryMirror ?? ''));
    expect(image).toMatch(/^us-east1-docker\.pkg\.dev\/gitlab-ml-production\/ml-services\/spamcheck@sha256:/);
  });

  it('let two workloads of one service meet on exactly one edge', () => {
    const { spec } = objectOf(assemblyOf('sandbox'), 'NetworkPolicy', 'reranker-ingress', 'embeddings');

    expect(spec.ingress).toHaveLength(1);
    expect(spec.ingress[0].from).toEqual([
      { podSelector: { matchLabels: { 'taxiway.dev/service': 'embeddings', 'taxiway.dev/workload': 'api' } } },
    ]);
  });
});

/** The first block of TypeScript below a heading that says hello and makes a service. */
function helloOf(readme: string): string {
  const [, below = ''] = /^#+ .*hello.*\n((?:(?!^#+ )[^])*)/im.exec(readme) ?? [];
  const blocks = [...below.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, block = '']) => block);
  const block = blocks.find((one) => one.includes('MlService'));
  if (block === undefined)
    throw new Error('README.md has no ts block with an MlService below a heading that says hello');
  return block;
}

describe('the hello-world GPU service of the README', () => {
  const hello = helloOf(read('README.md'));

  it('takes at most 10 lines, its placement among them', () => {
    expect(linesOf(hello).length).toBeLessThanOrEqual(10);
  });

  it('compiles as a service file', () => {
    expect(problemsOf('services/hello.ts', hello)).toEqual([]);
  });

  it('renders a pod with a GPU, the node that it runs on, and all that is around it', () => {
    const environment = ['staging.ts', 'staging.images.json', 'teams.ts'].map(
      (file) => [`environments/${file}`, read('environments', file)] as const,
    );

    const [rendering] = renderProgram({
      ...Object.fromEntries(environment),
      'services/hello.ts': hello,
      'services/index.ts': `export * from './hello';\n`,
    });

    expect(rendering!.mistakes).toEqual([]);
    expect(podOf(rendering!).containers[0].resources.limits['nvidia.com/gpu']).toBe('1');
    expect(find(rendering!, 'resource.google_container_node_pool', 'l4-x1').path).toBe(
      'platform/terraform/cdk.tf.json',
    );
    for (const kind of [
      'Namespace',
      'ResourceQuota',
      'NetworkPolicy',
      'ServiceAccount',
      'RoleBinding',
      'Service',
      'HTTPRoute',
      'HealthCheckPolicy',
    ]) {
      expect(findAll(rendering!, kind, 'hello').length).toBeGreaterThan(0);
    }
  });
});
