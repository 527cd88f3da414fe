import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
import { asText, at } from '../check/json';
import { factsOf } from '../check/fleet';
import { changeOf } from './change';
import { APPLIED_FILE, DELETED_FILE, STOP_FOLDER } from './files';
import { includes, STOP_LEVELS, type StopLevel } from './level';

/** One run of a tool that the person who stops a service has. */
export interface Step {
  /** What it does, as a clause: `leads requests nowhere`. */
  readonly does: string;
  readonly tool: 'kubectl' | 'terraform';
  readonly words: readonly string[];
  /** Whether it is of no use where the one before it failed. */
  readonly needsLast?: true;
}

/** Where the files of a service are, and what they are applied to. */
export interface StopPlace {
  /** The environment's folder, as the tools find it. */
  readonly folder: string;
  readonly service: string;
  /** Of kubectl's configuration. */
  readonly context: string;
}

/** The context that `gcloud container clusters get-credentials` makes for an environment's cluster. */
export function contextOf(assembly: Assembly): string {
  const { object } = factsOf(assembly);
  const fact = (...path: readonly string[]): string => asText(at(object, ...path)) ?? '';
  return ['gke', fact('google', 'project'), fact('cluster', 'location'), fact('cluster', 'name')].join('_');
}

/**
 * What stops a service, in order: the ways in close first, then goes what would make pods again, then the pods, then its
 * rights. Each may be run again, and but for Terraform's two none needs the one before it. `files` are all paths below the environment's folder.
 */
export function stopSteps(place: StopPlace, level: StopLevel, files: Iterable<string>): readonly Step[] {
  const known = new Set(files);
  const reached = STOP_LEVELS.filter((one) => includes(level, one));
  const folderOf = (one: StopLevel): string => `${place.service}/${STOP_FOLDER}/${one}`;
  const named = (name: string, levels: readonly StopLevel[]): readonly string[] =>
    levels.map((one) => `${folderOf(one)}/${name}`).filter((path) => known.has(path));
  const closed = reached.filter((one) => one !== 'stop');
  const root = `${folderOf('quarantine')}/terraform`;
  const rights = level === 'quarantine' && known.has(`${root}/cdk.tf.json`);
  return [
    ...applySteps(place, 'leads requests nowhere', named(APPLIED_FILE, closed)),
    ...deleteSteps(place, 'takes out what makes pods, and what brings secrets', named(DELETED_FILE, reached)),
    ...applySteps(
      place,
      'ends its pods',
      named(
        APPLIED_FILE,
        reached.filter((one) => one === 'stop'),
      ),
    ),
    ...(rights ? terraformSteps(place, 'takes its rights', root) : []),
  ];
}

/** What brings a service back from a level, from the files that it is deployed with: its rights first, then the rest. */
export function restoreSteps(place: StopPlace, level: StopLevel, placed: readonly Document[]): readonly Step[] {
  const changed = placed.filter((document) => document.path !== undefined && changeOf(document, level) !== undefined);
  const pathsOf = (domain: string): readonly string[] =>
    [...new Set(changed.flatMap((one) => (one.domain === domain ? (one.path ?? []) : [])))].sort();
  return [
    ...pathsOf('terraform').flatMap((path) =>
      terraformSteps(place, 'gives its rights back', path.split('/').slice(0, -1).join('/')),
    ),
    ...applySteps(place, 'brings it back as it is placed', pathsOf('kubernetes')),
  ];
}

function applySteps(place: StopPlace, does: string, paths: readonly string[]): readonly Step[] {
  const words = ['apply', '--server-side', '--force-conflicts', '--field-manager=taxiway'];
  return paths.length === 0 ? [] : [kubectl(place, does, words, paths)];
}

function deleteSteps(place: StopPlace, does: string, paths: readonly string[]): readonly Step[] {
  // What waits for a controller that is gone would wait for ever.
  const words = ['delete', '--ignore-not-found', '--timeout=60s'];
  return paths.length === 0 ? [] : [kubectl(place, does, words, paths)];
}

function kubectl(
  { folder, context }: StopPlace,
  does: string,
  words: readonly string[],
  paths: readonly string[],
): Step {
  const files = paths.flatMap((path) => ['-f', `${folder}/${path}`]);
  return { does, tool: 'kubectl', words: [`--context=${context}`, ...words, ...files] };
}

function terraformSteps({ folder }: StopPlace, does: string, root: string): readonly Step[] {
  const there = `-chdir=${folder}/${root}`;
  return [
    { does: 'finds its state', tool: 'terraform', words: [there, 'init', '-input=false'] },
    {
      does,
      tool: 'terraform',
      words: [there, 'apply', '-input=false', '-auto-approve', '-lock-timeout=60s'],
      needsLast: true,
    },
  ];
}
