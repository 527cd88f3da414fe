import type { Json, JsonObject } from '../assembly/document';
import { show } from '../nearest';
import { leavesOf, valueAt } from '../origin';

/** Who was rendered with the facts; what nobody of them can have read doesn't matter. */
export interface FactReaders {
  readonly owners: readonly string[];
  /** Models of GPUs that they ask for. */
  readonly gpus: readonly string[];
}

/**
 * The facts that a service was rendered with elsewhere and that are others here, each in words.
 * Pins are each repository's own. Limits, quotas, the gateway's certificate and the age of reviews are read where the platform is rendered
 * and nowhere else; how GPU pods roll follows from a limit, but the demand says it, and is held against the limit of here. Of teams,
 * receivers and GPUs a service reads its own.
 */
export function differingFacts(theirs: JsonObject, ours: JsonObject, readers: FactReaders): readonly string[] {
  const there: Facts = new Map(leavesOf(theirs));
  const here: Facts = new Map(leavesOf(ours));
  const receivers = readers.owners.flatMap((owner) => [theirs, ours].map((facts) => receiverOf(facts, owner)));
  const own = new Map<string, readonly string[]>([
    ['teams', readers.owners],
    ['alertReceivers', receivers],
    ['gpus', readers.gpus],
  ]);
  const differing = [...new Set([...there.keys(), ...here.keys()])].filter((path) => {
    if (there.get(path) === here.get(path)) return false;
    if (/^(?:images|quotas)\.|^gpus\.[^.]+\.limit$|^gateway\.certificate$|^reviewMaxAge$/.test(path))
      return hasGone(path, here);
    const [group = '', ...rest] = path.split('.');
    const entries = own.get(group);
    return entries === undefined || entries.some((entry) => `${rest.join('.')}.`.startsWith(`${entry}.`));
  });
  return differing.sort().map((path) => `${path} is ${shown(there, path)} there and ${shown(here, path)} here`);

  /** A GPU that is no longer on offer is one that a service counts on. */
  function hasGone(path: string, facts: Facts): boolean {
    const model = /^gpus\.([^.]+)\.limit$/.exec(path)?.[1];
    return model !== undefined && readers.gpus.includes(model) && !facts.has(path);
  }
}

type Facts = ReadonlyMap<string, Json>;

function shown(facts: Facts, path: string): string {
  const value = facts.get(path);
  return value === undefined ? 'missing' : show(value);
}

function receiverOf(facts: JsonObject, owner: string): string {
  const receiver = valueAt(facts, `teams.${owner}.receiver`);
  return typeof receiver === 'string' ? receiver : '';
}
