import { connectionsText } from '../../reach/connections';
import { comparedOf, wholeOf } from '../../reach/whole';
import type { Rule } from '../rule';

/** Makes sure that only pods with a cloud identity of their own can ask for one. */
export const metadataServerOpen: Rule = {
  code: 'METADATA_SERVER_OPEN',
  severity: 'error',
  title: 'no pod reaches the metadata server, unless its workload acts as an identity of Google',
  requirement: 'R340',
  scope: 'environment',
  *check(assembly, fleet) {
    const own = new Set(assembly.documents.map(({ id }) => id));
    for (const { from, to, connections = {}, through } of comparedOf(wholeOf(assembly, fleet)).undeclared) {
      if (to !== 'metadata-server') continue;
      const link = through.at(-1);
      // Where nothing closes the way at all, REACH_UNDECLARED says so.
      if (link === undefined || !own.has(link.document.id)) continue;
      const problem = `lets ${from} ask the metadata server on ${connectionsText(connections)}, and it has no identity of Google`;
      const fix = 'declare identity.google or weights.bucket, or take the rule away';
      yield { document: link.document.id, path: link.path, problem, fix };
    }
  },
};
