import type { Judge, LeafSituation } from '../table';
import { availability, member, security } from '../vocabulary';

/** What nodes log in to registries with, for the pods that name it. */
export const PULL_SECRET: Judge<LeafSituation> = member({
  added: security.wider('nodes pull images of {who} with the secret {after} as well'),
  removed: availability.less(
    'nodes do not pull images of {who} with the secret {before} any more: what only it opens does not start',
  ),
  changed: security.other('nodes pull images of {who} with the secret {after} instead of {before}'),
});
