import type { EnvironmentSpec } from '../lib/environment-spec';
import { isRecord } from '../lib/facts/refuse';
import { names, nameProblem } from '../lib/names';
import { show } from '../lib/nearest';
import type { Objection, Props } from '../lib/props';
import { clusterOf } from '../lib/slo/cluster';
import { bucketFor, shownBound, type Bucket } from '../lib/slo/bucket';
import { backendOf, latenciesOf, requestsOf } from '../lib/slo/load-balancer';
import type { HistogramMetric, Matcher } from '../lib/slo/metric';
import { objectiveProblem, toPromised, type Objective } from '../lib/slo/objective';
import { DEFAULT_OBJECTIVES, severityOf } from '../lib/slo/severity';
import type { Sli } from '../lib/slo/sli';
import { toMilliseconds } from '../lib/units';
import type { Maturity } from './maturity';
import { readCounter, readHistogram } from './slo-metric';
import type { SloProps } from './slo-props';
import { blind, requireSources, seesCalls, streams } from './slo-sources';
import type { WorkloadSettings } from './workload-settings';

/** What the reading of objectives depends on. */
export interface SloContext {
  readonly service: string;
  readonly workload: string;
  readonly maturity: Maturity;
  readonly spec: EnvironmentSpec;
  readonly settings: WorkloadSettings;
  /** Whether requests come through the load balancer. */
  readonly routed: boolean;
  /** Told of each prop that asks for a metric of the pods. */
  readonly reads?: (prop: string) => void;
}

const UNSEEN = 'no caller comes through the gateway here, so the load balancer sees no request';

/** The measures of a service, each with its promise; every mistake is noted. */
export function readSlo(read: Props, given: SloProps | undefined, context: SloContext): readonly Sli[] {
  read.known('slo', given, ['availability', 'latency', 'also']);
  const slo: SloProps = isRecord(given) ? given : {};
  const page = severityOf(context.maturity, context.spec.tier);
  const own = [...readAvailability(read, slo, context), readLatency(read, 'slo.latency', slo.latency, context)];
  const first = own.flatMap((sli) => (sli === undefined ? [] : [{ ...sli, severity: page }]));
  const others = readMore(read, slo.also, context);
  const waking = first.length === 0 ? others[0] : wakingBeside(first, others, context);
  const more = others.map((sli): Sli => ({ ...sli, severity: sli === waking ? page : 'ticket' }));
  requireSources(read, slo, [...first, ...more], context);
  const because =
    page === 'page'
      ? `${context.maturity}, in production: whoever is on call is woken`
      : 'nobody is woken for an experiment, or outside production';
  if (first.length + more.length > 0) read.note('slo.severity', { value: page, origin: 'default', because });
  return [...first, ...more];
}

type Found = Omit<Sli, 'severity'>;

/** Where the load balancer only sees that nobody answers, what sees a failed call wakes as well. */
function wakingBeside(first: readonly Found[], others: readonly Found[], { settings }: SloContext): Found | undefined {
  return settings.protocol === 'grpc' && !first.some(seesCalls) ? others.find(seesCalls) : undefined;
}

function readAvailability(read: Props, slo: SloProps, context: SloContext): readonly (Found | undefined)[] {
  const { maturity, routed, settings } = context;
  const { availability } = slo;
  const path = 'slo.availability';
  // Of gRPC the load balancer sees no more than that nobody answers.
  const grpc = settings.protocol === 'grpc';
  const value = DEFAULT_OBJECTIVES[maturity];
  const because = `what ${maturity} stands for${grpc ? ': gRPC calls that nobody answers' : ', at the load balancer'}`;
  if (typeof availability === 'object') {
    const own = readAvailabilityOf(read, path, availability, 'app-availability', context);
    // Where no process is left, none counts what fails.
    if (!grpc || !routed || own === undefined) return [own];
    read.note(`${path}.unanswered`, { value, origin: 'default', because });
    return [own, atBalancer(value, context)];
  }
  if (!routed) {
    if (availability === undefined) read.note(path, { value: null, origin: 'default', because: UNSEEN });
    else read.refuse(path, blind(`is measured at the load balancer, but ${UNSEEN}`, settings), availability);
    return [];
  }
  return [atBalancer(readObjective(read, path, availability, { value, because }), context)];
}

function atBalancer(objective: Objective, context: SloContext): Found | undefined {
  const promised = toPromised(objective);
  if (promised === undefined) return undefined;
  const metric = requestsOf(evaluatorOf(context.spec));
  return {
    name: 'lb-availability',
    promised,
    measure: { kind: 'errors', metric },
    selector: selectorOf(context, true),
  };
}

function readAvailabilityOf(
  read: Props,
  path: string,
  given: object,
  name: string,
  context: SloContext,
): Found | undefined {
  read.known(path, given, ['objective', 'of']);
  const { objective, of }: Readonly<Record<string, unknown>> = { ...given };
  const metric = readCounter(read, `${path}.of`, of, context.settings.profile);
  const wrong = objectiveProblem(objective);
  if (wrong !== undefined) read.refuse(`${path}.objective`, wrong, objective);
  const promised = toPromised(objective);
  if (metric === undefined || wrong !== undefined || promised === undefined) return undefined;
  read.take<unknown>(path, given, { value: null, because: '' });
  context.reads?.(`${path}.of`);
  return { name, promised, measure: { kind: 'errors', metric }, selector: selectorOf(context, false) };
}

function readLatency(read: Props, path: string, given: unknown, context: SloContext, name?: string): Found | undefined {
  if (given === undefined) {
    const because = 'nobody else can know what is fast enough for those who call';
    read.note(path, { value: null, origin: 'default', because });
    return undefined;
  }
  const shares = isRecord(given) ? Object.keys(given).filter((key) => /^p[0-9]/.test(key)) : [];
  read.known(path, given, ['p95', 'p99', 'p99.9', 'of', ...shares]);
  if (!isRecord(given)) return undefined;
  const [share = 'p95', ...others] = shares;
  const typed: unknown = given[share];
  if (shares.length !== 1 || others.length > 0) {
    const problem = shares.length === 0 ? 'has no share of requests' : `has ${shares.join(' and ')}`;
    read.refuse(path, { code: 'SLO_LATENCY_INVALID', problem, fix: "give one: { p95: '800ms' }" }, given);
    return undefined;
  }
  const wrong = objectiveProblem(share.slice(1));
  if (wrong !== undefined)
    read.refuse(`${path}.${share}`, { ...wrong, problem: `asks for ${share}: ${wrong.problem}` });
  const found = readMeasure(read, path, given['of'], context);
  const bucket = found && readBucket(read, `${path}.${share}`, typed, found, context);
  const promised = toPromised(share.slice(1));
  if (found === undefined || bucket === undefined || wrong !== undefined || promised === undefined) return undefined;
  read.take<unknown>(path, given, { value: null, because: '' });
  if (bucket.snapped) {
    const because = `no bucket ends at ${show(typed)}: the next one that ${found.name} has is taken, and whatever is faster is fast enough`;
    read.note(`${path}.measured`, { value: shownBound(bucket.milliseconds), origin: 'default', because });
  }
  const ofPods = given['of'] !== undefined;
  if (ofPods) context.reads?.(`${path}.of`);
  return {
    name: name ?? (ofPods ? 'app-latency' : 'lb-latency'),
    promised,
    measure: { kind: 'slow', metric: found, bucket },
    selector: selectorOf(context, !ofPods),
  };
}

function readMeasure(read: Props, path: string, of: unknown, context: SloContext): HistogramMetric | undefined {
  const { settings, routed, spec } = context;
  if (of !== undefined) return readHistogram(read, `${path}.of`, of, settings.profile);
  if (routed && !streams(settings)) return latenciesOf(evaluatorOf(spec));
  const problem = streams(settings)
    ? 'is measured at the load balancer, where a stream takes as long as it lasts'
    : `is measured at the load balancer, but ${UNSEEN}`;
  read.refuse(path, blind(problem, settings), of);
  return undefined;
}

/** The bucket that stands for a threshold; a mistake is noted, and there is none. */
function readBucket(read: Props, path: string, typed: unknown, metric: HistogramMetric, context: SloContext) {
  const found = bucketOrProblem(typed, metric, context);
  if (!('problem' in found)) return found;
  read.refuse(path, found, typed);
  return undefined;
}

function bucketOrProblem(typed: unknown, metric: HistogramMetric, { settings }: SloContext): Bucket | Objection {
  const milliseconds = toMilliseconds(typed);
  if (milliseconds === undefined) {
    const fix = "give a duration such as '800ms' or '2s', without blanks";
    return { code: 'DURATION_INVALID', problem: `is ${show(typed)}`, fix };
  }
  const bucket = bucketFor(metric, milliseconds);
  const bounds = metric.bounds.map((bound) => shownBound(metric.unit === 's' ? String(Number(bound) * 1000) : bound));
  const range = `${metric.name} has buckets from ${bounds[0] ?? ''} to ${bounds.at(-1) ?? ''}`;
  if (bucket === undefined) return { code: 'SLO_LATENCY_INVALID', problem: `is ${show(typed)}`, fix: range };
  if (Number(bucket.milliseconds) < settings.longestExchange * 1000) return bucket;
  const { longestProp, longestExchange } = settings;
  return {
    code: 'SLO_LATENCY_INVALID',
    problem: `is ${show(typed)}, measured at ${shownBound(bucket.milliseconds)}: nothing takes longer than ${longestProp}, ${longestExchange}s, so that nothing is ever slow`,
    fix: `give less, or raise ${longestProp}; ${range}`,
  };
}

function readMore(read: Props, given: unknown, context: SloContext): readonly Found[] {
  if (given === undefined) return [];
  if (!isRecord(given) || Array.isArray(given)) {
    const fix =
      "name further measures: { calls: { availability: { objective: 99.5, of: 'grpc_server_handled_total' } } }";
    read.refuse('slo.also', { code: 'VALUE_INVALID', problem: `is ${show(given)}`, fix }, given);
    return [];
  }
  return Object.entries(given).flatMap(([name, more]: [string, unknown]) => {
    const path = `slo.also.${name}`;
    const problem =
      nameProblem(name) ?? (/^(lb|app)-/.test(name) ? `is '${name}'; the library's own begin so` : undefined);
    if (problem !== undefined) {
      const fix = 'use lower-case letters, digits and hyphens';
      read.refuse(path, { code: 'NAME_INVALID', problem: `the measure's name ${problem}`, fix }, name);
      return [];
    }
    read.known(path, more, ['availability', 'latency']);
    const { availability, latency }: Readonly<Record<string, unknown>> = isRecord(more) ? more : {};
    if ((availability === undefined) === (latency === undefined)) {
      const fix = 'give it availability or latency, one of both';
      read.refuse(path, { code: 'VALUE_INVALID', problem: `is ${show(more)}`, fix }, more);
      return [];
    }
    const found =
      latency === undefined
        ? readAvailabilityOf(read, `${path}.availability`, Object(availability) as object, name, context)
        : readLatency(read, `${path}.latency`, latency, context, name);
    return found === undefined ? [] : [found];
  });
}

function readObjective(
  read: Props,
  path: string,
  given: Objective | undefined,
  fallback: { readonly value: Objective; readonly because: string },
): Objective {
  return read.take<Objective>(path, given, fallback, objectiveProblem);
}

/** Which series are this workload's. */
function selectorOf(context: SloContext, routed: boolean): readonly Matcher[] {
  const { spec, settings, service } = context;
  const [namespace, workload] = [names.namespace(service), names.workload(context.workload)];
  return routed
    ? backendOf(spec.google.project, namespace, workload, settings.port)
    : podSeries(spec, service, context.workload);
}

/** Which series are those of a workload's pods. */
export function podSeries(spec: EnvironmentSpec, service: string, name: string): readonly Matcher[] {
  return [...namespaceSeries(spec, service), { label: 'container', by: '=', value: names.workload(name) }];
}

/** Which series are those of a service's namespace. */
export function namespaceSeries(spec: EnvironmentSpec, service: string): readonly Matcher[] {
  const own: Matcher = { label: 'namespace', by: '=', value: names.namespace(service) };
  // Rules that hold for a whole project see the pods of all its clusters.
  return evaluatorOf(spec) === 'operator' ? [own] : [...clusterOf(spec), own];
}

/** Who evaluates rules in an environment. */
export function evaluatorOf(spec: EnvironmentSpec): 'operator' | 'google' {
  return spec.prometheus.rules ?? 'operator';
}
