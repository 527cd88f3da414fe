import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addedArguments,
  behaviourOf,
  flagOutcomes,
  variableOutcomes,
  type Situation,
} from '../../../lib/profiles/interpret';
import type { Behaviour, Profile } from '../../../lib/profiles/profile';
import { findProfile, PROFILE_NAMES, PROFILES } from '../../../lib/profiles/profiles';
import { flagsOf, isShell } from '../../../lib/profiles/typed-flags';
import { isOlder, isVersion, knows } from '../../../lib/profiles/versions';
import { cells, rowsOf } from '../../support/profile-table';

const ALL = PROFILE_NAMES.map((name): readonly [string, Profile] => [name, PROFILES[name]]);

const SITUATION: Situation = {
  version: '1.0',
  protocol: 'http',
  port: 9100,
  gpus: 2,
  computeCapability: 7.5,
  clients: 3,
  longestExchange: 90,
  cache: '/cache',
  logConfig: '/log/config.json',
  logs: 'json',
};

/** Every situation in which a setting of a profile may be made, as far as conditions tell them apart. */
function situationsOf({ versions, cpu, mostGpus = 2 }: Profile): readonly Situation[] {
  return (['http', 'grpc'] as const).flatMap((protocol) =>
    [cpu ? 0 : 1, mostGpus].flatMap((gpus) =>
      [7.5, 9].flatMap((computeCapability) =>
        [undefined, 2].flatMap((clients) =>
          Object.values(versions).map((version) => ({
            ...SITUATION,
            protocol,
            gpus,
            computeCapability,
            clients,
            version,
          })),
        ),
      ),
    ),
  );
}

describe.each(ALL)('what is known of %s', (_, profile) => {
  const settings = [...profile.flags, ...profile.variables];

  it('says why, for everything, in a sentence without a full stop', () => {
    const reasons = [...settings, ...profile.finishes, ...profile.keepAlive].map(({ because }) => because);

    for (const because of reasons) expect(because).toMatch(/^\S.{10,110}[^.\s]$/);
  });

  it('names versions that are in its range', () => {
    const { oldest, newest } = profile.versions;
    const told = [...settings, ...profile.finishes, ...profile.keepAlive].flatMap(({ since, ...more }) =>
      [since, 'until' in more ? more.until : undefined].filter((version) => version !== undefined),
    );

    expect(isOlder(oldest, newest)).toBe(true);
    for (const version of [oldest, newest, ...told]) expect(isVersion(version)).toBe(true);
    for (const version of told) {
      expect(isOlder(oldest, version)).toBe(true);
      expect(isOlder(newest, version)).toBe(false);
    }
  });

  it('sets nothing twice, in any situation', () => {
    for (const situation of situationsOf(profile)) {
      const names = flagOutcomes(profile, situation, { args: [], variables: {} }).map(({ name }) => name);

      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('refers to flags and variables that it sets, and behaves somehow in every version', () => {
    const names = settings.map(({ name }) => name);
    const told = (list: readonly Behaviour[]): unknown[] =>
      list.flatMap(({ seconds }) => (typeof seconds === 'object' ? Object.values(seconds) : []));

    expect(names).toEqual(expect.arrayContaining([...told(profile.finishes), ...told(profile.keepAlive)]));
    for (const list of [profile.finishes, profile.keepAlive]) expect(list.at(-1)?.since).toBeUndefined();
    if (profile.format !== undefined) expect(names).toContain(profile.format);
  });

  it('keeps a connection longer than the load balancer, in its newest version', () => {
    const situation = { ...SITUATION, version: profile.versions.newest };
    const variables = Object.fromEntries(
      variableOutcomes(profile, situation, { args: [], variables: {} }).map(({ name, value }) => [name, String(value)]),
    );

    const { seconds } = behaviourOf(profile.keepAlive, situation.version, [], variables);

    expect(seconds === 'all' || seconds >= 620).toBe(true);
  });

  it('is in the guide, setting by setting', () => {
    const guide = readFileSync(join(__dirname, '../../../docs/guides/profiles.md'), 'utf8');
    const [, section = ''] = guide.split(`### ${profile.title}\n`);

    expect(cells(section)).toEqual(rowsOf(profile));
  });
});

describe('the interpreter', () => {
  const server: Profile = {
    title: 'a server',
    versions: { oldest: '1.0', newest: '2.0' },
    cpu: true,
    protocols: { http: { port: 80, metrics: { path: '/metrics' } } },
    finishes: [{ seconds: 0, because: 'it ends' }],
    keepAlive: [{ seconds: 'all', because: 'it stays' }],
    writes: [{ as: 'text', because: 'it speaks' }],
    flags: [
      { name: '--port', value: { from: 'port' }, alias: ['-p'], variable: 'PORT', because: 'a' },
      {
        name: '--share',
        value: { from: 'share of memory' },
        when: { shared: true },
        unless: ['--memory', 'MEMORY'],
        because: 'b',
      },
      { name: '--loud', until: '1.5', because: 'c' },
      { name: '--new', value: 'x', since: '1.5', because: 'd' },
    ],
    variables: [{ name: 'CACHE', value: '{cache}/x', because: 'e' }],
  };
  const added = (args: readonly string[], variables = {}, situation: Partial<Situation> = {}) =>
    addedArguments(flagOutcomes(server, { ...SITUATION, ...situation }, { args, variables })).map(({ text }) => text);

  it.each<[string, readonly string[], object, Partial<Situation>, readonly string[]]>([
    ['all of it', [], {}, {}, ['--port=9100', '--share=0.30', '--loud']],
    ['what another version knows', [], {}, { version: '1.5' }, ['--port=9100', '--share=0.30', '--new=x']],
    ['a share that is rounded down', [], {}, { clients: 4 }, ['--port=9100', '--share=0.22', '--loud']],
    ['nothing for turns that are not taken', [], {}, { clients: undefined }, ['--port=9100', '--loud']],
    ['nothing that is typed', ['--port=1', '--loud'], {}, {}, ['--share=0.30']],
    ['nothing that is typed by another name', ['-p', '1'], {}, {}, ['--share=0.30', '--loud']],
    ['nothing that a variable says', [], { PORT: '1' }, {}, ['--share=0.30', '--loud']],
    ['nothing beside what excludes it', ['--memory=1'], {}, {}, ['--port=9100', '--loud']],
    ['nothing beside a variable that excludes it', [], { MEMORY: '1' }, {}, ['--port=9100', '--loud']],
  ])('adds %s', (_, args, variables, situation, wanted) => {
    expect(added(args, variables, situation)).toEqual(wanted);
  });

  it('puts caches where they can be written, unless they are typed', () => {
    const of = (variables: Record<string, string>) => variableOutcomes(server, SITUATION, { args: [], variables });

    expect(of({})).toEqual([{ name: 'CACHE', value: '/cache/x', origin: 'default', because: 'e' }]);
    expect(of({ CACHE: '/tmp' })).toEqual([]);
  });
});

describe('versions', () => {
  it.each<[string, string, boolean]>([
    ['0.9', '0.10', true],
    ['0.9.2', '0.10', true],
    ['0.10', '0.9.2', false],
    ['0.18.0', '0.18', false],
    ['0.32', '0.32.5', false],
    ['23.12', '24.01', true],
  ])('%s is older than %s: %p', (one, other, older) => {
    expect(isOlder(one, other)).toBe(older);
  });

  it('of which only the line is told know what every one of the line knows', () => {
    expect(knows('0.9', { since: '0.9.2' })).toBe(false);
    expect(knows('0.9', { since: '0.9' })).toBe(true);
    expect(knows('0.10', { until: '0.10.1' })).toBe(false);
    expect(knows('0.9', { until: '0.10.1' })).toBe(true);
  });

  it.each(['v0.9', '0', '0.9.2.1', '0.9-rc1', '', ' 0.9', '1e3.0', 0.9, undefined])('%p is none', (given) => {
    expect(isVersion(given)).toBe(false);
  });
});

describe('typed arguments', () => {
  it.each<[readonly string[], Record<string, string | undefined>]>([
    [['--port=80'], { '--port': '80' }],
    [['--port', '80', '-tp', '2'], { '--port': '80', '-tp': '2' }],
    [['--quiet', '--port=80'], { '--quiet': undefined, '--port': '80' }],
    [['--offset', '-1'], { '--offset': '-1' }],
    [['--a=b=c\nd'], { '--a': 'b=c\nd' }],
    [['--tensor_parallel_size=2'], { '--tensor-parallel-size': '2' }],
    [['--port=1', '--port=2'], { '--port': '2' }],
    [['serve', '/models/--port', '--', '-'], {}],
  ])('%p are told apart', (args, flags) => {
    expect(Object.fromEntries(flagsOf(args))).toEqual(flags);
  });

  it('of a shell belong to nobody else', () => {
    expect(['sh', '/bin/bash'].map(isShell)).toEqual([true, true]);
    expect(['/usr/bin/vllm', 'shell', undefined].map(isShell)).toEqual([false, false, false]);
  });
});

it('finds a profile by its name, and nothing else', () => {
  expect(findProfile('tei')).toBe(PROFILES.tei);
  expect([undefined, '', 'TEI', 'toString', '__proto__', 5].map(findProfile)).toEqual(Array(6).fill(undefined));
});
