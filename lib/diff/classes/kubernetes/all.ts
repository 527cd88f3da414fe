import { ALERT_ROUTING } from './alert-routing';
import type { KindClasses } from '../table';
import { ADMISSION_POLICIES } from './admission-policy';
import { AUTOSCALER } from './autoscaler';
import { COMPUTE_CLASS } from './compute-class';
import { DEPLOYMENT } from './deployment';
import { EXTERNAL_SECRET } from './external-secret';
import { FQDN_NETWORK_POLICY } from './fqdn-network-policy';
import { GATEWAY } from './gateway';
import { KEPT_DATA } from './kept-data';
import { LIMIT_RANGE } from './limit-range';
import { BACKEND_POLICY, GATEWAY_POLICY, HEALTH_CHECK_POLICY } from './load-balancer';
import { MONITORING } from './monitoring';
import { NAMESPACE } from './namespace';
import { NETWORK_POLICY } from './network-policy';
import { OTHER_WORKLOADS } from './other-workloads';
import { POD_DISRUPTION_BUDGET } from './pod-disruption-budget';
import { PRIORITY_CLASS } from './priority-class';
import { RESOURCE_QUOTA } from './resource-quota';
import { ROLES } from './role';
import { ROLE_BINDINGS } from './role-binding';
import { ROUTES } from './route';
import { SCALED_OBJECT } from './scaled-object';
import { SECRET_STORES } from './secret-store';
import { SERVICE } from './service';
import { SERVICE_ACCOUNT } from './service-account';

/** What changes of Kubernetes objects mean. */
export const KUBERNETES: readonly KindClasses[] = [
  NAMESPACE,
  RESOURCE_QUOTA,
  LIMIT_RANGE,
  NETWORK_POLICY,
  FQDN_NETWORK_POLICY,
  ...ROLES,
  ...ROLE_BINDINGS,
  SERVICE_ACCOUNT,
  ...SECRET_STORES,
  EXTERNAL_SECRET,
  DEPLOYMENT,
  ...OTHER_WORKLOADS,
  AUTOSCALER,
  SCALED_OBJECT,
  POD_DISRUPTION_BUDGET,
  PRIORITY_CLASS,
  COMPUTE_CLASS,
  SERVICE,
  GATEWAY,
  ...ROUTES,
  BACKEND_POLICY,
  GATEWAY_POLICY,
  HEALTH_CHECK_POLICY,
  ...KEPT_DATA,
  ...ADMISSION_POLICIES,
  ...MONITORING,
  ALERT_ROUTING,
];
