import type { Json } from '../../lib/assembly/document';
import { acrossEnvironments, type Difference } from '../../lib/diff/across';
import { indexPath } from '../../lib/diff/index-path';
import { assemblyOf, edited } from '../support/assemblies';

const staging = assemblyOf('staging');
const production = assemblyOf('production');
const across = acrossEnvironments(staging, production);

function find(by: string, service?: string): Difference | undefined {
  return across.differences.find((one) => one.by === by && (service === undefined || one.services.join() === service));
}

describe('one fleet in two environments', () => {
  it('is compared in the services that both have', () => {
    const { services, only } = acrossEnvironments(assemblyOf('sandbox'), production);

    expect(services).toEqual(['embeddings', 'spamcheck']);
    expect(only).toEqual([[], ['code-suggestions', 'suggested-reviewers', 'workflow-agent']]);
  });

  it('differs where somebody typed it, at the line of each value', () => {
    expect(find('replicas', 'suggested-reviewers')).toMatchObject({
      // Through the loader it is `select`; a test that imports the services has no line to tell the two apart by.
      reason: 'typed',
      values: [1, 4],
      fields: 1,
      sources: [{ file: 'services/suggested-reviewers.ts' }, { file: 'services/suggested-reviewers.ts' }],
    });
  });

  it('differs by tier, by facts and by pins, each told once for all services', () => {
    expect(find('tier')).toMatchObject({ reason: 'tier', values: ['staging', 'production'] });
    expect(find('state.bucket')).toMatchObject({
      reason: 'fact',
      services: ['code-suggestions', 'embeddings', 'spamcheck', 'suggested-reviewers', 'workflow-agent'],
      values: ['gitlab-ml-staging-tfstate', 'gitlab-ml-production-tfstate'],
    });
    expect(find('image', 'spamcheck')?.reason).toBe('pin');
  });

  it('explains a text that is made of facts by these facts', () => {
    expect(find('vault.mounts.secrets, name')).toMatchObject({ reason: 'fact', values: [undefined, undefined] });
  });

  it('says what the library decided and why, where no prop and no fact is behind it', () => {
    expect(find('ResourceQuota code-suggestions/quota')).toMatchObject({
      reason: 'library',
      because: expect.stringContaining('workloads'),
      services: ['code-suggestions'],
    });
    expect(find('PodDisruptionBudget code-suggestions/api')).toMatchObject({ values: [undefined, 'there'] });
  });

  it('leaves nothing out: every field that differs belongs to one difference', () => {
    const other = edited(production, 'spamcheck:workloads/apps/Deployment/spamcheck/api', 'spec.minReadySeconds', 7);

    const { differences } = acrossEnvironments(staging, other);
    const sum = (list: readonly Difference[]): number => list.reduce((total, { fields }) => total + fields, 0);

    expect(sum(differences)).toBe(sum(across.differences) + 1);
    expect(differences).toContainEqual(
      expect.objectContaining({ reason: 'library', by: 'Deployment spamcheck/api', values: [expect.any(Number), 7] }),
    );
  });

  it('is the same fleet to itself', () => {
    expect(acrossEnvironments(staging, staging).differences).toEqual([]);
  });
});

describe('a path with keys', () => {
  const object: Json = {
    containers: [{ name: 'api', env: [{ name: 'A' }, { name: 'B', value: 1 }] }],
    verbs: ['get', 'list'],
    ports: [{ port: 80, protocol: 'TCP' }],
  };

  it.each([
    [['containers', '[api]', 'env', '[B]', 'value'], 'containers.0.env.1.value'],
    [['containers', '[0]', 'env', '[1]'], 'containers.0.env.1'],
    [['verbs', '[list]'], 'verbs.1'],
    [['ports', '[80/TCP]', 'port'], 'ports.0.port'],
    [['containers', '[gone]', 'image'], 'containers'],
    [['missing', 'deep'], 'missing.deep'],
  ])('%j is %s', (path, wanted) => {
    expect(indexPath(object, path)).toBe(wanted);
  });
});
