import type { Document } from '../../assembly/document';
import { KUBERNETES_MEANING, OBJECT } from './kubernetes';
import { compileRules, type MeaningNode, type MeaningRules } from './rule';
import { TAXIWAY_MEANING } from './taxiway';
import { terraformMeaning } from './terraform';

const compiled = new Map<string, MeaningNode>();

/** How the values of a document are compared. */
export function meaningOf({ domain, kind }: Document): MeaningNode {
  const key = `${domain} ${kind}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const node = compileRules(rulesOf(domain, kind), { blocks: domain === 'terraform' });
  compiled.set(key, node);
  return node;
}

function rulesOf(domain: Document['domain'], kind: string): MeaningRules {
  if (domain === 'terraform') return terraformMeaning(kind);
  if (domain === 'kubernetes') return { ...OBJECT, ...KUBERNETES_MEANING[kind] };
  return TAXIWAY_MEANING;
}
