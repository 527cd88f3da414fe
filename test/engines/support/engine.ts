import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type EngineName =
  | 'kubernetes'
  | 'terraform'
  | 'cdk8s'
  | 'cdktf'
  | 'kubeconform'
  | 'kube-score'
  | 'checkov'
  | 'nca'
  | 'gitlab-ci'
  | 'vault'
  | 'promtool'
  | 'prometheus'
  | 'alertmanager';

/** What `engines/install.mjs --status` says of one engine. */
export interface EngineStatus {
  readonly name: EngineName;
  readonly wanted: string;
  readonly state: 'ready' | 'missing' | 'other version';
  readonly found?: string;
  readonly problem?: string;
  /** The paths that its tests need, by their use. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Where the rendered environments, the evidence and what the servers say of themselves are kept during a run. */
export const RUN_FOLDER = requireVariable('TAXIWAY_ENGINE_RUN');
const statuses = JSON.parse(requireVariable('TAXIWAY_ENGINE_STATUS')) as readonly EngineStatus[];

function requireVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: start these tests with 'npm run test:engines'`);
  return value;
}

export function statusOf(name: EngineName): EngineStatus {
  const status = statuses.find((one) => one.name === name);
  if (status === undefined) throw new Error(`there is no engine ${name}`);
  return status;
}

/** One of the paths of an engine that is ready. */
export function fileOf(name: EngineName, use: string): string {
  const file = statusOf(name).files?.[use];
  if (file === undefined) throw new Error(`${name} has no ${use}`);
  return file;
}

/**
 * Tests that need an engine. Without it they are skipped, which the run has announced; where engines are required,
 * one test says what is missing and fails.
 */
export function describeWith(name: EngineName, tests: () => void): void {
  const { state, problem = '' } = statusOf(name);
  if (state === 'ready') return describe(name, tests);
  if (process.env['TAXIWAY_ENGINES'] === 'required') {
    describe(name, () => {
      it('is here', () => {
        throw new Error(`${name} ${problem}; install it: node engines/install.mjs ${name}`);
      });
    });
    return;
  }
  describe.skip(name, tests);
}

/**
 * Notes what an engine has just shown, in words and figures that only change when what is rendered does. Called last
 * in a test, so that nothing is noted which a later assertion would have denied.
 */
export function prove(name: EngineName, key: string, shown: string): void {
  const folder = join(RUN_FOLDER, 'evidence');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.${key}.json`), JSON.stringify({ name, key, shown }));
}
