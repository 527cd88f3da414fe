import { at } from '../../../check/json';
import { shown } from '../sentence';
import type { Judge, LeafSituation } from '../table';
import { member, neutral, observability } from '../vocabulary';
import { ofWorkload as by } from './workload-in';

/** What a workload declares of its log, below `workloads[]`; one that writes JSON declares nothing. */
export const LOGS: Readonly<Record<string, Judge<LeafSituation>>> = {
  logs: member({
    added: observability.less((situation) =>
      by(`{user} writes its log as text: ${shown(at(situation.after, 'reason'))}`)(situation),
    ),
    removed: observability.more(by('{user} writes its log as JSON, and not as text any more')),
  }),
  'logs.*': neutral(by('the log of {user} is text for another {key}: {after}, was {before}')),
};
