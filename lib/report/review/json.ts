import { wordsOf } from '../../diff/gate';
import type { Review } from '../../diff/review';
import { gatesIn, type Entry } from '../../diff/review/entry';
import type { Row } from '../../diff/review/overview';
import { costChangeJson } from './cost';
import { sentenceOf } from './words';

/** The review as data: all of it, with every place. */
export function reviewJson(review: Review) {
  const { base, head, remarks, gates, environments, changes, costs, overview, entries, gating } = review;
  return {
    base,
    head,
    remarks,
    environments: environments.map(({ name, tier }) => ({ name, tier })),
    changes,
    failOn: wordsOf(gates),
    gating: gating.length,
    costs: costs.map(costChangeJson),
    overview: overview.map(rowJson),
    entries: entries.map(entryJson),
  };
}

function rowJson({ environments, services, entry, also, headline, changes, gates }: Row): object {
  return {
    environments,
    services,
    class: entry.class,
    direction: entry.direction,
    effect: entry.effect,
    also,
    changes: changes[0],
    gates,
    entry: entry.key,
    says: sentenceOf(headline ?? entry),
  };
}

function entryJson(entry: Entry): object {
  const { key, authority, class: touched, direction, effect, adverse, says, loses, within } = entry;
  const { domain, kind, operation, pattern, before, after, places } = entry;
  return {
    key,
    authority,
    class: touched,
    direction,
    effect,
    adverse,
    gates: gatesIn(entry),
    says: sentenceOf(entry),
    template: says,
    loses,
    service: within,
    domain,
    kind,
    operation,
    pattern,
    before,
    after,
    places,
  };
}
