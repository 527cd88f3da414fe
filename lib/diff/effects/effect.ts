import { asList, asTexts, at, block } from '../../check/json';
import type { Assembly } from '../../assembly/assembly';
import type { Document, Json } from '../../assembly/document';
import { providerFor, terraformStacks, type Stack } from '../../check/terraform/stack';
import type { LeafSituation } from '../classes/table';
import { isNothing } from '../classes/vocabulary';
import type { Path } from '../path';
import { argumentAt, factFor, nameOf, namesSet, setAbove, valueAt } from './argument';
import { factsOf, isBlock, keepsOld, replaces, versionsOfFacts, type TypeFacts } from './facts';
import { isIgnored, isSuppressed } from './suppressed';

/** What applying a changed argument does to its resource. */
export interface ArgumentEffect {
  readonly effect: 'in-place' | 'replaces' | 'unknown';
  /** The plan shows nothing: `same` is the same value in another spelling, `stays` another one that never arrives. */
  readonly plans?: 'same' | 'stays';
  /** Why the effect is unknown, where it is. */
  readonly because?: string;
}

const IN_PLACE: ArgumentEffect = { effect: 'in-place' };
const REPLACES: ArgumentEffect = { effect: 'replaces' };
const unknown = (because: string): ArgumentEffect => ({ effect: 'unknown', because });

/** What Terraform reads itself, and no provider sees. */
const META: Readonly<Record<string, ArgumentEffect>> = {
  depends_on: IN_PLACE,
  lifecycle: IN_PLACE,
  timeouts: IN_PLACE,
  provisioner: IN_PLACE,
  connection: IN_PLACE,
  count: unknown('the addresses of its instances change'),
  for_each: unknown('the addresses of its instances change'),
  provider: unknown('another configuration of the provider looks for it elsewhere'),
};

/** The type of a resource; undefined for any other block. */
export function resourceType({ kind }: Document): string | undefined {
  return /^resource\.(\w+)$/.exec(kind)?.[1];
}

/** What a changed argument of a resource does, from what the providers' code says. */
export function effectOf(situation: LeafSituation): ArgumentEffect {
  const { path, documents, sides } = situation;
  const type = resourceType(documents.after) ?? '';
  const [first = ''] = path;
  if (Object.hasOwn(META, first)) return META[first] ?? IN_PLACE;
  const facts = factsOf(type);
  if (facts === undefined) return unknown(`nobody has read what changes of a ${type} do`);
  const version = otherVersion(type, documents.after, sides.head);
  if (version !== undefined) return unknown(version);
  if (argumentAt(facts, path) === undefined) return unknown(`the provider has no argument ${nameOf(path)}`);
  if (isSuppressed(situation)) return { ...IN_PLACE, plans: 'same' };
  if (isIgnored(situation)) return { ...IN_PLACE, plans: 'stays' };
  if (replacesWhen(situation, type)) return REPLACES;
  return bySchema(outermost(situation), facts);
}

/** The facts are those of one version. */
function otherVersion(type: string, document: Document, head: Assembly | undefined): string | undefined {
  const stack = stackOf(document, head);
  if (stack === undefined) return undefined;
  const { local, version, schema } = providerFor(stack, type, document.object);
  const known = versionsOfFacts()[type.split('_', 1)[0] ?? ''];
  if (schema?.version === known) return undefined;
  return `what changes do is known of ${local} ${known ?? ''}, and ${version ?? 'no version'} is asked for`;
}

/** The root module that a document is in. */
export function stackOf(document: Document, assembly: Assembly | undefined): Stack | undefined {
  if (assembly === undefined) return undefined;
  let known = STACKS.get(assembly);
  if (known === undefined) {
    known = new Map(terraformStacks(assembly).map((stack) => [stackName(stack.documents[0]), stack]));
    STACKS.set(assembly, known);
  }
  return known.get(stackName(document));
}

const STACKS = new WeakMap<Assembly, ReadonlyMap<string, Stack>>();
const stackName = (document: Document | undefined): string => document?.id.split('/')[1] ?? '';

interface Part {
  readonly path: Path;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly documents: LeafSituation['documents'];
}

/** The whole of what comes or goes with a leaf: a block that only one side has is added or removed as one. */
function outermost({ path, before, after, documents }: LeafSituation): Part {
  const sides = [documents.before, documents.after] as const;
  for (let steps = 1; steps < path.length; steps += 1) {
    const above = path.slice(0, steps);
    const [old, now] = sides.map((document) => valueAt(document, above));
    if (isNothing(old) !== isNothing(now)) return { path: above, before: old, after: now, documents };
  }
  return { path, before, after, documents };
}

function bySchema({ path, before, after, documents }: Part, facts: TypeFacts): ArgumentEffect {
  const argument = argumentAt(facts, path);
  if (argument === undefined) return unknown(`the provider has no argument ${nameOf(path)}`);
  const { name, fact, steps } = argument;
  const set = setAbove(facts, path);
  const setName = set?.name ?? (fact[1] === 'set(block)' ? name : undefined);
  if (setName !== undefined && replacesBelow(facts, setName)) return REPLACES;
  const gone = isNothing(after) && isNothing(valueAt(documents.after, path.slice(0, steps)));
  if (gone && keepsOld(fact)) return { ...IN_PLACE, plans: 'stays' };
  if (isBlock(fact)) {
    const comesOrGoes = isNothing(before) !== isNothing(after);
    if (comesOrGoes && replaces(fact)) return REPLACES;
    const names = new Set([...namesSet(name, before), ...namesSet(name, after)].slice(comesOrGoes ? 1 : 0));
    const changed = comesOrGoes ? [...names] : [...names].filter((inner) => differs(inner, name, before, after));
    return changed.some((inner) => isReplacing(facts, inner)) ? REPLACES : IN_PLACE;
  }
  return replaces(fact) ? REPLACES : IN_PLACE;
}

const isReplacing = (facts: TypeFacts, name: string): boolean => {
  const fact = factFor(facts, name);
  return fact !== undefined && replaces(fact);
};

function differs(inner: string, name: string, before: Json | undefined, after: Json | undefined): boolean {
  const keys = inner.slice(name.length + 1).split('.');
  const [old, now] = [before, after].map((value) => at(block(value), ...keys));
  return inner !== name && JSON.stringify(old) !== JSON.stringify(now);
}

/** An element of a set that changes is one that goes and one that comes. */
function replacesBelow(facts: TypeFacts, name: string): boolean {
  return Object.entries(facts.arguments).some(([inner, fact]) => inner.startsWith(`${name}.`) && replaces(fact));
}

type When = (situation: LeafSituation) => boolean;
const turnedOff =
  (name: string): When =>
  ({ documents: { before, after } }) =>
    before.object[name] === true && after.object[name] !== true;
const apisOf = ({ object }: Document): readonly string[] =>
  asTexts(block(object['enable_k8s_beta_apis'])['enabled_apis']);
const isLocked = ({ object }: Document): boolean => block(object['retention_policy'])['is_locked'] === true;
const moved: When = ({ documents }) => documents.after.object['disable_remount'] === true;

/** Replacements that no flag shows, in code; a test holds it to name what the facts name. */
export const CONDITIONS: Readonly<Record<string, When>> = {
  'google_container_cluster.enable_l4_ilb_subsetting': turnedOff('enable_l4_ilb_subsetting'),
  'google_container_cluster.enable_fqdn_network_policy': turnedOff('enable_fqdn_network_policy'),
  'google_container_cluster.enable_k8s_beta_apis.enabled_apis': ({ documents }) =>
    apisOf(documents.before).some((api) => !apisOf(documents.after).includes(api)),
  'google_container_cluster.dns_config.additive_vpc_scope_dns_domain': ({ documents }) =>
    documents.after.object['enable_autopilot'] === true,
  'google_container_cluster.networking_mode': ({ documents: { before, after } }) =>
    before.object['enable_autopilot'] !== true && after.object['enable_autopilot'] === true,
  'google_storage_bucket.retention_policy.is_locked': ({ documents }) =>
    isLocked(documents.before) && !isLocked(documents.after),
  'google_secret_manager_secret.replication.auto': ({ documents }) =>
    'auto' in block(documents.before.object['replication']) !== 'auto' in block(documents.after.object['replication']),
  'vault_auth_backend.path': moved,
  'vault_jwt_auth_backend.path': moved,
};

function replacesWhen(situation: LeafSituation, type: string): boolean {
  const name = nameOf(situation.path);
  return Object.entries(CONDITIONS).some(([condition, holds]) => {
    const own = condition.slice(type.length + 1);
    const touched = name === own || name.startsWith(`${own}.`) || own.startsWith(`${name}.`);
    const turnsOn = own === 'networking_mode' && name === 'enable_autopilot';
    return condition.startsWith(`${type}.`) && (touched || turnsOn) && holds(situation);
  });
}

/** Whether a document refuses to be destroyed: Terraform fails at plan. */
export function preventsDestroy({ object }: Document): boolean {
  const { lifecycle } = object;
  return (Array.isArray(lifecycle) ? asList(lifecycle) : [lifecycle ?? null]).some(
    (body) => block(body)['prevent_destroy'] === true,
  );
}
