import { LIMIT_PAGES } from './limit-pages';
import { LOG_PAGES } from './log-pages';
import { changes, kubectl, logs, panel, pods, type AlertContext, type AlertPage, type Page } from './page';
import { BLIND_ALERT, STOPPED_ALERT } from './routing';
import { SECRET_PAGES } from './secret-pages';

/** What each alert means, by its name. */
export const PAGES: Readonly<Record<string, Page>> = {
  MlServiceBudgetBurnFast: (context) => ({
    means:
      'Users meet failures, or answers that are too slow, so often that the error budget of 30 days would be gone in two to five. The alert names the measure; its value is the share of the last hour, or of the last six.',
    look: [changes(context), pods(context), logs(context)],
  }),
  MlServiceBudgetBurnSlow: (context) => ({
    means:
      'A little goes wrong for hours: the error budget of 30 days is spent within 10 to 30. Nobody has to get up for it, and nothing is promised any more if it stays.',
    look: [
      `Since when, and at what hours? ${panel('Failures beside the budget', 'slo')}; a pattern of load points to capacity.`,
      pods(context),
      logs(context),
    ],
  }),
  MlServiceSliNoData: (context) => ({
    means:
      'The measure is gone. Users may be well, or nobody may be served: until it is back, an outage by this measure wakes nobody.',
    look: [
      `Is it only this service? ${panel('Measures without data', 'overview')} has all of them: if many, look at what scrapes, not at the service.`,
      pods(context),
      'Is the source there? The alert says what the metric comes from: look for its target in Prometheus, and for the metric without the selector of the rule.',
    ],
  }),
  MlServiceTrafficCessation: (context) => ({
    means: `Requests came an hour ago, and none has come for 30 minutes. Callers may have stopped, or can't get here any more.`,
    look: [
      `Do callers still call? ${context.callers.length === 0 ? 'Ask those who did' : `They are ${context.callers.join(', ')}`}: a switch of theirs may be off.`,
      `Does the way lead here? ${kubectl(context, 'get httproute,endpointslices,networkpolicies')}`,
      pods(context),
    ],
  }),
  ...LIMIT_PAGES,
  ...SECRET_PAGES,
  ...LOG_PAGES,
  [BLIND_ALERT]: () => ({
    means:
      'There were requests, and now load balancers tell nothing of any service. Until they do, an outage wakes nobody but by a measure of its pods; the same tickets of single services are silent meanwhile.',
    look: [
      'Does Prometheus run, and does it load rules? Look at its targets and at its rules, group by group.',
      'Is the exporter of the load balancers there, and may it still read? Its target is named in Prometheus; its log says what Google refuses.',
      'Are users served? What callers see themselves is all that there is until then.',
    ],
  }),
  MlEnvironmentApiUnreachable: ({ environment }) => ({
    means: `The internal API of the main application does not answer from ${environment}, or only now and then. Every service that calls it fails with it, whatever its own pods say.`,
    look: [
      'Is the main application up? If it has an incident, this follows from it, and there is nothing to mend here.',
      'What does the exporter see? Ask it for the same with `&debug=true`: it names the step that fails, be it the name, the connection, the certificate or the status.',
      `Who calls it? \`taxiway list --env ${environment}\` has the calls of each service; a name or a range that has moved is changed among the facts, with the policies that let services there.`,
    ],
  }),
  MlEnvironmentApiUnprobed: () => ({
    means:
      'Nobody asks the internal API any more whether it answers. It may be well; an outage of it would be seen in services only.',
    look: [
      'Does the blackbox exporter run? `kubectl get pods -A -l app.kubernetes.io/name=blackbox-exporter`, or by the labels that it has here.',
      'Does Prometheus pick the probe? Look for the job `taxiway-internal-api` among its targets.',
      'Does the exporter know the module? A name that its configuration lacks is answered with 400.',
    ],
  }),
  [STOPPED_ALERT]: ({ environment, service }) => ({
    means: 'The service is stopped on purpose. As long as it is, its other alerts are silent.',
    look: [
      `Who stopped it, and why? \`environments/${environment}.stops.json\` says so.`,
      `Is the reason gone? Ask whoever is named there before anything else.`,
      `Is it really stopped? \`kubectl -n ${service} get pods,endpointslices\``,
    ],
  }),
};

/** What an alert means and where to look; one that is not ours is told by what it says of itself. */
export function pageOf(alert: string, said: string, context: AlertContext): AlertPage {
  const page = Object.hasOwn(PAGES, alert) ? PAGES[alert] : undefined;
  return page?.(context) ?? { means: said, look: [changes(context), pods(context), logs(context)] };
}
