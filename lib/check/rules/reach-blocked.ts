import { connectionsText } from '../../reach/connections';
import { comparedOf, wholeOf } from '../../reach/whole';
import { resourcesOf } from '../fleet';
import type { Rule } from '../rule';
import { vaultPolicyInvalid } from './vault-policy-invalid';

/** Makes sure that a way which a service file declares is there. */
export const reachBlocked: Rule = {
  code: 'REACH_BLOCKED',
  severity: 'error',
  title: 'what a service declares to call, to be called by, to read and to act as is within its reach',
  requirement: 'R370',
  scope: 'environment',
  *check(assembly, fleet) {
    const own = new Set(assembly.documents.map(({ id }) => id));
    const whole = wholeOf(assembly, fleet);
    // What Vault can't read gives nothing, and that rule says so.
    const invalid = new Set([...vaultPolicyInvalid.check(whole, fleet)].map((objection) => objection.document));
    const unread = new Set(
      resourcesOf(whole, 'vault_policy').flatMap(({ id, service }) => (invalid.has(id) ? service : [])),
    );
    for (const { from, to, how, connections, document, prop } of comparedOf(whole).blocked) {
      if (!own.has(document.id) || (how === 'read' && unread.has(document.service))) continue;
      const on = connections === undefined || to.startsWith('pods in ') ? '' : ` on ${connectionsText(connections)}`;
      const what = how === 'talk' ? `${from} to ${to}${on}` : `${from} to ${to}`;
      const problem = `is declared, and the way from ${what} is not open`;
      const fix = `give back what a patch took from the policies, or drop it from ${prop}`;
      const path = document.domain === 'declaration' ? `props.${prop}` : prop;
      yield { document: document.id, path, problem, fix };
    }
  },
};
