import { documentsOf } from '../../../assembly/find';
import type { Assembly } from '../../../assembly/assembly';
import type { Document } from '../../../assembly/document';
import { asList, asText, at } from '../../../check/json';
import { isPattern, overlaps, toVaultPath, type PathRule, type VaultPath } from '../../../check/vault-path';
import { policyOf, readPolicy } from '../../../check/vault-policy';
import type { Assessment } from '../../change';
import { documentOf, listed, shown, type Situation } from '../sentence';
import type { Judge, LeafSituation, Sides, WholeSituation } from '../table';
import { availability, neutral, security, type Verdict } from '../vocabulary';
import { holderOf } from './principal';
import type { ResourceClasses } from './resource';

/** Capabilities by path. */
type Rights = ReadonlyMap<string, ReadonlySet<string>>;

function rightsOf(rules: readonly PathRule[]): Rights {
  const found = new Map<string, Set<string>>();
  for (const { path, capabilities } of rules) {
    const set = found.get(path) ?? new Set();
    for (const capability of capabilities) set.add(capability);
    found.set(path, set);
  }
  return found;
}

/** What one policy allows that the other does not, by path; what a wider path of the other allows too is left out. */
function beyond(rights: Rights, others: Rights): Rights {
  const found = new Map<string, Set<string>>();
  for (const [path, capabilities] of rights) {
    const more = [...capabilities].filter((capability) => !allows(others, path, capability));
    if (more.length > 0) found.set(path, new Set(more));
  }
  return found;
}

function allows(rights: Rights, path: string, capability: string): boolean {
  const exact = rights.get(path);
  // Vault takes the rule that fits best, and that one is exact.
  if (exact !== undefined && (exact.has(capability) || !isPattern(path))) return exact.has(capability);
  return [...rights].some(
    ([other, capabilities]) =>
      other !== path &&
      isPattern(other) &&
      capabilities.has(capability) &&
      covers(toVaultPath(other), toVaultPath(path)),
  );
}

/** Whether everything that one path matches is matched by the other. */
function covers(wide: VaultPath, narrow: VaultPath): boolean {
  const last = wide.segments.length - 1;
  if (narrow.prefix && !wide.prefix) return false;
  if (narrow.segments.length < wide.segments.length) return false;
  if (!wide.prefix && narrow.segments.length !== wide.segments.length) return false;
  return wide.segments.every((segment, index) => {
    const own = narrow.segments[index] ?? '';
    if (wide.prefix && index === last) return own === '+' ? segment === '' : own.startsWith(segment);
    return segment === own || segment === '+';
  });
}

/** `…/signing-key` where it is a secret of the service itself; what is wider or elsewhere is shown in full. */
function placeOf(path: string, { service }: Document): string {
  const own = `/service/${service ?? ''}/`;
  const start = path.indexOf(own);
  if (service === undefined || start < 0 || isPattern(path)) return shown(path);
  const place = `…/${shown(path.slice(start + own.length))}`;
  return path.split('/')[1] === 'metadata' ? `what is known of ${place}` : place;
}

/** The other services whose paths a pattern opens that the policy did not open before. */
function openedTo(path: string, document: Document, before: Rights, { head }: Sides): readonly string[] {
  if (!isPattern(path)) return [];
  const opened = toVaultPath(path);
  const open = [...before.keys()].map(toVaultPath);
  const found = new Set<string>();
  for (const [service, paths] of pathsByService(head)) {
    if (service === document.service) continue;
    const isNew = (other: VaultPath): boolean => overlaps(opened, other) && !open.some((own) => overlaps(own, other));
    if (paths.some(isNew)) found.add(service);
  }
  return [...found].sort();
}

const PATHS = new WeakMap<Assembly, ReadonlyMap<string, readonly VaultPath[]>>();

/** Paths that only one service has a policy for. */
function pathsByService(assembly: Assembly | undefined): ReadonlyMap<string, readonly VaultPath[]> {
  if (assembly === undefined) return new Map();
  const known = PATHS.get(assembly);
  if (known !== undefined) return known;
  const found = new Map<string, VaultPath[]>();
  for (const document of documentsOf(assembly, 'terraform', 'resource.vault_policy')) {
    if (document.service === undefined) continue;
    const own = (policyOf(document) ?? [])
      .map(({ path }) => path)
      .filter((path) => path.includes(`/service/${document.service ?? ''}/`))
      .map(toVaultPath);
    found.set(document.service, [...(found.get(document.service) ?? []), ...own]);
  }
  PATHS.set(assembly, found);
  return found;
}

const NAMED = 5;

/** Which services besides, in a few names. */
function andOthers(services: readonly string[]): string {
  if (services.length === 0) return '';
  const rest = services.length > NAMED ? [`${services.length - NAMED} more`] : [];
  return `, which opens what belongs to ${listed([...services.slice(0, NAMED).map((name) => shown(name)), ...rest])}`;
}

/** Whether pods of the service go on asking for a secret. */
function isStillRead(path: string, { service }: Document, { head }: Sides): boolean {
  const [, key] = /^[^/]+\/data\/(.+)$/.exec(path) ?? [];
  if (key === undefined || service === undefined) return false;
  return head !== undefined && readBy(head).has(`${service} ${key}`);
}

const READ = new WeakMap<Assembly, ReadonlySet<string>>();

/** Services and the secrets that their pods ask for. */
function readBy(assembly: Assembly): ReadonlySet<string> {
  const known = READ.get(assembly);
  if (known !== undefined) return known;
  const found = new Set<string>();
  for (const { service = '', object } of documentsOf(assembly, 'kubernetes', 'ExternalSecret'))
    for (const data of asList(at(object, 'spec', 'data')))
      found.add(`${service} ${asText(at(data, 'remoteRef', 'key')) ?? ''}`);
  READ.set(assembly, found);
  return found;
}

/** One sentence for a path and its capabilities. */
function said(now: 'gains' | 'loses', rights: Rights, before: Rights, situation: Situation): readonly Assessment[] {
  const document = documentOf(situation);
  return [...rights].flatMap(([path, all]) => {
    const denied = all.has('deny');
    // `deny` takes away whatever else is allowed.
    const make: Verdict = (now === 'gains') !== denied ? security.wider : security.narrower;
    const verb = denied ? (now === 'gains' ? 'is denied everything' : 'is no longer denied everything') : now;
    const what = denied ? '' : ` ${listed([...all].sort().map((one) => shown(one)))}`;
    const others = make === security.wider ? openedTo(path, document, before, situation.sides) : [];
    const says = `Vault: ${holderOf(document)} ${verb}${what} on ${placeOf(path, document)} in {environment}${andOthers(others)}`;
    const missed = now === 'loses' && !denied && all.has('read') && isStillRead(path, document, situation.sides);
    const judges = missed ? [make, availability.less] : [make];
    return judges.flatMap((one) => one<Situation>(() => says)(situation));
  });
}

function compared(before: Rights, after: Rights, situation: Situation): readonly Assessment[] {
  return [
    ...said('gains', beyond(after, before), before, situation),
    ...said('loses', beyond(before, after), after, situation),
  ];
}

const unreadable = security.other<LeafSituation>(
  (situation) => `Vault: what ${holderOf(situation.documents.after)} may do is written in a way that nobody can read`,
);
const SAME = neutral<LeafSituation>(
  (situation) => `Vault: ${holderOf(situation.documents.after)} may do the same, in other words`,
);

/** A policy as a text, or one capability of one path: `policy[path].capabilities[read]`. */
const policy: Judge<LeafSituation> = (situation) => {
  const [, place, field, item] = situation.path;
  const [old, now] = [situation.documents.before, situation.documents.after].map((document) => policyOf(document));
  if (place === undefined) {
    const [before, after] = [situation.before, situation.after].map((text) => readPolicy(asText(text) ?? ''));
    if (before === undefined || after === undefined) return unreadable(situation);
    const found = compared(rightsOf(before), rightsOf(after), situation);
    return found.length === 0 ? SAME(situation) : found;
  }
  if (old === undefined || now === undefined) return unreadable(situation);
  const path = place.slice(1, -1);
  if (field !== undefined && field !== 'capabilities')
    return security.other<LeafSituation>(
      (given) =>
        `Vault: ${holderOf(given.documents.after)}: {key} of ${placeOf(path, given.documents.after)} is {after} instead of {before}`,
    )(situation);
  const only = (rights: Rights): Rights => {
    const own = [...(rights.get(path) ?? [])].filter((one) => item === undefined || `[${one}]` === item);
    return new Map(own.length === 0 ? [] : [[path, new Set(own)]]);
  };
  const [before, after] = [rightsOf(old), rightsOf(now)];
  const found = [
    ...said('gains', only(beyond(after, before)), before, situation),
    ...said('loses', only(beyond(before, after)), after, situation),
  ];
  return found.length === 0 ? SAME(situation) : found;
};

const whole =
  (now: 'gains' | 'loses'): Judge<WholeSituation> =>
  (situation) => {
    const rules = policyOf(documentOf(situation));
    const nothing: Rights = new Map();
    const found = rules === undefined ? [] : said(now, rightsOf(rules), nothing, situation);
    if (found.length > 0) return found;
    const make = rules === undefined ? security.other : neutral;
    return make<WholeSituation>(
      () =>
        `Vault: ${holderOf(documentOf(situation))} ${now} ${rules === undefined ? 'what nobody can read' : 'nothing'}`,
    )(situation);
  };

/** What whoever holds a policy may do in Vault. */
export const VAULT_POLICY: ResourceClasses = {
  type: 'vault_policy',
  noun: 'the Vault policy',
  comes: whole('gains'),
  goes: whole('loses'),
  rest: security.other,
  asOne: ['policy'],
  rows: {
    policy,
    name: security.other('{it} was called {before}; whoever has that name has nothing'),
  },
};
