import type { Reviewed } from '../../../lib/vault/kubernetes-role';

/** One attempt of a pod to log in where Vault asks the cluster, and whether it gets through. */
export interface PodAttempt {
  readonly name: string;
  /** What is changed in the rendered role, under a name of its own. */
  readonly alter?: Readonly<Record<string, unknown>>;
  /** What the cluster says of the token; nothing where it doesn't know it. */
  readonly reviewed?: Reviewed;
  readonly allowed: boolean;
}

const AUDIENCE = 'https://vault.harbour.example:8200';
const reviewed = (namespace: string, name: string, ...audiences: readonly string[]): Reviewed => ({
  namespace,
  name,
  audiences: audiences.length === 0 ? [AUDIENCE] : audiences,
});

/** Of the pods of `echo`, by the role of its first workload. */
export const POD_ATTEMPTS: readonly PodAttempt[] = [
  { name: 'the pods of a workload', reviewed: reviewed('echo', 'api'), allowed: true },
  { name: 'another service account of the namespace', reviewed: reviewed('echo', 'default'), allowed: false },
  { name: 'the same account in another namespace', reviewed: reviewed('echo-eval', 'api'), allowed: false },
  { name: 'an account whose name goes on', reviewed: reviewed('echo', 'api-two'), allowed: false },
  { name: 'a token for the API server', reviewed: reviewed('echo', 'api', 'kubernetes'), allowed: false },
  { name: 'a pod that is gone', allowed: false },
  {
    name: 'trap: a name with a star is a pattern',
    alter: { bound_service_account_names: ['a*'] },
    reviewed: reviewed('echo', 'api-two'),
    allowed: true,
  },
  {
    name: 'trap: any namespace, by a star',
    alter: { bound_service_account_namespaces: ['*'] },
    reviewed: reviewed('spamcheck', 'api'),
    allowed: true,
  },
  {
    name: 'trap: any token, by a role without an audience',
    alter: { audience: undefined },
    reviewed: reviewed('echo', 'api', 'kubernetes'),
    allowed: true,
  },
];
