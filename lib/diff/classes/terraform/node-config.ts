import { mostNodes } from '../../effects/losses';
import type { LeafSituation } from '../table';
import { all, availability, cost, member, neutral, ranked, scaled, security, switched } from '../vocabulary';
import type { ResourceClasses } from './resource';

const nodes = (says: string) => availability.other<LeafSituation>(says);
const disk = '{it}: the disk of a node has {after} GB instead of {before}';

/** What the nodes of a pool are. */
export const NODE_CONFIG: ResourceClasses['rows'] = {
  'node_config.machine_type': all(
    cost.other('{it} runs on {after} instead of {before}'),
    availability.other('{it} runs on {after} instead of {before}'),
  ),
  'node_config.guest_accelerator': all(
    cost.other('{it}: {argument} is {after} instead of {before}'),
    availability.other('{it}: {argument} is {after} instead of {before}'),
  ),
  'node_config.guest_accelerator.count': scaled('a node of {it} has {after} GPUs instead of {before}', {
    up: [cost.more],
    down: [cost.less, availability.less],
  }),
  'node_config.guest_accelerator.gpu_driver_installation_config': nodes(
    'nodes of {it} have the GPU driver {after} instead of {before}',
  ),
  'node_config.guest_accelerator.gpu_partition_size': member({
    added: all(
      availability.other('GPUs of {it} are cut into {after}'),
      cost.other('GPUs of {it} are cut into {after}'),
    ),
    removed: all(
      availability.other('GPUs of {it} are whole, not cut into {before}'),
      cost.other('GPUs of {it} are whole, not cut into {before}'),
    ),
    changed: all(
      availability.other('GPUs of {it} are cut into {after} instead of {before}'),
      cost.other('GPUs of {it} are cut into {after} instead of {before}'),
    ),
  }),
  'node_config.reservation_affinity': all(
    availability.other('{it} takes its machines from reservations by {after} instead of {before}'),
    cost.other('{it} takes its machines from reservations by {after} instead of {before}'),
  ),
  'node_config.guest_accelerator.gpu_sharing_config': all(
    security.other('pods share a GPU of {it} without a wall between them: {after} instead of {before}'),
    availability.other('pods share a GPU of {it}: {after} instead of {before}'),
  ),
  'node_config.spot': switched({
    unset: false,
    on: all(
      availability.less('nodes of {it} are spot: Google takes them back at any time, with 15 seconds for a pod to end'),
      cost.less('nodes of {it} are spot'),
    ),
    off: all(
      availability.more('nodes of {it} are not taken back any more'),
      cost.more('nodes of {it} cost the price on demand'),
    ),
  }),
  'node_config.preemptible': switched({
    unset: false,
    on: all(
      availability.less('nodes of {it} are preemptible: Google takes them back within a day'),
      cost.less('nodes of {it} are preemptible'),
    ),
    off: all(
      availability.more('nodes of {it} are not taken back any more'),
      cost.more('nodes of {it} cost the price on demand'),
    ),
  }),
  'node_config.flex_start': availability.other('nodes of {it} start when there is stock: {after}, was {before}'),
  'node_config.disk_size_gb': scaled(disk, { up: [cost.more], down: [cost.less, availability.less] }),
  'node_config.boot_disk.size_gb': scaled(disk, { up: [cost.more], down: [cost.less, availability.less] }),
  'node_config.disk_type': ranked(
    ['pd-standard', 'pd-balanced', 'pd-ssd'],
    '{it}: disks are {after} instead of {before}',
    {
      up: [cost.more],
      down: [cost.less, availability.less],
    },
  ),
  'node_config.boot_disk_kms_key': security.other('disks of {it} are encrypted with {after} instead of {before}'),
  'node_config.service_account': security.other('nodes of {it} act as {after} instead of {before}'),
  'node_config.oauth_scopes': member({
    added: security.wider('nodes of {it} may use {after}'),
    removed: security.narrower('nodes of {it} may not use {before} any more'),
  }),
  'node_config.shielded_instance_config.enable_secure_boot': switched({
    unset: false,
    on: security.narrower('nodes of {it} only boot what is signed'),
    off: security.wider('nodes of {it} boot what nobody signed'),
  }),
  'node_config.shielded_instance_config.enable_integrity_monitoring': switched({
    unset: true,
    on: security.narrower('it is watched whether nodes of {it} were tampered with'),
    off: security.wider('nobody watches whether nodes of {it} were tampered with'),
  }),
  'node_config.shielded_instance_config': security.other('{it}: {argument} is {after} instead of {before}'),
  'node_config.confidential_nodes': security.other('{it}: {argument} is {after} instead of {before}'),
  'node_config.workload_metadata_config.mode': ranked(
    ['GKE_METADATA', 'MODE_UNSPECIFIED', 'GCE_METADATA'],
    "pods on {it} get the node's own identity: {after}, was {before}",
    { up: [security.wider], down: [security.narrower] },
  ),
  'node_config.workload_metadata_config': security.other(
    "whether pods on {it} get the node's own identity: {after}, was {before}",
  ),
  'node_config.kubelet_config.insecure_kubelet_readonly_port_enabled': ranked(
    ['FALSE', '', 'TRUE'],
    'whoever reaches a node of {it} may read what runs there: {after}, was {before}',
    { unset: '', up: [security.wider], down: [security.narrower] },
  ),
  'node_config.kubelet_config.allowed_unsafe_sysctls': member({
    added: security.wider('pods on {it} may change {after} of the kernel'),
    removed: security.narrower('pods on {it} may not change {before} of the kernel any more'),
  }),
  'node_config.taint': member({
    added: availability.other('pods that do not tolerate {after} stay away from {it}'),
    removed: availability.other('pods that do not tolerate {before} may run on {it} as well'),
  }),
  'node_config.labels': member({
    added: availability.other('pods may look for nodes of {it} by {key} {after}'),
    removed: availability.less('pods that look for nodes by {key} {before} do not find {it} any more'),
  }),
  'node_config.metadata': security.other('{it}: {argument} is {after} instead of {before}'),
  'node_config.tags': security.other('firewall rules for {after} hold for {it}, was {before}'),
  'node_config.resource_labels': neutral('{it}: machines carry {key} {after}, was {before}'),
  'node_config.resource_manager_tags': security.other('{it}: {argument} is {after} instead of {before}'),
  'node_config.logging_variant': availability.other('{it} writes logs by {after} instead of {before}'),
};

/** What makes every node of a pool anew, one after the other. */
export const REMADE: ResourceClasses['rolls'] = {
  rows: [
    'node_config.boot_disk',
    'node_config.confidential_nodes',
    'node_config.containerd_config',
    'node_config.disk_size_gb',
    'node_config.disk_type',
    'node_config.fast_socket',
    'node_config.gcfs_config',
    'node_config.gvnic',
    'node_config.image_type',
    'node_config.kubelet_config',
    'node_config.linux_node_config',
    'node_config.logging_variant',
    'node_config.machine_type',
    'node_config.windows_node_config',
    'node_config.workload_metadata_config',
    'version',
  ],
  says: availability.less<LeafSituation>(({ documents: { before } }) => {
    const most = mostNodes(before);
    return `every node of {it} is made anew, by its upgrade settings${most === undefined ? '' : `: up to ${most}`}`;
  }),
};
