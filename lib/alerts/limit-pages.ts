import { changes, first, goBack, kubectl, logs, ofWorkload, panel, pods, type AlertContext, type Page } from './page';

const nodes = (context: AlertContext): string =>
  `Are there nodes for them? ${kubectl(context, 'get events --field-selector=involvedObject.kind=Pod')}: a pool at its maximum, or no capacity in the zone, stands at pods that wait. Nodes themselves are seen by the platform team.`;
const scaler = (context: AlertContext): string =>
  `What does the autoscaler say? ${kubectl(context, 'describe hpa')}, with KEDA also ${kubectl(context, 'describe scaledobject')}: its conditions name the metric that it can't read.`;

/** What it means when something runs full, before users see it. */
export const LIMIT_PAGES: Readonly<Record<string, Page>> = ofWorkload({
  MlServiceRolloutStuck: (context) => ({
    means: 'New pods are not ready after the time that a start may take. Users are still served by the old ones.',
    look: [
      `Why are they not ready? ${kubectl(context, `describe deployment/${first(context)}`)} and ${kubectl(context, 'get events --sort-by=.lastTimestamp')}`,
      nodes(context),
      changes(context),
    ],
  }),
  MlServiceQuotaExhausted: (context) => ({
    means:
      'Pods that are wanted are refused when they are made: by the quota of the namespace, or by an admission policy.',
    look: [
      `Which words refuse them? ${kubectl(context, `get events --field-selector=reason=FailedCreate`)}`,
      `How much of the quota is taken? ${kubectl(context, 'describe resourcequota')}; ${panel('Quota taken', 'rollout')}.`,
      `Is another rollout unfinished? Its pods count too: wait for it, or ${goBack(context)}.`,
    ],
  }),
  MlServiceReplicasAtMaximum: (context) => ({
    means: 'The autoscaler wants at least as many pods as it may have. What comes in addition waits, and then fails.',
    look: [
      `Is it asked more than usual? ${panel('Requests', 'gpu')}, and ${panel('Pods beside the most there may be', 'gpu')}; one caller that retries looks like many.`,
      pods(context),
      'Is it meant to grow? Raise `replicas.max` in the service file; `taxiway diff` says what that costs, and whether the quota holds it.',
    ],
  }),
  MlServiceAutoscalerBlind: (context) => ({
    means:
      'The autoscaler does not know how much there is to do. Pods stay as many as they are: none is taken away, and none is added.',
    look: [
      scaler(context),
      'Is the metric there? Ask Prometheus for it without the labels of the pod; then look at the monitor of the service.',
      `Is it enough for now? ${kubectl(context, `get deployment/${first(context)}`)}; ${panel('Requests at the server', 'gpu')} shows what waits.`,
    ],
  }),
  MlServiceScrapeFails: (context) => ({
    means: 'Pods run whose metrics can no longer be fetched. Rules and autoscalers see less than there is.',
    look: [
      pods(context),
      `May the scraper get in? ${kubectl(context, 'get networkpolicies')} and the port of metrics in the service file.`,
      'What does Prometheus say of the target? Its page of targets has the error of the last scrape.',
    ],
  }),
  MlServiceQueueLong: (context) => ({
    means: 'More requests wait for each pod than one can work off in time. Users see it as latency first.',
    look: [
      `Is it one wave, or does it grow? ${panel('Requests at the server', 'gpu')}, and ${panel('Pods beside the most there may be', 'gpu')}.`,
      scaler(context),
      'Are pods slower than before? A new version, longer prompts and a smaller batch all look like this.',
    ],
  }),
  MlServiceGpuMemoryFull: (context) => ({
    means:
      'The memory of a card, or what the server keeps there for open requests, is nearly full. Requests wait, or fail.',
    look: [
      `Which pod? ${panel('Memory', 'gpu')}, and ${panel('Memory for open requests', 'gpu')}.`,
      'Did requests get longer? The longest context that the server takes is a flag of the profile.',
      logs(context),
    ],
  }),
});
