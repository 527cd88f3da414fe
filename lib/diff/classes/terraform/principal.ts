import { PLATFORM } from '../../../alerts/links';
import { ALERTMANAGER } from '../../../alerts/receiver-keys';
import type { Document } from '../../../assembly/document';
import { asText } from '../../../check/json';
import { shown, workloadOf } from '../sentence';

const POD = /^principal:\/\/.*\/subject\/ns\/([^/]+)\/sa\/([^/]+)$/;
const OLD_POD = /^serviceAccount:[^[]+\.svc\.id\.goog\[([^/]+)\/([^\]]+)\]$/;

/** Jobs of a workload identity pool, by an attribute of their tokens; everybody in it, where none is named. */
const POOLED = /^principalSet:\/\/.*\/workloadIdentityPools\/([^/]+)\/(?:\*|attribute\.([^/]+)\/(.+))$/;

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
  const [, pool, attribute, value = ''] = POOLED.exec(text) ?? [];
  if (pool !== undefined) return jobsOf(pool, attribute, value, service);
  const [, email = ''] = /^serviceAccount:([^@]+)@/.exec(text) ?? [];
  if (service !== undefined && email === `deploy-${service}`) return 'the deploy job of {service}';
  if (email === 'taxiway-gpu-nodes') return 'the account of the GPU nodes';
  if (email === 'taxiway-platform') return 'the job of the platform';
  return shown(text === '' ? 'nobody' : text.replace(/^(?:user|group|serviceAccount):/, ''));
}

function jobsOf(pool: string, attribute: string | undefined, value: string, service: string | undefined): string {
  if (attribute === undefined) return `everybody in the identity pool ${shown(pool)}`;
  if (attribute === 'project_id') return `every job of project ${shown(value)}`;
  if (attribute !== 'environment') return `every job whose ${shown(attribute)} is ${shown(value)}`;
  const [environment = '', job = ''] = value.split('/');
  const whose = job === 'platform' ? 'the platform' : job === service ? '{service}' : shown(job);
  // The pool of an environment is named after it: the job of another one is worth a word.
  const elsewhere = pool === `deploys-${environment}` ? '' : ` in ${shown(environment)}`;
  return `the deploy job of ${whose}${elsewhere}`.replace('the deploy job of the platform', 'the job of the platform');
}

/** The name of an account, of its address or of its full name. */
export function accountOf(value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  return shown(text.replace(/^.*\/serviceAccounts\//, '').replace(/@.*$/, ''));
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
  if (/^taxiway\.platform\.[^.]+$/.test(name)) return 'the job of the platform';
  if (owner === PLATFORM && own === ALERTMANAGER) return 'what brings Alertmanager its keys';
  const what = document.kind === 'resource.vault_policy' ? 'policy' : 'role';
  return `whoever has the ${what} ${shown(name === '' ? workloadOf(document) : name)}`;
}
