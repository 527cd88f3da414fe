import type { Judge, LeafSituation } from '../table';
import { all, availability, isNothing, member, neutral, security, switched } from '../vocabulary';
import type { ResourceClasses } from './resource';

const disabled = (what: string): Judge<LeafSituation> =>
  switched({
    unset: false,
    on: all(
      security.narrower(`${what} any more: {it} is disabled`),
      availability.less(`${what} any more: {it} is disabled`),
    ),
    off: security.wider('{it} is enabled again'),
  });

/** Of two conditions nobody can say which is wider; only none is wider than any. */
const condition: Judge<LeafSituation> = member<LeafSituation>({
  added: security.narrower('{it} takes only tokens where {after}'),
  removed: security.wider('{it} takes every token of its issuer, and not only where {before}'),
  changed: security.other('{it} takes tokens where {after}, instead of where {before}'),
});

/** Accounts at Google, and who else is taken for one. */
export const IDENTITIES: readonly ResourceClasses[] = [
  {
    type: 'google_service_account',
    noun: 'the service account',
    named: 'account_id',
    comes: security.wider('{it} comes to {environment}; it may do nothing until it is given a right'),
    rest: security.other,
    rows: {
      account_id: neutral('{it} was called {before}'),
      disabled: disabled('nobody can act as it'),
      create_ignore_already_exists: security.other(
        '{it} is taken over where it is there already: {after}, was {before}',
      ),
      display_name: neutral('{it} is shown as {after} instead of {before}'),
    },
  },
  {
    type: 'google_iam_workload_identity_pool',
    noun: 'the identity pool',
    named: 'workload_identity_pool_id',
    comes: security.wider('identities from elsewhere can be known to Google by {it}'),
    rest: security.other,
    rows: { disabled: disabled('nobody is known by it') },
  },
  {
    type: 'google_iam_workload_identity_pool_provider',
    noun: 'the identity provider',
    named: 'workload_identity_pool_provider_id',
    comes: security.wider('whoever {it} takes for somebody is known to Google'),
    rest: security.other,
    rows: {
      attribute_condition: condition,
      attribute_mapping: security.other('who somebody is to {it}: {key} comes from {after} instead of {before}'),
      disabled: disabled('nobody logs in by it'),
      'oidc.issuer_uri': security.other('{it} trusts the issuer {after} instead of {before}'),
      'oidc.jwks_json': security.other('{it} trusts other keys'),
      'oidc.allowed_audiences': (situation) => {
        const { before, after } = situation;
        const make = isNothing(before) ? security.wider : isNothing(after) ? security.narrower : security.other;
        return make<LeafSituation>('{it} takes tokens that are meant for {after}, was {before}')(situation);
      },
    },
  },
];
