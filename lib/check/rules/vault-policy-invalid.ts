import { chooseFix } from '../../nearest';
import { asText } from '../json';
import type { Rule } from '../rule';
import { resourcesByType } from '../terraform/stack';
import { policyOf } from '../vault-policy';

/** What Vault knows that a path may be used for. */
const CAPABILITIES = ['create', 'read', 'update', 'patch', 'delete', 'list', 'sudo', 'deny', 'subscribe', 'recover'];

/** Makes sure that Vault can read a policy; Terraform only carries the text. */
export const vaultPolicyInvalid: Rule = {
  code: 'VAULT_POLICY_INVALID',
  severity: 'error',
  title: 'every Vault policy can be read, and allows what Vault knows',
  requirement: 'R360',
  scope: 'environment',
  *check(assembly) {
    for (const document of resourcesByType(assembly).get('vault_policy') ?? []) {
      const { id, object } = document;
      const text = asText(object['policy']);
      // A missing policy, or one that is no text, is ARGUMENT_INVALID.
      if (text === undefined) continue;
      const rules = text.trim() === '' ? undefined : policyOf(document);
      if (rules === undefined) {
        const fix = 'write path "…" { capabilities = […] } and nothing else';
        yield { document: id, path: 'policy', problem: 'can not be read', fix };
      }
      for (const { path, capabilities } of rules ?? []) {
        const unknown = capabilities.find((capability) => !CAPABILITIES.includes(capability));
        if (unknown === undefined) continue;
        const problem = `allows '${unknown}' at '${path}', which is no capability`;
        yield { document: id, path: 'policy', problem, fix: chooseFix(unknown, CAPABILITIES) };
      }
    }
  },
};
