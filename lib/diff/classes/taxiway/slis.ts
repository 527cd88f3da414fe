import type { Json, JsonObject } from '../../../assembly/document';
import { asList, asText, at } from '../../../check/json';
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

/** What only some measures see, so that without the last of them no alert covers it: as people call it, and who does. */
const SEEN: readonly (readonly [what: string, sees: (sli: Json, service: JsonObject) => boolean])[] = [
  [
    'gRPC errors',
    // To a load balancer a call that failed is an HTTP 200.
    (sli, service) =>
      at(service, 'props', 'serves.protocol', 'value') === 'grpc' &&
      at(sli, 'milliseconds') === undefined &&
      !isOfLoadBalancer(sli),
  ],
  ['the time to the first token', (sli) => /first_token/.test(asText(at(sli, 'measure')) ?? '')],
];

function isOfLoadBalancer(sli: Json): boolean {
  return /loadbalancing[._]googleapis[._]com/.test(asText(at(sli, 'measure')) ?? '');
}

/** What a measure saw and no other does now. */
function unseen(sli: Json, { before, after }: LeafSituation['documents']): string | undefined {
  const found = SEEN.find(
    ([, sees]) => sees(sli, before.object) && !asList(after.object['slis']).some((other) => sees(other, after.object)),
  );
  return found?.[0];
}

const gone: Judge<LeafSituation> = (situation) => {
  const { before = null, documents } = situation;
  const uncovered = unseen(before, documents);
  const which = shown(at(before, 'name'));
  const [of, promised] = ['of {service} any more', `${shown(at(before, 'objective'))} %`];
  const quiet = othersPage(situation) || at(before, 'outagePagesAfter') === undefined ? '' : ': an outage pages nobody';
  // The rules go with it.
  return observability.less<LeafSituation>(
    uncovered === undefined
      ? `nothing watches ${which} ${of} (${promised})${quiet}`
      : `no alert covers ${uncovered} ${of} (${which}, ${promised})${quiet}`,
    { effect: 'deletes' },
  )(situation);
};

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
  'slis[].measure': (situation) => {
    const { documents } = situation;
    const old = asList(documents.before.object['slis']).find((sli) => at(sli, 'measure') === situation.before) ?? null;
    const uncovered = unseen(old, documents);
    const says = '{service} is measured by {after} instead of {before} ({item})';
    return uncovered === undefined
      ? observability.other<LeafSituation>(says)(situation)
      : observability.less<LeafSituation>(`no alert covers ${uncovered} of {service} any more: ${says}`)(situation);
  },
};
