import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the package, whether it runs from source or compiled. */
export function packageRoot(): string {
  const parent = dirname(__dirname);
  return parent.endsWith('build') ? dirname(parent) : parent;
}

const own = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
  readonly name: string;
  readonly version: string;
};

/** The name that programs import this library by, as its package.json says. */
export const LIBRARY_NAME: string = own.name;

/** The version of this library, as its package.json says. */
export const LIBRARY_VERSION: string = own.version;
