import type { Document } from '../../assembly/document';
import { objectsOf } from '../fleet';
import { asList, asText, at } from '../json';
import type { Rule } from '../rule';
import { groupBy, namespaceOf } from '../stacks';

/** Last words of names that only work together: who, and what proves it. */
const PAIRS: readonly (readonly [who: RegExp, proof: RegExp])[] = [
  [/^(?:(.*)[-_.])?(?:user|username|login)$/i, /^(?:(.*)[-_.])?(?:password|passwd|pass)$/i],
  [/^(?:(.*)[-_.])?client[-_]id$/i, /^(?:(.*)[-_.])?client[-_]secret$/i],
  [/^(?:(.*)[-_.])?access[-_]key[-_]id$/i, /^(?:(.*)[-_.])?secret[-_]access[-_]key$/i],
];

interface Part {
  readonly document: Document;
  readonly path: string;
  readonly name: string;
}

/** Makes sure that what is rotated together arrives together. */
export const secretPairSplit: Rule = {
  code: 'SECRET_PAIR_SPLIT',
  severity: 'warning',
  title: 'the parts of one credential come from one secret',
  requirement: 'R420',
  scope: 'environment',
  *check(assembly) {
    const secrets = groupBy(objectsOf(assembly, 'ExternalSecret'), (secret) => namespaceOf(secret) ?? '');
    for (const own of secrets.values()) {
      const parts = own.flatMap(partsOf);
      for (const [who, proof] of PAIRS) {
        for (const part of parts) {
          const match = proof.exec(part.name);
          const other =
            match && parts.find(({ name, document }) => document !== part.document && isStem(who, name, match[1]));
          if (!other) continue;
          yield {
            document: part.document.id,
            path: part.path,
            problem: `is '${part.name}', which belongs to '${other.name}' of another Secret; they change one after the other`,
            fix: 'keep both in one secret, as two properties',
          };
        }
      }
    }
  },
};

function isStem(pattern: RegExp, name: string, stem: string | undefined): boolean {
  const match = pattern.exec(name);
  return match !== null && match[1] === stem;
}

function partsOf(document: Document): readonly Part[] {
  return asList(at(document.object, 'spec', 'data')).map((item, index) => {
    return { document, path: `spec.data.${index}.secretKey`, name: asText(at(item, 'secretKey')) ?? '' };
  });
}
