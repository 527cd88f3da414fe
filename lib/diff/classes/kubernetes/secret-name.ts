import type { Document, Json } from '../../../assembly/document';
import { shown } from '../sentence';

/** A secret as people call it: `the secret signing-key`, and whose it is where it is another service's. */
export function secretNamed({ service = '' }: Document, name: Json | undefined): string {
  const text = shown(name);
  const [, owner, kept] = /^env\/[^/]+\/service\/([^/]+)\/(.+)$/.exec(text) ?? [];
  if (owner !== undefined && kept !== undefined)
    return owner === service ? `the secret ${kept}` : `the secret ${kept} of ${owner}`;
  // A Secret of the namespace is named after service, workload and secret.
  const [, holder = '', secret] = /^([^.]+)\.([^.]+)$/.exec(text) ?? [];
  return secret !== undefined && holder.startsWith(`${service}-`) ? `the secret ${secret}` : `the secret ${text}`;
}
