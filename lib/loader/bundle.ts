import { buildSync, type BuildFailure, type BuildOptions, type Location, type Message, type Metafile } from 'esbuild';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InvalidInput, TaxiwayError } from '../errors';
import type { Mistake, SourcePosition } from '../errors';
import { nearest } from '../nearest';
import { foundations, isShared, shownSource } from './shared';

/** A program as one CommonJS module; packages stay outside and are required when it runs. */
export interface Bundle {
  readonly code: string;
  /** A source map, version 3, with sources relative to the project's root. */
  readonly sourceMap: object;
  readonly modules: Modules;
}

/** The files that a program was made of, by the path that its author opens. */
export type Modules = ReadonlyMap<string, SourceModule>;

/** One file of a program. */
export interface SourceModule {
  /** Where it is on this machine. */
  readonly path: string;
  /** Files that it imports. */
  readonly imports: readonly string[];
  /** What it imports from packages that stay outside. */
  readonly outside: readonly string[];
}

/** How a program becomes one module. */
export interface BundleOptions {
  /** The package that programs import; packages that build on it become part of the program.
   *  @defaultValue none: all packages stay outside */
  readonly library?: string;
  /** The text of the entry, where it is no file. */
  readonly text?: string;
}

/** Bundles a program in memory; its types are not checked. The same files give the same bundle in every folder. */
export function bundle(entry: string, root: string, { library, text }: BundleOptions = {}): Bundle {
  requireEntry(entry, root, text);
  // esbuild reports and maps real paths, so the root has to be one as well
  const folder = realpathSync(root);
  const input =
    text === undefined
      ? { entryPoints: [join(folder, entry)] }
      : { stdin: { contents: text, resolveDir: folder, sourcefile: entry, loader: 'ts' as const } };
  try {
    const { outside: all, ...alone } = build(folder, { ...input, packages: 'external' });
    const shared = library === undefined ? [] : all.filter((id) => isShared(id, folder, library));
    if (library === undefined || shared.length === 0) return alone;
    const { outside: _, ...whole } = build(folder, {
      ...input,
      external: [library, ...foundations(), ...all.filter((id) => !shared.includes(id))],
    });
    return whole;
  } catch (error) {
    if (isBuildFailure(error)) throw new InvalidInput(error.errors.map((message) => toMistake(message, entry, folder)));
    throw error;
  }
}

/** Refuses an entry that isn't there; a text is one. */
export function requireEntry(entry: string, root: string, text: string | undefined): void {
  if (text !== undefined || existsSync(join(root, entry))) return;
  throw new TaxiwayError({
    code: 'PROGRAM_NOT_FOUND',
    at: entry,
    problem: 'there is no such file in the project',
    fix: `create ${entry}, or name the placement table in the taxiway field of package.json`,
  });
}

/** The bundle, and the packages that it requires when it runs. */
function build(root: string, options: BuildOptions): Bundle & { readonly outside: readonly string[] } {
  const { outputFiles, metafile } = buildSync({
    ...options,
    metafile: true,
    absWorkingDir: root,
    outfile: join(root, 'program.js'),
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // what runs in a function has no import() of its own
    supported: { 'dynamic-import': false },
    // a service is called by the name of its class, also where two files use the same name
    keepNames: true,
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'silent',
    logLimit: 0,
  });
  const text = (extension: string): string => {
    const found = outputFiles.find(({ path }) => path.endsWith(extension));
    return Buffer.from(found?.contents ?? []).toString();
  };
  // a source map is always a JSON object with the list of its sources
  const sourceMap = JSON.parse(text('.js.map')) as { readonly sources: readonly string[] };
  const sources = sourceMap.sources.map((source) => shownSource(source, root));
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  const outside = [...new Set(imports.flatMap(({ external, path }) => (external === true ? [path] : [])))];
  return { code: text('.js'), sourceMap: { ...sourceMap, sources }, modules: modulesIn(metafile, root), outside };
}

function modulesIn({ inputs }: Metafile, root: string): Modules {
  return new Map(
    Object.entries(inputs).map(([path, { imports }]) => {
      const own = imports.filter(({ external }) => external !== true).map((one) => shownSource(one.path, root));
      const outside = imports.filter(({ external }) => external === true).map((one) => one.path);
      return [shownSource(path, root), { path: join(root, path), imports: own, outside }];
    }),
  );
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return typeof error === 'object' && error !== null && 'errors' in error && Array.isArray(error.errors);
}

function toMistake(message: Message, entry: string, root: string): Mistake {
  const { location, text } = message;
  const problem = (text.charAt(0).toLowerCase() + text.slice(1)).replace(/\.$/, '');
  const place = { at: location?.file ?? entry, problem, source: location ? positionOf(location) : undefined };
  const [, path] = /^Could not resolve "(.+)"/.exec(text) ?? [];
  if (path === undefined || !location) {
    return { code: 'PROGRAM_DOES_NOT_COMPILE', ...place, fix: message.notes[0]?.text ?? 'correct this line' };
  }
  return { code: 'IMPORT_NOT_FOUND', ...place, fix: importFix(path, join(root, dirname(location.file))), given: path };
}

function importFix(path: string, folder: string): string {
  if (!/^[./]/.test(path)) return 'install the package, or import a path that it exports';
  const near = nearest(basename(path), importable(join(folder, dirname(path))));
  if (near === undefined) return 'correct the path, or create the file';
  return `did you mean '${path.slice(0, path.length - basename(path).length)}${near}'?`;
}

/** The names in a folder, as an import spells them. */
function importable(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => name.replace(/\.[cm]?[jt]sx?$/, ''))
    .sort();
}

/** Columns come in bytes. */
function positionOf({ file, line, column, lineText }: Location): SourcePosition {
  return { file, line, column: Buffer.from(lineText).subarray(0, column).toString().length + 1 };
}
