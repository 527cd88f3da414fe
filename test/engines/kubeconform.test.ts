import { join } from 'node:path';
import type { Read } from '../support/documents';
import { writeDefinitionSchemas } from './support/definition-schemas';
import { describeWith, fileOf, prove, RUN_FOLDER } from './support/engine';
import { copiesOf, ENVIRONMENTS, versionOf } from './support/fleet';
import { outcomesOf, publish } from './support/matrix';
import { run } from './support/process';

const CUSTOM = join(RUN_FOLDER, 'definition-schemas');

interface Report {
  readonly valid: number;
  readonly problems: readonly string[];
}

/** What kubeconform says of objects, strictly, by the schemas of the environment's version and of the custom kinds. */
async function conform(environment: string, objects: readonly Read[]): Promise<Report> {
  const builtIn = `${fileOf('kubeconform', 'schemas')}/${versionOf(environment)}/{{.ResourceKind}}{{.KindSuffix}}.json`;
  const custom = `${CUSTOM}/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json`;
  const locations = [builtIn, custom].flatMap((location) => ['-schema-location', location]);
  const input = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const words = ['-strict', '-verbose', '-output', 'json', ...locations, '-'];
  const { stdout } = await run(fileOf('kubeconform', 'program'), words, { input });
  const { resources } = JSON.parse(stdout) as { resources: readonly { kind: string; status: string; msg: string }[] };
  const wrong = resources.filter(({ status }) => status !== 'statusValid');
  return {
    valid: resources.length - wrong.length,
    problems: wrong.map(({ kind, status, msg }) => `${kind} ${status}: ${msg}`),
  };
}

describeWith('kubeconform', () => {
  beforeAll(() => {
    writeDefinitionSchemas(fileOf('kubeconform', 'definitions'), CUSTOM);
  });

  it('finds every object of every environment valid', async () => {
    const objects = ENVIRONMENTS.map((environment) => copiesOf(environment));

    const reports = await Promise.all(
      ENVIRONMENTS.map((environment, index) => conform(environment, objects[index] ?? [])),
    );

    const count = objects.flat().length;
    expect(reports.flatMap(({ problems }) => problems)).toEqual([]);
    expect(reports.reduce((sum, { valid }) => sum + valid, 0)).toBe(count);
    const answers = objects.flat().map(({ kind }) => ({ rule: `strict schema of ${kind as string}`, found: false }));
    publish('kubeconform', outcomesOf('kubeconform', answers));
    prove('kubeconform', 'schemas', `${count} of ${count} objects strictly valid by the schemas of their kinds`);
  });

  it.each<[string, string, (object: Read) => unknown, RegExp]>([
    ['a field one level too deep', 'Deployment', ({ spec }) => (spec.template.spec.strategy = {}), /strategy/],
    ['a word for a number', 'Deployment', ({ spec }) => (spec.replicas = 'many'), /replicas/],
    ['a required field that is missing', 'Deployment', ({ spec }) => delete spec.selector, /selector/],
    ['a field that a definition does not have', 'HTTPRoute', ({ spec }) => (spec.hostname = 'x'), /hostname/],
    [
      'a value that a definition does not allow',
      'ExternalSecret',
      ({ spec }) => (spec.secretStoreRef.kind = 'Store'),
      /kind/,
    ],
    ['a kind that nobody has defined', 'Service', (object) => (object.kind = 'Servise'), /could not find schema/],
  ])('reports %s', async (_, kind, edit, says) => {
    const objects = copiesOf('staging')
      .filter((object) => object.kind === kind)
      .slice(0, 1);
    objects.forEach(edit);

    const { valid, problems } = await conform('staging', objects);

    expect({ valid, problems: problems.length }).toEqual({ valid: 0, problems: 1 });
    expect(problems[0]).toMatch(says);
  });
});
