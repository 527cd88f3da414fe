import type { KindClasses } from '../table';
import { availability, comesAndGoes, cost, scaled, security } from '../vocabulary';
import { OBJECT } from './metadata';

/** What a container gets that names no amounts, and the most that one may have. */
export const LIMIT_RANGE: KindClasses = {
  domain: 'kubernetes',
  kind: 'LimitRange',
  whole: comesAndGoes({
    added: security.narrower('containers of {who} get small amounts by default, and not more than a limit', {
      effect: 'creates',
    }),
    removed: security.wider('containers of {who} may take as much of a node as they like', { effect: 'deletes' }),
  }),
  paths: {
    'spec.limits[].max.*': scaled('one container of {who} may have {after} of {key} instead of {before}', {
      up: [cost.more],
      down: [availability.less, cost.less],
    }),
    'spec.limits[].min.*': scaled('one container of {who} must have {after} of {key} instead of {before}', {
      up: [cost.more, availability.less],
      down: [cost.less],
    }),
    'spec.limits[].default.*': scaled(
      'a container of {who} that says nothing may use {after} of {key} instead of {before}',
      {
        up: [cost.more, availability.more],
        down: [availability.less, cost.less],
      },
    ),
    'spec.limits[].defaultRequest.*': scaled(
      'a container of {who} that says nothing asks for {after} of {key} instead of {before}',
      {
        up: [cost.more, availability.more],
        down: [availability.less, cost.less],
      },
    ),
    'spec.limits[].maxLimitRequestRatio.*': availability.other(
      'containers of {who} may ask for less than they use: {key} {after}, was {before}',
    ),
    'spec.limits[].type': availability.other('the limits of {who} hold for a {after} instead of a {before}'),
    ...OBJECT,
  },
};
