import { DNS_LABEL_LIMIT, nameProblem } from '../lib/names';
import { chooseFix, show } from '../lib/nearest';
import type { Fallback, Objection, Props } from '../lib/props';
import { textsObjection } from './run-settings';
import type { Callee, Caller, WorkloadProps } from './workload-props';

/** Names of secrets; never a path, never twice. */
export function readSecrets(read: Props, given: readonly string[] | undefined): readonly string[] {
  if (given === undefined) {
    read.note('secrets', { value: [], origin: 'default', because: 'closed by default: no secret' });
    return [];
  }
  if (textsObjection(given) !== undefined) {
    read.refuse(
      'secrets',
      { code: 'SECRET_NAME_INVALID', problem: `is ${show(given)}`, fix: "give a list of names: ['api-key']" },
      given,
    );
    return [];
  }
  const sound: string[] = [];
  for (const [index, name] of given.entries()) {
    const problem =
      nameProblem(name) ??
      (name.length > DNS_LABEL_LIMIT ? `has ${name.length} characters; ${DNS_LABEL_LIMIT} are allowed` : undefined);
    if (problem !== undefined) {
      read.refuse(
        `secrets.${index}`,
        { code: 'SECRET_NAME_INVALID', problem, fix: "give a plain name, never a path or a pattern: 'api-key'" },
        name,
      );
    } else if (sound.includes(name)) {
      read.refuse(
        `secrets.${index}`,
        { code: 'SECRET_DUPLICATE', problem: `'${name}' is named twice`, fix: 'name it once' },
        name,
      );
    } else sound.push(name);
  }
  read.take('secrets', given, { value: [], because: '' });
  return sound;
}

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
