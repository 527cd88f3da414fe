import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { longLived } from '../../constructs/index';
import { plansOf, type RotationPlan } from '../../lib/rotation/plan';
import type { Read } from '../support/documents';
import { render, service, testEnvironment } from '../support/environment';
import { drawn, play, seeded, type Generations, type Keeper, type Outcome } from '../support/rotation';
import { describeWith, fileOf, prove } from './support/engine';
import { Vault } from './support/vault';

const shell = promisify(execFile);

/** The plan of a secret of two shapes, as the rendered objects give it. */
function planOf(properties?: readonly string[]): RotationPlan {
  const key = longLived({
    ...{
      name: 'provider-key',
      reason: 'the provider issues nothing else',
      owner: 'group::pilots',
      expires: '2027-06-30',
    },
    ...{ rotateEvery: '90d', ...(properties && { properties }) },
  });
  const spec = testEnvironment({ vault: { mounts: { secrets: 'secret' } } });
  const { documents, mistakes } = render(service('echo', { secrets: [key] }), spec);
  expect(mistakes).toEqual([]);
  const facts = documents.find(({ domain }) => domain === 'environment');
  const declaration = documents.find(({ domain }) => domain === 'declaration');
  if (facts === undefined || declaration === undefined) throw new Error('nothing was rendered');
  const [plan] = plansOf((id) => documents.find((document) => document.id === id), facts, declaration);
  if (plan === undefined) throw new Error('there is no plan');
  return plan;
}

describeWith('vault', () => {
  let vault: Vault;
  const folder = mkdtempSync(join(tmpdir(), 'taxiway-rotation-'));

  beforeAll(async () => {
    vault = await Vault.start();
    // The plan calls it by its usual name.
    symlinkSync(fileOf('vault', 'program'), join(folder, 'vault'));
  });

  afterAll(async () => {
    await vault.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the commands of a step as they are printed; where a person would put the next value into a file, it is put there. */
  async function run(plan: RotationPlan, step: number, next: Readonly<Record<string, string>>): Promise<string> {
    const typed = plan.steps[step]?.commands ?? [];
    const given = typed.flatMap((line) =>
      line.startsWith('#') ? Object.entries(next).map(([file, value]) => `printf %s '${value}' > ${file}`) : [line],
    );
    const script = join(folder, `step-${step}.sh`);
    writeFileSync(script, ['set -eu', ...given, 'pwd', 'ls'].join('\n'));
    chmodSync(script, 0o700);
    const env = {
      PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
      HOME: folder,
      ...{ VAULT_ADDR: vault.address, VAULT_TOKEN: vault.root, BAO_ADDR: vault.address, BAO_TOKEN: vault.root },
    };
    return (await shell('sh', [script], { env })).stdout;
  }

  /** Reads as the operator does: the whole object, in one version. */
  async function readAll(plan: RotationPlan): Promise<Read> {
    return (await vault.must('GET', `secret/data/${plan.vault.path}`)).data;
  }

  function keeperOf(plan: RotationPlan, generation: string): Keeper {
    return {
      read: async (): Promise<Generations> => {
        const { data, metadata } = await readAll(plan);
        return { value: data.value, accepted: data.accepted, version: metadata.version };
      },
      write: async (step) => {
        await run(plan, step, { next: generation });
      },
    };
  }

  async function rotate(seed: number, overlap: (plan: RotationPlan) => number): Promise<Outcome> {
    const plan = planOf();
    const random = seeded(seed);
    await vault.must('POST', `secret/data/${plan.vault.path}`, { data: { value: `g${seed}`, accepted: `g${seed}` } });
    return play({
      ...{
        keeper: keeperOf(plan, `g${seed + 1}`),
        overlap: overlap(plan),
        refresh: 3600,
        sync: 90,
        takeUp: 0,
        signedFor: 0,
      },
      ...{ processes: Array.from({ length: 8 }, () => drawn(random)), presentations: 100 },
    });
  }

  it('lets no reader and no verifier fail while it runs, whenever they look', async () => {
    let reads = 0;
    let presented = 0;
    for (let seed = 1; seed <= 4; seed += 1) {
      const outcome = await rotate(seed, ({ overlap }) => overlap);
      expect(outcome.failed).toEqual([]);
      reads += outcome.reads;
      presented += outcome.presented;
    }

    expect(presented).toBe(4 * 8 * 100);
    expect(reads).toBeGreaterThan(4 * 8 * 6);
    prove('vault', 'rotation', `rotates a secret through its three states: ${presented} uses by 32 readers, 0 failed`);
  });

  it('lets some fail where the overlap is a quarter of what is needed', async () => {
    const outcomes: number[] = [];
    for (let seed = 1; seed <= 2; seed += 1)
      outcomes.push((await rotate(seed, ({ needed }) => needed / 4)).failed.length);

    expect(outcomes.every((failed) => failed > 0)).toBe(true);
  });

  it('goes through its states in three versions, and leaves nothing on disk', async () => {
    const plan = planOf(['username', 'password']);
    const first = { username: 'u1', password: 'p1', 'accepted-username': 'u1', 'accepted-password': 'p1' };
    await vault.must('DELETE', `secret/metadata/${plan.vault.path}`);
    await vault.must('POST', `secret/data/${plan.vault.path}`, { data: first });

    const states: Read[] = [];
    for (const step of [0, 1, 2]) {
      const left = (await run(plan, step, { 'next-username': 'u2', 'next-password': 'p2' })).trim().split('\n');
      expect(left.slice(-1)).toEqual([expect.stringMatching(/^\//)]);
      const { data, metadata } = await readAll(plan);
      states.push([metadata.version, data]);
    }

    const second = { username: 'u2', password: 'p2', 'accepted-username': 'u2', 'accepted-password': 'p2' };
    expect(states).toEqual([
      [2, { ...first, 'accepted-username': 'u2', 'accepted-password': 'p2' }],
      [3, { ...second, 'accepted-username': 'u1', 'accepted-password': 'p1' }],
      [4, second],
    ]);
  });

  it('is refused where somebody else wrote in between', async () => {
    const plan = planOf();
    await vault.must('POST', `secret/data/${plan.vault.path}`, { data: { value: 'g1', accepted: 'g1' } });
    const commands = plan.steps[0]?.commands.map((line) =>
      line.startsWith('version=') ? `${line}\nvault kv patch -mount=secret ${plan.vault.path} note=x` : line,
    );

    await expect(
      run({ ...plan, steps: [{ ...plan.steps[0]!, commands: commands ?? [] }] }, 0, { next: 'g2' }),
    ).rejects.toThrow(/check-and-set/);
  });
});
