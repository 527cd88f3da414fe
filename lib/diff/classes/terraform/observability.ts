import type { Judge, LeafSituation } from '../table';
import {
  all,
  availability,
  cost,
  dataLoss,
  member,
  neutral,
  observability,
  scaled,
  security,
  switched,
} from '../vocabulary';
import type { ResourceClasses } from './resource';

const enabled = (on: string, off: string): Judge<LeafSituation> =>
  switched({ unset: true, on: observability.more(on), off: observability.less(off) });

const disabled = (on: string, off: string): Judge<LeafSituation> =>
  switched({ unset: false, on: observability.less(off), off: observability.more(on) });

const filter = observability.other<LeafSituation>('{it} takes what fits {after} instead of {before}');

/** Where logs go and stay, and who is told what. */
export const OBSERVABILITY: readonly ResourceClasses[] = [
  {
    type: 'google_logging_project_bucket_config',
    noun: 'the log bucket',
    named: 'bucket_id',
    comes: observability.more('{it} comes to {environment}'),
    rest: observability.other,
    rows: {
      retention_days: scaled('{it} keeps logs for {after} days instead of {before}', {
        unset: 30,
        up: [dataLoss.less, cost.more],
        down: [dataLoss.more],
      }),
      locked: switched({
        unset: false,
        on: security.other('{it} is locked for ever: nobody may shorten how long it keeps logs, or delete it'),
        off: security.other('{it} can not be unlocked: the plan shows it, and apply fails'),
      }),
      cmek_settings: security.other('{it} is encrypted with {after} instead of {before}'),
      enable_analytics: observability.other('logs of {it} can be asked in SQL: {after}, was {before}'),
    },
  },
  {
    type: 'google_logging_project_sink',
    noun: 'the log sink',
    comes: all(observability.more('{it} sends logs on'), security.other('{it} sends logs of {environment} on')),
    goes: observability.less('{it} does not send logs on any more'),
    rest: observability.other,
    rows: {
      destination: all(
        security.other('{it} sends logs to {after} instead of {before}'),
        observability.other('{it} sends logs to {after} instead of {before}'),
      ),
      filter,
      exclusions: member({
        added: observability.less('{it} leaves out {after}'),
        removed: observability.more('{it} does not leave out {before} any more'),
      }),
      disabled: disabled('{it} sends logs on', '{it} does not send logs on any more'),
      unique_writer_identity: observability.less('{it} writes as another identity, which has no right to write yet'),
      custom_writer_identity: security.other('{it} writes as {after} instead of {before}'),
    },
  },
  {
    type: 'google_logging_log_view',
    noun: 'the log view',
    comes: security.wider('logs can be read through {it}'),
    goes: security.narrower('logs can not be read through {it} any more'),
    rest: security.other,
    rows: { filter: security.other('{it} shows what fits {after} instead of {before}') },
  },
  {
    type: 'google_logging_metric',
    noun: 'the log metric',
    comes: observability.more('{it} comes to {environment}'),
    rest: observability.other,
    rows: {
      // Planned in place: it writes to the new name, and never deletes the old one.
      name: observability.less('{it} was called {before}: a new series begins, and the old one is never deleted'),
      filter: observability.other('{it} counts what fits {after} instead of {before}'),
      disabled: disabled('{it} counts', '{it} does not count any more'),
    },
  },
  {
    type: 'google_monitoring_alert_policy',
    noun: 'the alert',
    named: 'display_name',
    comes: observability.more('{it} comes to {environment}'),
    goes: observability.less('{it} is gone: nobody is told any more'),
    rest: observability.other,
    rows: {
      display_name: neutral('{it} was called {before}'),
      documentation: observability.other('what {it} tells to do is {after} instead of {before}'),
      enabled: enabled('{it} tells somebody', '{it} tells nobody any more'),
      notification_channels: member({
        added: observability.more('{it} is told to {after}'),
        removed: observability.less('{it} is not told to {before} any more'),
      }),
      severity: observability.other('{it} is as severe as {after} instead of {before}'),
    },
  },
  {
    type: 'google_monitoring_notification_channel',
    noun: 'the channel',
    named: 'display_name',
    comes: observability.more('{it} can be told'),
    goes: observability.less('{it} can not be told any more'),
    rest: observability.other,
    rows: {
      enabled: enabled('{it} is told', '{it} is not told any more'),
      labels: security.other('{it} is told at {after} instead of {before}'),
      sensitive_labels: security.other('{it} is told with another secret'),
      force_delete: observability.other('{it} is deleted even where an alert needs it: {after}, was {before}'),
    },
  },
  {
    type: 'google_monitoring_dashboard',
    noun: 'the dashboard',
    named: 'id',
    comes: observability.more('{it} comes to {environment}'),
    rest: observability.other,
    rows: { dashboard_json: observability.other('{it} shows something else') },
  },
];

const way = availability.other<LeafSituation>('{it}: {argument} is {after} instead of {before}');

/** How requests arrive. */
export const NETWORK: readonly ResourceClasses[] = [
  {
    type: 'google_compute_address',
    noun: 'the address',
    comes: cost.more('{it} comes to {environment}'),
    rest: availability.other,
    rows: {
      address: way,
      address_type: security.other('{it} is {after} instead of {before}'),
      network_tier: cost.other('{it} is in the tier {after} instead of {before}'),
    },
  },
  {
    type: 'google_compute_security_policy',
    noun: 'the firewall of the load balancer',
    comes: security.narrower('{it} filters requests in {environment}'),
    goes: security.wider('{it} does not filter requests any more'),
    rest: security.other,
    rows: {
      rule: member({
        added: security.other('{it} has a rule more: {after}'),
        removed: security.other('{it} has a rule less: {before}'),
        changed: security.other('{it}: {argument} is {after} instead of {before}'),
      }),
      'rule.preview': switched({
        unset: false,
        on: security.wider('a rule of {it} only tells, and stops nothing any more'),
        off: security.narrower('a rule of {it} stops requests, and does not only tell'),
      }),
    },
  },
  {
    type: 'google_certificate_manager_certificate',
    noun: 'the certificate',
    comes: neutral('{it} comes to {environment}'),
    rest: availability.other,
    rows: {
      'managed.domains': member({
        added: availability.more('{it} is good for {after}'),
        removed: availability.less('{it} is not good for {before} any more'),
      }),
      self_managed: security.other('{it} is another one'),
    },
  },
  {
    type: 'google_dns_record_set',
    noun: 'the DNS name',
    comes: availability.more('{it} resolves'),
    goes: availability.less('{it} does not resolve any more'),
    rest: availability.other,
    rows: {
      rrdatas: member({
        added: security.other('{it} leads to {after}'),
        removed: availability.less('{it} does not lead to {before} any more'),
      }),
      ttl: neutral('resolvers remember {it} for {after:s} instead of {before:s}'),
      type: availability.other('{it} is a record of type {after} instead of {before}'),
    },
  },
];
