import type { KindClasses } from '../table';
import { comesAndGoes, neutral, observability } from '../vocabulary';

/** What people do by hand, and read here how. What it follows from is judged where it stands. */
export const RUNBOOK: KindClasses = {
  domain: 'runbook',
  kind: 'Runbook',
  whole: comesAndGoes({
    added: observability.more('{service} has the runbook {name}', { effect: 'creates' }),
    removed: observability.less('{service} has no runbook {name} any more', { effect: 'deletes' }),
    renamed: neutral('the runbook {name} of {service} had another name', { effect: 'replaces' }),
  }),
  paths: {
    title: neutral('the runbook {name} of {service} is called {after} instead of {before}'),
    markdown: observability.other('the runbook {name} of {service} tells other steps or other times'),
  },
};
