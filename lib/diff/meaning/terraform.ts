import type { Json } from '../../assembly/document';
import { readPolicy } from '../../check/vault-policy';
import { factsOf } from '../effects/facts';
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
  'policy[].capabilities': { list: 'set', whole: true },
};

/** How a Terraform block of a kind is compared: sets, defaults and conversions are the provider's own. */
export function terraformMeaning(kind: string): MeaningRules {
  if (kind === 'resource.vault_policy') return POLICY;
  const facts = kind.startsWith('resource.') ? factsOf(kind.slice('resource.'.length)) : undefined;
  if (facts === undefined) return {};
  return Object.fromEntries(
    Object.entries(facts.arguments).map(([name, [, type, more]]) => [
      name,
      {
        ...(type.startsWith('set(') ? { list: 'set' as const } : {}),
        ...(type.startsWith('list(') ? { list: 'ordered' as const } : {}),
        // Terraform converts what is written: "30" is 30, and true is "true".
        ...(/^(?:int|float|bool|string)$/.test(type) ? { scalar: 'converted' as const } : {}),
        ...(more?.default === undefined ? {} : { unset: more.default }),
      },
    ]),
  );
}
