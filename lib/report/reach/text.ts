import type { Answer } from '../../reach/answer';
import { connectionsText } from '../../reach/connections';
import { lineOf, type Edge } from '../../reach/edge';
import type { ReachView } from '../../reach/view';
import { placeOf } from '../mistakes';
import { table, type Terminal } from '../terminal';

const VERBS = { talk: 'talks with', read: 'reads', act: 'acts as' };

/** Who reaches what, a row for each edge, below the dataplane that it holds for. */
export function reachText(terminal: Terminal, { reach, edges }: ReachView): string {
  const { environment, reading, unread } = reach;
  const rows = edges.map((edge) => [edge.from, VERBS[edge.how], edge.to, onText(edge), linesText(edge)]);
  return [
    `${terminal.colors.bold(environment)}: ${reading.says}`,
    ...unread.map((id) => `not read, and it may open or close more: ${id}`),
    table(terminal, ['from', 'does', 'to', 'on', 'by'], rows),
  ].join('\n');
}

/** A matrix: a row for each end that talks, a column for each that is talked with, and the ports where they meet. */
export function matrixText(terminal: Terminal, { reach, edges }: ReachView): string {
  const { environment, reading } = reach;
  const talks = edges.filter(({ how }) => how === 'talk');
  const [froms, tos] = [ends(talks, 'from'), ends(talks, 'to')];
  const cells = new Map(talks.map((edge) => [`${edge.from}\t${edge.to}`, onText(edge)]));
  const rows = froms.map((from) => [from, ...tos.map((to) => cells.get(`${from}\t${to}`) ?? '·')]);
  return [`${terminal.colors.bold(environment)}: ${reading.says}`, table(terminal, ['', ...tos], rows)].join('\n');
}

function ends(edges: readonly Edge[], side: 'from' | 'to'): readonly string[] {
  return [...new Set(edges.map((edge) => edge[side]))].sort();
}

/** Yes with every chain, or no with what would have to change. */
export function answerText({ colors }: Terminal, { environment, from, to, edges, changes }: Answer): string {
  if (edges.length === 0) {
    const lines = changes.map(
      ({ says, source }) => `  ${says}${source === undefined ? '' : `  ${colors.cyan(placeOf(source))}`}`,
    );
    const head = `${colors.bold(environment)}: no, ${from} does not reach ${to}`;
    return [lines.length === 0 ? head : `${head}; for a way there would have to be:`, ...lines].join('\n');
  }
  return [
    `${colors.bold(environment)}: yes, ${from} reaches ${to}`,
    ...edges.flatMap((edge) => chainText(edge, colors)),
  ].join('\n');
}

function chainText(edge: Edge, colors: Terminal['colors']): readonly string[] {
  const on = edge.how === 'talk' ? ` on ${onText(edge)}` : '';
  const names = edge.names === undefined ? '' : ` (${edge.names.join(', ')})`;
  return [
    `  ${edge.from} ${VERBS[edge.how]} ${edge.to}${on}${names}`,
    ...edge.through.map((link) => {
      const place = placeOf(lineOf(link));
      return `    ${link.document.kind} ${nameOf(link.document.id)} ${link.path} ${link.says}  ${colors.cyan(place)}`;
    }),
    ...(edge.unclosed ?? []).map((says) => `    ${says}`),
  ];
}

function nameOf(id: string): string {
  return id.split('/').slice(-2).join('/').replace(/^-\//, '');
}

function onText({ connections }: Edge): string {
  return connections === undefined ? '-' : connectionsText(connections);
}

/** The lines that somebody typed, each once; the one that decides is the last. */
function linesText(edge: Edge): string {
  const lines = edge.through.map((link) => placeOf(lineOf(link))).filter((line) => line !== '');
  const all = [...new Set([...lines, ...(edge.unclosed ?? [])])];
  return all.join(', ');
}
