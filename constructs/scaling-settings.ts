import type { EnvironmentSpec } from '../lib/environment-spec';
import { isRecord } from '../lib/facts/refuse';
import { chooseFix, show } from '../lib/nearest';
import { findProfile, PROFILE_NAMES } from '../lib/profiles/profiles';
import type { Objection, Props } from '../lib/props';
import { HTTP_REQUESTS, SCRAPED } from '../lib/slo/app-metrics';
import { emittedBy, metricsOf, type Server } from '../lib/slo/contract';
import type { GaugeMetric } from '../lib/slo/metric';
import { SERVED } from '../lib/slo/known';
import { ownSeriesProblem, type NotOwn } from '../lib/slo/own-name';
import type { Scaling } from '../lib/scale/scaling';

/** What the reading of a signal depends on. */
export interface ScalingContext {
  readonly spec: EnvironmentSpec;
  readonly server?: Server;
  readonly gpu: boolean;
}

/** What moves the number of pods between two limits. */
type Moving = Pick<Scaling, 'signal' | 'metric' | 'target'>;

const SIGNALS = ['queue', 'concurrency', 'requests', 'cpu'] as const;
const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const AT = 'replicas.scaleOn';

/** What a workload is scaled by; a mistake is noted, and there is nothing. */
export function readScaleOn(read: Props, given: unknown, context: ScalingContext): Moving | undefined {
  const moving = given === undefined ? ofProfile(read, context) : typed(read, given, context);
  if (moving === undefined) return undefined;
  const wrong = environmentProblem(moving, context);
  if (wrong !== undefined) read.refuse(given === undefined ? AT : `${AT}.signal`, wrong, moving.signal);
  return wrong === undefined ? moving : undefined;
}

function ofProfile(read: Props, { server, gpu }: ScalingContext): Moving | undefined {
  const profile = server && findProfile(server.name);
  const queue = profile?.signals?.queue;
  const metric = queue && server && emittedBy(queue.metrics, server.version);
  if (queue === undefined || metric === undefined) {
    const problem = 'is a range, and nothing says by what the pods are scaled';
    const gauge = "{ signal: { gauge: 'jobs_waiting' }, target: 5 }";
    // Processors say nothing of what a card has to do.
    const fix = gpu
      ? `name it beside min and max: scaleOn: ${gauge}; or name a server that tells it, serves: { profile: 'vllm' }`
      : `name it beside min and max: scaleOn: { signal: 'cpu', target: '70%' }, or ${gauge}`;
    read.refuse('replicas', { code: 'SCALE_SIGNAL_MISSING', problem, fix });
    return undefined;
  }
  const { target } = queue;
  const because = `${profile?.title ?? ''} tells how many requests wait; ${target} for each pod keep it busy without a long delay`;
  read.note(AT, { value: { signal: 'queue', target }, origin: 'default', because });
  return { signal: 'queue', metric, target };
}

function typed(read: Props, given: unknown, context: ScalingContext): Moving | undefined {
  const { signal, target, of: counter }: Readonly<Record<string, unknown>> = isRecord(given) ? given : {};
  read.known(AT, given, signal === 'requests' ? ['signal', 'target', 'of'] : ['signal', 'target']);
  if (!isRecord(given)) return undefined;
  const found = signalOf(signal, counter, context);
  if ('problem' in found) {
    read.refuse(counter === undefined ? `${AT}.signal` : `${AT}.of`, found, signal);
    return undefined;
  }
  const amount = signal === 'cpu' ? percentOf(target) : amountOf(target, found.target);
  if (typeof amount === 'number') return { ...found, target: amount };
  read.refuse(`${AT}.target`, { code: 'SCALE_TARGET_INVALID', problem: `is ${show(target)}`, fix: amount }, target);
  return undefined;
}

type Found = Pick<Scaling, 'signal' | 'metric'> & { readonly target?: number };

function signalOf(signal: unknown, counter: unknown, context: ScalingContext): Found | Objection {
  const { server, gpu } = context;
  const signals = server && findProfile(server.name)?.signals;
  if (isRecord(signal)) return gaugeOf(signal, context);
  if (signal === 'cpu') {
    if (!gpu) return { signal };
    return unknown(
      "is 'cpu', and the pods compute on a GPU: their processors say nothing of what they have to do",
      context,
    );
  }
  if (signal === 'requests') return requestsOf(counter, context);
  if (signal === 'queue' || signal === 'concurrency') {
    const metrics = signal === 'queue' ? signals?.queue?.metrics : signals?.concurrency;
    const metric = server && emittedBy(metrics ?? [], server.version);
    if (metric !== undefined) return { signal, metric, ...(signal === 'queue' && { target: signals?.queue?.target }) };
    const who = server === undefined ? 'no profile' : `${server.name} ${server.version}, which does not tell it,`;
    return unknown(`is '${signal}', and ${who} is named by serves.profile`, context);
  }
  return {
    code: 'SCALE_SIGNAL_UNKNOWN',
    problem: `is ${show(signal)}`,
    fix: `${chooseFix(signal, SIGNALS)}, or name a gauge of the pods: { gauge: 'jobs_waiting' }`,
    allowed: SIGNALS,
  };
}

function unknown(problem: string, { server, gpu }: ScalingContext): Objection {
  const signals = server && findProfile(server.name)?.signals;
  const fit = [
    ...(signals?.queue === undefined ? [] : ['queue']),
    ...(signals?.concurrency === undefined ? [] : ['concurrency']),
    ...(gpu ? [] : ['cpu']),
  ];
  const named = fit.length === 0 ? '' : `use ${fit.map((one) => `'${one}'`).join(' or ')}, or `;
  return {
    code: 'SCALE_SIGNAL_UNKNOWN',
    problem,
    fix: `${named}name a gauge of the pods: { gauge: 'jobs_waiting' }`,
    allowed: fit,
  };
}

function requestsOf(counter: unknown, { server }: ScalingContext): Found | Objection {
  const known = server?.name === 'vllm' ? HTTP_REQUESTS.name : undefined;
  const name = counter ?? known;
  if (typeof name === 'string' && METRIC.test(name)) {
    const wrong = ownSeriesProblem(name, server);
    if (wrong !== undefined) return notOwn(name, wrong, 'name the counter that the pods show');
    return { signal: 'requests', metric: { kind: 'counter', name, by: name === known ? HTTP_REQUESTS.by : OWN } };
  }
  const problem = name === undefined ? "is 'requests', and nothing says which counter has them" : `is ${show(name)}`;
  const fix = "name the counter that the pods show: of: 'http_requests_total'";
  return { code: 'SCALE_SIGNAL_UNKNOWN', problem, fix };
}

function notOwn(name: string, { problem, meant }: NotOwn, otherwise: string): Objection {
  return {
    code: 'SCALE_SIGNAL_UNKNOWN',
    problem: `is ${show(name)}, ${problem}`,
    fix: meant === undefined ? otherwise : `did you mean '${meant}'? ${otherwise}`,
  };
}

const OWN = "the service's own code";
/** PRM: a name that looks like a server's and isn't would be a signal that never comes. */
function gaugeOf(signal: Readonly<Record<string, unknown>>, { server }: ScalingContext): Found | Objection {
  const { gauge: name } = signal;
  const allowed = metricsOf(server).filter((one): one is GaugeMetric => one.kind === 'gauge');
  const known = allowed.find((one) => one.name === name && (server === undefined || emittedBy([one], server.version)));
  if (known !== undefined) return { signal: 'gauge', metric: known };
  const fit = allowed.map((one) => one.name);
  if (typeof name !== 'string' || !METRIC.test(name) || Object.keys(signal).length !== 1)
    return { code: 'SCALE_SIGNAL_UNKNOWN', problem: `is ${show(signal)}`, fix: gaugeFix(name, fit), allowed: fit };
  const wrong = ownSeriesProblem(name, undefined);
  if (wrong === undefined)
    return {
      signal: 'gauge',
      metric: { kind: 'gauge', name, of: name, by: OWN, labels: [], bornAtZero: false, delay: SCRAPED },
    };
  const emitter =
    server === undefined ? 'and no profile is named' : `which ${server.name} ${server.version} does not emit`;
  const problem = SERVED.has(name) ? emitter : wrong.problem;
  return { ...notOwn(name, { problem }, gaugeFix(name, fit)), allowed: fit };
}

function gaugeFix(name: unknown, fit: readonly string[]): string {
  return fit.length === 0
    ? `name a gauge of the pods, or a profile: ${PROFILE_NAMES.join(', ')}`
    : chooseFix(name, fit);
}

function percentOf(given: unknown): number | string {
  const percent = typeof given === 'string' ? /^([1-9][0-9]?|100)%$/.exec(given)?.[1] : undefined;
  return percent === undefined ? "give a share of the reserved processors: '70%', 1 to 100" : Number(percent);
}

function amountOf(given: unknown, fallback: number | undefined): number | string {
  const amount = given ?? fallback;
  const sound = typeof amount === 'number' && Number.isFinite(amount) && amount > 0 && amount <= 1_000_000;
  return sound ? amount : 'give what one pod takes of it: a number above 0';
}

/** Whether the environment has something that scales by such a metric. */
function environmentProblem({ signal }: Moving, { spec }: ScalingContext): Objection | undefined {
  if (signal === 'cpu') return undefined;
  const by = spec.autoscaling?.by;
  const code = 'SCALER_MISSING';
  if (by === undefined)
    return {
      code,
      problem: `is a metric of the pods, and nothing in ${spec.name} scales by those`,
      fix: "say what does among its facts: autoscaling: { by: 'keda', prometheus: 'http://…' }; or give one number, or scale by 'cpu'",
    };
  if (by === 'keda' || signal !== 'requests') return undefined;
  return {
    code,
    problem: `is a rate, and the adapter of ${spec.name} hands on gauges only`,
    fix: "scale by 'queue', 'concurrency' or a gauge",
  };
}
