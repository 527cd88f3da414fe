import type { Assembly } from '../assembly/assembly';
import { declarationsOf, objectsOf } from '../check/fleet';
import { originOf } from '../origin';
import type { SourcePosition } from '../errors';
import type { Edge } from './edge';
import { reachOf, type Reach } from './reach';
import { Judge } from './judge';
import { toPolicy } from './policy';
import type { Pod } from './pod';

/** What would have to change for an edge to be there. */
export interface Change {
  readonly says: string;
  /** The line to look at. */
  readonly source?: SourcePosition;
}

/** Whether one end may do anything with another in one environment. */
export interface Answer {
  readonly environment: string;
  readonly from: string;
  readonly to: string;
  /** Between any workload of the one and any of the other. */
  readonly edges: readonly Edge[];
  /** Where there is no edge: what would have to change. */
  readonly changes: readonly Change[];
}

/** Ends that the command knows in one environment: services, workloads, and every other end of an edge or a place. */
export function endsOf({ pods, neighbours, places, edges }: Reach): readonly string[] {
  const services = pods.flatMap(({ source }) => source?.document.service ?? []);
  const ends = [
    ...services,
    ...pods.map(({ id }) => id),
    ...neighbours.map(({ id }) => id),
    ...places.map(({ id }) => id),
  ];
  return [...new Set([...ends, ...edges.flatMap(({ from, to }) => [from, to])])].sort();
}

/** Whether `from` reaches `to`: both may be a service, a workload or any other end. */
export function answerOf(assembly: Assembly, from: string, to: string, reach: Reach = reachOf(assembly)): Answer {
  const [sources, targets] = [idsOf(reach, from), idsOf(reach, to)];
  const edges = reach.edges.filter((edge) => sources.has(edge.from) && targets.has(edge.to));
  const about = { environment: reach.environment, from, to, edges };
  return { ...about, changes: edges.length > 0 ? [] : changesFor(assembly, reach, from, to) };
}

/** The ids that a word means: a service is all of its workloads. */
function idsOf({ pods }: Reach, word: string): ReadonlySet<string> {
  const own = pods.filter(({ source }) => source?.document.service === word);
  return new Set(own.length > 0 ? own.map(({ id }) => id) : [word]);
}

function changesFor(assembly: Assembly, reach: Reach, from: string, to: string): readonly Change[] {
  const here = new Set(endsOf(reach));
  const absent = [from, to].filter((end) => !here.has(end));
  if (absent.length > 0) return absent.map((end) => ({ says: `${end} is not in ${reach.environment}` }));
  const judge = new Judge(objectsOf(assembly, 'NetworkPolicy').map(toPolicy), reach.reading);
  const [sources, targets] = [podsOf(reach, from), podsOf(reach, to)];
  const [source, target] = [serviceOf(sources), serviceOf(targets)];
  const changes: Change[] = [];
  const leaves = sources.some((one) => targets.some((other) => opens(judge, one, 'egress', other, other)));
  const enters = targets.some((one) => sources.some((other) => opens(judge, one, 'ingress', other, one)));
  if (source !== undefined && !leaves) changes.push(changeOf(assembly, source, 'calls', target ?? to));
  if (target !== undefined && source !== target && !enters)
    changes.push(changeOf(assembly, target, 'callers', source ?? from));
  if (source !== undefined && source === target)
    return [
      { says: `workloads of one service meet by mayCall, in the file of ${source}`, source: lineOf(assembly, source) },
    ];
  return changes;
}

function opens(judge: Judge, pod: Pod, way: 'egress' | 'ingress', other: Pod, target: Pod): boolean {
  const openings = judge.openings(judge.sideOf(pod, way), other, target);
  return openings === 'open' || openings.length > 0;
}

function podsOf({ pods, neighbours }: Reach, word: string): readonly Pod[] {
  return [...pods, ...neighbours].filter(({ id, source }) => id === word || source?.document.service === word);
}

function serviceOf(pods: readonly Pod[]): string | undefined {
  return pods[0]?.source?.document.service;
}

/** Words that may stand in `calls` and `callers`, beside services. */
const CALLABLE: Readonly<Record<'calls' | 'callers', readonly string[]>> = {
  calls: ['gitlab-api'],
  callers: ['rails', 'sidekiq'],
};

function changeOf(assembly: Assembly, service: string, prop: 'calls' | 'callers', other: string): Change {
  const services = declarationsOf(assembly).map((one) => one.service ?? '');
  const line = lineOf(assembly, service, prop);
  if (![...services, ...CALLABLE[prop]].includes(other))
    return { says: `no prop of ${service} opens a way ${prop === 'calls' ? 'to' : 'from'} ${other}`, source: line };
  return { says: `${service} does not name '${other}' in ${prop}`, source: line };
}

/** Where the prop is typed, or the service where it isn't. */
function lineOf(assembly: Assembly, service: string, prop = ''): SourcePosition | undefined {
  const declaration = declarationsOf(assembly).find((one) => one.service === service);
  if (declaration === undefined) return undefined;
  return originOf(declaration, `props.${prop}`)?.at ?? declaration.origins.at;
}
