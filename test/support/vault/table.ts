import type { JsonObject } from '../../../lib/assembly/document';
import { names } from '../../../lib/names';
import { factsOf, jobClaims, podClaims, type Changes, type Place } from './tokens';

/** What a token of Vault is used for after the login. */
export interface Use {
  readonly does: 'read' | 'write' | 'list' | 'delete';
  readonly path: string;
}

/** One attempt, and whether it gets through. */
export interface Attempt {
  readonly name: string;
  readonly place: Place;
  /** Whose role: a service's, or the platform's; and which one of it. */
  readonly service?: string;
  readonly role: string;
  /** What is done to the rendered role before it is applied, under a name of its own. */
  readonly alter?: JsonObject;
  readonly claims: Changes;
  /** Who signs; the mount's own issuer unless it says otherwise. */
  readonly signedBy?: 'gitlab' | Place;
  readonly use?: Use;
  readonly allowed: boolean;
}

const kv = (place: Place, part: string, service: string, secret: string): string =>
  `${factsOf(place).vault.mounts.secrets}/${part}/${names.secretPath(place, service, secret)}`;

const rows: Attempt[] = [];
const add = (allowed: boolean, name: string, row: Omit<Attempt, 'name' | 'allowed'>): void => {
  rows.push({ name, allowed, ...row });
};

/** Pods of workflow-agent in staging, unless a row says otherwise. */
const pod = (
  allowed: boolean,
  name: string,
  changes: Partial<Attempt> & { as?: readonly [string, string]; claim?: Changes } = {},
): void => {
  const { as: [namespace, account] = ['workflow-agent', 'api'], claim = {}, ...rest } = changes;
  const claims = podClaims(rest.place ?? 'staging', namespace, account, claim);
  add(allowed, name, { place: 'staging', service: 'workflow-agent', role: 'api', claims, ...rest });
};
/** The deploy job of workflow-agent in production, unless a row says otherwise. */
const job = (allowed: boolean, name: string, claim: Changes = {}, changes: Partial<Attempt> = {}): void => {
  const claims = jobClaims('production', 'workflow-agent', claim);
  add(allowed, name, { place: 'production', service: 'workflow-agent', role: 'deploy', claims, ...changes });
};

pod(true, 'the pods of a workload');
pod(false, 'another service account of the namespace', { as: ['workflow-agent', 'default'] });
pod(false, 'the same account in another namespace', { as: ['spamcheck', 'api'] });
pod(false, 'a namespace whose name goes on', { as: ['workflow-agent-eval', 'api'] });
pod(false, 'pods of production', { claims: podClaims('production', 'workflow-agent', 'api'), signedBy: 'production' });
pod(false, "pods of production that say they are staging's", { signedBy: 'production' });
pod(false, 'a token for the API server', { claim: { aud: ['https://kubernetes.default.svc'] } });
pod(false, 'an audience with a slash at its end', { claim: { aud: [`${factsOf('staging').vault.address}/`] } });
pod(true, 'a token for several, Vault among them', { claim: { aud: ['x', factsOf('staging').vault.address] } });
pod(false, 'a token for nobody', { claim: { aud: undefined } });
pod(false, 'a token that ended ten minutes ago', { claim: { exp: -600, iat: -1200, nbf: -1200 } });
pod(true, 'a token that ended within the skew of clocks', { claim: { exp: -20, iat: -620, nbf: -620 } });
pod(false, 'a token of the future', { claim: { nbf: 600, iat: 600, exp: 1200 } });
pod(false, 'a token without any time', { claim: { exp: undefined, iat: undefined, nbf: undefined } });
pod(false, 'a deploy job at the mount of pods', { claims: jobClaims('staging', 'workflow-agent'), signedBy: 'gitlab' });
pod(false, 'another issuer', { claim: { iss: 'https://issuer.example' } });

const own = (part: string): string => kv('staging', part, 'workflow-agent', 'anthropic-key');
pod(true, 'reading its secret', { use: { does: 'read', path: own('data') } });
pod(true, 'reading what is known of its secret', { use: { does: 'read', path: own('metadata') } });
pod(false, 'writing its secret with a role that reads', { use: { does: 'write', path: own('data') } });
pod(false, 'deleting its secret', { use: { does: 'delete', path: own('data') } });
pod(false, 'destroying its secret', { use: { does: 'write', path: own('destroy') } });
pod(false, 'listing its secrets', {
  use: { does: 'list', path: kv('staging', 'metadata', 'workflow-agent', '').slice(0, -1) },
});
pod(false, 'a secret that it has not declared', { use: { does: 'read', path: `${own('data')}-2` } });
pod(false, "another service's secret", {
  use: { does: 'read', path: kv('staging', 'data', 'code-suggestions', 'inference-api-key') },
});
pod(false, 'its own secret of production', {
  use: { does: 'read', path: kv('production', 'data', 'workflow-agent', 'anthropic-key') },
});
pod(true, 'looking at its own token', { use: { does: 'read', path: 'auth/token/lookup-self' } });
pod(false, 'renewing its own token', { use: { does: 'write', path: 'auth/token/renew-self' } });
pod(false, "Vault's own system", { use: { does: 'read', path: 'sys/policies/acl/root' } });
pod(false, 'making a role', {
  use: {
    does: 'write',
    path: `auth/${factsOf('staging').vault.mounts.pods}/role/${names.vaultPod('staging', 'x', 'api')}`,
  },
});

job(true, 'the deploy job of a service');
job(false, 'another project', { project_id: '666' });
job(false, 'a fork, whose own id is in its tokens', {
  project_id: '70001',
  ref_protected: 'false',
  pipeline_source: 'merge_request_event',
});
job(false, 'a project id that is a number', { project_id: 46_519_181 });
job(false, 'an unprotected ref', { ref_protected: 'false' });
job(false, 'a ref that is protected as a truth, not as a text', { ref_protected: true });
job(false, 'another branch', { ref: 'feature' });
job(false, 'a tag with the name of the branch', { ref_type: 'tag' });
job(false, 'another environment', { environment: 'staging/workflow-agent' });
job(false, 'another service', { environment: 'production/spamcheck' });
job(false, 'an environment that anybody may deploy to', { environment_protected: 'false' });
job(false, 'a job without an environment', { environment: undefined, environment_protected: undefined });
job(false, 'a token for Google', { aud: 'https://iam.googleapis.com/projects/1' });
job(false, 'an expired token', { exp: -600, iat: -900, nbf: -900 });
job(
  false,
  'a pod at the mount of deploy jobs',
  {},
  {
    claims: podClaims('production', 'workflow-agent', 'api'),
    signedBy: 'production',
  },
);
job(false, 'a token that a cluster signed', {}, { signedBy: 'production' });
job(
  true,
  'seeing that a secret is there',
  {},
  {
    use: { does: 'read', path: kv('production', 'metadata', 'workflow-agent', 'anthropic-key') },
  },
);
job(
  false,
  'reading a secret',
  {},
  {
    use: { does: 'read', path: kv('production', 'data', 'workflow-agent', 'anthropic-key') },
  },
);
job(
  false,
  'seeing a secret of another service',
  {},
  {
    use: { does: 'read', path: kv('production', 'metadata', 'code-suggestions', 'inference-api-key') },
  },
);

const platform = (allowed: boolean, name: string, claim: Changes, use?: Use): void => {
  add(allowed, name, { place: 'staging', role: 'platform', claims: jobClaims('staging', 'platform', claim), use });
};
platform(true, "the platform's jobs", {});
platform(false, 'the job of a service as the platform', { environment: 'staging/spamcheck' });
platform(false, "production's platform as staging's", { environment: 'production/platform' });
platform(
  true,
  'the platform giving a policy',
  {},
  {
    does: 'read',
    path: `sys/policies/acl/${names.vaultPod('staging', 'workflow-agent', 'api')}`,
  },
);
platform(false, 'the platform reading a secret', {}, { does: 'read', path: own('data') });
platform(
  false,
  'the platform giving a policy of another environment',
  {},
  {
    does: 'read',
    path: `sys/policies/acl/${names.vaultPod('production', 'workflow-agent', 'api')}`,
  },
);

const trap = (allowed: boolean, name: string, alter: JsonObject, claim: Changes = {}): void => {
  job(allowed, `trap: ${name}`, claim, { alter });
};
trap(false, 'a role of no type', { role_type: null, allowed_redirect_uris: ['https://vault.example/x'] });
trap(true, 'any project, by a role that names an audience alone', { bound_claims: null }, { project_id: '666' });
trap(
  true,
  'a comma that makes two values',
  { bound_claims: { ref: 'main, feature' }, disable_bound_claims_parsing: null },
  { ref: 'feature' },
);
trap(false, 'a comma where nothing is split', { bound_claims: { ref: 'main, feature' } }, { ref: 'feature' });
trap(
  true,
  'a sub-group, by a star',
  { bound_claims: { project_path: 'ml-platform/*' }, bound_claims_type: 'glob' },
  { project_path: 'ml-platform/sub/evil' },
);
trap(
  false,
  'a star that is no pattern',
  { bound_claims: { project_path: 'ml-platform/*' } },
  { project_path: 'ml-platform/sub/evil' },
);
trap(false, 'a number that a text is bound to', { bound_claims: { runner_id: '9' } });
trap(false, 'a token with an audience, by a role without one', { bound_audiences: null });
trap(false, 'somebody known by a number', { user_claim: 'runner_id' });
trap(false, 'somebody known by what is not there', { user_claim: 'user_email' });

/** Who gets in where, of what is rendered for this repository: by our own reading, and by a real server. */
export const ATTEMPTS: readonly Attempt[] = rows;
