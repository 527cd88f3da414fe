import type { Document, JsonObject } from '../../assembly/document';
import { demandIn } from '../../foreign/demand';
import { stopsIn } from '../../stop/stopped';
import { strategyOf } from '../../gpu/spare';
import { podAmountProblem, podsOfStrategy, type PodAmount, type Strategy } from '../../gpu/strategy';
import type { Demand } from '../../demand';
import type { Objection } from '../finding';
import { objectsOf } from '../fleet';
import { asNumber, asObject, at } from '../json';
import { scaledMaxima } from '../pod-counts';
import type { Rule } from '../rule';
import { nameOf, namespaceOf, placeOf } from '../stacks';

/** Makes sure that the sizes of pools, and the proof that rollouts finish, speak of what runs: an escape hatch changes only the one. */
export const demandDiffers: Rule = {
  code: 'DEMAND_DIFFERS',
  severity: 'error',
  title: 'a Deployment runs and rolls as many pods as its nodes were asked for',
  requirement: 'R350',
  scope: 'environment',
  *check(assembly) {
    const demands = new Map<string, Demand>();
    for (const { domain, object } of assembly.documents) {
      const demand = domain === 'demand' ? demandIn(object) : undefined;
      if (demand !== undefined) demands.set(`${demand.service}/${demand.workload}`, demand);
    }
    if (demands.size === 0) return;
    const maxima = scaledMaxima(assembly);
    // Its nodes stay asked for, so that it finds room when it is restored.
    const stopped = new Set(Object.keys(stopsIn(assembly)));
    for (const document of objectsOf(assembly, 'Deployment')) {
      if (stopped.has(document.service ?? '')) continue;
      const demand = demands.get(`${document.service ?? ''}/${nameOf(document)}`);
      if (demand !== undefined) yield* differences(document, demand, maxima);
    }
  },
};

function* differences(document: Document, demand: Demand, maxima: ReadonlyMap<string, number>): Generator<Objection> {
  const spec = asObject(document.object['spec']);
  const scaled = maxima.get(placeOf('Deployment', namespaceOf(document), nameOf(document)));
  const most = Math.max(asNumber(spec['replicas']) ?? 1, scaled ?? 0);
  const fix = 'change replicas and gpu.spare: nodes, limit and pods follow them';
  if (most !== demand.replicas) {
    const problem = `is ${most} at most, and nodes were asked for ${demand.replicas}`;
    yield { document: document.id, path: 'spec.replicas', problem, fix };
  }
  const runs = podsOfStrategy(strategyIn(asObject(spec['strategy'])), most);
  const { surge, unavailable } = asked(demand, most);
  // Of nodes without GPUs only the surge is asked for.
  if (runs.surge === surge && (unavailable === undefined || runs.unavailable === unavailable)) return;
  const problem = `${said(runs.surge, runs.unavailable)} while it rolls, and nodes were asked for a rollout that ${said(surge, unavailable)}`;
  yield { document: document.id, path: 'spec.strategy', problem, fix };
}

function asked(demand: Demand, replicas: number): { readonly surge: number; readonly unavailable?: number } {
  if (demand.kind === 'CpuNodes') return { surge: demand.surge };
  const { unavailable } = podsOfStrategy(strategyOf(demand.spare), replicas);
  return { surge: demand.surge, unavailable };
}

function said(surge: number, unavailable: number | undefined): string {
  return `adds ${surge}${unavailable === undefined ? '' : ` and lacks ${unavailable}`}`;
}

/** A quarter more and a quarter fewer is Kubernetes' own default. */
function strategyIn({ type, rollingUpdate }: JsonObject): Strategy {
  if (type === 'Recreate') return { type };
  const amount = (key: string): PodAmount => {
    const value = at(rollingUpdate, key);
    // Of another form the schema's own rule says something.
    return podAmountProblem(value) === undefined ? (value as PodAmount) : '25%';
  };
  return { type: 'RollingUpdate', maxSurge: amount('maxSurge'), maxUnavailable: amount('maxUnavailable') };
}
