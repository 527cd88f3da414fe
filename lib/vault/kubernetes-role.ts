import type { JsonObject } from '../assembly/document';
import { asText, asTexts } from '../check/json';
import { fitsGlob } from './glob';

/** A role of Kubernetes auth. */
export interface KubernetesRole {
  readonly names: readonly string[];
  readonly namespaces: readonly string[];
  /** Empty where any will do. */
  readonly audience: string;
  readonly policies: readonly string[];
}

/** Who the cluster says a token belongs to; undefined where it doesn't know it, or not any more. */
export interface Reviewed {
  readonly namespace: string;
  readonly name: string;
  readonly audiences: readonly string[];
}

/** The role that a `vault_kubernetes_auth_backend_role` is. */
export function kubernetesRoleOf(resource: JsonObject): KubernetesRole {
  return {
    names: asTexts(resource['bound_service_account_names']),
    namespaces: asTexts(resource['bound_service_account_namespaces']),
    audience: asText(resource['audience']) ?? '',
    policies: asTexts(resource['token_policies']),
  };
}

/** Why a role refuses a pod, or undefined where it logs in. Names are patterns to Vault: a star in one is anything. */
export function podRefusalOf(role: KubernetesRole, reviewed: Reviewed | undefined): string | undefined {
  if (reviewed === undefined) return 'the cluster does not know the token';
  if (role.audience !== '' && !reviewed.audiences.includes(role.audience)) return 'another audience';
  if (!role.namespaces.some((pattern) => fitsGlob(pattern, reviewed.namespace))) return 'another namespace';
  if (!role.names.some((pattern) => fitsGlob(pattern, reviewed.name))) return 'another service account';
  return undefined;
}
