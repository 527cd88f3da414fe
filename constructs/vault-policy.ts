/** Paths that a Vault policy opens, and for what. */
export interface PathGrant {
  /** Exact; a star at its end only where the platform names what it manages. */
  readonly path: string;
  /** What may be done there. */
  readonly capabilities: readonly ('create' | 'read' | 'update' | 'delete' | 'sudo')[];
}

/** A policy in Vault's own language. */
export function toHcl(grants: readonly PathGrant[]): string {
  return grants
    .map(
      ({ path, capabilities }) =>
        `path "${path}" {\n  capabilities = [${capabilities.map((one) => `"${one}"`).join(', ')}]\n}\n`,
    )
    .join('\n');
}
