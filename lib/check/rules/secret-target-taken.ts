import type { Document } from '../../assembly/document';
import { objectsOf } from '../fleet';
import { asObject, asText } from '../json';
import type { Rule } from '../rule';
import { groupBy, nameOf, namespaceOf, placeOf } from '../stacks';

/** Makes sure that no two documents write one Secret: the operator overwrites whatever has the name. */
export const secretTargetTaken: Rule = {
  code: 'SECRET_TARGET_TAKEN',
  severity: 'error',
  title: 'every Secret of a namespace is written by one document',
  requirement: 'R300',
  scope: 'environment',
  *check(assembly) {
    const writers = assembly.documents.filter((document) => targetOf(document) !== undefined);
    const byTarget = groupBy(writers, (writer) => placeOf('Secret', namespaceOf(writer), targetOf(writer)));
    for (const secret of objectsOf(assembly, 'ExternalSecret')) {
      const target = targetOf(secret);
      const others = (byTarget.get(placeOf('Secret', namespaceOf(secret), target)) ?? []).filter(
        (other) => other !== secret,
      );
      if (others.length === 0) continue;
      yield {
        document: secret.id,
        path: 'spec.target.name',
        problem: `is '${target ?? ''}', which ${others.map(({ id }) => id).join(', ')} writes too`,
        fix: 'leave the name to the library: service, workload and secret make it',
      };
    }
  },
};

/** The Secret that a document writes, or undefined for one that writes none. */
function targetOf(document: Document): string | undefined {
  if (document.domain !== 'kubernetes') return undefined;
  const { target, secretName, destination } = asObject(document.object['spec']);
  if (document.kind === 'ExternalSecret') return asText(asObject(target)['name']) ?? nameOf(document);
  if (document.kind === 'Secret' || document.kind === 'SealedSecret') return nameOf(document);
  if (document.kind === 'Certificate') return asText(secretName);
  return /^Vault\w+Secret$/.test(document.kind) ? asText(asObject(destination)['name']) : undefined;
}
