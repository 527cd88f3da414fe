import type { JsonObject } from '../../../lib/assembly/document';
import { assemblyOf } from '../assemblies';
import type { Read } from '../documents';

export type Place = 'sandbox' | 'staging' | 'production';

/** Claims as somebody may forge them; undefined takes one away. */
export type Changes = Readonly<Record<string, unknown>>;

/** Seconds from now: `exp`, `nbf` and `iat` are written so, and become times when a token is made. */
const TIMES = ['exp', 'nbf', 'iat'];

export const factsOf = (place: Place): Read =>
  assemblyOf(place).documents.find(({ domain }) => domain === 'environment')?.object;

/** The claims of a job of the protected branch that deploys something; numbers and texts as GitLab has them. */
export function jobClaims(place: Place, job: string, changes: Changes = {}): Changes {
  const { gitlab, vault } = factsOf(place);
  return {
    iss: gitlab.url,
    aud: vault.address,
    sub: `project_path:ml-platform/services:ref_type:branch:ref:${gitlab.deployBranch}`,
    iat: -5,
    nbf: -10,
    exp: 300,
    namespace_id: '9970',
    namespace_path: 'ml-platform',
    project_id: gitlab.deployProject,
    project_path: 'ml-platform/services',
    user_id: '5',
    user_login: 'ada',
    pipeline_id: '881',
    pipeline_source: 'push',
    job_id: '7102',
    ref: gitlab.deployBranch,
    ref_type: 'branch',
    ref_path: `refs/heads/${gitlab.deployBranch}`,
    ref_protected: 'true',
    environment: `${place}/${job}`,
    environment_protected: 'true',
    deployment_tier: place,
    runner_id: 9,
    runner_environment: 'self-hosted',
    ...changes,
  };
}

/** The claims of a projected token of a service account. */
export function podClaims(place: Place, namespace: string, account: string, changes: Changes = {}): Changes {
  const { cluster, vault } = factsOf(place);
  return {
    iss: cluster.issuer,
    aud: [vault.address],
    sub: `system:serviceaccount:${namespace}:${account}`,
    iat: -5,
    nbf: -5,
    exp: 600,
    jti: '0b1d',
    'kubernetes.io': { namespace, serviceaccount: { name: account, uid: 'f00d' }, pod: { name: 'p', uid: 'beef' } },
    ...changes,
  };
}

/** Claims with times in place of distances. */
export function atTime(claims: Changes, now: number): JsonObject {
  const entries = Object.entries(claims)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, TIMES.includes(name) ? now + Number(value) : value]);
  // Claims of the tests are JSON.
  return Object.fromEntries(entries) as JsonObject;
}
