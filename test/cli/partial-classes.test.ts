import { PatchedAssembly } from '../../lib/assembly/patched-assembly';
import { findOrigin } from '../../lib/cli/partial';
import { kept, open, partial, plain, whole, type Opened } from '../support/beside';
import { service, smallProject, table, type Files } from '../support/cli';

const EVERYWHERE = '[staging, production]';
const OTHER: Files = { 'services/other.ts': service('other'), 'services/third.ts': service('third') };
const TINY = `export class Tiny extends MlService {
  constructor(env: Environment, replicas = 2) {
    super(env, 'tiny', { owner: 'group::anti-abuse', image: env.image('spamcheck'), replicas });
  }
}
`;
const IMPORT = "import { MlService, type Environment } from 'taxiway';\n";

/** A table that places another service and what the rows say. */
function rows(imports: string, ...lines: readonly string[]): Files {
  return {
    'services/index.ts': `import { place } from 'taxiway';
import { production } from '../environments/production';
import { staging } from '../environments/staging';
import { Other } from './other';
import { Third } from './third';
${imports}
export const placements = [
  place(Other, ${EVERYWHERE}),
  place(Third, ${EVERYWHERE}),
${lines.map((line) => `  ${line},\n`).join('')}];
`,
  };
}

const TABLE = rows("import { Tiny } from './tiny';", `place(Tiny, ${EVERYWHERE})`);

/** A project with such files, as it was committed and as it is. */
function sides(base: Files, head: Files): { readonly before: Opened; readonly after: Opened } {
  return {
    before: open(smallProject({ ...OTHER, ...base })),
    after: open(smallProject({ ...OTHER, ...base, ...head })),
  };
}

describe('a service is taken from the other side by the class that its row placed', () => {
  it.each<[string, Files, Files]>([
    [
      'and not where a row built it in its own way before',
      {
        'services/tiny.ts': IMPORT + TINY,
        ...rows(
          "import { Tiny } from './tiny';",
          `{ ...place(Tiny, ${EVERYWHERE}), addTo: (env) => new Tiny(env as never, 5) }`,
        ),
      },
      TABLE,
    ],
    [
      'and not by its name, where that class extends it',
      {
        'services/tiny.ts': IMPORT + TINY,
        'services/large/tiny.ts': `import type { Environment } from 'taxiway';
import { Tiny as Plain } from '../tiny';
export class Tiny extends Plain {
  constructor(env: Environment) { super(env, 5); }
}
`,
        ...rows(
          "import { Tiny } from './large/tiny';\nimport { Tiny as Plain } from './tiny';\nexport const other = Plain;",
          `place(Tiny, ${EVERYWHERE})`,
        ),
      },
      rows(
        "import { Tiny } from './tiny';\nimport { Tiny as Large } from './large/tiny';\nexport const other = Large;",
        `place(Tiny, ${EVERYWHERE})`,
      ),
    ],
    [
      'and not by its name, where a file has two of it',
      {
        'services/tiny.ts': `${IMPORT}export const sizes = [
  ${TINY.replace('export ', '').trim()},
  ${TINY.replace('export ', '').replace('= 2', '= 5').trim()},
];
`,
        ...rows("import { sizes } from './tiny';", `place(sizes[0]!, ${EVERYWHERE})`),
      },
      rows("import { sizes } from './tiny';", `place(sizes[1]!, ${EVERYWHERE})`),
    ],
    [
      'and not where another construct held it',
      {
        'services/tiny.ts': `import { Construct } from 'constructs';\n${IMPORT}${TINY}export class Both extends Construct {
  constructor(env: Environment) {
    super(env, 'both');
    new Tiny(env, 5);
  }
}
`,
        ...rows("import { Both } from './tiny';", `place(Both, ${EVERYWHERE})`),
      },
      rows("import { Tiny } from './tiny';", `place(Tiny, ${EVERYWHERE})`),
    ],
    [
      'and not alone, where it makes a second one',
      {
        'services/tiny.ts': `${IMPORT}${TINY.replace('}\n}', '  new Helper(env);\n  }\n}')}export class Helper extends MlService {
  constructor(env: Environment) {
    super(env, 'helper', { owner: 'group::anti-abuse', image: env.image('spamcheck') });
  }
}
`,
        ...TABLE,
      },
      { 'services/other.ts': service('other', '', 'replicas: 3,') },
    ],
    [
      'and not alone, where a construct holds a second one',
      {
        'services/tiny.ts': `import { Construct } from 'constructs';\n${IMPORT}${TINY}class Helper extends MlService {
  constructor(env: Environment) {
    super(env, 'helper', { owner: 'group::anti-abuse', image: env.image('spamcheck') });
  }
}
export class Both extends Construct {
  constructor(env: Environment) {
    super(env, 'both');
    new Tiny(env, 5);
    new Helper(env);
  }
}
`,
        ...rows("import { Both } from './tiny';", `place(Both, ${EVERYWHERE})`),
      },
      { 'services/other.ts': service('other', '', 'replicas: 3,') },
    ],
    [
      'and not where a loop makes one after the other',
      {
        'services/tiny.ts': `${IMPORT}export let Small: any;
export let Large: any;
for (const size of [2, 5]) {
  ${TINY.replace('export ', '').replace('replicas = 2', 'replicas = size').trim()}
  if (size === 2) Small = Tiny;
  else Large = Tiny;
}
`,
        ...rows("import { Small } from './tiny';", `place(Small, ${EVERYWHERE})`),
      },
      rows("import { Large } from './tiny';", `place(Large, ${EVERYWHERE})`),
    ],
  ])('%s', (_, base, head) => {
    const { before, after } = sides(base, head);

    const found = partial(after, 'production', kept(before, 'production'));

    expect(found).toBeInstanceOf(PatchedAssembly);
    expect(plain(found)).toEqual(plain(whole(after, 'production')));
  });

  it('unless it is just what it was', () => {
    const { before, after } = sides(
      { 'services/tiny.ts': IMPORT + TINY, ...TABLE },
      { 'services/other.ts': service('other', '', 'replicas: 3,') },
    );

    const found = partial(after, 'production', kept(before, 'production')) as PatchedAssembly;

    expect([...found.taken]).toEqual(['third', 'tiny']);
    expect(plain(found)).toEqual(plain(whole(after, 'production')));
  });

  it('and nothing is, where two environments have one name, which the whole refuses', () => {
    const { before, after } = sides(
      { 'services/tiny.ts': IMPORT + TINY, 'services/two.ts': service('two'), ...TABLE },
      rows(
        `import { defineEnvironment } from 'taxiway';
import { Tiny } from './tiny';
import { Two } from './two';
export const copy = defineEnvironment({ ...production });`,
        `place(Tiny, ${EVERYWHERE})`,
        'place(Two, [copy])',
      ),
    );

    expect(partial(after, 'production', kept(before, 'production'))).toBeUndefined();
    expect(() => whole(after, 'production')).toThrow('ENVIRONMENT_DUPLICATE');
  });
});

it.each([
  ['another package that the library stands on', "import { Yaml } from 'cdk8s';\n", "Number(Yaml.load('a.yaml')[0])"],
  ['how many services there are', '', 'env.declarations.length'],
  ['how many cards are asked for', '', 'env.demands.length'],
])('nothing is known of a program that reads %s', (_, imports, replicas) => {
  const files = {
    'services/tiny.ts': service('tiny', '', `replicas: ${replicas},`).replace(/^/, imports),
    'services/index.ts': table('tiny'),
    'services/other.ts': service('other'),
  };
  const root = smallProject(files);

  expect(findOrigin(open(root).program)).toBeUndefined();
});
