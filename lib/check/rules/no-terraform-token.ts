import { leavesOf } from '../../origin';
import { findToken } from '../../engine/tokens';
import type { Document, Json, JsonObject } from '../../assembly/document';
import type { Rule } from '../rule';

/** A reference as Terraform writes it: it means something in a Terraform file only. */
const REFERENCE = /\$\{(?:data\.)?[a-z]+(?:_[a-z0-9]+)+\.[A-Za-z0-9_-]+/;

/** Makes sure that no value which exists only after terraform apply is left in what is emitted. */
export const noTerraformToken: Rule = {
  code: 'NO_TERRAFORM_TOKEN',
  severity: 'error',
  title: 'nothing that is emitted waits for a value that only terraform apply knows',
  requirement: 'R360',
  scope: 'environment',
  *check({ documents }) {
    for (const document of documents) {
      if (!mayHold(document.object)) continue;
      const path = findToken(document.object, '')?.slice(1) ?? findReference(document);
      if (path === undefined) continue;
      yield {
        document: document.id,
        path,
        problem: 'holds a Terraform value, which exists only after terraform apply',
        fix: 'use a name that both sides derive from the environment and the service',
      };
    }
  },
};

/** A first look without paths: nearly every document holds nothing. */
function mayHold(value: Json): boolean {
  if (typeof value === 'string')
    return (value.includes('{') && (value.includes('{TfToken[') || value.includes('${'))) || value.includes('e+2');
  if (typeof value === 'number') return value < -1e280;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(mayHold);
  for (const key of Object.keys(value)) {
    if (key.includes('{TfToken[') || mayHold((value as JsonObject)[key] as Json)) return true;
  }
  return false;
}

function findReference({ domain, object }: Document): string | undefined {
  if (domain === 'terraform') return undefined;
  for (const [path, leaf] of leavesOf(object)) {
    if (typeof leaf === 'string' && leaf.includes('${') && REFERENCE.test(leaf)) return path;
  }
  return undefined;
}
