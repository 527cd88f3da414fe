import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../assembly/document';
import { toYaml } from '../assembly/yaml';
import { renderTree } from './render';
import type { EngineRoot } from './root';

/** Makes a folder and those above it; cdktf makes only the last one. */
export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
}

/** Writes the Kubernetes objects of a tree as cdk8s does: one file a chart. */
export function writeManifests(root: EngineRoot, folder: string): void {
  makeFolder(folder);
  const files = new Map<string, JsonObject[]>();
  for (const { domain, unit, object } of renderTree(root)) {
    if (domain !== 'kubernetes') continue;
    const name = `${unit.stack.replace(':', '-')}.k8s.yaml`;
    // A Kubernetes object is an object.
    files.set(name, [...(files.get(name) ?? []), object as JsonObject]);
  }
  for (const [name, objects] of files) writeFileSync(join(folder, name), toYaml(objects));
}
