import type { Json } from '../../assembly/document';
import { readPolicy } from '../../check/vault-policy';
import type { MeaningRules } from './rule';

/** A Vault policy by path and capability; undefined where it can't be read. */
function policy(text: string): Json | undefined {
  const rules = readPolicy(text);
  if (rules === undefined) return undefined;
  const paths = new Map<string, Set<string>>();
  for (const { path, capabilities } of rules) paths.set(path, new Set([...(paths.get(path) ?? []), ...capabilities]));
  return [...paths]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, capabilities]) => ({
      path,
      capabilities: [...capabilities].sort(),
    }));
}

const POLICY: MeaningRules = {
  policy: { read: policy, list: { by: ['path'] } },
  'policy[].capabilities': { list: 'set' },
};

/** How a Terraform block of a kind is compared. */
export function terraformMeaning(kind: string): MeaningRules {
  return kind === 'resource.vault_policy' ? POLICY : {};
}
