import type { Assembly } from '../../lib/assembly/assembly';
import { recordOf } from '../../lib/assembly/record';
import { treeOf } from '../../lib/assembly/tree';
import { includes, STOP_LEVELS, type StopLevel } from '../../lib/stop/level';
import { obeyStops } from '../../lib/stop/obey';
import { placedAssembly } from '../../lib/stop/placed';
import { stopFilesOf } from '../../lib/stop/files';
import { reachOf } from '../../lib/reach/reach';
import { legalNeighbours } from '../support/arbitrary/fleet';
import type { Read } from '../support/documents';
import { synthesizePlans } from '../support/generated';
import { holds } from '../support/property';
import { errorsIn, requireAssembly } from '../support/verdict';

/** So many services share an environment. */
const NEIGHBOURS = 2;

function stoppedAt(level: StopLevel, assembly: Assembly, services: readonly string[]): Assembly {
  const record = { level, who: 'on-call', why: 'it answers nonsense', when: '2026-11-28T02:10:00Z' };
  return obeyStops(assembly, Object.fromEntries(services.map((service) => [service, record])));
}

function bytesOf(assembly: Assembly): string {
  const files = treeOf(assembly.documents);
  return JSON.stringify([[...files], Buffer.concat([...recordOf(assembly, files).pieces]).toString()]);
}

const nameOf = ({ kind, metadata }: Read): string => `${kind} ${metadata.namespace ?? '-'}/${metadata.name}`;

/** Objects by name after a level's files were applied to what is placed, as text. */
function appliedTo(placed: Assembly, level: StopLevel, services: readonly string[]): readonly string[] {
  const objects = new Map<string, string>();
  const keep = (object: Read): unknown => objects.set(nameOf(object), JSON.stringify(object));
  for (const { domain, object } of placed.documents) if (domain === 'kubernetes') keep(object);
  for (const [path, text] of stopFilesOf(placed.documents)) {
    const [service = '', , at = '', name = ''] = path.split('/');
    if (!services.includes(service) || !STOP_LEVELS.some((one) => one === at && includes(level, one))) continue;
    const { items = [] }: Read = JSON.parse(text);
    for (const item of items as readonly Read[])
      if (name === 'apply.json') keep(item);
      else objects.delete(nameOf(item));
  }
  return [...objects.values()].sort();
}

holds(
  'a service that is stopped is as its files make it, breaks no rule, is reached by nobody in quarantine, and comes back to the byte',
  legalNeighbours(NEIGHBOURS),
  { runs: 80 },
  ({ specs: [spec], services: plans }) => {
    if (spec === undefined) throw new Error('there is no environment');
    const placed = requireAssembly(synthesizePlans(plans, spec));
    const all = placed.documents.flatMap(({ domain, service }) => (domain === 'declaration' ? (service ?? []) : []));
    const some = all.slice(0, 1);

    for (const level of STOP_LEVELS) {
      const stopped = stoppedAt(level, placed, some);
      expect(bytesOf(placedAssembly(stopped))).toBe(bytesOf(placed));
      expect(appliedTo(placed, level, some)).toEqual(
        stopped.documents.flatMap((one) => (one.domain === 'kubernetes' ? JSON.stringify(one.object) : [])).sort(),
      );
      if (level !== 'quarantine') continue;
      expect(errorsIn([stopped], false)).toEqual([]);
      const ends = reachOf(stopped).edges.flatMap(({ from, to }) => [from, to]);
      expect(ends.filter((end) => some.some((service) => end.startsWith(`${service}/`)))).toEqual([]);
    }
  },
);
