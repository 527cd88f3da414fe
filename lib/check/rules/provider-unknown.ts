import type { Rule } from '../rule';
import { BACKENDS, BACKEND_NAMES } from '../terraform/language';
import { providerFor, providerOf, terraformStacks, typeOf, type Provider, type Stack } from '../terraform/stack';
import { KNOWN_PROVIDERS } from '../terraform/vendored';

/** Says which blocks nobody has compared with a schema, so that silence never means more than it does. */
export const providerUnknown: Rule = {
  code: 'PROVIDER_UNKNOWN',
  severity: 'warning',
  title: 'the schema of every provider that makes a block is known, at the version that is asked for',
  requirement: 'R360',
  scope: 'environment',
  *check(assembly) {
    for (const stack of terraformStacks(assembly)) {
      for (const [document, provider] of unknownIn(stack)) {
        yield { document, ...explained(provider) };
      }
      for (const { id, kind } of stack.documents) {
        const backend = /^terraform\.backend\.(\w+)$/.exec(kind)?.[1];
        if (backend === undefined || !BACKEND_NAMES.includes(backend) || Object.hasOwn(BACKENDS, backend)) continue;
        const fix = `run terraform init, or use ${Object.keys(BACKENDS).join(' or ')}`;
        yield { document: id, problem: `is a backend ${backend}, whose arguments nobody has checked`, fix };
      }
    }
  },
};

/** Each provider of a stack without a schema, once, at the first block that needs it. */
function unknownIn(stack: Stack): ReadonlyMap<string, Provider> {
  const named = new Set<string>();
  const found = new Map<string, Provider>();
  for (const { id, kind, object } of stack.documents) {
    const typed = typeOf(kind);
    const configured = kind.startsWith('provider.') ? kind.slice('provider.'.length) : undefined;
    if (typed === undefined && configured === undefined) continue;
    const provider = typed === undefined ? providerOf(stack, configured ?? '') : providerFor(stack, typed[1], object);
    if (provider.schema !== undefined || named.has(provider.local)) continue;
    named.add(provider.local);
    found.set(id, provider);
  }
  return found;
}

function explained({ local, address, version, vendored }: Provider) {
  const unchecked = `nobody has compared its blocks with a schema`;
  if (vendored === undefined) {
    const known = KNOWN_PROVIDERS.map((one) => one.replace('registry.terraform.io/', '')).join(', ');
    return { problem: `is of ${local} (${address}); ${unchecked}`, fix: `run terraform validate; known are ${known}` };
  }
  const asked = version === undefined ? 'no version' : `version '${version}'`;
  return {
    problem: `is of ${local}, of which ${asked} is asked for; ${unchecked}`,
    fix: `ask for exactly ${vendored}, or run terraform validate`,
  };
}
