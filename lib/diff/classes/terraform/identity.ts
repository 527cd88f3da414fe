import { asText } from '../../../check/json';
import { claimsOf, conjunctsOf } from '../../../vault/condition';
import { shown } from '../sentence';
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

/** Who else is known, where a condition does not ask for a claim any more. */
const FREED: Readonly<Record<string, string>> = {
  ref_protected: 'jobs of unprotected refs are now known to Google by {it}',
  ref_type: 'jobs of tags are now known to Google by {it}',
  ref: 'jobs of any branch are now known to Google by {it}',
  environment_protected: 'jobs of environments that anybody may deploy to are now known to Google by {it}',
  project_id: 'jobs of any project of that GitLab are now known to Google by {it}',
};

/** Of two conditions one is wider where it asks for less of the same; else nobody can say. */
const changedCondition: Judge<LeafSituation> = (situation) => {
  const [old, now] = [situation.before, situation.after].map((value) => conjunctsOf(asText(value) ?? ''));
  const dropped = (old ?? []).filter((part) => now?.includes(part) !== true);
  const added = (now ?? []).filter((part) => old?.includes(part) !== true);
  if (added.length > 0 && dropped.length > 0)
    return security.other<LeafSituation>('{it} takes tokens where {after}, instead of where {before}')(situation);
  if (added.length === dropped.length)
    return neutral<LeafSituation>('{it} asks for the same in another order')(situation);
  const parts = dropped.length > 0 ? dropped : added;
  const make = dropped.length > 0 ? security.wider : security.narrower;
  return all<LeafSituation>(
    ...parts.map((part) => {
      const claim = [...claimsOf(part).keys()][0] ?? '';
      const own = dropped.length > 0 ? FREED[claim] : undefined;
      const usual = dropped.length > 0 ? 'takes tokens also where it does not hold that' : 'takes only tokens where';
      return make<LeafSituation>(own ?? (() => `{it} ${usual} ${shown(part)}`));
    }),
  )(situation);
};

const condition: Judge<LeafSituation> = member<LeafSituation>({
  added: security.narrower('{it} takes only tokens where {after}'),
  removed: security.wider('{it} takes every token of its issuer, and not only where {before}'),
  changed: changedCondition,
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
