import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import { commands } from '../../lib/cli/main';
import type { Session } from '../../lib/cli/session';
import { commandFile, newFolder, run, service, smallProject, start, table, write, type Result } from '../support/cli';

const COMMANDS = [
  [],
  ['synth'],
  ['check'],
  ['list'],
  ['explain'],
  ['new'],
  ['new', 'service'],
  ['pin'],
  ['run'],
  ['complete'],
];

/** Every `taxiway …` that a help text shows. */
function examplesIn(help: string): readonly (readonly string[])[] {
  return [...help.matchAll(/^ {2}\$ .*?\btaxiway ([^)\n]*)\)?$/gm)].map(([, words = '']) => words.split(' '));
}

/** Parses words as the command does, and does nothing. */
async function parse(words: readonly string[]): Promise<void> {
  const errors: string[] = [];
  const terminal = {
    out: () => undefined,
    err: (text: string) => errors.push(text),
    interactive: false,
    colors: createColors(false),
  };
  const session: Session = {
    cwd: '/',
    terminal,
    library: {
      name: 'taxiway',
      exports: {
        environmentsOf: () => [],
        synthesize: () => {
          throw new Error('not now');
        },
      },
    },
  };
  const all = commands(session, () => undefined);
  for (const command of [...all.commands, ...all.commands.flatMap(({ commands: more }) => more)])
    command.action(() => undefined);
  await all.parseAsync([...words], { from: 'user' });
}

describe('the help', () => {
  it.each(COMMANDS.map((words) => [['taxiway', ...words].join(' '), words] as const))(
    'of %s shows examples that can be typed',
    async (_, words) => {
      const result = await run([...words, '--help'], { cwd: newFolder() });

      const examples = examplesIn(result.stdout);
      expect(result).toMatchObject({ code: 0, stderr: '' });
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        if (example[0] !== 'complete') await expect(parse(example)).resolves.toBeUndefined();
      }
    },
  );

  it('names every command, and the version is the one of the package', async () => {
    const cwd = newFolder();

    const [help, version] = await Promise.all([run(['--help'], { cwd }), run(['--version'], { cwd })]);

    for (const command of ['synth', 'check', 'list', 'explain', 'new', 'pin', 'taxiway complete'])
      expect(help.stdout).toContain(command);
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('the completion', () => {
  const cwd = smallProject({ 'services/index.ts': table('tiny', 'other'), 'services/other.ts': service('other') });

  /** The words that are offered after others. */
  async function offered(words: readonly string[], where = cwd): Promise<readonly string[]> {
    const { code, stdout, stderr } = await run(['complete', '--', ...words], { cwd: where });
    expect([code, stderr]).toEqual([0, '']);
    return stdout
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith(':'))
      .map((line) => line.split('\t')[0] ?? '');
  }

  it.each([
    ['commands', [''], ['synth', 'check', 'list', 'explain', 'new', 'pin', 'complete', 'help']],
    ['the command that was begun', ['syn'], ['synth']],
    ['what can be made', ['new', ''], ['service', 'help']],
    ['options', ['synth', '--'], ['--env', '--service', '--format', '--out', '--check', '--help']],
    ['environments of the project', ['synth', '--env', ''], ['production', 'staging']],
    ['environments to pin in', ['pin', 'x', '--env', 'st'], ['staging']],
    ['services of the project', ['list', '--service', ''], ['other', 'tiny']],
    ['services to explain', ['explain', ''], ['other', 'tiny']],
    ['formats', ['check', '--format', ''], ['text', 'json']],
    ['GPU models', ['new', 'service', 'x', '--gpu', 'l'], ['l4']],
    ['owners', ['new', 'service', 'x', '--owner', 'group::code'], ['group::code-creation', 'group::code-review']],
  ])('offers %s', async (_, words, wanted) => {
    expect(await offered(words)).toEqual(wanted);
  });

  it('offers nothing, and breaks nothing, where the program is broken', async () => {
    const broken = smallProject({ 'services/tiny.ts': 'console.log("--wrong"); export class {' });

    expect(await offered(['synth', '--env', ''], broken)).toEqual([]);
    expect(await offered(['synth', '--env', ''], newFolder())).toEqual([]);
  });

  it('offers nothing that the program logs', async () => {
    const noisy = smallProject({
      'services/tiny.ts': `console.error = () => undefined;\nconsole.log('noise');\n${service('tiny')}`,
    });

    expect(await offered(['synth', '--env', ''], noisy)).toEqual(['production', 'sandbox', 'staging']);
  });

  it.each(['bash', 'zsh', 'fish', 'powershell'])('of %s is a script', async (shell) => {
    const { code, stdout, stderr } = await run(['complete', shell], { cwd: newFolder() });

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`# ${shell} completion`);
  });

  it('of an unknown shell is refused', async () => {
    const { code, stdout } = await run(['complete', 'csh'], { cwd: newFolder() });

    expect([code, stdout]).toEqual([2, '']);
  });

  it('works in bash as it is typed', async () => {
    if (!existsSync('/bin/bash')) throw new Error('this test needs /bin/bash');
    const folder = newFolder();
    const { stdout: script } = await run(['complete', 'bash'], { cwd: folder });
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
