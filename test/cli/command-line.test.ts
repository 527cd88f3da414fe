import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../lib/assembly/digest';
import { codesIn, jsonOf, newFolder, run, runAlone, smallProject } from '../support/cli';

interface Shown {
  readonly code: string;
  readonly problem: string;
  readonly fix: string;
  readonly allowed?: readonly string[];
}

describe('a command line that is wrong', () => {
  const cwd = smallProject();
  let dist = '';

  beforeAll(async () => {
    await run(['synth'], { cwd });
    dist = readFileSync(join(cwd, 'dist/staging/assembly.jsonl'), 'utf8');
  });

  /** What a command was refused for. */
  async function refused(words: readonly string[], command: string): Promise<Shown> {
    const result = await run([...words, '--format', 'json'], { cwd });
    const { mistakes, command: shown } = jsonOf(result);

    expect([result.code, shown, mistakes.length]).toEqual([2, command, 1]);
    return mistakes[0];
  }

  it.concurrent.each([
    ['an unknown command', ['synht'], 'taxiway', "did you mean 'synth'"],
    ['an unknown thing to make', ['new', 'servce'], 'new', 'see taxiway new --help'],
    ['an unknown option', ['synth', '--envv', 'x'], 'synth', "did you mean '--env'"],
    ['a missing argument', ['explain'], 'explain', 'see taxiway explain --help'],
    ['an argument too many', ['check', 'it'], 'check', 'see taxiway check --help'],
    ['a missing option', ['pin', 'x'], 'pin', 'see taxiway pin --help'],
    [
      'what a new service needs, where nobody can be asked',
      ['new', 'service', 'x'],
      'new service',
      'taxiway new service',
    ],
  ])('by %s ends with USAGE and says what helps', async (_, words, command, fix) => {
    const mistake = await refused(words, command);

    expect(mistake.code).toBe('USAGE');
    expect(mistake.fix).toContain(fix);
  });

  it.concurrent.each([
    ['an unknown environment', ['list', '--env', 'stagin'], 'ENVIRONMENT_UNKNOWN', "did you mean 'staging'"],
    ['an environment without a name', ['synth', '--env', ''], 'ENVIRONMENT_UNKNOWN', 'production'],
    [
      'an unknown environment of a tree',
      ['list', '--from', 'dist', '--env', 'productoin'],
      'ENVIRONMENT_UNKNOWN',
      "did you mean 'production'",
    ],
    ['an unknown service', ['check', '--service', 'tinny'], 'SERVICE_UNKNOWN', "did you mean 'tiny'"],
    ['an unknown subject', ['explain', 'tinny', '--from', 'dist'], 'DOCUMENT_UNKNOWN', "did you mean 'tiny'"],
    ['words that mean several documents', ['explain', 'Role', '--from', 'dist'], 'DOCUMENT_UNKNOWN', 'Role/tiny/team'],
    ['an unknown prop', ['explain', 'tiny', 'replica', '--from', 'dist'], 'PATH_UNKNOWN', "did you mean 'replicas'"],
    [
      'a path that leads nowhere',
      ['explain', 'Deployment/tiny/api', 'spec.replica', '--from', 'dist'],
      'PATH_UNKNOWN',
      "did you mean 'spec.replicas'",
    ],
    ['a tree that is not there', ['check', '--from', 'nowhere'], 'ASSEMBLY_MISSING', 'taxiway synth'],
    ['a folder that is no tree', ['list', '--from', 'services'], 'ASSEMBLY_MISSING', 'taxiway synth'],
  ])('by %s ends with its code and says what helps', async (_, words, code, fix) => {
    const mistake = await refused(words, words[0] ?? '');

    expect(mistake.code).toBe(code);
    expect(mistake.fix).toContain(fix);
    expect(new Set(mistake.allowed).size).toBe(mistake.allowed?.length ?? 0);
  });

  it.concurrent.each([
    ['USAGE', ['synht']],
    ['ENVIRONMENT_UNKNOWN', ['list', '--env', 'stagin']],
  ])('is told in text on standard error as well: %s', async (code, words) => {
    const result = await run(words, { cwd });

    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/did you mean '?(synth|staging)/i);
    if (code !== 'USAGE') expect(codesIn(result.stderr)).toEqual([code]);
  });

  it.concurrent('by a format that is none ends in text', async () => {
    const result = await run(['list', '--format', 'yaml'], { cwd });

    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('text, json');
  });

  it.concurrent('lists all unknown environments at once', async () => {
    const result = await run(['synth', '--env', 'moon,staging', '--env', 'mars', '--format', 'json'], { cwd });

    expect(
      jsonOf(result)
        .mistakes.map(({ given }: { given: string }) => given)
        .sort(),
    ).toEqual(['mars', 'moon']);
  });

  it.concurrent('without any word shows what there is', async () => {
    const result = await run([], { cwd });

    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('synth [options]');
  });

  it.concurrent('outside of a project says what a project is', async () => {
    const result = await run(['synth', '--format', 'json'], { cwd: newFolder({ 'package.json': '{}' }) });

    expect(result.code).toBe(2);
    expect(jsonOf(result).mistakes).toMatchObject([{ code: 'PROGRAM_NOT_FOUND' }]);
  });

  it.concurrent.each([
    ['is too new', 'ASSEMBLY_TOO_NEW', (text: string) => text.replace('"schemaVersion":1', '"schemaVersion":99')],
    ['was changed by hand', 'ASSEMBLY_DAMAGED', (text: string) => text.replace('"tiny"', '"tidy"')],
    ['was cut off', 'ASSEMBLY_DAMAGED', (text: string) => text.slice(0, -10)],
    [
      'is sealed, and holds what its digest does not say',
      'ASSEMBLY_DAMAGED',
      (text: string) => sealed(text.replace('"digest":"', '"digest":"0')),
    ],
  ])('refuses a tree that %s', async (_, code, change) => {
    const from = newFolder({ 'staging/assembly.jsonl': change(dist) });

    const result = await run(['check', '--from', from, '--format', 'json'], { cwd: newFolder() });

    expect(result.code).toBe(2);
    expect(jsonOf(result).mistakes).toMatchObject([{ code }]);
  });

  it.concurrent('names every damaged environment of a tree', async () => {
    const copy = smallProject();
    await run(['synth'], { cwd: copy });
    for (const name of ['sandbox', 'production']) writeFileSync(join(copy, `dist/${name}/tiny/kubernetes.yaml`), '');

    // Paths are shown from the folder that the process runs in.
    const result = await runAlone(['list', '--from', 'dist', '--format', 'json'], { cwd: copy });

    expect(jsonOf(result).mistakes.map(({ code, at }: { code: string; at: string }) => [code, at])).toEqual([
      ['ASSEMBLY_DAMAGED', 'dist/production/tiny/kubernetes.yaml'],
      ['ASSEMBLY_DAMAGED', 'dist/sandbox/tiny/kubernetes.yaml'],
    ]);
  });
});

/** Seals a header again, as whoever wanted to hide a change would. */
function sealed(text: string): string {
  const end = text.indexOf('\n');
  const header = `${text.slice(0, text.lastIndexOf(',"seal"', end))}}`;
  return `${header.slice(0, -1)},"seal":"${sha256(header)}"}${text.slice(end)}`;
}
