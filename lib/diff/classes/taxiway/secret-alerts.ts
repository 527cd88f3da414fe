import { asText, at } from '../../../check/json';
import type { Json } from '../../../assembly/document';
import { duration } from '../amount';
import { listed, shown } from '../sentence';
import type { Judge, LeafSituation } from '../table';
import { member, neutral, observability, scaled } from '../vocabulary';

/** What somebody is told of a secret. */
function told(row: Json | undefined): string {
  const after = asText(at(row, 'failureTicketsAfter'));
  if (after !== undefined) return `a ticket ${after} after ${shown(at(row, 'name'))} fails to arrive`;
  const rotation = asText(at(row, 'rotationTicketsFrom'));
  const pages = asText(at(row, 'expiryPagesFrom'));
  return listed([
    ...(rotation === undefined ? [] : [`a ticket on ${rotation} that ${shown(at(row, 'name'))} has to be rotated`]),
    `a ticket on ${shown(at(row, 'expiryTicketsFrom'))} that ${shown(at(row, 'name'))} ends`,
    ...(pages === undefined ? [] : [`a page on ${pages}`]),
  ]);
}

/** A day on which somebody is told, of a secret that may have another end by now. */
const day = (what: string, lost: string): Judge<LeafSituation> =>
  member({
    added: observability.more(`from {after} on, ${what} of {service}`),
    removed: observability.less(lost),
    changed: observability.other(`from {after} on instead of {before}, ${what} of {service}`),
  });

/** Who learns when a secret fails or ends, and when. */
export const SECRET_ALERTS: Readonly<Record<string, Judge<LeafSituation>>> = {
  'secretAlerts[]': member({
    added: observability.more(({ after }) => `{service} gives ${shown(at(after, 'team'))} ${told(after)}`),
    removed: observability.less(
      ({ before }) => `{service} no longer gives ${shown(at(before, 'team'))} ${told(before)}`,
    ),
  }),
  'secretAlerts[].name': neutral('the alerts of {service} call the secret {before} {after}'),
  'secretAlerts[].team': observability.other(
    '{after} instead of {before} is told when the secret {item} of {service} fails or ends',
  ),
  'secretAlerts[].failureTicketsAfter': scaled(
    'a ticket is opened {after} instead of {before} after the secret {item} of {service} fails to arrive',
    { by: duration, up: [observability.less], down: [observability.more] },
  ),
  'secretAlerts[].expiryTicketsFrom': day(
    'a ticket tells of the end of the secret {item}',
    'no ticket tells of the end of the secret {item} of {service} any more',
  ),
  'secretAlerts[].expiryPagesFrom': day(
    'a page tells of the end of the secret {item}',
    'no page tells of the end of the secret {item} of {service} any more',
  ),
  'secretAlerts[].rotationTicketsFrom': day(
    'a ticket asks for a rotation of the secret {item}',
    'no ticket asks for a rotation of the secret {item} of {service} any more',
  ),
};
