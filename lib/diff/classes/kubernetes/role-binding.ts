import type { Document, Json } from '../../../assembly/document';
import { asList, asObject, at } from '../../../check/json';
import { names } from '../../../names';
import { documentOf, listed, shown } from '../sentence';
import type { Judge, KindClasses, LeafSituation, WholeSituation } from '../table';
import { neutral, security } from '../vocabulary';
import { OBJECT } from './metadata';

/** Names that stand for everybody, or for whole groups of pods. */
const EVERYBODY: Readonly<Record<string, string>> = {
  'system:authenticated': 'everybody who can log in to the cluster',
  'system:unauthenticated': 'anybody, logged in or not',
  'system:anonymous': 'anybody, logged in or not',
  'system:serviceaccounts': 'every pod of the cluster',
  'system:masters': 'those who may do everything',
};

function subjectName(subject: Json, service: string | undefined): string {
  const { kind, name, namespace } = asObject(subject);
  const text = shown(name);
  const known = EVERYBODY[text];
  if (known !== undefined) return known;
  if (kind === 'ServiceAccount')
    return `pods that act as ${text}${namespace === undefined ? '' : ` in ${shown(namespace)}`}`;
  const [account, project] = text.replace(/\.iam\.gserviceaccount\.com$/, '').split('@');
  // The same sentence in every service.
  if (service !== undefined && project !== undefined && account === names.deployAccount(service))
    return `the deploy account of {service} in ${project}`;
  return kind === 'Group' ? `the group ${text}` : text;
}

const subjectsOf = (document: Document | undefined): readonly string[] =>
  asList(document?.object['subjects']).map((subject) => subjectName(subject, document?.service));

function role(document: Document): string {
  const { kind, name } = asObject(document.object['roleRef']);
  const place = document.kind === 'ClusterRoleBinding' ? ' in the whole cluster' : '';
  return `the ${kind === 'ClusterRole' ? 'cluster role' : 'role'} ${shown(name)}${document.service === undefined ? '' : ' of {service}'}${place}`;
}

const subject: Judge<LeafSituation> = (situation) => {
  const { documents } = situation;
  const [old, now] = [subjectsOf(documents.before), subjectsOf(documents.after)];
  const [more, fewer] = [now.filter((name) => !old.includes(name)), old.filter((name) => !now.includes(name))];
  if (more.length > 0 && fewer.length > 0) {
    // Who comes and who goes are two changes, each with its own sentence.
    if (situation.before === undefined) fewer.length = 0;
    if (situation.after === undefined) more.length = 0;
  }
  const said = [
    ...(more.length === 0
      ? []
      : [security.wider<LeafSituation>(`${role(documents.after)} is now also held by ${listed(more)}`)(situation)]),
    ...(fewer.length === 0
      ? []
      : [
          security.narrower<LeafSituation>(`${role(documents.before)} is no longer held by ${listed(fewer)}`)(
            situation,
          ),
        ]),
  ].flat();
  return said.length > 0 ? said : neutral<LeafSituation>('the same people hold {name} of {who}')(situation);
};

const whole: Judge<WholeSituation> = (situation) => {
  const document = documentOf(situation);
  const who = listed(subjectsOf(document));
  if (situation.after === undefined)
    return security.narrower<WholeSituation>(() => `${role(document)} is no longer held by ${who}`, {
      effect: 'deletes',
    })(situation);
  return situation.before === undefined
    ? security.wider<WholeSituation>(() => `${role(document)} is now held by ${who}`, { effect: 'creates' })(situation)
    : security.other<WholeSituation>('the binding {name} of {who} has another name', { effect: 'replaces' })(situation);
};

const paths = {
  'subjects.**': subject,
  'roleRef.**': security.wider(
    ({ documents }) =>
      `the role ${shown(at(documents.after.object, 'roleRef', 'name'))} instead of ${shown(at(documents.before.object, 'roleRef', 'name'))} is now held by ${listed(subjectsOf(documents.after))}`,
    { effect: 'replaces' },
  ),
  ...OBJECT,
} satisfies KindClasses['paths'];

/** Who holds which role. */
export const ROLE_BINDINGS: readonly KindClasses[] = ['RoleBinding', 'ClusterRoleBinding'].map((kind) => ({
  domain: 'kubernetes',
  kind,
  whole,
  paths,
}));
