import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly } from '../../../lib/assembly/assembly';
import type { Document } from '../../../lib/assembly/document';
import { readDist } from '../../../lib/assembly/read';
import type { Read } from '../../support/documents';
import { RUN_FOLDER } from './engine';

/** What the real command rendered for this run. */
export const DIST = join(RUN_FOLDER, 'dist');

/** The environments of this repository. The tests need their names before any of them runs. */
export const ENVIRONMENTS = ['production', 'sandbox', 'staging'] as const;

let assemblies: readonly Assembly[] | undefined;

/** The assembly of an environment, compared with every file beside it. */
export function assemblyOf(environment: string): Assembly {
  assemblies ??= readDist(DIST);
  const names = assemblies.map((assembly) => assembly.environment);
  if (JSON.stringify(names) !== JSON.stringify(ENVIRONMENTS))
    throw new Error(`rendered were ${names.join(', ')}, not ${ENVIRONMENTS.join(', ')}`);
  const found = assemblies.find((assembly) => assembly.environment === environment);
  if (found === undefined) throw new Error(`nothing was rendered for ${environment}`);
  return found;
}

/** The Kubernetes objects of an environment. */
export function objectsOf(environment: string): readonly Document[] {
  return assemblyOf(environment).documents.filter(({ domain }) => domain === 'kubernetes');
}

/** Copies of all objects themselves, to be changed freely. */
export function copiesOf(environment: string): Read[] {
  return objectsOf(environment).map(({ object }) => structuredClone(object));
}

/** The objects of a kind themselves, to be read freely. */
export function bodiesOf(environment: string, kind: string): readonly Read[] {
  return objectsOf(environment)
    .filter((document) => document.kind === kind)
    .map(({ object }) => object);
}

/** The files of an environment that hold Kubernetes objects, in the order in which they are applied. */
export function kubernetesFiles(environment: string): readonly string[] {
  const paths = new Set(objectsOf(environment).flatMap(({ path = '' }) => path));
  const rank = (path: string): number => (path.startsWith('platform/') ? 0 : path.includes('/grants/') ? 1 : 2);
  return [...paths].sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
}

/** The files of an environment that hold rules, as they were written. */
export function ruleFiles(environment: string): readonly string[] {
  return readdirSync(join(DIST, environment))
    .map((owner) => `${owner}/rules.yaml`)
    .filter((path) => existsSync(join(DIST, environment, path)));
}

export function servicesOf(environment: string): readonly string[] {
  return [...new Set(objectsOf(environment).flatMap(({ service }) => service ?? []))].sort();
}

/** The minor version of Kubernetes that an environment runs. */
export function versionOf(environment: string): string {
  return String(factsOf(environment).cluster.version);
}

/** What is known of the place, to be read freely. */
export function factsOf(environment: string): Read {
  return assemblyOf(environment).documents.find(({ domain }) => domain === 'environment')?.object;
}

/** The folders that hold a Terraform root module, below the environment's. */
export function stacksOf(environment: string): readonly string[] {
  const blocks = assemblyOf(environment).documents.filter(({ domain }) => domain === 'terraform');
  return [...new Set(blocks.map(({ path = '' }) => path.replace(/\/[^/]*$/, '')))].sort();
}
