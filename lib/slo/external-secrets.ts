import { SCRAPED } from './app-metrics';
import type { Measured } from './metric';

/**
 * Whether each ExternalSecret is ready: with `status="False"` it is 1 from a failure on and 0 from the next success on. The only metric
 * that rules about secrets name: `externalsecret_sync_calls_error` counts attempts, as many as a backoff allows, and appears with the first.
 * Source: `UpdateExternalSecretCondition` of external-secrets, `pkg/controllers/externalsecret/esmetrics`.
 */
export const SECRET_CONDITION: Measured = {
  name: 'externalsecret_status_condition',
  by: 'External Secrets, with its serviceMonitor or metrics service on',
  since: '0.5',
  labels: ['name', 'namespace', 'exported_namespace', 'condition', 'status'],
  bornAtZero: false,
  unfit: 'about secrets, not about requests',
  delay: SCRAPED,
};
