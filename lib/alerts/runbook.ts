import type { Runbook } from '../rotation/runbook';
import { NAMED, type AlertContext } from './page';
import { pageOf } from './pages';

/** An alert as its rules have it, however many of them there are. */
export interface KnownAlert {
  readonly name: string;
  readonly severity: string;
  /** What it watches: the measures of a service, or none. */
  readonly measures: readonly string[];
  /** What it says of itself. */
  readonly said: string;
}

/** What the page says besides what alerts mean. */
export interface AlertRunbookContext extends AlertContext {
  readonly owner: string;
  /** The channel in which its team is told. */
  readonly channel: string;
  /** Whether a page wakes somebody. */
  readonly wakes: boolean;
  readonly dashboards: readonly (readonly [name: string, url: string])[];
  /** Whether it can be stopped, as a service can and what they share can't. */
  readonly stoppable: boolean;
}

/** The page that the alerts of a service link to: for each what it means and what to look at, and how the service is stopped. */
export function alertRunbook(alerts: readonly KnownAlert[], context: AlertRunbookContext): Runbook {
  const { service, environment, owner, channel, wakes, dashboards, stoppable, workloads } = context;
  const title = `Alerts of ${service} in ${environment}`;
  const told = wakes ? `Pages wake whoever of ${owner} is on call; all of it` : 'Nobody is woken; all of it';
  const lines = [
    `# ${title}`,
    '',
    `Owner: ${owner}. ${told} is told in ${channel}.`,
    ...(dashboards.length === 0
      ? []
      : [`Dashboards: ${dashboards.map(([name, url]) => `[${name}](${url})`).join(', ')}.`]),
    ...(workloads.length > 1
      ? [
          `It runs ${workloads.join(', ')}: for \`${NAMED}\`, take the label \`workload\` of the alert, else \`deployment\`.`,
        ]
      : []),
    ...(stoppable
      ? ['If users are harmed and the cause is not known within minutes, [stop the service](#stop-the-service).']
      : []),
    ...alerts.flatMap((alert) => section(alert, context)),
    ...(stoppable ? stopping(context) : []),
  ];
  return { title, markdown: `${lines.join('\n')}\n` };
}

/** How a service is stopped, level by level. */
function stopping({ service, environment }: AlertContext): readonly string[] {
  return [
    '',
    '## Stop the service',
    '',
    '```sh',
    `taxiway stop ${service} --env ${environment} --level drain --why '…'`,
    '```',
    '',
    '- `drain`: no new request gets there; those under way end. Callers see an error at once.',
    '- `stop`: its pods go as well, and what makes more of them.',
    '- `quarantine`: nothing gets in or out, and its logins and rights are gone. For a service that does harm.',
    '',
    'Each level does what those before it do. With `--apply` it runs what it prints, if you may: `drain` and `stop` take the rights of the deploy job of the service, `quarantine` those of the platform.',
    'Without them push the record that it writes: the deploy job then applies the service as stopped. For `quarantine` the platform team applies its grants as well.',
  ];
}

function section(alert: KnownAlert, context: AlertRunbookContext): readonly string[] {
  const { means, look } = pageOf(alert.name, alert.said, context);
  const what = alert.measures.length === 0 ? '' : ` (${alert.measures.join(', ')})`;
  return [
    '',
    `## ${alert.name}`,
    '',
    `${alert.severity === 'page' ? 'Page' : 'Ticket'}${what}. ${means}`,
    '',
    ...look.map((one, index) => `${index + 1}. ${one}`),
  ];
}
