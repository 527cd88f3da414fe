import type { Cause } from '../lib/engine/trace';
import { WEIGHTS_FOLDER, WEIGHTS_VARIABLE } from '../lib/gpu/weights-volume';
import type { Props } from '../lib/props';
import { INTERNAL_API_VARIABLE, internalApiVariables } from './internal-api-token';
import { environmentOf, SECRETS_FOLDER } from './pod';
import { fact, rule, type ServiceScope } from './service-scope';
import type { WorkloadSettings } from './workload-settings';

/** What the reasons for a Deployment's fields depend on. */
export interface DeploymentParts {
  readonly service: ServiceScope;
  readonly read: Props;
  readonly settings: WorkloadSettings;
  /** Variables that the platform sets. */
  readonly variables: Readonly<Record<string, string>>;
  readonly behindGateway: boolean;
  /** What the nodes cause. */
  readonly nodes: Readonly<Record<string, Cause>>;
}

/** Where a Deployment keeps the spec of its pods, and the container in it. */
export const TEMPLATE = 'spec.template.spec';
/** Digits of an image's digest that tell it from others, as people and registries shorten it. */
const VERSION_DIGITS = 12;
export const CONTAINER = `${TEMPLATE}.containers.0`;

/** The variables that tell a process where it runs, and where it may call. */
export function platformVariables(service: ServiceScope, settings: WorkloadSettings): Readonly<Record<string, string>> {
  const weights: Record<string, string> = settings.bucket === undefined ? {} : { [WEIGHTS_VARIABLE]: WEIGHTS_FOLDER };
  const own = {
    TAXIWAY_ENVIRONMENT: service.env.name,
    TAXIWAY_SERVICE: service.id,
    ...logVariables(service, settings),
    ...weights,
    ...(settings.exposed === true ? tokenVariables(service) : {}),
  };
  return settings.calls.includes('gitlab-api')
    ? { ...own, GITLAB_INTERNAL_API_URL: service.spec.gitlab.internalApi, ...internalApiVariables(settings) }
    : own;
}

/** What a process of one's own says of itself in its log; servers of profiles have ways of their own. */
function logVariables(
  { id, env }: ServiceScope,
  { profile, image, logs }: WorkloadSettings,
): Readonly<Record<string, string>> {
  if (profile !== undefined) return {};
  const version = image.slice(image.lastIndexOf(':') + 1).slice(0, VERSION_DIGITS);
  return { SERVICE_NAME: id, SERVICE_VERSION: version, ENVIRONMENT: env.name, LOG_FORMAT: logs.format };
}

/** What a public service needs to look at its callers' tokens itself. */
function tokenVariables({ exposure }: ServiceScope): Readonly<Record<string, string>> {
  if (exposure?.authentication.by !== 'token') return {};
  return { TAXIWAY_TOKEN_ISSUER: exposure.authentication.issuer, TAXIWAY_TOKEN_AUDIENCE: `https://${exposure.host}` };
}

/** Why each field of a workload's Deployment has its value. */
export function deploymentCauses(parts: DeploymentParts): Readonly<Record<string, Cause>> {
  const { service, read, settings, behindGateway, nodes } = parts;
  return {
    'metadata.name': rule('a Deployment is named after its workload'),
    'spec.selector': rule('pods are selected by labels of ours, never by a generated address'),
    'spec.template.metadata': rule('whose pod it is, and how it is found'),
    'spec.replicas': read.cause('replicas'),
    'spec.revisionHistoryLimit': rule('five revisions to go back to'),
    'spec.minReadySeconds': rule(
      behindGateway
        ? 'a load balancer takes about a minute to send the first request'
        : 'a pod that dies at once is no pod',
    ),
    'spec.strategy': rule('no pod goes before its successor is ready'),
    [`${TEMPLATE}.automountServiceAccountToken`]: rule('the API server is none of its business'),
    [`${TEMPLATE}.enableServiceLinks`]: rule(
      'a Service named vllm would inject VLLM_PORT, which vLLM reads as its own setting',
    ),
    [`${TEMPLATE}.priorityClassName`]: service.props.cause('maturity'),
    [`${TEMPLATE}.terminationGracePeriodSeconds`]: read.cause(settings.longestProp),
    [`${TEMPLATE}.securityContext`]: rule('the restricted Pod Security Standard'),
    [`${TEMPLATE}.securityContext.runAsUser`]: read.cause('run.runAs'),
    [`${TEMPLATE}.topologySpreadConstraints`]: rule('spread over zones and nodes where there is a choice'),
    [`${TEMPLATE}.volumes`]: rule('a read-only root needs writable places, each with a limit'),
    [`${CONTAINER}.image`]: read.cause('image'),
    [`${CONTAINER}.command`]: read.cause('run.command'),
    [`${CONTAINER}.args`]: read.cause('run.args'),
    ...Object.fromEntries(settings.argProps.map((prop, index) => [`${CONTAINER}.args.${index}`, read.cause(prop)])),
    [`${CONTAINER}.env`]: rule('an image that knows nothing of this user still finds a name, a home and its caches'),
    ...variableCauses(parts),
    [`${CONTAINER}.ports`]: read.cause('serves.port'),
    ...(settings.metrics === undefined || settings.metrics.port === settings.port
      ? {}
      : { [`${CONTAINER}.ports.1`]: read.cause('serves.metrics') }),
    [`${CONTAINER}.resources.requests.cpu`]: read.cause('run.cpu'),
    [`${CONTAINER}.resources.requests.memory`]: read.cause('run.memory'),
    [`${CONTAINER}.resources.limits.memory`]: read.cause('run.memory'),
    [`${CONTAINER}.resources`]: rule('scratch, home and one gigabyte for logs and the writable layer'),
    [`${CONTAINER}.readinessProbe`]: read.cause('serves.ready'),
    [`${CONTAINER}.startupProbe`]: read.cause('serves.ready'),
    [`${CONTAINER}.livenessProbe`]: rule('a busy server is not a dead one: only a closed port counts'),
    [`${CONTAINER}.lifecycle`]: lifecycleCause(parts),
    [`${CONTAINER}.securityContext`]: rule('the restricted Pod Security Standard, and a read-only root'),
    'spec.template.spec.imagePullSecrets': read.cause('secrets'),
    [`${CONTAINER}.volumeMounts`]: rule(`secrets arrive as files below ${SECRETS_FOLDER}`),
    ...nodes,
  };
}

function lifecycleCause({ read, settings, behindGateway }: DeploymentParts): Cause {
  if (settings.stopDelay > 0) return read.cause('serves.drain');
  return behindGateway ? fact('gateway.detachTime') : rule('endpoints take some seconds to forget a pod');
}

/** Which variable comes from where; the service's own win over the platform's. */
function variableCauses({ service, read, settings, variables }: DeploymentParts): Record<string, Cause> {
  const causes: Record<string, Cause> = {};
  for (const [index, name] of Object.keys(environmentOf({ service: service.id, variables, settings })).entries()) {
    const path = `${CONTAINER}.env.${index}`;
    if (Object.hasOwn(settings.variables, name)) causes[path] = read.cause(`run.variables.${name}`);
    else if (name === 'GITLAB_INTERNAL_API_URL') causes[path] = fact('gitlab.internalApi');
    else if (name === INTERNAL_API_VARIABLE) causes[path] = read.cause('identity.internalApi');
    else if (name === WEIGHTS_VARIABLE) causes[path] = read.cause('weights.bucket');
    else if (name === 'LOG_FORMAT') causes[path] = read.cause('logs.format');
    else if (name === 'SERVICE_VERSION') causes[path] = read.cause('image');
    else if (name === 'SERVICE_NAME' || name === 'ENVIRONMENT')
      causes[path] = rule('each line of a log says what wrote it: docs/guides/logs.md');
    else if (name.startsWith('TAXIWAY_')) causes[path] = rule('the process knows where it runs and what it is');
  }
  return causes;
}
