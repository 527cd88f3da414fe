import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { messageOf, TaxiwayError } from '../errors';
import { chooseFix, oneLine, show } from '../nearest';
import { PLATFORM_PLACES, type PlatformPlace } from '../platform-choice';

/** A folder with services, and where its parts are. All paths but `root` are relative to `root`, with forward slashes. */
export interface Project {
  /** The absolute path. */
  readonly root: string;
  /** The file with the placement table. */
  readonly entry: string;
  readonly environmentsDir: string;
  readonly servicesDir: string;
  /** Where the platform is rendered, if the project says so. */
  readonly platform?: PlatformPlace;
}

/** The object form of the `taxiway` field of package.json. */
type Field = { readonly [key in (typeof paths)[number]]?: string } & { readonly platform?: PlatformPlace };

const paths = ['entry', 'environments', 'services'] as const;
const keys = [...paths, 'platform'] as const;
const defaultEntry = 'services/index.ts';

/** Finds the project that a folder is in: the nearest package.json with a `taxiway` field or a services/index.ts beside it. */
export function findProject(from: string): Project {
  for (let root = resolve(from); ; root = dirname(root)) {
    const project = projectAt(root);
    if (project) return project;
    if (root === dirname(root)) break;
  }
  throw new TaxiwayError({
    code: 'PROGRAM_NOT_FOUND',
    at: resolve(from),
    problem: 'neither this folder nor one above it holds a project',
    fix: `run it in a folder with package.json and ${defaultEntry} (taxiway new service begins one), or name a rendered tree with --from dist`,
  });
}

function projectAt(root: string): Project | undefined {
  const file = join(root, 'package.json');
  if (!existsSync(file)) return undefined;
  const field = fieldOf(file);
  if (field === undefined && !existsSync(join(root, defaultEntry))) return undefined;
  return projectOf(root, field);
}

/** A folder in which nothing was written yet but its package.json: where a first service can be made. */
export function findStart(from: string): Project {
  for (let root = resolve(from); ; root = dirname(root)) {
    if (existsSync(join(root, 'package.json'))) return projectAt(root) ?? projectOf(root, undefined);
    if (root === dirname(root)) return findProject(from);
  }
}

function projectOf(root: string, field: Field | undefined): Project {
  return {
    root,
    entry: posix.normalize(field?.entry ?? defaultEntry),
    environmentsDir: posix.normalize(field?.environments ?? 'environments'),
    servicesDir: posix.normalize(field?.services ?? 'services'),
    platform: field?.platform,
  };
}

function fieldOf(file: string): Field | undefined {
  const { taxiway } = readPackage(file);
  if (taxiway === undefined) return undefined;
  if (typeof taxiway === 'string' && taxiway !== '') return { entry: taxiway };
  if (!isRecord(taxiway)) {
    throw invalid(
      file,
      'taxiway',
      `is ${show(taxiway)}`,
      `write the path of the placement table, as '${defaultEntry}'`,
    );
  }
  return Object.fromEntries(Object.entries(taxiway).map(([key, value]) => [key, requireSetting(file, key, value)]));
}

function requireSetting(file: string, key: string, value: unknown): string {
  const at = `taxiway.${key}`;
  if (!keys.some((allowed) => allowed === key)) {
    throw invalid(file, at, 'is no setting', chooseFix(key, keys), 'PROP_UNKNOWN');
  }
  if (key === 'platform') {
    if (PLATFORM_PLACES.some((place) => place === value)) return value as PlatformPlace;
    throw invalid(
      file,
      at,
      `is ${show(value)}`,
      `write one of ${PLATFORM_PLACES.map((place) => `"${place}"`).join(', ')}`,
    );
  }
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(file, at, `is ${show(value)}`, 'write a path relative to package.json');
}

function readPackage(file: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isRecord(content) ? content : {};
  } catch (error) {
    throw invalid(file, '', `can't be read: ${oneLine(messageOf(error), 300)}`, 'make it valid JSON');
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(
  file: string,
  setting: string,
  problem: string,
  fix: string,
  code: 'VALUE_INVALID' | 'PROP_UNKNOWN' = 'VALUE_INVALID',
): TaxiwayError {
  return new TaxiwayError({ code, at: setting === '' ? file : `${file} ${setting}`, problem, fix });
}
