import type { EnvironmentSpec } from '../environment-spec';
import { chooseFix, show } from '../nearest';
import { toMilliseconds } from '../units';
import { valueAt, type Refuse } from './refuse';

/** Addresses, issuers, mounts and the gateway: what is compared letter by letter elsewhere. */
export function checkAddresses(spec: EnvironmentSpec, refuse: Refuse): void {
  for (const path of ['cluster.issuer', 'vault.address', 'gitlab.url', 'gitlab.internalApi', 'grafana', 'runbooks']) {
    const value = valueAt(spec, path);
    if (typeof value !== 'string' || !isAddress(value)) {
      refuse(
        path,
        `is ${show(value)}`,
        'use an https:// address of letters, digits and -._~%/, without query and fragment',
      );
    } else if (value.endsWith('/')) {
      refuse(path, `is ${show(value)}`, `drop the trailing slash: tokens and audiences are compared letter by letter`);
    }
  }
  const { project } = spec.google;
  const issuer = `https://container.googleapis.com/v1/projects/${project}/locations/${spec.cluster.location}/clusters/${spec.cluster.name}`;
  if (/^https:\/\/container\.googleapis\.com\/.*[^/]$/.test(spec.cluster.issuer) && spec.cluster.issuer !== issuer) {
    refuse(
      'cluster.issuer',
      `is ${show(spec.cluster.issuer)}`,
      `the issuer of this project, location and cluster is ${issuer}`,
    );
  }
  for (const [name, mount] of Object.entries(spec.vault.mounts)) {
    const path = `vault.mounts.${name}`;
    if (!/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/.test(mount)) {
      refuse(
        path,
        `is ${show(mount)}`,
        'use the mount path without leading or trailing slash and without *, + or blanks',
      );
    } else if (/(^|\/)(data|metadata)(\/|$)/.test(mount)) {
      refuse(
        path,
        `is ${show(mount)}`,
        "name the mount only; 'data' and 'metadata' are added where the API wants them",
      );
    } else if (/^(sys|auth|identity|cubbyhole)(\/|$)/.test(mount)) {
      refuse(path, `is ${show(mount)}`, "name the mount only, without Vault's own prefix");
    }
  }
  if (spec.vault.mounts.pods === spec.vault.mounts.deploys) {
    refuse(
      'vault.mounts.deploys',
      `is ${show(spec.vault.mounts.deploys)}, which is also the mount of pods`,
      'use a mount of its own: each trusts another issuer',
    );
  }
  const detach = toMilliseconds(spec.gateway.detachTime);
  if (detach === undefined || detach < 30_000 || detach > 3_600_000) {
    refuse(
      'gateway.detachTime',
      `is ${show(spec.gateway.detachTime)}`,
      "use a duration from '30s' to '1h': shorter ones lose requests on every rollout, and no load balancer drains longer",
    );
  }
  const classes = ['gke-l7-rilb'];
  if (!classes.includes(spec.gateway.class))
    refuse('gateway.class', `is ${show(spec.gateway.class)}`, chooseFix(spec.gateway.class, classes));
  else if (spec.gateway.proxyOnlySubnet === undefined && usesGateway(spec)) {
    const fix =
      'write the proxy-only subnet of the region: requests come from there, only probes from the documented ranges';
    refuse('gateway.proxyOnlySubnet', `is missing, and ${spec.gateway.class} needs it`, fix, 'PROXY_SUBNET_UNKNOWN');
  }
}

/** Only what no engine and no shell reads as something else; the standard's own parser has the last word on host and port. */
function isAddress(value: string): boolean {
  return /^https:\/\/[a-z0-9.-]+(:[0-9]+)?(\/[A-Za-z0-9\-._~%/]*)?$/.test(value) && URL.canParse(value);
}

/** Whether the main application comes through the gateway. */
export function usesGateway(spec: EnvironmentSpec): boolean {
  return Object.values(spec.gitlab.callers).some((caller) => 'through' in caller);
}
