import type { Assembly } from '../assembly/assembly';
import { declarationsOf } from '../check/fleet';
import { obeyStops } from './obey';
import { keptIn, placedAssembly } from './placed';
import type { Stops } from './record';
import { stopsIn } from './stopped';

interface Sides {
  readonly base?: Assembly | undefined;
  readonly head?: Assembly | undefined;
}

/**
 * Both sides with the services as they are placed that are stopped at one level on both: what changes of them is reviewed
 * for what it means once they are restored, since nobody reviews a restore.
 */
export function asPlaced({ base, head }: Sides): Sides {
  if (base === undefined || head === undefined) return { base, head };
  const [before, after] = [keptIn(base), keptIn(head)];
  if (before.size === 0 || after.size === 0) return { base, head };
  const [olds, nows] = [stopsIn(base), stopsIn(head)];
  const same = [...before.keys()].filter(
    (service) => after.has(service) && olds[service] !== undefined && olds[service].level === nows[service]?.level,
  );
  const obeyed = same.filter((service) => obeys(base, service, olds) && obeys(head, service, nows));
  const services = new Set(obeyed);
  return { base: running(base, services), head: running(head, services) };
}

/** Whether a service is rendered as its level says: where somebody changed that by hand, it has to be seen. */
function obeys(assembly: Assembly, service: string, stops: Stops): boolean {
  const own = (of: Assembly): string =>
    of.documents.flatMap((one) => (one.service === service ? `${one.id} ${one.sha256}` : [])).join('\n');
  return own(assembly) === own(obeyStops(assembly, stops));
}

/** The assembly with these services as they are placed; that they are stopped, and why, is still said. */
function running(assembly: Assembly, services: ReadonlySet<string>): Assembly {
  const placed = placedAssembly(assembly, services);
  if (placed === assembly) return assembly;
  const said = new Map(declarationsOf(assembly).map((declaration) => [declaration.id, declaration]));
  return { ...placed, documents: placed.documents.map((document) => said.get(document.id) ?? document) };
}
