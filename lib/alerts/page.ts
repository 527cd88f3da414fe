/** Parts of the pages that alerts link to. */
import type { DashboardName } from '../dashboards/names';

/** What is known of the service that an alert is about. */
export interface AlertContext {
  readonly service: string;
  /** Where commands look.
   *  @defaultValue the service's own namespace */
  readonly namespace?: string;
  readonly environment: string;
  readonly workloads: readonly string[];
  /** Who calls it, as they are declared. */
  readonly callers: readonly string[];
}

/** What whoever is woken reads first. */
export interface AlertPage {
  readonly means: string;
  /** The first three things to look at, in this order. */
  readonly look: readonly [string, string, string];
}

/** What the page says, from what is known. */
export type Page = (context: AlertContext) => AlertPage;

/** A command in the namespace that an alert is about. */
export const kubectl = ({ service, namespace = service }: AlertContext, words: string): string =>
  `\`kubectl -n ${namespace} ${words}\``;
/** The workload that people look at first. */
export const first = ({ workloads }: AlertContext): string => workloads[0] ?? 'api';
/** Stands in commands for the workload that an alert names. */
export const NAMED = '<workload>';
/** Pages of alerts that name one of several workloads, and look at that one. */
export function ofWorkload(pages: Readonly<Record<string, Page>>): Readonly<Record<string, Page>> {
  const named =
    (page: Page): Page =>
    (context) =>
      page(context.workloads.length > 1 ? { ...context, workloads: [NAMED] } : context);
  return Object.fromEntries(Object.entries(pages).map(([alert, page]) => [alert, named(page)]));
}
/** A panel where it is found; a test holds both names to what is rendered. */
export const panel = (title: string, dashboard: DashboardName): string => `"${title}" on the dashboard "${dashboard}"`;
export const pods = (context: AlertContext): string =>
  `Are pods ready, and since when? ${kubectl(context, 'get pods -o wide')}; ${panel('Restarts of an hour', 'rollout')}.`;
/** By hand nobody may, and the next deploy would undo it. */
export const goBack = ({ environment }: AlertContext): string =>
  `revert the commit, or \`taxiway pin\` the former digest (\`git log -p environments/${environment}.images.json\` has it), and let the deploy job bring it`;
export const changes = (context: AlertContext): string =>
  `Did something change just before? ${kubectl(context, `rollout history deployment/${first(context)}`)}; to go back, ${goBack(context)}.`;
export const logs = (context: AlertContext): string =>
  `What does it say itself? ${kubectl(context, `logs deployment/${first(context)} --since=15m --tail=200`)}`;
