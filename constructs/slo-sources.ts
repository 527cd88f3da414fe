import { isRecord } from '../lib/facts/refuse';
import type { Objection, Props } from '../lib/props';
import { findStreamMetric } from '../lib/slo/contract';
import type { Sli } from '../lib/slo/sli';
import type { Maturity } from './maturity';
import type { SloProps } from './slo-props';
import type { WorkloadSettings } from './workload-settings';

type Measured = Pick<Sli, 'name' | 'measure'>;

/** Whether a measure sees that a gRPC call failed: load balancers and HTTP layers count it as answered. */
export function seesCalls({ measure }: Measured): boolean {
  return measure.kind === 'errors' && measure.metric.protocol !== 'http';
}

/** Whether a measure sees that a stream is slow to begin or to go on, however long it lasts. */
function seesStreams({ measure }: Measured): boolean {
  return measure.kind === 'slow' && measure.metric.fitsStreams === true;
}

/** Whether answers are streamed for longer than any request takes. */
export function streams({ longestProp }: Pick<WorkloadSettings, 'longestProp'>): boolean {
  return longestProp === 'serves.longestStream';
}

/**
 * Refuses a service that means more than an experiment and measures nothing that shows whether it works: of gRPC a counter of calls
 * that failed, of streams the first token. What was typed and couldn't be kept is refused whatever it means.
 */
export function requireSources(
  read: Props,
  slo: SloProps,
  found: readonly Measured[],
  { maturity, settings }: { readonly maturity: Maturity; readonly settings: WorkloadSettings },
): void {
  const [grpc, streamed] = [settings.protocol === 'grpc', streams(settings)];
  const expected = maturity !== 'experimental';
  // A measure that was refused for itself has been told already.
  const complete = (kind: Sli['measure']['kind']): boolean =>
    typed(slo, kind).every((name) => found.some((one) => one.name === name));
  if (grpc && (expected || slo.availability !== undefined) && !found.some(seesCalls) && complete('errors')) {
    const problem = 'says nothing of gRPC calls that fail, which are an HTTP 200 to the load balancer';
    read.refuse('slo.availability', blind(problem, settings), slo.availability);
  }
  if (streamed && expected && !found.some(seesStreams) && complete('slow')) {
    const problem = 'says nothing of streams, which take as long as they last';
    read.refuse('slo.latency', blind(problem, settings), slo.latency);
  }
}

/** Why a source can't see what is promised, and which one can, of those that the workload has. */
export function blind(problem: string, settings: Pick<WorkloadSettings, 'protocol' | 'longestProp' | 'profile'>) {
  const counter = settings.protocol === 'grpc' ? 'grpc_server_handled_total' : 'http_requests_total';
  const calls = `availability: { objective: 99.5, of: '${counter}' }`;
  const known = findStreamMetric(settings.profile);
  const first =
    known === undefined ? "{ histogram: 'first_token_seconds', buckets: [0.1, 0.5, 1, 2.5] }" : `'${known}'`;
  const latency = `latency: { p95: '1s', of: ${first} }`;
  const shown = streams(settings) ? [latency, ...(settings.protocol === 'grpc' ? [calls] : [])] : [calls];
  return {
    code: 'SLO_SOURCE_BLIND',
    problem,
    fix: `measure it where it shows: slo: { ${shown.join(', ')} }, or a metric of the service's own`,
  } as const satisfies Objection;
}

/** The names of the measures of a kind that were typed. */
function typed(slo: SloProps, kind: Sli['measure']['kind']): readonly string[] {
  const prop = kind === 'errors' ? 'availability' : 'latency';
  const own: unknown = slo[prop];
  const source = isRecord(own) && own['of'] !== undefined ? 'app' : 'lb';
  const more = isRecord(slo.also) ? Object.entries(slo.also) : [];
  return [
    ...(own === undefined ? [] : [`${source}-${prop}`]),
    ...more.flatMap(([name, one]: [string, unknown]) => (isRecord(one) && one[prop] !== undefined ? [name] : [])),
  ];
}
