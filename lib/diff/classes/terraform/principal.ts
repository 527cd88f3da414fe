import type { Document } from '../../../assembly/document';
import { asText } from '../../../check/json';
import { shown, workloadOf } from '../sentence';

const POD = /^principal:\/\/.*\/subject\/ns\/([^/]+)\/sa\/([^/]+)$/;
const OLD_POD = /^serviceAccount:[^[]+\.svc\.id\.goog\[([^/]+)\/([^\]]+)\]$/;

/** Who a member of an IAM binding is, in the words of a service. */
export function principalOf(member: unknown, { service }: Document): string {
  const text = typeof member === 'string' ? member : '';
  if (text === 'allUsers') return 'anyone on the internet';
  if (text === 'allAuthenticatedUsers') return 'anyone with a Google account';
  const [, namespace, account = ''] = POD.exec(text) ?? OLD_POD.exec(text) ?? [];
  if (namespace !== undefined)
    return namespace === service
      ? workload(account)
      : account === 'api'
        ? shown(namespace)
        : `${shown(namespace)}/${shown(account)}`;
  const [, email = ''] = /^serviceAccount:([^@]+)@/.exec(text) ?? [];
  if (service !== undefined && email === `deploy-${service}`) return 'the deploy job of {service}';
  if (email === 'taxiway-gpu-nodes') return 'the account of the GPU nodes';
  return shown(text === '' ? 'nobody' : text.replace(/^(?:user|group|serviceAccount):/, ''));
}

/** Whether a member is everybody. */
export const isEverybody = (member: unknown): boolean => member === 'allUsers' || member === 'allAuthenticatedUsers';

const workload = (name: string): string => (name === 'api' ? '{service}' : `{service}/${shown(name)}`);

/** Who holds a role or policy of Vault, by its name. */
export function holderOf(document: Document): string {
  const { service, object } = document;
  const name = asText(object['role_name']) ?? asText(object['name']) ?? '';
  const [, kind, , owner, own] = /^taxiway\.(pods|deploys)\.([^.]+)\.([^.]+)(?:\.([^.]+))?$/.exec(name) ?? [];
  if (service !== undefined && owner === service && kind === 'deploys') return 'the deploy job of {service}';
  if (service !== undefined && owner === service && own !== undefined) return workload(own);
  const what = document.kind === 'resource.vault_policy' ? 'policy' : 'role';
  return `whoever has the ${what} ${shown(name === '' ? workloadOf(document) : name)}`;
}
