import { receiverKeysIn } from '../alerts/receiver-keys';
import type { Assembly } from '../assembly/assembly';
import { declarationsOf, factsOf, resourcesOf, type Fleet } from '../check/fleet';
import { policyOf } from '../check/vault-policy';
import type { PathRule } from '../check/vault-path';
import { asList, asText, at } from '../check/json';

/** What is kept in one Vault, by all environments that share it. */
export interface VaultContents {
  /** The paths of values → whose they are, by the namespace that they are brought to: `production/code-suggestions`. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Policies by name. */
  readonly policies: ReadonlyMap<string, readonly PathRule[]>;
}

/** The address of the Vault of an environment. */
export function vaultOf(assembly: Assembly): string {
  return asText(at(factsOf(assembly).object, 'vault', 'address')) ?? '';
}

const CONTENTS = new WeakMap<Fleet, Map<string, VaultContents>>();

/** What the fleet keeps in the Vault of an environment. */
export function contentsOf(assembly: Assembly, fleet: Fleet): VaultContents {
  const known = CONTENTS.get(fleet) ?? new Map<string, VaultContents>();
  CONTENTS.set(fleet, known);
  const address = vaultOf(assembly);
  const found = known.get(address) ?? collect(fleet.assemblies.filter((one) => vaultOf(one) === address));
  known.set(address, found);
  return found;
}

function collect(assemblies: readonly Assembly[]): VaultContents {
  const secrets = new Map<string, string>();
  const policies = new Map<string, readonly PathRule[]>();
  for (const assembly of assemblies) {
    const { environment } = assembly;
    const mount = asText(at(factsOf(assembly).object, 'vault', 'mounts', 'secrets')) ?? '';
    for (const { object, service = '' } of declarationsOf(assembly))
      for (const workload of asList(object['workloads']))
        for (const secret of asList(at(workload, 'secrets')))
          secrets.set(`${mount}/data/${asText(at(secret, 'path')) ?? ''}`, `${environment}/${service}`);
    const receivers = receiverKeysIn(assembly);
    if (receivers !== undefined)
      secrets.set(`${mount}/data/${receivers.path}`, `${environment}/${receivers.namespace}`);
    for (const document of resourcesOf(assembly, 'vault_policy'))
      policies.set(asText(document.object['name']) ?? '', policyOf(document) ?? []);
  }
  return { secrets, policies };
}
