import type { Assembly } from '../../assembly/assembly';
import { connectionsText } from '../../reach/connections';
import type { Edge } from '../../reach/edge';
import { reachOf } from '../../reach/reach';
import { comparedOf, wholeOf } from '../../reach/whole';
import type { Objection } from '../finding';
import { declarationsOf } from '../fleet';
import type { Rule } from '../rule';

/** Makes sure that what services can reach is what their files declare, and no more. */
export const reachUndeclared: Rule = {
  code: 'REACH_UNDECLARED',
  severity: 'error',
  title: 'no service reaches another, a secret, a right, a datastore or the internet, unless its file says so',
  requirement: 'R340',
  scope: 'environment',
  *check(assembly, fleet) {
    const whole = wholeOf(assembly, fleet);
    const own = new Set(assembly.documents.map(({ id }) => id));
    for (const edge of comparedOf(whole).undeclared) {
      if (edge.to === 'metadata-server') continue;
      const found = objectionTo(edge, whole);
      if (found !== undefined && own.has(found.document)) yield found;
    }
  },
};

const VERBS = { talk: 'talk with', read: 'read', act: 'act as' };

/** Where an edge that nobody declared comes from: the last document that lets it be, or the service that nothing closes. */
function objectionTo(edge: Edge, assembly: Assembly): Objection | undefined {
  const { from, to, how, connections, through, unclosed = [] } = edge;
  const on = connections === undefined ? '' : ` on ${connectionsText(connections)}`;
  const problem = `lets ${from} ${VERBS[how]} ${to}${on}, which no service declares`;
  // By way of the gateway, what lets the pod come to it is too much, and not the route.
  const byGateway = through.some(({ document }) => document.kind.endsWith('Route')) && through.length > 3;
  const link = unclosed.length > 0 ? undefined : through.at(byGateway ? 0 : -1);
  if (link !== undefined) return { document: link.document.id, path: link.path, problem, fix: fixFor(edge, assembly) };
  const pod = reachOf(assembly).pods.find(({ id }) => id === from || id === to);
  const service = pod?.source?.document.service;
  const declaration = declarationsOf(assembly).find((one) => one.service === service) ?? pod?.source?.document;
  if (declaration === undefined) return undefined;
  const open = unclosed.join(', and ');
  return {
    document: declaration.id,
    problem: `${problem}: ${open}`,
    fix: 'keep the policy default-deny of the grants',
  };
}

function fixFor({ to, how }: Edge, assembly: Assembly): string {
  if (how === 'read') return 'declare it in secrets, or take it away';
  if (how === 'act') return 'declare it in identity.google, or take it away';
  if (reachOf(assembly).pods.some(({ id }) => id === to))
    return 'name the one in calls and the other in callers, or take the rule away';
  return "take the rule away: a service calls other services and 'gitlab-api', and has no way to anything else";
}
