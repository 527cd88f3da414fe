import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDist } from '../../lib/assembly/read';
import { writeAssembly } from '../../lib/assembly/write';
import { edited } from '../support/assemblies';
import { run, wholeProject, write, type Result } from '../support/cli';
import { expectGolden } from '../support/golden';

/** What one merge request changes in a project, or in what it renders. */
interface MergeRequest {
  readonly name: string;
  /** Edits the sources. */
  edit?(root: string): void;
  /** Writes another tree than the sources render, as a patch of the library would. */
  render?(root: string, out: string): void;
}

const SUMMARIZER = `import { MlService, type Environment } from 'taxiway';

/** Summarizes issues and merge requests. */
export class Summarizer extends MlService {
  constructor(env: Environment<'staging' | 'production'>) {
    super(env, 'summarizer', {
      owner: 'group::code-review',
      image: env.image('summarizer'),
      serves: { longestRequest: '30s' },
      gpu: { model: 'l4' },
      replicas: env.select({ staging: 1, production: 2 }),
      callers: ['sidekiq'],
      secrets: ['model-hub-token'],
    });
  }
}
`;

/** Another driver is another pool: its name says so. */
const POOL = 'google_container_node_pool/-/l4-x1';
const DRIVER = 'node_config.guest_accelerator.0.gpu_driver_installation_config.gpu_driver_version';

const MERGE_REQUESTS: readonly MergeRequest[] = [
  {
    name: 'new-service',
    edit(root) {
      write(root, { 'services/summarizer.ts': SUMMARIZER });
      for (const environment of ['staging', 'production']) pin(root, environment, 'summarizer', 'f');
      change(
        join(root, 'services/index.ts'),
        ['import { WorkflowAgent }', "import { Summarizer } from './summarizer';\nimport { WorkflowAgent }"],
        ['  place(WorkflowAgent', '  place(Summarizer, [staging, production]),\n  place(WorkflowAgent'],
      );
    },
  },
  {
    name: 'image-bump',
    edit(root) {
      for (const environment of ['sandbox', 'staging', 'production']) pin(root, environment, 'spamcheck', 'e');
    },
  },
  {
    name: 'wider-call',
    edit(root) {
      change(join(root, 'services/suggested-reviewers.ts'), [
        "calls: ['gitlab-api'],",
        "callers: ['rails', 'sidekiq', 'workflow-agent'],\n      calls: ['gitlab-api'],",
      ]);
      change(join(root, 'services/workflow-agent.ts'), [
        "'code-suggestions', 'spamcheck'",
        "'code-suggestions', 'spamcheck', 'suggested-reviewers'",
      ]);
    },
  },
  {
    name: 'pool-replacement',
    render(root, out) {
      for (const assembly of readDist(join(root, 'base'))) {
        const head =
          assembly.environment === 'production'
            ? edited(edited(assembly, POOL, DRIVER, 'LATEST'), POOL, 'name', 'l4-x1-0a1b2c')
            : assembly;
        writeAssembly(head, join(out, assembly.environment));
      }
    },
  },
  {
    name: 'deleted-service',
    edit(root) {
      change(join(root, 'services/index.ts'), ['  place(SuggestedReviewers, [staging, production]),\n', '']);
    },
  },
];

function change(file: string, ...edits: readonly (readonly [from: string, to: string])[]): void {
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
    text = text.replace(from, to);
  }
  writeFileSync(file, text);
}

function pin(root: string, environment: string, image: string, digit: string): void {
  const file = join(root, `environments/${environment}.images.json`);
  const pins = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const reference = `registry.gitlab.com/gitlab-org/ml-services/${image}@sha256:${digit.repeat(64)}`;
  writeFileSync(file, `${JSON.stringify({ ...pins, [image]: reference }, null, 2)}\n`);
}

describe.each(MERGE_REQUESTS)('the note of $name', ({ name, edit, render }) => {
  const cwd = wholeProject();
  let result: Result;

  beforeAll(async () => {
    const base = await run(['synth', '--out', 'base'], { cwd });
    expect([base.code, base.stderr]).toEqual([0, '']);
    edit?.(cwd);
    render?.(cwd, join(cwd, 'head'));
    const from = render === undefined ? [] : ['--head', 'head'];
    const reports = ['--report', 'markdown=note.md', '--report', 'text=note.txt'];
    result = await run(['diff', '--base', 'base', ...from, ...reports, '--now', '2026-11-28'], { cwd });
  });

  it('ends as a run that compared, and objects to nothing', () => {
    expect([[0, 1].includes(result.code ?? 2), result.stderr]).toEqual([true, '']);
  });

  it.each(['md', 'txt'])('is as it was read and approved: %s', (extension) => {
    expectGolden(`review/${name}.${extension}`, readFileSync(join(cwd, `note.${extension}`), 'utf8'));
  });
});
