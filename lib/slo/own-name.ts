import { closest, distance } from 'fastest-levenshtein';
import type { Server } from './contract';
import { COMMON, HISTOGRAMS, SERVED, servedBy } from './known';

/** How names begin that somebody else gives: of servers that profiles know, of the cluster's exporters, of clouds and of our own rules. */
const FOREIGN: Readonly<Record<string, string>> = {
  'vllm:': 'vLLM',
  nv_: 'Triton',
  tgi_: 'text-generation-inference',
  te_: 'text-embeddings-inference',
  DCGM_: 'dcgm-exporter',
  kube_: 'kube-state-metrics',
  kubernetes_io: 'Google Cloud',
  container_: 'cAdvisor',
  node_: 'node_exporter',
  probe_: 'blackbox_exporter',
  externalsecret_: 'External Secrets',
  stackdriver_: 'stackdriver_exporter',
  loadbalancing_googleapis_com: 'Cloud Monitoring',
  'slo:': 'the rules of services',
};

/** A slip of the fingers, no more: a service's own names are often alike. */
const SLIP = 2;

/** Why a name is not that of a metric of a service's own. */
export interface NotOwn {
  /** Goes on after the name. */
  readonly problem: string;
  /** What was probably meant. */
  readonly meant?: string;
}

/** Whether pods of a server may show a metric of this name; one that looks like another's is a signal that never comes. */
export function ownNameProblem(name: string, server: Server | undefined): NotOwn | undefined {
  if (server !== undefined && servedBy(server).has(name)) return undefined;
  const names = [...COMMON.keys(), ...SERVED.keys(), ...HISTOGRAMS];
  const near = closest(name, names);
  const meant = near !== name && distance(name, near) <= SLIP ? { meant: near } : {};
  const by = Object.entries(FOREIGN).find(([prefix]) => name.startsWith(prefix))?.[1];
  if (by !== undefined) return { problem: `a name of ${by}, which the pods do not show`, ...meant };
  if ('meant' in meant) return { problem: `which is ${meant.meant} but for a slip`, ...meant };
  return undefined;
}

/** The same of a name that has to be that of a series: a histogram has none that is called like itself. */
export function ownSeriesProblem(name: string, server: Server | undefined): NotOwn | undefined {
  if (HISTOGRAMS.has(name)) return { problem: 'a histogram, which counts as _count', meant: `${name}_count` };
  return ownNameProblem(name, server);
}
