import { nameProblem } from '../lib/names';
import { chooseFix, show } from '../lib/nearest';
import type { Fallback, Objection, Props } from '../lib/props';
import { textsObjection } from './run-settings';
import type { Callee, Caller, WorkloadProps } from './workload-props';

/** Who may call, and who is called. */
export function readTraffic(
  read: Props,
  props: WorkloadProps,
  { first, service }: { readonly first: boolean; readonly service: string },
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
  return {
    callers: read.take('callers', props.callers, callers, objection(['rails', 'sidekiq'])),
    calls: read.take(
      'calls',
      props.calls,
      { value: [] as readonly Callee[], because: 'closed by default: it calls nothing' },
      objection(['gitlab-api']),
    ),
  };
}
