import type { Document } from '../../assembly/document';
import { chooseFix } from '../../nearest';
import type { Objection } from '../finding';
import { declarationsOf, type Fleet } from '../fleet';
import { asList, asObject, asTexts } from '../json';
import type { Rule } from '../rule';

/** What is no service. */
const WORDS = new Set(['rails', 'sidekiq', 'gitlab-api']);

/** Makes sure that a call is declared by both services, since each opens its own half of the way. */
export const callsBothEnds: Rule = {
  code: 'CALLS_BOTH_ENDS',
  severity: 'error',
  title: 'who calls a service is named by it, and who is named as a caller calls',
  requirement: 'R340',
  scope: 'fleet',
  *check(assembly, fleet) {
    // Services of one environment may come from several repositories, with an assembly each.
    const here = servicesOf(fleet, assembly.environment);
    const anywhere = servicesOf(fleet);
    for (const declaration of declarationsOf(assembly)) {
      yield* oneSided(declaration, 'calls', here, here);
      // A caller that isn't placed here calls nothing here, and nobody else can take its namespace.
      yield* oneSided(declaration, 'callers', here, anywhere);
    }
  },
};

type Services = ReadonlyMap<string, Document>;

function servicesOf(fleet: Fleet, environment?: string): Services {
  const assemblies = fleet.assemblies.filter(
    (assembly) => environment === undefined || assembly.environment === environment,
  );
  return new Map(assemblies.flatMap(declarationsOf).map((document) => [document.service ?? '', document]));
}

function* oneSided(one: Document, side: 'calls' | 'callers', here: Services, known: Services): Generator<Objection> {
  const other = side === 'calls' ? 'callers' : 'calls';
  const self = one.service ?? '';
  for (const [index, workload] of asList(one.object['workloads']).entries()) {
    for (const [position, name] of asTexts(asObject(workload)[side]).entries()) {
      if (WORDS.has(name)) continue;
      const path = `workloads.${index}.${side}.${position}`;
      const peer = here.get(name);
      if (peer === undefined && !known.has(name)) {
        const fix = chooseFix(name, [...known.keys()].sort(), 'place it here too, or use one of');
        yield { document: one.id, path, problem: `names '${name}', which is not placed here`, fix };
      } else if (peer !== undefined && !namesOn(peer, other).has(self)) {
        const problem = `names '${name}', which does not name '${self}' in its ${other}`;
        yield { document: one.id, path, problem, fix: `add '${self}' to ${other} of ${name}, or drop '${name}' here` };
      }
    }
  }
}

function namesOn({ object }: Document, side: 'calls' | 'callers'): ReadonlySet<string> {
  return new Set(asList(object['workloads']).flatMap((workload) => asTexts(asObject(workload)[side])));
}
