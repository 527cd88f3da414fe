import type { Document } from '../assembly/document';

/**
 * Whether a document is one that records held before the files of rules only followed from others (docs/decisions/0061). It
 * says nothing that the objects beside it don't say, and so is no part of a comparison.
 */
export function isRuleFile({ domain, kind }: Document): boolean {
  return domain === 'rules' && kind === 'RuleFile';
}
