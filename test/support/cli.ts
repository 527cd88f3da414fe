import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import { buildSync } from 'esbuild';
import { createColors } from 'picocolors';
import * as library from '../../constructs/index';
import { main } from '../../lib/cli/main';
import type { Terminal } from '../../lib/report/terminal';
import type { Read } from './documents';

export const CHECKOUT = join(__dirname, '../..');

/** How a command ended, and what it printed. */
export interface Result {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Beyond what every command sees; undefined takes something away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  /** Called once, with the first output that holds `text`. */
  readonly kill?: { readonly after: string; readonly signal: NodeJS.Signals };
}

export type Files = Readonly<Record<string, string>>;

const folders: string[] = [];
let compiled: string | undefined;

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * The compiled command. It is compiled once for each state of the sources, below the checkout,
 * so that it finds its packages and, as in the real one, its package.json and schemas two folders above.
 */
export function commandFile(): string {
  compiled ??= compile();
  return compiled;
}

function compile(): string {
  const sources = ['bin', 'lib', 'constructs'].flatMap((folder) =>
    pathsIn(join(CHECKOUT, folder)).map((path) => join(CHECKOUT, folder, path)),
  );
  const digest = createHash('sha256');
  const data = pathsIn(join(CHECKOUT, 'schemas')).map((path) => join(CHECKOUT, 'schemas', path));
  for (const file of [...sources, ...data, join(CHECKOUT, 'package.json')])
    digest.update(relative(CHECKOUT, file)).update('\0').update(readFileSync(file)).update('\0');
  const parent = join(CHECKOUT, 'temp/cli');
  const folder = join(parent, digest.digest('hex').slice(0, 16));
  if (!existsSync(folder)) {
    mkdirSync(parent, { recursive: true });
    forgetOld(parent);
    const half = mkdtempSync(join(parent, 'half-'));
    buildSync({
      entryPoints: sources.filter((file) => file.endsWith('.ts')),
      outbase: CHECKOUT,
      outdir: join(half, 'build'),
      format: 'cjs',
      platform: 'node',
      target: 'node20',
    });
    cpSync(join(CHECKOUT, 'package.json'), join(half, 'package.json'));
    cpSync(join(CHECKOUT, 'schemas'), join(half, 'schemas'), { recursive: true });
    publish(half, folder);
  }
  return join(folder, 'build/bin/taxiway.js');
}

/** Puts a folder where it is looked for. Another worker may have been faster. */
export function publish(half: string, folder: string): void {
  try {
    renameSync(half, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(half, { recursive: true });
  }
}

/** Takes away what no run of today uses any more. */
export function forgetOld(parent: string): void {
  for (const name of readdirSync(parent)) {
    const folder = join(parent, name);
    if (Date.now() - statSync(folder).mtimeMs > 3_600_000) rmSync(folder, { recursive: true, force: true });
  }
}

/** A new folder, which goes when the tests of the file are done. */
export function newFolder(files: Files = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'taxiway-cli-')));
  folders.push(folder);
  write(folder, files);
  return folder;
}

export function write(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A project with the services and environments of the checkout. */
export function wholeProject(root = newFolder()): string {
  for (const folder of ['services', 'environments'])
    cpSync(join(CHECKOUT, folder), join(root, folder), { recursive: true });
  return furnish(root);
}

/** A project with one tiny service, in the environments of the checkout. */
export function smallProject(files: Files = {}): string {
  const root = newFolder();
  cpSync(join(CHECKOUT, 'environments'), join(root, 'environments'), { recursive: true });
  furnish(root);
  write(root, { ...SMALL, ...files });
  return root;
}

function furnish(root: string): string {
  write(root, { 'package.json': '{ "name": "fleet", "private": true, "taxiway": "services/index.ts" }\n' });
  symlinkSync(join(CHECKOUT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

const SMALL: Files = {
  'services/index.ts': `import { place } from 'taxiway';
import { production } from '../environments/production';
import { sandbox } from '../environments/sandbox';
import { staging } from '../environments/staging';
import { Tiny } from './tiny';

export const placements = [
  place(Tiny, [sandbox, staging, production]),
];
`,
  'services/tiny.ts': service('tiny'),
};

/** The text of a service file; `before` is what its constructor does first. */
export function service(name: string, before = '', props = ''): string {
  return `import { MlService, type Environment } from 'taxiway';

export class ${name.slice(0, 1).toUpperCase() + name.slice(1)} extends MlService {
  constructor(env: Environment) {${before === '' ? '' : `\n    ${before}`}
    super(env, '${name}', {
      owner: 'group::anti-abuse',
      image: env.image('spamcheck'),${props === '' ? '' : `\n      ${props}`}
    });
  }
}
`;
}

/** A table that places services of `service()` in staging and production. */
export function table(...names: readonly string[]): string {
  const classes = names.map((name) => name.slice(0, 1).toUpperCase() + name.slice(1));
  return `import { place } from 'taxiway';
import { production } from '../environments/production';
import { staging } from '../environments/staging';
${names.map((name, index) => `import { ${classes[index] ?? ''} } from './${name}';\n`).join('')}
export const placements = [
${classes.map((one) => `  place(${one}, [staging, production]),\n`).join('')}];
`;
}

/** What a command sees of the machine it runs on. */
function variables(changes: RunOptions['env'] = {}): Record<string, string> {
  const all = { PATH: process.env['PATH'], HOME: process.env['HOME'], LANG: 'C.UTF-8', ...changes };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Runs the command in a process of its own, as its users do. */
export function runAlone(words: readonly string[], options: RunOptions): Promise<Result> {
  return start(process.execPath, [commandFile(), ...words], options);
}

/** Runs the command in this process, which has loaded the engines already: a tenth of the time. */
export async function run(words: readonly string[], { cwd }: Pick<RunOptions, 'cwd'>): Promise<Result> {
  const texts = { stdout: '', stderr: '' };
  const terminal: Terminal = {
    out: (text) => void (texts.stdout += text),
    err: (text) => void (texts.stderr += text),
    interactive: false,
    colors: createColors(false),
  };
  const code = await main({ cwd, terminal, library: { name: 'taxiway', exports: library } }, words);
  return { code, signal: null, ...texts };
}

/** Runs any command as `runAlone` does. */
export function start(file: string, words: readonly string[], { cwd, env, input, kill }: RunOptions): Promise<Result> {
  return new Promise((done, failed) => {
    const child = spawn(file, words, { cwd, env: variables(env) });
    const texts = { stdout: '', stderr: '' };
    let alive = kill !== undefined;
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
        if (!alive || kill === undefined || !texts[name].includes(kill.after)) return;
        alive = false;
        child.kill(kill.signal);
      });
    }
    child.on('error', failed);
    child.on('close', (code, signal) => {
      done({ code, signal, ...texts });
    });
    // A command that has ended reads nothing any more.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** What to type once a text has appeared. */
export type Answer = readonly [after: string, keys: string];

export interface TerminalOptions extends Pick<RunOptions, 'cwd' | 'env'> {
  readonly columns?: number;
  readonly answers?: readonly Answer[];
}

/** Whether there is a program here that lends a pseudo-terminal. */
export const HAS_TERMINAL = (process.env['PATH'] ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, 'script')));

/** Runs the command on a pseudo-terminal, where both outputs are one. */
export function runOnTerminal(
  words: readonly string[],
  { cwd, env, columns = 80, answers = [] }: TerminalOptions,
): Promise<Result> {
  const quoted = [process.execPath, commandFile(), ...words]
    .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
    .join(' ');
  return new Promise((done, failed) => {
    const child = spawn('script', ['-qec', `stty cols ${columns} rows 40; ${quoted}`, '/dev/null'], {
      cwd,
      env: variables({ TERM: 'xterm', SHELL: '/bin/sh', ...env }),
    });
    const waiting = [...answers];
    let stdout = '';
    let seen = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      for (let next = waiting[0]; next !== undefined && stdout.includes(next[0], seen); next = waiting[0]) {
        seen = stdout.indexOf(next[0], seen) + next[0].length;
        child.stdin.write(next[1]);
        waiting.shift();
      }
    });
    child.on('error', failed);
    child.on('close', (code, signal) => {
      done({ code, signal, stdout: stdout.replaceAll('\r\n', '\n'), stderr: '' });
    });
    child.stdin.on('error', () => undefined);
  });
}

/** A text as a person sees it, without colours, movements of the cursor and what was written over. */
export function plain(text: string): string {
  return text.replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replaceAll(/^.*\r/gm, '');
}

const validators = new Map<string, ValidateFunction>();

/** Objects to a value that a schema of the package does not allow. */
export function requireValid(schema: 'output' | 'assembly' | 'review', value: unknown): void {
  let validate = validators.get(schema);
  if (validate === undefined) {
    validate = new Ajv2020({ strict: true, allErrors: true }).compile(
      readJson(join(CHECKOUT, `schemas/${schema}.schema.json`)),
    );
    validators.set(schema, validate);
  }
  if (!validate(value))
    throw new Error(
      `${JSON.stringify(value, null, 1).slice(0, 2000)}\nis not of ${schema}.schema.json:\n${JSON.stringify(validate.errors, null, 1)}`,
    );
}

/** The one JSON value that standard output holds, and nothing beside it; it is of the schema. */
export function jsonOf({ stdout }: Result): Read {
  const value: Read = JSON.parse(stdout);
  requireValid('output', value);
  return value;
}

/** `CODE place`, as JSON shows mistakes; `?` where the place is unknown. */
export function mistakesIn(result: Result): readonly string[] {
  const { mistakes } = jsonOf(result) as { mistakes: { code: string; source?: { file: string; line: number } }[] };
  return mistakes.map(({ code, source }) => `${code} ${source === undefined ? '?' : `${source.file}:${source.line}`}`);
}

/** The codes that a text shows, in order. */
export function codesIn(text: string): readonly string[] {
  return [...text.matchAll(/\(([A-Z][A-Z0-9_]+)(?:, R\d+)?\)$/gm)].map(([, code = '']) => code);
}

export function readJson(path: string): Read {
  return JSON.parse(readFileSync(path, 'utf8')) as unknown;
}

/** Files below a folder, sorted, with forward slashes; nothing where there is no folder. */
export function pathsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Every file of a folder by its path. */
export function textsIn(folder: string): ReadonlyMap<string, string> {
  return new Map(pathsIn(folder).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/** One digest over all paths and bytes of a folder. */
export function digestOf(folder: string): string {
  const digest = createHash('sha256');
  for (const [path, text] of textsIn(folder)) digest.update(`${path}\0${text}\0`);
  return digest.digest('hex');
}
