import { sayTerms, sumOf } from '../../rotation/delay';
import { overlapOf } from '../../rotation/plan';
import { readerOf } from '../../rotation/readers';
import { secretsOf } from '../../secrets/declared';
import { declarationsOf } from '../fleet';
import type { Rule } from '../rule';

/** Makes sure that two generations of a secret pass for longer than a new one takes to arrive, in the objects as they are. */
export const rotationOverlapShort: Rule = {
  code: 'ROTATION_OVERLAP_SHORT',
  severity: 'error',
  title: 'the overlap of a rotation is longer than refresh, sync and rollout take together',
  requirement: 'R420',
  scope: 'environment',
  *check(assembly) {
    const rotating = declarationsOf(assembly).flatMap((declaration) =>
      secretsOf(declaration).flatMap((user) => (user.secret.terms === undefined ? [] : [{ declaration, user }])),
    );
    if (rotating.length === 0) return;
    const byId = new Map(assembly.documents.map((document) => [document.id, document]));
    for (const { declaration, user } of rotating) {
      const { terms, name } = user.secret;
      if (terms === undefined) continue;
      const reader = readerOf((id) => byId.get(id), assembly.environment, declaration.service ?? '', user);
      const { needed, overlap } = overlapOf([reader], terms);
      if (!Number.isFinite(needed)) {
        const problem = `is brought once and never again: no new value of ${name} reaches ${user.workload}`;
        const fix = "give spec.refreshInterval, such as '1h'";
        yield { document: reader.brings?.id ?? declaration.id, path: 'spec.refreshInterval', problem, fix };
      } else if (overlap <= needed) {
        const problem = `${name} of ${user.workload} overlaps for ${overlap} s, and a value takes ${sayTerms(reader.terms)} to arrive`;
        const fix = `give an overlap of more than ${sumOf(reader.terms)} s, or leave it out`;
        yield { document: declaration.id, path: `${user.at}.terms.overlap`, problem, fix };
      }
    }
  },
};
