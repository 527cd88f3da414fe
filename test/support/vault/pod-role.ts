import { findAll, type Read } from '../documents';
import { render, service, testEnvironment } from '../environment';
import type { Document } from '../../../lib/assembly/document';

/** What is rendered for Vault where it asks the cluster: a service with a secret, and the platform. */
export function reviewedDocuments(): readonly Document[] {
  const podLogin = { by: 'kubernetes', apiServer: 'https://10.0.0.2', reviewer: 'own-pod' } as const;
  const { documents } = render(service('echo', { secrets: ['api-key'] }), testEnvironment({ vault: { podLogin } }));
  return documents.filter(({ kind }) => kind.startsWith('resource.vault_'));
}

/** The one role of pods among them. */
export function reviewedRole(): Document & { readonly object: Read } {
  const [role] = findAll({ documents: reviewedDocuments() }, 'resource.vault_kubernetes_auth_backend_role');
  if (role === undefined) throw new Error('no role is rendered');
  return role;
}
