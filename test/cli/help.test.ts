import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  CHECKOUT,
  commandFile,
  newFolder,
  readJson,
  runAlone,
  service,
  smallProject,
  start,
  table,
  write,
  type Result,
} from '../support/cli';
import { parseLine } from '../support/command-line';

const COMMANDS = [
  [],
  ['synth'],
  ['check'],
  ['diff'],
  ['verify'],
  ['exceptions'],
  ['stop'],
  ['restore'],
  ['list'],
  ['cost'],
  ['reach'],
  ['explain'],
  ['new'],
  ['new', 'service'],
  ['pin'],
  ['logs-check'],
  ['run'],
];

/** Every `taxiway …` that a help text shows. */
function examplesIn(help: string): readonly (readonly string[])[] {
  return [...help.matchAll(/^ {2}\$ .*?\btaxiway ([^)\n]*)\)?$/gm)].map(([, words = '']) => words.split(' '));
}

describe('the help', () => {
  it.each(COMMANDS.map((words) => [['taxiway', ...words].join(' '), words] as const))(
    'of %s shows examples that can be typed',
    async (_, words) => {
      const examples = examplesIn(await parseLine([...words, '--help']));

      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        if (example[0] !== 'complete') expect(await parseLine(example)).toBe('');
      }
    },
  );

  it.concurrent.each([
    ['synth', 'taxiway synth --check'],
    ['complete', 'taxiway complete zsh'],
  ])('of %s is printed to standard output', async (command, example) => {
    const result = await runAlone([command, '--help'], { cwd: newFolder() });

    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toContain(example);
  });

  it.concurrent('names every command, and the version is the one of the package', async () => {
    const cwd = newFolder();

    const [help, version] = await Promise.all([runAlone(['--help'], { cwd }), runAlone(['--version'], { cwd })]);

    for (const command of [
      'synth',
      'check',
      'diff',
      'verify',
      'list',
      'cost',
      'reach',
      'explain',
      'new',
      'pin',
      'taxiway complete',
    ]) {
      expect(help.stdout).toContain(command);
    }
    expect(version.stdout).toBe(`${(readJson(join(CHECKOUT, 'package.json')) as { version: string }).version}\n`);
  });
});

describe('the completion', () => {
  const cwd = smallProject({ 'services/index.ts': table('tiny', 'other'), 'services/other.ts': service('other') });

  /** The words that are offered after others. */
  async function offered(words: readonly string[], where = cwd): Promise<readonly string[]> {
    const { code, stdout, stderr } = await runAlone(['complete', '--', ...words], { cwd: where });
    expect([code, stderr]).toEqual([0, '']);
    return stdout
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith(':'))
      .map((line) => line.split('\t')[0] ?? '');
  }

  it.concurrent.each([
    [
      'commands',
      [''],
      [
        ...[
          'synth',
          'check',
          'diff',
          'verify',
          'list',
          'cost',
          'inventory',
          'rotate',
          'logs-check',
          'reach',
          'explain',
        ],
        ...['exceptions', 'stop', 'restore', 'new', 'pin', 'complete', 'help'],
      ],
    ],
    ['levels', ['stop', 'spamcheck', '--level', ''], ['drain', 'stop', 'quarantine']],
    ['what can be made', ['new', ''], ['service', 'help']],
    [
      'options',
      ['synth', '--'],
      [
        ...['--exceptions', '--now', '--env', '--service', '--format', '--out', '--check', '--no-cache', '--with'],
        ...['--platform', '--help'],
      ],
    ],
    ['environments of the project', ['synth', '--env', ''], ['production', 'staging']],
    ['environments to pin in', ['pin', 'x', '--env', 'st'], ['staging']],
    ['services of the project', ['list', '--service', ''], ['other', 'tiny']],
    ['services to explain', ['explain', ''], ['other', 'tiny']],
    ['GPU models', ['new', 'service', 'x', '--gpu', 'l'], ['l4']],
    ['owners', ['new', 'service', 'x', '--owner', 'group::code'], ['group::code-creation', 'group::code-review']],
  ])('offers %s', async (_, words, wanted) => {
    expect(await offered(words)).toEqual(wanted);
  });

  it.concurrent('offers the environments of a project without a service', async () => {
    const empty = smallProject({ 'services/index.ts': 'export const placements = [];' });

    expect(await offered(['new', 'service', 'x', '--env', ''], empty)).toEqual(['production', 'sandbox', 'staging']);
  });

  it.concurrent('offers nothing, and breaks nothing, where the program is broken', async () => {
    const broken = smallProject({ 'services/tiny.ts': 'console.log("--wrong"); export class {' });

    expect(await offered(['synth', '--env', ''], broken)).toEqual([]);
    expect(await offered(['synth', '--env', ''], newFolder())).toEqual([]);
  });

  it.concurrent('offers nothing that the program logs', async () => {
    const noisy = smallProject({
      'services/tiny.ts': `console.error = () => undefined;\nconsole.log('noise');\n${service('tiny')}`,
    });

    expect(await offered(['synth', '--env', ''], noisy)).toEqual(['production', 'sandbox', 'staging']);
  });

  it.concurrent.each(['zsh', 'fish'])('of %s is a script', async (shell) => {
    const { code, stdout, stderr } = await runAlone(['complete', shell], { cwd: newFolder() });

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`# ${shell} completion`);
  });

  it.concurrent('of an unknown shell is refused', async () => {
    const { code, stdout } = await runAlone(['complete', 'csh'], { cwd: newFolder() });

    expect([code, stdout]).toEqual([2, '']);
  });

  it.concurrent('works in bash as it is typed', async () => {
    if (!existsSync('/bin/bash')) throw new Error('this test needs /bin/bash');
    const folder = newFolder();
    const { stdout: script } = await runAlone(['complete', 'bash'], { cwd: folder });
    write(folder, { completion: script, 'ask.sh': ASK_BASH });

    const { stdout }: Result = await start('/bin/bash', [join(folder, 'ask.sh'), folder], {
      cwd,
      env: { TAXIWAY: await taxiway(folder) },
    });

    expect(stdout.trim().split('\n')).toEqual(['production', 'staging']);
  });
});

/** Puts a `taxiway` on a path, as a global installation does. */
async function taxiway(folder: string): Promise<string> {
  write(folder, { 'bin/taxiway': `#!/bin/sh\nexec '${process.execPath}' '${commandFile()}' "$@"\n` });
  await start('/bin/chmod', ['+x', join(folder, 'bin/taxiway')], { cwd: folder });
  return join(folder, 'bin');
}

/** What a shell does at the Tab key; the package bash-completion brings the first function. */
const ASK_BASH = `
PATH="$TAXIWAY:$PATH"
_get_comp_words_by_ref() { words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; cur="\${COMP_WORDS[COMP_CWORD]}"; prev="\${COMP_WORDS[COMP_CWORD-1]}"; }
compopt() { :; }
source "$1/completion"
COMP_WORDS=(taxiway synth --env ''); COMP_CWORD=3
__taxiway_complete
printf '%s\\n' "\${COMPREPLY[@]}"
`;
