import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { CHECKOUT, forgetOld, newFolder, pathsIn, publish, start, write, type Files, type Result } from './cli';

/** What `npm pack` reads, and the files that its build needs. */
const SOURCES = ['bin', 'lib', 'constructs', 'schemas'];
const FILES = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'tsconfig.json', 'tsconfig.build.json'];

interface PackageFile {
  readonly dependencies: Readonly<Record<string, string>>;
}

let packed: string | undefined;

/** The package as npm would unpack it: packed once for each state of the sources, by npm, with the build that npm runs. */
export function packedLibrary(): string {
  if (packed !== undefined) return packed;
  const digest = createHash('sha256');
  const sources = SOURCES.flatMap((folder) => pathsIn(join(CHECKOUT, folder)).map((path) => `${folder}/${path}`));
  for (const path of [...sources, ...FILES]) digest.update(`${path}\0`).update(readFileSync(join(CHECKOUT, path)));
  const parent = join(CHECKOUT, 'temp/packed');
  const folder = join(parent, digest.digest('hex').slice(0, 16));
  mkdirSync(parent, { recursive: true });
  if (!existsSync(folder)) alone(join(parent, 'lock'), () => existsSync(folder) || pack(parent, folder));
  packed = folder;
  return folder;
}

function pack(parent: string, folder: string): void {
  forgetOld(parent);
  const work = mkdtempSync(join(parent, 'half-'));
  for (const path of [...SOURCES, ...FILES]) cpSync(join(CHECKOUT, path), join(work, path), { recursive: true });
  symlinkSync(join(CHECKOUT, 'node_modules'), join(work, 'node_modules'));
  execFileSync('npm', ['pack', '--offline', '--loglevel=error'], { cwd: work, stdio: 'pipe' });
  const [tarball = ''] = readdirSync(work).filter((file) => file.endsWith('.tgz'));
  execFileSync('tar', ['-xzf', tarball], { cwd: work });
  publish(join(work, 'package'), folder);
  rmSync(work, { recursive: true });
}

/** Lets one worker do what others would do as well; one that was killed at it holds nobody up for long. */
function alone(lock: string, work: () => unknown): void {
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (age > 120_000) rmSync(lock, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  try {
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/**
 * Puts the packed library below a project's node_modules, and links what it depends on, and no more.
 * npm would ask a registry for those, and a test asks no network.
 */
export function installLibrary(root: string): void {
  const library = packedLibrary();
  placePackage(library, join(root, 'node_modules/taxiway'));
  const { dependencies } = JSON.parse(readFileSync(join(library, 'package.json'), 'utf8')) as PackageFile;
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(root, 'node_modules', name)), { recursive: true });
    symlinkSync(join(CHECKOUT, 'node_modules', name), join(root, 'node_modules', name));
  }
}

/** A package of a thousand files, as real files at their own place, without writing them anew where the disk is the same. */
function placePackage(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  for (const path of pathsIn(from)) {
    const file = join(to, path);
    mkdirSync(dirname(file), { recursive: true });
    try {
      linkSync(join(from, path), file);
    } catch {
      copyFileSync(join(from, path), file);
    }
  }
}

/** The facts of the checkout's environments as a package of TypeScript, file by file the same. */
export function installFacts(root: string, files: Files = {}): void {
  const folder = join(root, 'node_modules/@acme/environments');
  cpSync(join(CHECKOUT, 'environments'), folder, { recursive: true });
  write(folder, {
    'package.json': '{ "name": "@acme/environments", "main": "index.ts", "peerDependencies": { "taxiway": "*" } }\n',
    'index.ts': ['production', 'sandbox', 'staging'].map((name) => `export { ${name} } from './${name}';\n`).join(''),
    ...files,
  });
}

/** Where the services of the checkout run. */
export const PLACES: Readonly<Record<string, readonly string[]>> = {
  'code-suggestions': ['staging', 'production'],
  embeddings: ['sandbox', 'staging', 'production'],
  spamcheck: ['sandbox', 'staging', 'production'],
  'suggested-reviewers': ['staging', 'production'],
  'workflow-agent': ['staging', 'production'],
};

/** A repository with one service of the checkout, byte for byte, the packed library and the package of facts. */
export function ownRepository(
  service: string,
  { pins = true, files = {} }: { pins?: boolean; files?: Files } = {},
): string {
  const root = newFolder();
  const places = PLACES[service] ?? [];
  const className = service.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
  const from = (name: string): string => (pins ? `../environments/${name}` : '@acme/environments');
  write(root, {
    'package.json': `${JSON.stringify({
      name: service,
      dependencies: { taxiway: '*', '@acme/environments': '*' },
      taxiway: { platform: 'elsewhere' },
    })}\n`,
    'services/index.ts': [
      "import { place } from 'taxiway';",
      ...places.map((name) => `import { ${name} } from '${from(name)}';`),
      `import { ${className} } from './${service}';`,
      `export const placements = [place(${className}, [${places.join(', ')}])];\n`,
    ].join('\n'),
    'services/main.ts': readFileSync(join(CHECKOUT, 'services/main.ts'), 'utf8'),
  });
  cpSync(join(CHECKOUT, `services/${service}.ts`), join(root, `services/${service}.ts`));
  for (const name of pins ? places : []) {
    write(root, {
      [`environments/${name}.ts`]: `import { ${name} as facts } from '@acme/environments';
import { defineEnvironment } from 'taxiway';
import images from './${name}.images.json';
export const ${name} = defineEnvironment({ ...facts, images });
`,
    });
    cpSync(join(CHECKOUT, `environments/${name}.images.json`), join(root, `environments/${name}.images.json`));
  }
  installLibrary(root);
  installFacts(root);
  write(root, files);
  return root;
}

/** Runs the command of the library that a folder has installed. */
export function runInstalled(
  words: readonly string[],
  cwd: string,
  env?: Readonly<Record<string, string>>,
): Promise<Result> {
  return start(process.execPath, [join(cwd, 'node_modules/taxiway/build/bin/taxiway.js'), ...words], { cwd, env });
}
