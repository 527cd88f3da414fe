import { asList, asText, at } from '../../../check/json';
import type { Json } from '../../../assembly/document';
import { duration, quantity } from '../amount';
import { shown } from '../sentence';
import type { Judge, LeafSituation } from '../table';
import { member, neutral, observability, scaled } from '../vocabulary';

/** What a measure tells of a total outage. */
function told(sli: Json | undefined): string {
  const pages = asText(at(sli, 'outagePagesAfter'));
  return pages === undefined
    ? `a total outage opens a ticket after ${shown(at(sli, 'outageTicketsAfter'))}, and wakes nobody`
    : `a total outage pages after ${pages}`;
}

const promise = (sli: Json | undefined): string => `${shown(at(sli, 'name'))}, ${shown(at(sli, 'objective'))} %`;

/** Whether somebody is woken at all by another measure than the one that went. */
function othersPage({ documents }: LeafSituation): boolean {
  return asList(documents.after.object['slis']).some((sli) => at(sli, 'outagePagesAfter') !== undefined);
}

const gone: Judge<LeafSituation> = (situation) =>
  observability.less<LeafSituation>(({ before }) =>
    othersPage(situation) || at(before, 'outagePagesAfter') === undefined
      ? `nothing watches ${shown(at(before, 'name'))} of {service} any more (${shown(at(before, 'objective'))} %)`
      : `nothing watches ${shown(at(before, 'name'))} of {service} any more (${shown(at(before, 'objective'))} %): an outage pages nobody`,
  )(situation);

/** What a service promises, and when people learn that it is not kept. */
export const SLIS: Readonly<Record<string, Judge<LeafSituation>>> = {
  'slis[]': member({
    added: observability.more(({ after }) => `{service} is watched for ${promise(after)}: ${told(after)}`),
    removed: gone,
  }),
  'slis[].objective': scaled('{service} promises {after} % instead of {before} % ({item})', {
    by: quantity,
    up: [observability.more],
    down: [observability.less],
  }),
  'slis[].outagePagesAfter': member({
    added: observability.more('a total outage of {service} pages after {after}, and paged nobody before ({item})'),
    removed: observability.less('a total outage of {service} pages nobody any more; it paged after {before} ({item})'),
    changed: scaled('a total outage of {service} pages after {after}, was {before} ({item})', {
      by: duration,
      up: [observability.less],
      down: [observability.more],
    }),
  }),
  'slis[].outageTicketsAfter': neutral(
    'a total outage of {service} opens a ticket after {after}, was {before} ({item})',
  ),
  'slis[].milliseconds': scaled('{service} calls a request slow after {after} ms instead of {before} ms ({item})', {
    by: quantity,
    up: [observability.less],
    down: [observability.more],
  }),
  'slis[].name': neutral('a measure of {service} is called {after} instead of {before}'),
  'slis[].measure': observability.other('{service} is measured by {after} instead of {before} ({item})'),
};
