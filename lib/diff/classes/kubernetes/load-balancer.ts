import type { KindClasses } from '../table';
import { availability, comesAndGoes, member, observability, scaled, security, switched } from '../vocabulary';
import { OBJECT } from './metadata';

const target = availability.less(
  'the load balancer treats another workload than {who} so: {key} {after} instead of {before}',
);

/** How the load balancer treats a workload: how long it waits, and when it lets go. */
export const BACKEND_POLICY: KindClasses = {
  domain: 'kubernetes',
  kind: 'GCPBackendPolicy',
  whole: comesAndGoes({
    added: availability.more('the load balancer has a deadline of its own for {who}', { effect: 'creates' }),
    removed: availability.less(
      'the load balancer cuts calls of {who} after 30 s, and lets no call finish when a pod goes',
      { effect: 'deletes' },
    ),
  }),
  paths: {
    // GW-4
    'spec.default.timeoutSec': scaled('the load balancer cuts calls of {who} after {after:s} instead of {before:s}', {
      unset: 30,
      up: [availability.more],
      down: [availability.less],
    }),
    // GW-1
    'spec.default.connectionDraining.drainingTimeoutSec': scaled(
      'calls of {who} have {after:s} instead of {before:s} to finish when a pod goes',
      {
        unset: 0,
        up: [availability.more],
        down: [availability.less],
      },
    ),
    'spec.default.sessionAffinity.**': availability.other(
      'a caller of {who} meets the same pod: {key} {after} instead of {before}',
    ),
    'spec.default.logging.**': observability.other(
      'calls of {who} are logged otherwise: {key} {after} instead of {before}',
    ),
    'spec.default.iap.enabled': switched({
      unset: false,
      on: security.narrower('{who} is called only by those whom Google knows and lets in'),
      off: security.wider('anybody may call {who} without being known to Google'),
    }),
    'spec.default.iap.**': security.other(
      'who may call {who} through the load balancer: {key} {after} instead of {before}',
    ),
    'spec.default.securityPolicy': member({
      added: security.narrower('calls of {who} are filtered by {after}'),
      removed: security.wider('calls of {who} are not filtered by {before} any more'),
      changed: security.other('calls of {who} are filtered by {after} instead of {before}'),
    }),
    'spec.default.maxRatePerEndpoint': availability.other(
      'a pod of {who} gets {after} calls a second at most instead of {before}',
    ),
    'spec.default.balancingMode': availability.other('calls of {who} are spread by {after} instead of {before}'),
    'spec.default.backendPreference': availability.other('calls of {who} are spread by {after} instead of {before}'),
    'spec.default.dryRun': availability.other(
      'the load balancer only tries its settings for {who}: {after}, was {before}',
    ),
    'spec.targetRef.*': target,
    ...OBJECT,
  },
};

/** What a gateway's load balancer keeps to. */
export const GATEWAY_POLICY: KindClasses = {
  domain: 'kubernetes',
  kind: 'GCPGatewayPolicy',
  whole: comesAndGoes({
    added: security.narrower('the entrance of {who} keeps to a policy for TLS', { effect: 'creates' }),
    removed: security.wider('the entrance of {who} speaks every old version of TLS', { effect: 'deletes' }),
  }),
  paths: {
    'spec.default.sslPolicy': security.other('the entrance of {who} speaks TLS as {after} says instead of {before}'),
    'spec.default.allowGlobalAccess': switched({
      unset: false,
      on: security.wider('the entrance of {who} is reached from every region'),
      off: security.narrower('the entrance of {who} is reached from its own region only'),
    }),
    'spec.default.**': security.other('the entrance of {who} is set up otherwise: {key} {after} instead of {before}'),
    'spec.targetRef.*': target,
    ...OBJECT,
  },
};

/** How the load balancer finds out whether a pod is well. */
export const HEALTH_CHECK_POLICY: KindClasses = {
  domain: 'kubernetes',
  kind: 'HealthCheckPolicy',
  whole: comesAndGoes({
    added: availability.more('the load balancer asks {who} where it says that it is well', { effect: 'creates' }),
    // GW-3
    removed: availability.less('the load balancer asks {who} at / and may take it for dead', { effect: 'deletes' }),
  }),
  paths: {
    'spec.default.config.httpHealthCheck.requestPath': availability.other(
      'the load balancer asks {who} at {after} instead of {before}',
    ),
    'spec.default.config.type': availability.other('the load balancer asks {who} by {after} instead of {before}'),
    'spec.default.config.**': availability.other(
      'the load balancer asks {who} otherwise: {key} {after} instead of {before}',
    ),
    'spec.default.checkIntervalSec': availability.other(
      'the load balancer asks {who} every {after:s} instead of {before:s}',
    ),
    'spec.default.timeoutSec': scaled(
      '{who} has {after:s} instead of {before:s} to tell the load balancer that it is well',
      {
        unset: 5,
        up: [availability.more],
        down: [availability.less],
      },
    ),
    'spec.default.healthyThreshold': availability.other(
      '{who} gets calls after {after} good answers instead of {before}',
    ),
    'spec.default.unhealthyThreshold': scaled('{who} gets no calls after {after} bad answers instead of {before}', {
      unset: 2,
      up: [availability.more],
      down: [availability.less],
    }),
    'spec.default.logConfig.**': observability.other(
      'what {who} answers the load balancer is logged: {key} {after} instead of {before}',
    ),
    'spec.targetRef.*': target,
    ...OBJECT,
  },
};
