import { PLATFORM } from '../../alerts/links';
import type { Assembly } from '../../assembly/assembly';
import type { Document } from '../../assembly/document';
import { names } from '../../names';
import type { Objection } from '../finding';
import { declarationsOf, factsOf, resourcesOf, type Fleet } from '../fleet';
import { asText, at } from '../json';
import type { Rule } from '../rule';
import { isPattern, overlaps, toVaultPath, type PathRule, type VaultPath } from '../vault-path';
import { policyOf } from '../vault-policy';

/** The parts of a key-value store, version 2, under which a secret is read and changed. */
const PARTS = ['data', 'metadata', 'delete', 'undelete', 'destroy', 'subkeys'];
/** What every token may do with itself. */
const OWN_TOKEN = new Set(['auth/token/lookup-self', 'auth/token/renew-self', 'auth/token/revoke-self']);
const SYSTEM = toVaultPath('sys/*');

/** What one service, or the platform, owns in one Vault. */
interface Territory {
  readonly environment: string;
  readonly service: string;
  readonly prefixes: readonly string[];
  readonly paths: readonly VaultPath[];
}

/** Makes sure that no policy of a service opens what belongs to another, by Vault's own reading of its paths. */
export const vaultPathsOverlap: Rule = {
  code: 'VAULT_PATHS_OVERLAP',
  severity: 'error',
  title: 'a policy opens paths of its own service only, and nothing of Vault itself',
  requirement: 'R340',
  scope: 'fleet',
  *check(assembly, fleet) {
    const territories = territoriesOf(fleet).get(vaultOf(assembly)) ?? [];
    const here = territories.filter(({ environment }) => environment === assembly.environment);
    const mine = new Map(here.map((territory) => [territory.service, territory]));
    for (const policy of resourcesOf(assembly, 'vault_policy')) {
      if (policy.service === undefined) continue;
      const rules = policyOf(policy);
      // What can't be read opens nothing, and is VAULT_POLICY_INVALID.
      if (rules === undefined) continue;
      const own = mine.get(policy.service);
      for (const rule of rules) yield* trespasses(policy, rule, own, territories);
    }
  },
};

function* trespasses(
  policy: Document,
  rule: PathRule,
  own: Territory | undefined,
  all: readonly Territory[],
): Generator<Objection> {
  const { path, capabilities } = rule;
  const objection = (problem: string, fix: string): Objection => {
    return { document: policy.id, path: 'policy', problem: `opens '${path}'${problem}`, fix };
  };
  if (capabilities.every((capability) => capability === 'deny')) return;
  const strong = capabilities.find((capability) => capability === 'sudo' || capability === 'root');
  if (strong !== undefined) yield objection(` with ${strong}`, 'drop it: no service administers Vault');
  const target = toVaultPath(path);
  if (overlaps(target, SYSTEM))
    yield objection(", a part of Vault's own system", 'drop it: no service administers Vault');
  const clean = path.replace(/^\//, '');
  if (OWN_TOKEN.has(clean) || own?.prefixes.some((prefix) => isBelow(clean, prefix)) === true) return;
  const others = all.filter(
    (territory) => territory !== own && territory.paths.some((owned) => overlaps(target, owned)),
  );
  const prefix = own?.prefixes[0] ?? '';
  const fix = `end it below ${prefix}: a star is a prefix, so the slash before it counts`;
  if (others.length > 0) {
    const list = others.map(({ environment, service }) => `${service} in ${environment}`);
    const more = list.length > 5 ? ` and ${list.length - 5} more` : '';
    yield objection(`, which reads secrets of ${list.slice(0, 5).join(', ')}${more}`, fix);
  } else if (isPattern(path)) yield objection(", a pattern at or above the service's own segment", fix);
}

/** Below a prefix, however a pattern goes on, or the object that lies at it. */
function isBelow(path: string, prefix: string): boolean {
  return path.startsWith(prefix) ? !path.includes('{{') : `${path}/` === prefix;
}

function vaultOf(assembly: Assembly): string {
  return asText(at(factsOf(assembly).object, 'vault', 'address')) ?? '';
}

const TERRITORIES = new WeakMap<Fleet, ReadonlyMap<string, readonly Territory[]>>();

/** What the services of the fleet and their platforms own, by the address of the Vault. */
function territoriesOf(fleet: Fleet): ReadonlyMap<string, readonly Territory[]> {
  const known = TERRITORIES.get(fleet);
  if (known !== undefined) return known;
  const territories = new Map<string, Territory[]>();
  for (const assembly of fleet.assemblies) {
    const { environment } = assembly;
    const mount = asText(at(factsOf(assembly).object, 'vault', 'mounts', 'secrets')) ?? '';
    // No service has the platform's name.
    const owners = [...declarationsOf(assembly).map(({ service = '' }) => service), PLATFORM];
    const owned = owners.map((service): Territory => {
      const prefixes = PARTS.map((part) => `${mount}/${part}/${names.secretPath(environment, service, '')}`);
      return { environment, service, prefixes, paths: prefixes.map((prefix) => toVaultPath(`${prefix}*`)) };
    });
    territories.set(vaultOf(assembly), [...(territories.get(vaultOf(assembly)) ?? []), ...owned]);
  }
  TERRITORIES.set(fleet, territories);
  return territories;
}
