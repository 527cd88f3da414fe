import type { Document } from '../../assembly/document';
import { asList, asNumber, asText, block } from '../../check/json';
import { resourceType } from './effect';
import { factsOf, LOSSES, type Loss } from './facts';

/** What is lost when a resource of a type is deleted; the sources are in the decision record of this table. */
const LOST: Readonly<Record<string, string>> = {
  google_artifact_registry_repository_iam_member: 'whoever pulls images by it is refused',
  google_certificate_manager_certificate: 'a managed certificate is provisioned anew',
  google_compute_address: 'the address itself is lost, and DNS records and allow lists that name it lead to nobody',
  google_compute_reservation: 'the reserved machines go back to the pool, and may not be had again',
  google_compute_security_policy: 'requests arrive unfiltered',
  google_container_cluster:
    'every workload, the API endpoint, the issuer of its tokens and all disks that are not retained are lost',
  google_dns_record_set: 'the name does not resolve, and resolvers remember that',
  google_iam_workload_identity_pool: 'every principal of the pool is refused, and the id is taken for 30 days',
  google_iam_workload_identity_pool_provider: 'no new login works, and the id is taken for 30 days',
  google_kms_crypto_key:
    'every version is scheduled for destruction, the name stays taken, and what it encrypted is lost with it',
  google_kms_key_ring: 'it only leaves the state: the name stays taken, so that it can not be made again',
  google_logging_log_view: 'whoever reads logs through it is refused',
  google_logging_log_view_iam_member: 'whoever reads logs by it is refused',
  google_logging_metric: 'its series begins anew',
  google_logging_project_bucket_config: 'all its log entries are purged after 7 days, and the id is taken until then',
  google_logging_project_sink:
    'logs in between are lost, and so is the identity that it writes as, with all its rights',
  google_monitoring_alert_policy: 'open incidents and its id are lost',
  google_monitoring_dashboard: 'links to it lead nowhere',
  google_monitoring_notification_channel: 'its id and its verification are lost: alerts that name it reach nobody',
  google_project_iam_custom_role: 'whoever has the role loses its rights, and the id is taken for 37 days',
  google_project_iam_member: 'it is gone between destroy and create',
  google_pubsub_topic: 'messages that it keeps are lost, and subscriptions are detached from it',
  google_secret_manager_secret: 'all its versions are lost, at once, with no way back',
  google_service_account:
    'its keys and its identity are lost: a new account of that address is somebody else, and has no right of the old one',
  google_service_account_iam_member: 'whoever acts as the account by it is refused',
  google_storage_bucket: 'all its objects are lost, and others may take its name meanwhile',
  google_storage_bucket_iam_member: 'whoever uses the bucket by it is refused',
  vault_audit: 'nobody records what happens meanwhile, and hashed values before and after do not compare',
  vault_auth_backend: 'all its roles and settings are lost, and every token that it issued is revoked',
  vault_database_secret_backend_connection: 'leased credentials can not be renewed or revoked any more',
  vault_database_secret_backend_role: 'leased credentials can not be renewed or revoked any more',
  vault_identity_entity: 'its id is lost: aliases, memberships and policies that name it name nobody',
  vault_identity_entity_alias: 'logins belong to no known entity',
  vault_identity_group: 'its id is lost: memberships and policies that name it name nobody',
  vault_jwt_auth_backend: 'all its roles and settings are lost, and every token that it issued is revoked',
  vault_jwt_auth_backend_role: 'nobody logs in by it in between; tokens that are out live on',
  vault_kubernetes_auth_backend_config: 'nothing: it only leaves the state, the settings stay on the server',
  vault_kubernetes_auth_backend_role: 'nobody logs in by it in between; tokens that are out live on',
  vault_kv_secret_backend_v2: 'nothing: it only leaves the state, the settings stay on the server',
  vault_mount: 'every secret under it is lost, and all leases are revoked',
  vault_policy: 'whoever has it loses its rights',
};

/** The types that say what they lose. */
export const LOSING: readonly string[] = [...Object.keys(LOST), 'google_container_node_pool'];

/** What is lost when this resource is replaced or deleted, in a few words; undefined where nobody has said. */
export function lossOf(before: Document, after: Document | undefined): string | undefined {
  const type = resourceType(before) ?? '';
  if (type === 'google_container_node_pool') return poolLoss(before, after);
  return Object.hasOwn(LOST, type) ? LOST[type] : undefined;
}

/** The gravest that a type loses. */
export function gravestLoss({ kind }: Document): Loss | undefined {
  const loses = factsOf(kind.slice('resource.'.length))?.loses ?? [];
  return LOSSES.find((loss) => loses.includes(loss));
}

/** The most nodes that a pool may have, and undefined where it doesn't say. */
export function mostNodes({ object }: Document): number | undefined {
  const scaling = block(object['autoscaling']);
  const total = asNumber(scaling['total_max_node_count']);
  if (total !== undefined) return total;
  const zones = Array.isArray(object['node_locations']) ? object['node_locations'].length : 1;
  const each = asNumber(scaling['max_node_count']) ?? asNumber(object['node_count']);
  return each === undefined ? undefined : each * zones;
}

function poolLoss(before: Document, after: Document | undefined): string {
  const most = mostNodes(before);
  const nodes = most === undefined ? 'all nodes drain' : `up to ${most} ${most === 1 ? 'node drains' : 'nodes drain'}`;
  const what = asList(block(before.object['node_config'])['guest_accelerator']).length > 0 ? 'GPUs' : 'nodes';
  const again = `and as many ${what} may not be had again`;
  if (after === undefined)
    return what === 'GPUs' ? `${nodes}, ${again}` : `${nodes}, and what runs there waits for others`;
  const first = block(after.object['lifecycle'])['create_before_destroy'] === true;
  if (!first) return `${nodes} first, ${again}`;
  const [old, now] = [before, after].map(({ object }) => asText(object['name']));
  return old === now && old !== undefined
    ? `the successor is made first and has the same name, which Google refuses; ${nodes} once that is mended`
    : `${nodes} once the successor is there, which needs as many ${what} again`;
}
