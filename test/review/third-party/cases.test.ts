import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT, newFolder, start } from '../../support/cli';
import { seededChanges } from '../../support/seeded';
import { caseOf } from './cases';

const CHANGES = seededChanges();
const named = (name: string) => caseOf(CHANGES.find((change) => change.name === name)!);

interface ResourceChange {
  readonly address: string;
  readonly change: { readonly actions: readonly string[]; readonly before: unknown; readonly after: unknown };
}

/** What a plan does, but for what it leaves alone. */
function actionsOf(name: string): readonly (readonly [address: string, ...actions: readonly string[]])[] {
  return named(name).plans.flatMap((plan) =>
    (plan['resource_changes'] as unknown as readonly ResourceChange[])
      .filter(({ change }) => change.actions[0] !== 'no-op')
      .map(({ address, change }) => [address, ...change.actions] as const),
  );
}

describe('a seeded change, for tools that read plans', () => {
  it.each([
    ['the secrets mount is spelled kv-v2', ['vault_mount.secrets', 'delete', 'create']],
    ['the pool is made of spot machines', ['google_container_node_pool.l4-x1', 'create', 'delete']],
    ['the pool grows', ['google_container_node_pool.l4-x1', 'update']],
    ['a pool is deleted', ['google_container_node_pool.t4-x1', 'delete']],
    ['a service becomes editor of the project', ['google_project_iam_member.api_editor', 'create']],
  ])('does what Terraform does: %s', (name, action) => {
    expect(actionsOf(name)).toEqual([action]);
  });

  it.each([
    'a GPU that is no longer written, and stays',
    'the image of nodes in lower case',
    'a pool that waits for one more',
  ])('plans nothing: %s', (name) => {
    expect(actionsOf(name)).toEqual([]);
    expect(named(name).plans).toHaveLength(1);
  });

  it.each(['the state is looked for elsewhere', 'Vault is another one'])('is in no plan: %s', (name) => {
    expect(named(name).plans).toEqual([]);
  });

  it('has blocks as lists, all resources of the module, and what refers to what', () => {
    const [plan] = named('the pool grows').plans;
    const changes = plan?.['resource_changes'] as unknown as readonly ResourceChange[];
    const pool = changes.find(({ address }) => address === 'google_container_node_pool.l4-x1');

    expect(pool?.change.after).toMatchObject({
      autoscaling: [{ total_max_node_count: 207 }],
      node_config: [{ gvnic: [{}] }],
    });
    expect(changes.length).toBeGreaterThan(8);
    expect(JSON.stringify(plan?.['configuration'])).toContain('"depends_on":["google_service_account.gpu_nodes"');
  });
});

describe('the seeded changes', () => {
  it('are loaded by the command that scores, which runs where Jest does not', async () => {
    const sources = JSON.stringify(join(CHECKOUT, 'engines/support/sources.mjs'));
    const program = `import { loadSource } from ${sources};
      const { cases } = loadSource('test/review/third-party/cases.ts');
      console.log(JSON.stringify(cases().map(({ name, ours }) => [name, ours])));`;

    const { code, stdout, stderr } = await start(process.execPath, ['--input-type=module', '-e', program], {
      cwd: newFolder(),
    });

    expect([code, stderr]).toEqual([0, '']);
    const told = JSON.parse(stdout) as readonly unknown[];
    expect(told).toEqual(CHANGES.map((change) => [change.name, caseOf(change).ours]));
  });

  it('are those that the page of scores has, one row each', () => {
    const page = readFileSync(join(CHECKOUT, 'docs/review-score.md'), 'utf8');

    const rows = page.slice(page.indexOf('\n### ')).match(/^\| (?!change \||- \|).*$/gm);
    expect(rows).toHaveLength(CHANGES.length);
  });
});
