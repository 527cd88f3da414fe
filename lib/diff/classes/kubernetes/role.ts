import type { Document, Json } from '../../../assembly/document';
import { asList, asTexts, at } from '../../../check/json';
import type { Assessment } from '../../change';
import { documentOf, listed, nameOf, shown, type Situation } from '../sentence';
import type { Judge, KindClasses, LeafSituation, WholeSituation } from '../table';
import { neutral, security, type Verdict } from '../vocabulary';
import { OBJECT } from './metadata';

/** One thing that a role allows. */
interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  /** Undefined is every object. */
  readonly name: string | undefined;
}

/** `['']` of an API group is the core; `*` is everything. */
function rightsOf(rules: Json | undefined): readonly Right[] {
  return asList(rules).flatMap((rule) => {
    const list = (field: string): readonly string[] => asTexts(at(rule, field));
    const names = list('resourceNames');
    const resources = list('resources').flatMap((resource) => list('apiGroups').map((group) => ({ resource, group })));
    const addresses = list('nonResourceURLs').map((resource) => ({ resource, group: '' }));
    return [...resources, ...addresses].flatMap((what) =>
      list('verbs').flatMap((verb) =>
        (names.length === 0 ? [undefined] : names).map((name) => ({ ...what, verb, name })),
      ),
    );
  });
}

/** Whether a rule allows something; nothing is written out for that, since most of what a role allows stays as it is. */
function allows(rule: Json, { verb, group, resource, name }: Right): boolean {
  const has = (field: string, item: string): boolean => {
    const list = asTexts(at(rule, field));
    return list.includes(item) || list.includes('*');
  };
  const names = asTexts(at(rule, 'resourceNames'));
  return (
    has('verbs', verb) &&
    ((has('resources', resource) && has('apiGroups', group)) || (group === '' && has('nonResourceURLs', resource))) &&
    (names.length === 0 || (name !== undefined && names.includes(name)))
  );
}

/** What some rules allow that others do not. */
function beyond(rules: readonly Json[], others: readonly Json[]): readonly Right[] {
  const same = new Set(others.map((rule) => JSON.stringify(rule)));
  const changed = rules.filter((rule) => !same.has(JSON.stringify(rule)));
  return rightsOf(changed).filter((right) => !others.some((other) => allows(other, right)));
}

/** Who holds a role. */
function holder(document: Document): string {
  const name = nameOf(document);
  const where = document.kind === 'ClusterRole' ? ' in the whole cluster' : '';
  if (document.service !== undefined && name === 'deploy') return `the deploy job of {service}${where}`;
  if (document.service !== undefined && name === 'team') return `the team of {service}${where}`;
  return `whoever holds the role ${name}${document.service === undefined ? '' : ' of {service}'}${where}`;
}

const word = (text: string): string => (text === '*' ? 'everything' : shown(text));

/** Verbs that people take together. */
const TOGETHER: readonly (readonly [string, readonly string[]])[] = [
  ['read', ['get', 'list', 'watch']],
  ['change', ['create', 'update', 'patch', 'delete']],
];

function verbsText(verbs: readonly string[]): string {
  let left = [...new Set(verbs)];
  const words: string[] = [];
  for (const [together, all] of TOGETHER) {
    if (!all.every((verb) => left.includes(verb))) continue;
    words.push(together);
    left = left.filter((verb) => !all.includes(verb));
  }
  return listed([...words, ...left.map((verb) => (verb === '*' ? 'do anything with' : shown(verb)))]);
}

/** Groups whose resources people know without them. */
const KNOWN_GROUP =
  /^$|^\*$|^(?:apps|batch|policy|autoscaling)$|\.k8s\.io$|^external-secrets\.io$|^networking\.gke\.io$|^monitoring\.(?:coreos|googleapis)\.com$/;

/** Rights of the same verbs are one sentence. */
function said(
  make: Verdict,
  now: string,
  rights: readonly Right[],
  situation: Situation,
  details: Parameters<Verdict>[1] = {},
): readonly Assessment[] {
  const byResource = new Map<string, string[]>();
  for (const { verb, resource, group, name } of rights) {
    const of = KNOWN_GROUP.test(group) ? '' : ` of ${shown(group)}`;
    const what = `${word(resource)}${name === undefined ? '' : ` ${shown(name)}`}${of}`;
    byResource.set(what, [...(byResource.get(what) ?? []), verb]);
  }
  const byVerbs = new Map<string, string[]>();
  for (const [what, verbs] of byResource) {
    const text = verbsText(verbs);
    byVerbs.set(text, [...(byVerbs.get(text) ?? []), what]);
  }
  return [...byVerbs].flatMap(([verbs, things]) =>
    make<Situation>(() => `${holder(documentOf(situation))} ${now} ${verbs} ${listed(things)} in {environment}`, {
      effect: details.effect,
    })(situation),
  );
}

const rule: Judge<LeafSituation> = (situation) => {
  const { path, before, after, documents } = situation;
  const [old, now] = [asList(documents.before.object['rules']), asList(documents.after.object['rules'])];
  // Where a rule comes or goes as a whole, only its own rights are told.
  const whole = path.length === 2;
  const own = (value: Json | undefined, all: readonly Json[]): readonly Json[] =>
    whole ? (value === undefined ? [] : [value]) : all;
  const found = [
    ...said(security.wider, 'may now', beyond(own(after, now), old), situation),
    ...said(security.narrower, 'may no longer', beyond(own(before, old), now), situation),
  ];
  return found.length > 0 ? found : neutral<LeafSituation>('{name} of {who} allows the same in other words')(situation);
};

const whole: Judge<WholeSituation> = (situation) => {
  const { before, after } = situation;
  const rights = rightsOf(documentOf(situation).object['rules']);
  if (rights.length === 0) return neutral<WholeSituation>('{name} of {who} allows nothing')(situation);
  if (after === undefined) return said(security.narrower, 'may no longer', rights, situation, { effect: 'deletes' });
  if (before !== undefined)
    return security.other<WholeSituation>('the role {name} of {who} has another name', { effect: 'replaces' })(
      situation,
    );
  return said(security.wider, 'may now', rights, situation, { effect: 'creates' });
};

const paths = {
  'rules.**': rule,
  'aggregationRule.**': security.wider('the role {name} also takes rights from roles with {after}, was {before}'),
  ...OBJECT,
} satisfies KindClasses['paths'];

/** What somebody may do with objects of the cluster. */
export const ROLES: readonly KindClasses[] = ['Role', 'ClusterRole'].map((kind) => ({
  domain: 'kubernetes',
  kind,
  whole,
  paths,
}));
