import * as fc from 'fast-check';
import type { LooseProps } from '../environment';
import type { EnvironmentSpec, Owner } from '../../../lib/environment-spec';
import { GPU_MODEL_NAMES } from '../../../lib/gpu/models';
import type { ServicePlan } from '../generated';
import { legalName } from './name';
import { legalWorkload, type Surroundings } from './workload';

/** Who else is there: services that may call this one, and that it may call. */
export interface Neighbours {
  readonly callers: readonly string[];
  readonly calls: readonly string[];
}

/** The longest id that a service may have beside `api`. */
export const ID_LIMIT = 27;

const CALLS = { also: { calls: { availability: { objective: 99.5, of: 'grpc_server_handled_total' } } } };
const WORK = { latency: { p99: '250ms', of: { histogram: 'work_seconds', buckets: [0.1, 0.5] } } };

/** A service in which everything is right, in all of these environments. */
export function legalService(
  specs: readonly EnvironmentSpec[],
  id: fc.Arbitrary<string> = legalName(ID_LIMIT),
  neighbours: Neighbours = { callers: [], calls: [] },
): fc.Arbitrary<ServicePlan> {
  return id.chain((own) => {
    const surroundings = {
      gpus: GPU_MODEL_NAMES.filter((model) => specs.every(({ gpus }) => Object.hasOwn(gpus, model))),
      callers: ['rails', 'sidekiq', ...neighbours.callers],
      calls: ['gitlab-api', ...neighbours.calls],
      owners: ownersIn(specs),
    };
    const room = 30 - own.length;
    const names = fc
      .oneof(
        { arbitrary: fc.constant<string[]>([]), weight: 6 },
        { arbitrary: fc.uniqueArray(legalName(room), { minLength: 1, maxLength: 2 }), weight: 1 },
      )
      .map((list) => list.filter((name) => name !== own));
    return fc
      .record({
        service: fc.record(
          {
            owner: fc.constantFrom(...ownersIn(specs)),
            maturity: fc.constantFrom('experimental', 'beta', 'ga'),
            mode: fc.constant('M1'),
            slo: fc.constantFrom(CALLS, WORK),
            // Above what any of them can cost: what is more is an error.
            budget: fc.constantFrom('999999999999 USD', '999999999998.99 USD'),
          },
          { requiredKeys: ['owner'] },
        ),
        first: legalWorkload(surroundings),
        names,
        others: fc.tuple(later(surroundings), later(surroundings)),
        ways: fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { maxLength: 3 }),
      })
      .map(({ service, first, names: workloads, others, ways }) => ({
        id: own,
        props: measured({ ...service, ...shown(first), ...declared(first, neighbours) }),
        later: workloads.map((name, index) => ({ name, props: others[index] ?? {} })),
        ways: ways.filter(([from, to]) => from !== to && from <= workloads.length && to <= workloads.length),
        hatches: [],
      }));
  });
}

/** From beta on, what speaks gRPC counts its calls, and what streams measures its first token. */
function measured(props: LooseProps): LooseProps {
  const { protocol, longestStream, profile } = (props['serves'] ?? {}) as LooseProps;
  const streams = longestStream !== undefined || profile === 'vllm' || profile === 'tgi';
  if ((props['maturity'] ?? 'experimental') === 'experimental' || (protocol !== 'grpc' && !streams)) return props;
  return { ...props, slo: { ...(protocol === 'grpc' && CALLS), ...(streams && WORK) } };
}

/** What speaks gRPC shows its metrics at a port of their own, which nobody can guess. */
function shown(props: LooseProps): LooseProps {
  const serves = (props['serves'] ?? {}) as LooseProps;
  if (serves['protocol'] !== 'grpc' || serves['profile'] !== undefined) return props;
  return { ...props, serves: { ...serves, metrics: { port: serves['port'] === 9464 ? 9465 : 9464 } } };
}

/** Workloads beside the first one, which nobody outside of the service calls. */
function later({ gpus, owners }: Surroundings) {
  return legalWorkload({ gpus, owners, callers: ['rails', 'sidekiq'], calls: ['gitlab-api'] });
}

/** Both ends of a call say so: the words may be any, the services are all of the neighbours. */
function declared(first: Readonly<Record<string, unknown>>, { callers, calls }: Neighbours): object {
  const words = (value: unknown): unknown[] =>
    Array.isArray(value) ? value.filter((name) => ['rails', 'sidekiq', 'gitlab-api'].includes(String(name))) : [];
  return {
    ...(callers.length === 0 ? {} : { callers: [...words(first['callers']), ...callers] }),
    ...(calls.length === 0 ? {} : { calls: [...words(first['calls']), ...calls] }),
  };
}

function ownersIn(specs: readonly EnvironmentSpec[]): Owner[] {
  const [first, ...others] = specs;
  // Owners are the names of teams.
  const owners = Object.keys(first?.teams ?? {}) as Owner[];
  return owners.filter((owner) => others.every(({ teams }) => Object.hasOwn(teams, owner)));
}
