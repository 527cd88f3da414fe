import type { Judge, LeafSituation } from '../table';
import { availability, cost, member, neutral, observability, ranked, scaled, security, switched } from '../vocabulary';
import type { ResourceClasses } from './resource';

const open = (closed: string, opened: string, unset = false): Judge<LeafSituation> =>
  switched({ unset, on: security.narrower(closed), off: security.wider(opened) });

/** What everything runs on. */
export const CLUSTERS: readonly ResourceClasses[] = [
  {
    type: 'google_container_cluster',
    noun: 'the cluster',
    comes: cost.more('{it} comes to {environment}'),
    rest: security.other,
    rows: {
      deletion_protection: switched({
        unset: true,
        on: availability.more('{it} can not be destroyed'),
        off: availability.less('{it} may be destroyed: deletion_protection is not set any more'),
      }),
      'private_cluster_config.enable_private_nodes': open(
        'nodes of {it} have no public addresses',
        'nodes of {it} have public addresses',
      ),
      'private_cluster_config.enable_private_endpoint': open(
        'the API of {it} is not reached from the internet',
        'the API of {it} is reached from the internet',
      ),
      'master_authorized_networks_config.cidr_blocks': member({
        added: security.wider('the API of {it} is reached from {after}'),
        removed: security.narrower('the API of {it} is not reached from {before} any more'),
      }),
      'master_authorized_networks_config.cidr_blocks.cidr_block': security.other(
        'the API of {it} is reached from {after} instead of {before}',
      ),
      master_authorized_networks_config: security.other(
        'who reaches the API of {it}: {argument} is {after}, was {before}',
      ),
      enable_legacy_abac: switched({
        unset: false,
        on: security.wider('whoever has an account in {it} may do nearly everything'),
        off: security.narrower('{it} does not grant rights by the old way any more'),
      }),
      enable_shielded_nodes: open('nodes of {it} are shielded', 'nodes of {it} are not shielded any more', true),
      'network_policy.enabled': open(
        '{it} enforces network policies',
        '{it} does not enforce network policies any more',
      ),
      workload_identity_config: security.other('who pods of {it} are to Google: {after}, was {before}'),
      database_encryption: security.other('how secrets are kept in {it}: {argument} is {after}, was {before}'),
      binary_authorization: security.other('which images {it} takes: {argument} is {after}, was {before}'),
      cluster_autoscaling: cost.other('{it}: {argument} is {after} instead of {before}'),
      'cluster_autoscaling.resource_limits.maximum': scaled('{it} may have {after} of it instead of {before}', {
        up: [cost.more],
        down: [cost.less, availability.less],
      }),
      'release_channel.channel': ranked(
        ['UNSPECIFIED', 'EXTENDED', 'STABLE', 'REGULAR', 'RAPID'],
        '{it} takes versions from {after} instead of {before}',
        {
          unset: 'UNSPECIFIED',
          up: [availability.other],
          down: [availability.other],
        },
      ),
      min_master_version: availability.other('{it} runs Kubernetes {after} at least, instead of {before}'),
      node_version: availability.other('nodes of {it} run Kubernetes {after} instead of {before}'),
      maintenance_policy: availability.other('when {it} may be upgraded: {argument} is {after}, was {before}'),
      logging_config: observability.other('which logs {it} writes: {after}, was {before}'),
      logging_service: observability.other('where {it} writes logs: {after}, was {before}'),
      monitoring_config: observability.other('what is measured of {it}: {argument} is {after}, was {before}'),
      monitoring_service: observability.other('where {it} writes measurements: {after}, was {before}'),
      cost_management_config: cost.other('whether costs of {it} are told by service: {after}, was {before}'),
      resource_labels: neutral('{it} carries {key} {after}, was {before}'),
      initial_node_count: availability.other('{it} begins with {after} nodes instead of {before}'),
      node_locations: availability.other('{it} has nodes in {after}, was {before}'),
      location: availability.other('{it} is in {after} instead of {before}'),
      name: availability.other('{it} was called {before}'),
      network: availability.other('{it} is in the network {after} instead of {before}'),
      subnetwork: availability.other('{it} is in the network {after} instead of {before}'),
    },
  },
  {
    type: 'google_compute_reservation',
    noun: 'the reservation',
    comes: cost.more('{it} is paid for in {environment}, used or not'),
    rest: availability.other,
    rows: {
      'specific_reservation.count': scaled('{it} keeps {after} machines instead of {before}, used or not', {
        up: [cost.more],
        down: [cost.less, availability.less],
      }),
      share_settings: security.other('who may use {it}: {argument} is {after}, was {before}'),
      delete_at_time: availability.less('{it} ends at {after}, was {before}'),
      delete_after_duration: availability.less('{it} ends after {after}, was {before}'),
      specific_reservation_required: availability.other('only who names {it} may use it: {after}, was {before}'),
    },
  },
];
