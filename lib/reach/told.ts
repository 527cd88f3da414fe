import type { Change } from '../diff/change';

import { reachChangeOf, type ReachSides } from './compare';
import { connectionsText } from './connections';
import { absentPods } from './declared';
import { lineOf, type Edge, type Link } from './edge';
import { reachOf } from './reach';

/** Kinds that reach reads, and of pods the fields. */
const READ = new Set([
  ...['NetworkPolicy', 'FQDNNetworkPolicy', 'Namespace', 'Service', 'HTTPRoute', 'GRPCRoute', 'Environment'],
  ...['SecretStore', 'ExternalSecret', 'RoleBinding', 'ClusterRoleBinding', 'ServiceAccount'],
  ...['resource.vault_policy', 'resource.vault_jwt_auth_backend_role', 'resource.vault_kubernetes_auth_backend_role'],
]);
const IAM = /^resource\.google_.+_iam_(?:member|binding)$/;
const POD_FIELDS =
  /template\.metadata\.labels|hostNetwork|serviceAccountName|automountServiceAccountToken|\.volumes|\.env(?:From)?\[|\.ports/;

/** Ways that are told one by one; of more, only the number is. */
const MOST = 5;

/**
 * The ways that come and go, each in a sentence for all environments. A way that one changed document opens alone is left
 * to the sentence of that change; told are those that need both ends, and those that no changed document names.
 */
export function reachRemarks(
  sides: readonly ReachSides[],
  changes: readonly Change[],
  only?: readonly string[],
): readonly string[] {
  const told = new Map<string, string[]>();
  for (const side of sides) {
    const here = changes.filter(({ environment }) => environment === side.name);
    if (!here.some(isRead)) continue;
    const { gained, lost } = reachChangeOf(side);
    const judge = isToldHere(side, here, only);
    for (const [edges, word] of [
      [gained, 'can now'],
      [lost, 'can no longer'],
    ] as const) {
      for (const edge of edges.filter(judge)) {
        const says = sentence(edge, word);
        told.set(says, [side.name, ...(told.get(says) ?? [])]);
      }
    }
  }
  const lines = [...told].map(([says, names]) => says.replace('{environment}', names.join(' and ')));
  if (lines.length <= MOST) return lines;
  return [...lines.slice(0, MOST), `${lines.length - MOST} more ways come or go; taxiway reach shows all of them`];
}

/** Whether a change touches what reach reads. */
function isRead({ kind, path = '', operation, domain }: Change): boolean {
  if (READ.has(kind) && domain !== 'declaration') return true;
  if (IAM.test(kind)) return true;
  return domain === 'kubernetes' && path.startsWith('spec.') && (operation !== 'changed' || POD_FIELDS.test(path));
}

function isToldHere(
  { base, head }: ReachSides,
  changes: readonly Change[],
  only: readonly string[] | undefined,
): (edge: Edge) => boolean {
  const changed = new Set(changes.flatMap(({ document, from }) => [document, ...(from === undefined ? [] : [from])]));
  const services = [base, head].map((side) => {
    const pods = side === undefined ? [] : reachOf(side).pods;
    return new Map(pods.map(({ id, source }) => [id, source?.document.service ?? '']));
  });
  const [before = new Map<string, string>(), after = new Map<string, string>()] = services;
  const known = (side: ReadonlyMap<string, string>): ReadonlySet<string> => new Set(side.values());
  const [old, now] = [known(before), known(after)];
  const absent = new Map([...old, ...now].map((service) => [absentPods(service), service]));
  return ({ from, to, through }) => {
    const own = [from, to].flatMap((id) => after.get(id) ?? before.get(id) ?? absent.get(id) ?? []);
    // Of a service that comes or goes, all ways do.
    if (own.some((service) => !old.has(service) || !now.has(service))) return false;
    if (only !== undefined && !own.some((service) => only.includes(service))) return false;
    const touched = new Set(through.map(({ document }) => document.id).filter((id) => changed.has(id)));
    return touched.size !== 1 || own.length > 1;
  };
}

const VERBS = { talk: 'reach', read: 'read', act: 'act as' };

function sentence(edge: Edge, word: string): string {
  const { from, to, how, connections, through, unclosed = [] } = edge;
  const on = connections === undefined ? '' : ` on ${connectionsText(connections)}`;
  const lines = through.flatMap((link) => positionText(link));
  const by = [...new Set([...lines, ...unclosed])];
  return `${from} ${word} ${VERBS[how]} ${to}${on} in {environment}${by.length === 0 ? '' : `, by ${by.join(', ')}`}`;
}

function positionText(link: Link): readonly string[] {
  const line = lineOf(link);
  return line === undefined ? [] : [`${line.file}:${line.line}`];
}
