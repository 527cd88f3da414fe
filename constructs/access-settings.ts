import type { EnvironmentSpec } from '../lib/environment-spec';
import { nameProblem } from '../lib/names';
import { chooseFix, show } from '../lib/nearest';
import type { Fallback, Objection, Props, ResolvedProp } from '../lib/props';
import { textsObjection } from './run-settings';
import type { Callee, Caller, WorkloadProps } from './workload-props';

/** Who may call, and who is called. */
export function readTraffic(
  read: Props,
  props: WorkloadProps,
  { first, service, spec }: { readonly first: boolean; readonly service: string; readonly spec: EnvironmentSpec },
) {
  const objection =
    (words: readonly string[]) =>
    (given: readonly string[]): Objection | undefined => {
      const wrong = textsObjection(given);
      if (wrong !== undefined) return { ...wrong, fix: `give a list of ${words.join(', ')} or services` };
      for (const name of given) {
        if (words.includes(name)) continue;
        const problem = name === service ? 'is this service itself; its workloads meet by mayCall' : nameProblem(name);
        if (problem !== undefined)
          return {
            code: 'NAME_INVALID',
            problem: `${show(name)} ${problem}`,
            fix: chooseFix(name, words, 'name a service, or'),
          };
      }
      return undefined;
    };
  const callers: Fallback<readonly Caller[]> = first
    ? { value: ['rails', 'sidekiq'], because: 'a service is there for the main application' }
    : { value: [], because: 'closed by default: workloads of one service meet by mayCall' };
  const taken = {
    callers: read.take('callers', props.callers, callers, objection(['rails', 'sidekiq'])),
    calls: read.take(
      'calls',
      props.calls,
      { value: [] as readonly Callee[], because: 'closed by default: it calls nothing' },
      objection(['gitlab-api']),
    ),
  };
  if (taken.calls.includes('gitlab-api')) read.note('calls.gitlabApi', heldBy(spec));
  return taken;
}

/** By what the way to the internal API is told from others: the name of its host where the dataplane can, else its addresses. */
function heldBy({ cluster }: EnvironmentSpec): ResolvedProp {
  return cluster.dataplane === 'v2'
    ? { value: 'by name', origin: 'environment', because: 'Dataplane V2 lets pods call a host by its name' }
    : {
        value: 'by address',
        origin: 'environment',
        because: 'dataplane v1 knows no names: whatever answers in gitlab.internalApiRange on that port can be called',
      };
}
