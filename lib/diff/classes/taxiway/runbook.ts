import { names } from '../../../names';
import { nameOf } from '../sentence';
import type { KindClasses, LeafSituation } from '../table';
import { comesAndGoes, neutral, observability, when } from '../vocabulary';

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
    markdown: when<LeafSituation>(
      ({ documents }) => nameOf(documents.after) === names.alertRunbook,
      // It says what follows from rules, callers and teams, and each of these is judged where it stands.
      neutral('the page about alerts of {service} follows what it is about'),
      observability.other('the runbook {name} of {service} tells other steps or other times'),
    ),
  },
};
