import type { Document } from '../../../assembly/document';
import { asText } from '../../../check/json';
import { documentOf, shown, type Situation } from '../sentence';
import type { Judge, LeafSituation } from '../table';
import { all, availability, isNothing, member, neutral, security } from '../vocabulary';
import { accountOf, isEverybody, principalOf } from './principal';
import type { ResourceClasses } from './resource';

/** What a role lets do, the least first; by the words that Google's role names are made of. */
const BREADTH: readonly RegExp[] = [
  /(?:viewer|reader|get|list|browser|user|accessor|puller|subscriber|metricwriter|logwriter)$/i,
  /(?:creator|writer|publisher|invoker|uploader|encrypter|decrypter|tokencreator|objectuser)$/i,
  /(?:editor|developer|operator|manager|agent)$/i,
  /admin(?:istrator)?$/i,
  /^roles\/owner$/i,
];

/** How much a role lets do; undefined where its name says nothing. */
function breadthOf(role: string): number | undefined {
  const found = BREADTH.findLastIndex((words) => words.test(role));
  if (role === 'roles/editor') return 3;
  return found < 0 ? undefined : found;
}

const roleOf = ({ object }: Document): string => shown(object['role']);
const who = (situation: Situation): string => {
  const document = documentOf(situation);
  return principalOf(document.object['member'], document);
};

const role: Judge<LeafSituation> = (situation) => {
  const [old, now] = [situation.before, situation.after].map((value) => breadthOf(asText(value) ?? ''));
  const make =
    old === undefined || now === undefined || old === now
      ? security.other
      : now > old
        ? security.wider
        : security.narrower;
  return make<LeafSituation>(
    (given) => `${who(given)} has {after} instead of {before} on ${targetOf(documentOf(given))} in {environment}`,
  )(situation);
};

/** Roles on an account that let somebody be it. */
const ACTING = [
  'roles/iam.workloadIdentityUser',
  'roles/iam.serviceAccountTokenCreator',
  'roles/iam.serviceAccountUser',
];

/** Whether a right is to act as an account. */
const acts = ({ kind, object }: Document): boolean =>
  kind === 'resource.google_service_account_iam_member' && ACTING.includes(asText(object['role']) ?? '');

const memberOf: Judge<LeafSituation> = (situation) => {
  const { before, after, documents } = situation;
  if (acts(documents.after)) {
    const [old, now] = [principalOf(before, documents.before), principalOf(after, documents.after)];
    const account = accountOf(documents.after.object['service_account_id']);
    return all<LeafSituation>(
      security.wider(() => `${now} may now act as ${account} in {environment}`),
      availability.less(() => `${old} may not act as ${account} any more, in {environment}`),
    )(situation);
  }
  const make = isEverybody(after) ? security.wider : isEverybody(before) ? security.narrower : security.other;
  const [old, now] = [principalOf(before, documents.before), principalOf(after, documents.after)];
  return make<LeafSituation>(
    () => `${now} has ${roleOf(documents.after)} on ${targetOf(documents.after)} in {environment}, instead of ${old}`,
  )(situation);
};

const condition: Judge<LeafSituation> = (situation) => {
  const when = (given: LeafSituation): string =>
    `${who(given)} has ${roleOf(documentOf(given))} on ${targetOf(documentOf(given))}`;
  return member<LeafSituation>({
    added: security.narrower((given) => `${when(given)} only where {after}`),
    removed: security.wider((given) => `${when(given)} always, and not only where {before}`),
    changed: security.other((given) => `${when(given)} where {after} instead of where {before}`),
  })(situation);
};

const elsewhere = security.other<LeafSituation>(
  (given) => `${who(given)} has ${roleOf(documentOf(given))} on {after} instead of {before}`,
);

/** What a right is for, and the arguments that say which one. */
const TARGETS: Readonly<Record<string, readonly [what: string, ...names: readonly string[]]>> = {
  google_project_iam_member: ['the project', 'project'],
  google_service_account_iam_member: ['the service account', 'service_account_id'],
  google_storage_bucket_iam_member: ['the bucket', 'bucket'],
  google_artifact_registry_repository_iam_member: ['the image repository', 'repository', 'location', 'project'],
  google_logging_log_view_iam_member: ['the log view', 'name', 'bucket', 'location', 'parent'],
};

/** `the bucket models`; of projects, an environment has one. */
function targetOf({ kind, object }: Document): string {
  const [what = 'it', name = ''] = TARGETS[kind.slice('resource.'.length)] ?? [];
  return name === 'project' ? what : `${what} ${shown(object[name])}`;
}

const loses = (situation: Situation): string =>
  acts(documentOf(situation))
    ? `${who(situation)} may not act as ${accountOf(documentOf(situation).object['service_account_id'])} any more, in {environment}`
    : `${who(situation)} loses ${roleOf(documentOf(situation))} on ${targetOf(documentOf(situation))} in {environment}`;

function binding(type: string): ResourceClasses {
  const [, ...targets] = TARGETS[type] ?? [''];
  return {
    type,
    noun: (document) => `the right of ${principalOf(document.object['member'], document)} to ${roleOf(document)}`,
    comes: security.wider((situation) =>
      acts(documentOf(situation))
        ? `${who(situation)} may now act as ${accountOf(documentOf(situation).object['service_account_id'])} in {environment}`
        : `${who(situation)} gains ${roleOf(documentOf(situation))} on ${targetOf(documentOf(situation))} in {environment}`,
    ),
    goes: all(security.narrower(loses), availability.less(loses)),
    rows: {
      role,
      member: memberOf,
      condition,
      'condition.title': neutral((given) => `a condition of ${who(given)} is called {after} instead of {before}`),
      'condition.description': neutral((given) => `a condition of ${who(given)} is described as {after}`),
      'condition.expression': condition,
      ...Object.fromEntries(targets.map((target) => [target, elsewhere])),
    },
    rest: security.other,
  };
}

const added = (what: string) => (given: LeafSituation) => (isNothing(given.after) ? what : `${what} {after}`);

/** Who may do what at Google. */
export const IAM: readonly ResourceClasses[] = [
  ...Object.keys(TARGETS).map(binding),
  {
    type: 'google_project_iam_custom_role',
    noun: 'the role',
    named: 'role_id',
    comes: security.other('{it} is made; whoever is given it has its permissions'),
    rest: security.other,
    rows: {
      permissions: member({
        added: security.wider(added('whoever has {it} gains')),
        removed: security.narrower('whoever has {it} loses {before}'),
      }),
      title: neutral('{it} is called {after} instead of {before}'),
      stage: neutral('{it} is in stage {after} instead of {before}'),
      role_id: security.other('{it} has the id {after} instead of {before}'),
    },
  },
];
