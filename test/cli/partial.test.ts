import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly } from '../../lib/assembly/assembly';
import { differing } from '../../lib/assembly/find';
import { PatchedAssembly } from '../../lib/assembly/patched-assembly';
import type { Beside } from '../../lib/base/side';
import { costChangeOf } from '../../lib/cost/compare';
import { diffAssemblies } from '../../lib/diff/diff';
import { notesOf, type Notes } from '../../lib/cli/notes';
import { findOrigin } from '../../lib/cli/partial';
import { kept, open, partial, plain, whole } from '../support/beside';
import { service, wholeProject, write, type Files } from '../support/cli';

type Edit = readonly [file: string, from: string | RegExp, to: string];

/** A project, in a folder of its own since a program is loaded once; edited, with more files, or without some. */
function project(edits: readonly Edit[] = [], more: Files = {}, gone: readonly string[] = []) {
  const root = wholeProject();
  for (const [file, from, to] of edits) {
    const text = readFileSync(join(root, file), 'utf8');
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`${file} holds no ${String(from)}`);
    write(root, { [file]: changed });
  }
  write(root, more);
  for (const file of gone) rmSync(join(root, file));
  return open(root);
}

const base = project();
const before = kept(base, 'production');

/** The same, with what is noted beside a record; as it is where somebody edits it. */
function noted(edit = (pods: Notes['pods']): Notes['pods'] => pods): Beside {
  const other = kept(base, 'production');
  const { pods, ...notes } = JSON.parse(JSON.stringify(notesOf(other.assembly))) as Notes;
  // What was noted is all that is known of it: the record is read anew.
  return { ...kept(base, 'production'), notes: () => ({ ...notes, pods: edit(pods) }) };
}

function costs(other: Beside, head: Assembly | undefined) {
  return costChangeOf('production', { base: other.assembly, head });
}

const rendered = (assembly: Assembly | undefined): readonly string[] => {
  const { after } = differing(before.assembly, assembly);
  return [...new Set(after.flatMap((document) => document.service ?? []))].sort();
};

const README = 'services/code-suggestions.ts';

describe('an environment that is rendered beside another one', () => {
  it.each<[string, readonly Edit[], Files, readonly string[]]>([
    ['one service changed', [[README, 'max: 24', 'max: 23']], {}, ['code-suggestions']],
    ['nothing changed', [], {}, []],
    ['one service is gone from the table', [['services/index.ts', /.*place\(Spamcheck.*\n/, '']], {}, []],
    [
      'one service is new',
      [
        ['services/index.ts', '\n/** What', "import { Tiny } from './tiny';\n\n/** What"],
        ['services/index.ts', '];', '  place(Tiny, [staging, production]),\n];'],
      ],
      { 'services/tiny.ts': service('tiny', '', "gpu: { model: 'l4' },") },
      ['tiny'],
    ],
    [
      'a class lies in another file',
      [['services/index.ts', './spamcheck', './other']],
      { 'services/other.ts': readFileSync('services/spamcheck.ts', 'utf8') },
      ['spamcheck'],
    ],
    [
      'a file that a service imports is new',
      [
        ['services/embeddings.ts', "maturity: 'beta'", 'maturity: MATURITY'],
        ['services/embeddings.ts', /^/, "import { MATURITY } from './common';\n"],
      ],
      { 'services/common.ts': "export const MATURITY = 'beta' as const;\n" },
      ['embeddings'],
    ],
    [
      'a service has another name',
      [['services/spamcheck.ts', "'spamcheck', {", "'spam-filter', {"]],
      {},
      ['spam-filter'],
    ],
    ['a line moved', [['services/spamcheck.ts', /^/, '// Note\n']], {}, ['spamcheck']],
  ])('is what it is when all of it is rendered, where %s', (_, edits, more, services) => {
    const head = project(edits, more);

    const found = partial(head, 'production', before);

    expect(found).toBeInstanceOf(PatchedAssembly);
    expect(rendered(found)).toEqual(services);
    const all = whole(head, 'production');
    expect(plain(found)).toEqual(plain(all));
    const changes = (assembly: Assembly | undefined) => diffAssemblies({ base: before.assembly, head: assembly });
    expect(changes(found)).toEqual(changes(all));
    const beside = noted();
    const again = partial(head, 'production', beside);
    expect(plain(again)).toEqual(plain(all));
    expect(costs(beside, again)).toEqual(costs(before, all));
  });

  it('costs what was noted of the other side, unless another library noted it', () => {
    const head = project([['services/spamcheck.ts', /^/, '// Note\n']]);
    const doubled = () => noted((pods) => pods.map((one) => ({ ...one, cpu: 2 * one.cpu, memory: 2 * one.memory })));
    const [own, others] = [doubled(), doubled()];

    const found = partial(head, 'production', own);
    const refused = partial(head, 'production', { ...others, sources: { ...others.sources, engine: 'another' } });

    expect(refused).toBeUndefined();
    const spamcheck = costs(own, found)?.services.find(({ service: name }) => name === 'spamcheck');
    expect(Number(spamcheck?.before.floor) / Number(spamcheck?.after.floor)).toBeCloseTo(2, 1);
    expect(costs(others, whole(head, 'production'))).toEqual(costs(before, whole(head, 'production')));
  });

  it('renders what imports a file that changed, however far away', () => {
    const use = (file: string): readonly Edit[] => [
      [file, /^/, "import { OWNER } from './near';\n"],
      [file, /owner: '[^']+'/, 'owner: OWNER'],
    ];
    const edits = [...use('services/spamcheck.ts'), ...use('services/embeddings.ts')];
    const near = "export { OWNER } from './far';\n";
    const at = (owner: string) =>
      project(edits, { 'services/near.ts': near, 'services/far.ts': `export const OWNER = '${owner}';\n` });
    const old = kept(at('group::anti-abuse'), 'production');
    const head = at('group::global-search');

    const found = partial(head, 'production', old);

    expect([...new Set(differing(old.assembly, found).after.flatMap((one) => one.service ?? []))].sort()).toEqual([
      'embeddings',
      'spamcheck',
    ]);
    expect(plain(found)).toEqual(plain(whole(head, 'production')));
  });

  it('is told to be rendered as a whole where its facts are others, in this environment only', () => {
    const head = project([['environments/production.ts', /limit: \d+/, 'limit: 99']]);

    expect(partial(head, 'production', before)).toBeUndefined();
    expect(partial(head, 'staging', kept(base, 'staging'))).toBeInstanceOf(PatchedAssembly);
  });

  it.each<[string, Partial<Beside['sources']>]>([
    ['another library rendered the other side', { engine: 'another' }],
    ['no file is as it was', { files: {} }],
  ])('is told to be rendered as a whole where %s', (_, sources) => {
    expect(partial(base, 'production', { ...before, sources: { ...before.sources, ...sources } })).toBeUndefined();
  });

  it('is told to be rendered as a whole where there is a mistake, which then has its own words', () => {
    const head = project([[README, "'group::code-creation'", "'nobody'"]]);

    expect(partial(head, 'production', before)).toBeUndefined();
  });

  it('is told to be rendered as a whole where a class has two rows', () => {
    const head = project([['services/index.ts', '];', '  place(Spamcheck, [production]),\n];']]);

    expect(partial(head, 'production', before)).toBeUndefined();
  });

  const made = (owner: string) =>
    project(
      [
        ['services/index.ts', '\n/** What', "import { make } from './make';\n\n/** What"],
        ['services/index.ts', '];', `  place(make('${owner}'), [production]),\n];`],
      ],
      {
        'services/make.ts': `import { MlService, type Environment } from 'taxiway';
export const make = (owner: string) =>
  class Made extends MlService {
    constructor(env: Environment) {
      super(env, 'made', { owner, image: env.image('spamcheck') });
    }
  };
`,
      },
    );

  it('renders a class that a function made, whose file does not tell what the function was given', () => {
    const old = kept(made('group::anti-abuse'), 'production');
    const head = made('group::global-search');

    const found = partial(head, 'production', old);

    expect(differing(old.assembly, found).after.map(({ service: name }) => name)).toContain('made');
    expect(plain(found)).toEqual(plain(whole(head, 'production')));
  });

  it('renders what a row builds in its own way', () => {
    const row = "{ ...place(Spamcheck, [production]), addTo: (env) => new Spamcheck(env, 'group::global-search') },";
    const own: readonly Edit[] = [
      ['services/spamcheck.ts', /constructor\(env: (.*?)\) \{/, "constructor(env: $1, owner = 'group::anti-abuse') {"],
      ['services/spamcheck.ts', /owner: '[^']+'/, 'owner'],
    ];
    const old = kept(project(own), 'production');
    const head = project([...own, ['services/index.ts', /place\(Spamcheck.*/, row]]);

    expect(plain(partial(head, 'production', old))).toEqual(plain(whole(head, 'production')));
  });

  it('has no origin where what a service does may depend on what ran before it', () => {
    const { program } = project(
      [
        ['services/spamcheck.ts', /^/, "import { next } from './count';\n"],
        ['services/spamcheck.ts', /replicas: .*,/, 'replicas: next(),'],
      ],
      { 'services/count.ts': 'let count = 0;\nexport const next = (): number => ++count;\n' },
    );

    expect(findOrigin(program)).toBeUndefined();
  });

  it('has no origin where the program could learn something from elsewhere', () => {
    const { program } = project([[README, 'max: 24', "max: Number(process.env['REPLICAS'])"]]);

    expect(findOrigin(program)).toBeUndefined();
  });

  it('has the services and the stacks of both parts', () => {
    const head = project([['services/index.ts', /.*place\(Spamcheck.*\n/, '']]);
    const found = partial(head, 'production', before) as PatchedAssembly;

    expect([...found.services].sort()).not.toContain('spamcheck');
    const stacks = found.documents.filter(({ path }) => path !== undefined).map(({ id }) => id.split('/')[1]);
    const asked = [...new Set([...stacks, 'spamcheck:workloads', 'nobody:grants'])];
    expect(asked.filter((stack) => found.holdsStack(stack ?? ''))).toEqual([...new Set(stacks)]);
    for (const domain of ['kubernetes', 'terraform', 'declaration'] as const) {
      const there = found.documents.filter((document) => document.domain === domain).map(({ kind }) => kind);
      expect(found.kindsOf(domain)).toEqual(expect.arrayContaining(there));
    }
    const kinds = ['Deployment', 'Namespace'];
    expect(found.find('kubernetes', kinds)).toEqual(
      found.documents.filter(({ domain, kind }) => domain === 'kubernetes' && kinds.includes(kind)),
    );
  });
});
