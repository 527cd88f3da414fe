/** Parts of the pages that alerts link to. */

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
export const pods = (context: AlertContext): string =>
  `Are pods ready, and since when? ${kubectl(context, 'get pods -o wide')}; the dashboard "rollout" shows restarts.`;
export const changes = (context: AlertContext): string =>
  `Did something change just before? ${kubectl(context, `rollout history deployment/${first(context)}`)}; going back is ${kubectl(context, `rollout undo deployment/${first(context)}`)}, then a revert in Git.`;
export const logs = (context: AlertContext): string =>
  `What does it say itself? ${kubectl(context, `logs deployment/${first(context)} --since=15m --tail=200`)}`;
