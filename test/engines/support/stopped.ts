import { chmodSync, cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StopLevel } from '../../../lib/stop/level';
import { runAlone } from '../../support/cli';
import type { Read } from '../../support/documents';
import { kubeconfig } from './control-plane';
import { fileOf, RUN_FOLDER } from './engine';
import { bodiesOf, DIST, objectsOf } from './fleet';
import { listOf } from './api';
import { kubectl } from './kubectl';

/** A copy of what was rendered, in which services are stopped as people do it: by the command, with the server's kubectl. */
export class StopFolder {
  private constructor(
    private readonly folder: string,
    private readonly environment: string,
    private readonly context: string,
  ) {}

  static async of(environment: string): Promise<StopFolder> {
    const folder = mkdtempSync(join(RUN_FOLDER, 'stop-'));
    cpSync(join(DIST, environment), join(folder, 'dist', environment), { recursive: true });
    const program = `'${fileOf('kubernetes', 'cluster')}' kubectl '--cache-dir=${RUN_FOLDER}/discovery' "$@"`;
    // What Terraform does is shown on a server of Vault's kind.
    for (const [name, line] of Object.entries({ kubectl: `exec ${program}`, terraform: 'exit 0' })) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const { stdout } = await kubectl(['config', 'current-context']);
    return new StopFolder(folder, environment, stdout.trim());
  }

  stop(service: string, level: StopLevel): Promise<string> {
    return this.run(['stop', service, '--level', level, '--why', 'a rehearsal', '--who', 'a test']);
  }

  restore(service: string): Promise<string> {
    return this.run(['restore', service]);
  }

  /** What went wrong; empty where nothing did. */
  private async run(words: readonly string[]): Promise<string> {
    const all = [...words, '--env', this.environment, `--context=${this.context}`, '--apply'];
    const env = { PATH: `${this.folder}:/usr/bin:/bin`, KUBECONFIG: await kubeconfig() };
    const { code, stderr } = await runAlone(all, { cwd: this.folder, env });
    return code === 0 ? '' : stderr;
  }
}

/** What the server keeps of the rendered objects of services, as text by name and without its own bookkeeping. */
export async function storedOf(environment: string): Promise<ReadonlyMap<string, string>> {
  const ours = objectsOf(environment).filter(({ service }) => service !== undefined);
  const rendered = new Map(ours.map(({ object }) => [keyOf(object), object as Read]));
  const stored = new Map<string, string>();
  for (const kind of new Set(ours.map((one) => `${one.kind}.${one.id.split('/')[2] ?? ''}`.replace(/\.core$/, ''))))
    for (const object of await listOf(kind))
      if (rendered.has(keyOf(object)))
        stored.set(keyOf(object), JSON.stringify(withoutBookkeeping(object, rendered.get(keyOf(object)))));
  return new Map([...stored].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** How many pods the Deployments of an environment want, and how many they have that are not on their way out. */
export async function wantedPods(environment: string): Promise<{ readonly wanted: number; readonly there: number }> {
  const names = new Set(bodiesOf(environment, 'Deployment').map(keyOf));
  const ours = (await listOf('deployments')).filter((one) => names.has(keyOf(one)));
  const sum = (of: (one: Read) => number | undefined): number =>
    ours.map((one) => of(one) ?? 0).reduce((all, one) => all + one, 0);
  return { wanted: sum(({ spec }) => spec.replicas), there: sum(({ status }) => status?.replicas) };
}

function keyOf({ kind, metadata }: Read): string {
  return `${kind} ${metadata.namespace ?? '-'}/${metadata.name}`;
}

const BOOKKEEPING = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'annotations'];

/** Where nothing is said of replicas, a scaler decides, which is not here. */
function withoutBookkeeping({ status: _status, metadata, ...given }: Read, rendered: Read): Read {
  const object = { ...given };
  if (given.kind === 'Deployment' && rendered.spec.replicas === undefined) {
    const { replicas: _replicas, ...spec }: Read = given.spec;
    object.spec = spec;
  }
  const { 'deployment.kubernetes.io/revision': _revision, ...annotations }: Read = metadata.annotations ?? {};
  const kept = Object.entries<unknown>(metadata).filter(([name]) => !BOOKKEEPING.includes(name));
  return { ...object, metadata: { ...Object.fromEntries(kept), annotations } };
}
