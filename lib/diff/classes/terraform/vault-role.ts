import { asObject, asText, asTexts } from '../../../check/json';
import { documentOf, shown, type Situation } from '../sentence';
import type { Judge, LeafSituation } from '../table';
import { all, availability, isNothing, member, neutral, ranked, scaled, security, switched, when } from '../vocabulary';
import { holderOf } from './principal';
import type { ResourceClasses } from './resource';

const who = (situation: Situation): string => holderOf(documentOf(situation));
const vault = (rest: string) => (situation: Situation) => `Vault: ${rest.replaceAll('{who}', () => who(situation))}`;

/** An empty list of who may log in means everybody, whatever else the role asks for. */
const listIsEmpty =
  (side: 'before' | 'after') =>
  ({ documents, path }: LeafSituation): boolean => {
    const list = documents[side].object[path[0] ?? ''];
    return isNothing(list) || asTexts(list).length === 0;
  };

/** One of several that a token has to be for: more of them is wider, and none of them is everything. */
function oneOf(added: string, removed: string, first: string, last: string): Judge<LeafSituation> {
  return member<LeafSituation>({
    added: when(listIsEmpty('before'), security.narrower(vault(first)), security.wider(vault(added))),
    removed: when(listIsEmpty('after'), security.wider(vault(last)), security.narrower(vault(removed))),
    changed: security.other(vault(`${added} instead of {before}`)),
  });
}

/** The end of a token, in seconds; 0 and nothing are Vault's own limit, which is longer than any that is written. */
const VAULTS_OWN = 2_764_800;
function ends(says: string): Judge<LeafSituation> {
  return (situation) => {
    const given = (value: LeafSituation['before']): number =>
      typeof value === 'number' && value > 0 ? value : VAULTS_OWN;
    const [old, now] = [given(situation.before), given(situation.after)];
    const word = (value: number): string => (value === VAULTS_OWN ? "Vault's own limit" : `${value} s`);
    const make = now === old ? neutral : now > old ? security.wider : security.narrower;
    const text = says.replace('{then}', word(old)).replace('{now}', word(now));
    return make<LeafSituation>(vault(text))(situation);
  };
}

const leeway = (what: string): Judge<LeafSituation> =>
  scaled(vault(`{who} may log in with a token ${what} {after:s} instead of {before:s}`), {
    unset: 0,
    up: [security.wider],
    down: [security.narrower],
  });

/** What any role of an auth method says of the tokens that it gives out. */
const TOKEN_ROWS: Readonly<Record<string, Judge<LeafSituation>>> = {
  token_ttl: ends('a login of {who} is good for {now} instead of {then}'),
  token_max_ttl: ends('a login of {who} can be renewed up to {now} instead of {then}'),
  token_explicit_max_ttl: ends('a login of {who} ends after {now} instead of {then}, whatever else is said'),
  token_period: scaled(
    vault('a login of {who} can be renewed for ever, each time for {after:s} instead of {before:s}'),
    {
      unset: 0,
      up: [security.wider],
      down: [security.narrower],
    },
  ),
  token_num_uses: security.other(
    vault('a login of {who} is good for {after} requests instead of {before}; 0 is any number'),
  ),
  token_policies: member<LeafSituation>({
    added: security.wider(vault('{who} gains what the policy {after} allows in {environment}')),
    removed: all(
      security.narrower(vault('{who} loses what the policy {before} allows in {environment}')),
      availability.less(vault('{who} loses what the policy {before} allows in {environment}')),
    ),
  }),
  token_no_default_policy: switched({
    unset: false,
    on: security.narrower(vault('{who} has not the default policy any more')),
    off: security.wider(vault('{who} has the default policy of Vault as well')),
  }),
  token_type: security.other(vault('a login of {who} gives a token of type {after} instead of {before}')),
  token_bound_cidrs: oneOf(
    '{who} may log in from {after}',
    '{who} may not log in from {before} any more',
    '{who} may log in from {after} only',
    '{who} may log in from anywhere, and not only from {before}',
  ),
  backend: availability.other(vault('{who} logs in at {after} instead of {before}')),
  role_name: availability.other(vault('{who} logs in as {after} instead of {before}')),
  alias_metadata: security.other(vault('who {who} is to Vault: {argument} is {after} instead of {before}')),
};

/** Who else logs in, where a role does not ask for a claim any more. */
const FREED: Readonly<Record<string, string>> = {
  ref_protected: 'anyone on an unprotected ref of project {project} may now log in as {who}',
  ref_type: 'anyone who may push a tag to project {project} may now log in as {who}',
  ref: 'jobs of any branch of project {project} may now log in as {who}, and not only those of {before}',
  environment: 'jobs of any environment of project {project} may now log in as {who}, and not only those of {before}',
  environment_protected: 'jobs of environments that anybody may deploy to may now log in as {who}',
  project_id: 'jobs of any project of that GitLab may now log in as {who}, and not only those of {before}',
};

const freed: Judge<LeafSituation> = (situation) => {
  const { documents, path } = situation;
  const says = FREED[path.at(-1) ?? ''] ?? '{who} may log in whatever {key} is, and not only where it is {before}';
  const project = asText(asObject(documents.after.object['bound_claims'])['project_id']);
  const whose = project === undefined ? 'any project' : `project ${shown(project)}`;
  return security.wider<LeafSituation>(vault(says.replace('project {project}', () => whose)))(situation);
};

/** A claim of a token: all have to fit, so that one more is narrower. */
const claims = member<LeafSituation>({
  added: security.narrower(vault('{who} may log in only where {key} is {after}')),
  removed: freed,
  changed: (situation) => {
    const { before, after, documents } = situation;
    const values = (value: unknown): readonly string[] =>
      String(value)
        .split(',')
        .map((one) => one.trim());
    const glob = documents.after.object['bound_claims_type'] === 'glob';
    const fits = (wide: string, narrow: string): boolean =>
      wide === narrow || (glob && new RegExp(`^${wide.split('*').map(literal).join('.*')}$`).test(narrow));
    const within = (inner: unknown, outer: unknown): boolean =>
      values(inner).every((one) => values(outer).some((other) => fits(other, one)));
    const make = within(before, after) ? security.wider : within(after, before) ? security.narrower : security.other;
    return make<LeafSituation>(vault('{who} may log in where {key} is {after} instead of {before}'))(situation);
  },
});
const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const comesAndGoesOf = {
  comes: security.wider<Situation>(vault('{who} may log in, in {environment}')),
  goes: all(
    security.narrower<Situation>(vault('{who} may not log in any more, in {environment}')),
    availability.less<Situation>(vault('{who} may not log in any more, in {environment}')),
  ),
};

/** Who may log in to Vault, as what, and for how long. */
export const VAULT_ROLES: readonly ResourceClasses[] = [
  {
    type: 'vault_jwt_auth_backend_role',
    noun: 'the Vault role',
    named: 'role_name',
    ...comesAndGoesOf,
    rest: security.other,
    rows: {
      ...TOKEN_ROWS,
      bound_audiences: member<LeafSituation>({
        added: security.wider(vault('{who} may log in with a token that is meant for {after}')),
        removed: when(
          listIsEmpty('after'),
          all(
            security.wider(vault('{who} may log in with a token that is meant for nobody')),
            availability.less(vault('{who} is refused with any token that is meant for somebody')),
          ),
          all(
            security.narrower(vault('{who} may not log in with a token that is meant for {before} any more')),
            availability.less(vault('{who} is refused with a token that is meant for {before}')),
          ),
        ),
      }),
      bound_subject: member<LeafSituation>({
        added: security.narrower(vault('only {after} may log in as {who}')),
        removed: security.wider(
          vault('anybody whose token the mount trusts may log in as {who}, and not only {before}'),
        ),
        changed: all(
          security.wider(vault('{after} may log in as {who} instead of {before}')),
          availability.less(vault('{before} may not log in as {who} any more')),
        ),
      }),
      bound_claims: claims,
      bound_claims_type: ranked(
        ['string', 'glob'],
        vault('claims of {who} are compared as {after} instead of {before}'),
        {
          unset: 'string',
          up: [security.wider],
          down: [security.narrower],
        },
      ),
      disable_bound_claims_parsing: switched({
        unset: false,
        on: security.narrower(vault('a comma in a claim of {who} is a comma')),
        off: security.wider(vault('a comma in a claim of {who} begins another value that fits')),
      }),
      claim_mappings: security.other(vault('who {who} is to Vault: {key} comes from {after} instead of {before}')),
      user_claim: security.other(vault('who {who} is to Vault is told by {after} instead of {before}')),
      user_claim_json_pointer: security.other(vault('who {who} is to Vault is read by another way')),
      groups_claim: security.other(vault('the groups of {who} come from {after} instead of {before}')),
      role_type: security.other(vault('{who} logs in by {after} instead of {before}')),
      allowed_redirect_uris: member<LeafSituation>({
        added: security.wider(vault('a login of {who} may be handed to {after}')),
        removed: security.narrower(vault('a login of {who} may not be handed to {before} any more')),
      }),
      oidc_scopes: security.other(vault('a login of {who} asks for {after}, was {before}')),
      clock_skew_leeway: leeway('of a clock that is off by'),
      expiration_leeway: leeway('that has ended for'),
      not_before_leeway: leeway('that is not good yet for'),
      max_age: security.other(vault('{who} has to have logged in within {after:s}, was {before:s}')),
      verbose_oidc_logging: switched({
        unset: false,
        on: security.wider(vault('tokens of {who} are written to logs')),
        off: security.narrower(vault('tokens of {who} are not written to logs any more')),
      }),
    },
  },
  {
    type: 'vault_kubernetes_auth_backend_role',
    noun: 'the Vault role',
    named: 'role_name',
    ...comesAndGoesOf,
    rest: security.other,
    rows: {
      ...TOKEN_ROWS,
      audience: member<LeafSituation>({
        added: security.narrower(vault('{who} may log in only with a token that is meant for {after}')),
        removed: security.wider(vault('{who} may log in with any token, and not only one that is meant for {before}')),
      }),
      bound_service_account_names: member<LeafSituation>({
        added: security.wider(vault('the service account {after} may log in as {who}')),
        removed: security.narrower(vault('the service account {before} may not log in as {who} any more')),
      }),
      bound_service_account_namespaces: member<LeafSituation>({
        added: security.wider(vault('pods of the namespace {after} may log in as {who}')),
        removed: security.narrower(vault('pods of the namespace {before} may not log in as {who} any more')),
      }),
      bound_service_account_namespace_selector: security.other(
        vault('pods of namespaces with {after} may log in as {who}, was {before}'),
      ),
      alias_name_source: security.other(vault('who {who} is to Vault is told by {after} instead of {before}')),
    },
  },
];
