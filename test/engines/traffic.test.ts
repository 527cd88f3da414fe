import { BlockList } from 'node:net';
import * as fc from 'fast-check';
import { reachOf } from '../../lib/reach/reach';
import { Answers } from '../support/answers';
import { KNOCKS, rawCluster, SAMPLES, type RawCluster } from '../support/arbitrary/traffic';
import type { Knock } from '../support/brute-force';
import type { Read } from '../support/documents';
import { objectsOf, rawAssembly } from '../support/raw-assembly';
import { connectivityOfMany, type Edge } from './support/connectivity';
import { describeWith, prove } from './support/engine';

const CLUSTERS = 1000;
/** The analyser prints the older addresses only. */
const OLDER = SAMPLES.filter((ip) => !ip.includes(':'));

const labelled = (objects: readonly Read[]): readonly Read[] =>
  objects.map((object) => {
    if (object.kind !== 'Namespace') return object;
    const { name, labels } = object.metadata;
    return { ...object, metadata: { name, labels: { ...labels, 'kubernetes.io/metadata.name': name } } };
  });

/** The edges of the analyser by their ends; an end is a pod or a range. */
function byEnds(edges: readonly Edge[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const one of edges) {
    const [, from = '', to = '', connection = ''] = /^(\S+) -> (\S+) (.+)$/.exec(one) ?? [];
    const key = `${from} ${to}`;
    found.set(key, [...(found.get(key) ?? []), connection]);
  }
  return found;
}

function knocksOf(connections: readonly string[]): readonly Knock[] {
  if (connections.length === 0) return [];
  return KNOCKS.filter((knock) => {
    const [protocol, port] = knock.split(' ');
    return connections.some((one) => {
      if (one === 'All connections') return true;
      const [name, ports = ''] = one.split(' ');
      if (name !== protocol) return false;
      const [first, last = first] = ports.split('-');
      return ports === '*' || (Number(first) <= Number(port) && Number(port) <= Number(last));
    });
  });
}

const RANGES = new Map<string, BlockList>();

function holds(range: string, ip: string): boolean {
  const known = RANGES.get(range) ?? new BlockList();
  if (!RANGES.has(range)) {
    const [address = '', bits] = range.split('/');
    known.addSubnet(address, Number(bits), 'ipv4');
    RANGES.set(range, known);
  }
  return known.check(ip, 'ipv4');
}

interface RangeEdge {
  readonly range: string;
  readonly connections: readonly string[];
}

/** The ranges at the other ends, by the pod at this one. */
function rangesBy(
  edges: ReadonlyMap<string, readonly string[]>,
  end: 'from' | 'to',
): ReadonlyMap<string, readonly RangeEdge[]> {
  const found = new Map<string, RangeEdge[]>();
  for (const [key, connections] of edges) {
    const [from = '', to = ''] = key.split(' ');
    const [pod, range] = end === 'from' ? [from, to] : [to, from];
    if (/^[0-9.]+\/[0-9]+$/.test(range)) found.set(pod, [...(found.get(pod) ?? []), { range, connections }]);
  }
  return found;
}

/** Everything that the analyser and reach say differently of one cluster, and how many answers were compared. */
function compare(
  raw: RawCluster,
  edges: readonly Edge[],
): { readonly differences: readonly string[]; readonly answers: number } {
  const answers = new Answers(reachOf(rawAssembly(objectsOf(raw)), 'plain'));
  const theirs = byEnds(edges);
  const ids = raw.pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  const [out, into] = [rangesBy(theirs, 'from'), rangesBy(theirs, 'to')];
  const rangesOf = (ranges: typeof out, pod: string, ip: string): readonly string[] =>
    (ranges.get(pod) ?? []).flatMap(({ range, connections }) => (holds(range, ip) ? connections : []));
  const differences: string[] = [];
  let count = 0;
  const same = (what: string, ours: readonly Knock[], other: readonly Knock[]): void => {
    count += 1;
    if (ours.join() !== other.join())
      differences.push(
        `${what}: only reach ${ours.filter((k) => !other.includes(k)).join()}; only nca ${other.filter((k) => !ours.includes(k)).join()}`,
      );
  };
  for (const pod of ids) {
    for (const other of ids)
      if (pod !== other)
        same(`${pod} to ${other}`, answers.between(pod, other, KNOCKS), knocksOf(theirs.get(`${pod} ${other}`) ?? []));
    for (const ip of OLDER) {
      same(`${pod} to ${ip}`, answers.address('out', pod, ip, KNOCKS), knocksOf(rangesOf(out, pod, ip)));
      same(`${ip} to ${pod}`, answers.address('in', pod, ip, KNOCKS), knocksOf(rangesOf(into, pod, ip)));
    }
  }
  return { differences, answers: count };
}

describeWith('nca', () => {
  it(`says of ${CLUSTERS} random clusters what reach says of them under the plain reading`, async () => {
    const clusters = fc.sample(rawCluster({ hostNetwork: false, keysElsewhere: false }), {
      numRuns: CLUSTERS,
      seed: 20_260_801,
    });

    const edges = await connectivityOfMany(clusters.map((raw) => labelled(objectsOf(raw))));

    const compared = clusters.map((raw, index) => compare(raw, edges[index] ?? []));
    expect(compared.flatMap(({ differences }) => differences).slice(0, 20)).toEqual([]);
    const answers = compared.reduce((sum, one) => sum + one.answers, 0);
    expect(answers).toBeGreaterThan(100_000);
    prove('nca', 'random', `${CLUSTERS} random clusters: the same ${answers} answers as reach under the plain reading`);
  });
});
