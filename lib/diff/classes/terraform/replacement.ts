import { documentsOf } from '../../../assembly/find';
import type { Document } from '../../../assembly/document';
import { asText, isObject } from '../../../check/json';
import { blockName } from '../../../check/terraform/stack';
import { nameOf } from '../../effects/argument';
import { replacedWith } from '../../effects/dependants';
import { preventsDestroy, resourceType, stackOf } from '../../effects/effect';
import { factsOf, type Loss } from '../../effects/facts';
import { gravestLoss, lossOf } from '../../effects/losses';
import type { Assessment, Effect } from '../../change';
import { listed, shown, type Situation } from '../sentence';
import type { Judge, LeafSituation, WholeSituation } from '../table';
import { availability, dataLoss, neutral, observability, security, type Verdict } from '../vocabulary';

/** What it means that a resource is gone, by the gravest that goes with it. */
const MEANS: Readonly<Record<Loss, Verdict>> = {
  data: dataLoss.more,
  protection: security.wider,
  identity: security.other,
  capacity: availability.less,
  access: availability.less,
  availability: availability.less,
  address: availability.less,
  name: availability.less,
  history: observability.less,
};

const NAMED = 3;

/** What a replacement loses meanwhile, and what is replaced with it because it refers to it. */
export function replacement(situation: LeafSituation, replaced: boolean): readonly Assessment[] {
  const { documents, path, sides } = situation;
  const stack = stackOf(documents.after, sides.head);
  const changed = [nameOf(path).split('.', 1)[0] ?? ''];
  const others = stack === undefined ? [] : replacedWith({ document: documents.after, replaced, changed }, stack);
  const own = replaced ? lost('replaced', 'replaces', documents.before, documents.after, situation) : [];
  return [...own, ...followers(others, situation)];
}

function followers(others: readonly Document[], situation: LeafSituation): readonly Assessment[] {
  const byType = new Map<string, Document[]>();
  for (const one of others) byType.set(one.kind, [...(byType.get(one.kind) ?? []), one]);
  return [...byType.values()].flatMap((documents) => {
    const [first] = documents;
    if (first === undefined) return [];
    const addresses = documents.map((one) => shown(`${resourceType(one) ?? ''}.${blockName(one)}`));
    const rest = addresses.length > NAMED ? [`${addresses.length - NAMED} more`] : [];
    const loses = lossOf(first, first);
    const loss = gravestLoss(first);
    const make = loss === undefined ? availability.other : MEANS[loss];
    const verb = documents.length === 1 ? 'is' : 'are';
    const says = `${listed([...addresses.slice(0, NAMED), ...rest])} ${verb} replaced with {it}, to which ${documents.length === 1 ? 'it refers' : 'they refer'}${loses === undefined ? '' : `: ${loses}`}`;
    return make<LeafSituation>(() => says, { effect: 'replaces', ...(loses === undefined ? {} : { loses }) })(
      situation,
    );
  });
}

function lost(
  verb: 'replaced' | 'deleted',
  effect: Effect,
  before: Document,
  after: Document | undefined,
  situation: Situation,
): readonly Assessment[] {
  const loss = gravestLoss(before);
  const loses = lossOf(before, after);
  const rights = voidRights(before, situation);
  const all = [loses, rights].filter((text) => text !== undefined).join('; ');
  const make = loss === undefined ? neutral : MEANS[loss];
  const refused = after !== undefined && preventsDestroy(after);
  const head = refused
    ? 'Terraform refuses the plan, since prevent_destroy is set: {it} would be replaced'
    : `{it} is ${verb}${guard(after ?? before)}`;
  const says = all === '' ? head : `${head}: ${all}`;
  // Whoever was known by it is refused until it is known again (IAC-3).
  const refuses = loss === 'identity' && factsOf(resourceType(before) ?? '')?.loses.includes('access') === true;
  return (refuses ? [make, availability.less] : [make]).flatMap((one) =>
    one<Situation>(() => says, { effect, ...(all === '' ? {} : { loses: all }) })(situation),
  );
}

/** What stops it at apply, though the plan shows it. */
function guard(document: Document): string {
  const guards = factsOf(resourceType(document) ?? '')?.guards ?? {};
  const given = document.object['deletion_protection'];
  const byDefault = guards['deletion_protection']?.includes('(the default)') === true;
  const on = guards['deletion_protection'] !== undefined && (given === true || (given !== false && byDefault));
  return on ? ', unless deletion_protection stops it at apply' : '';
}

/** Rights of an account are bound to its unique id, though they name its address. */
function voidRights(before: Document, { sides }: Situation): string | undefined {
  if (resourceType(before) !== 'google_service_account') return undefined;
  const { account_id: account, project } = before.object;
  const member = `serviceAccount:${asText(account) ?? ''}@${asText(project) ?? ''}.iam.gserviceaccount.com`;
  const rights = documentsOf(sides.head, 'terraform').filter(
    ({ kind, object }) => kind.endsWith('_iam_member') && object['member'] === member,
  );
  return rights.length === 0
    ? undefined
    : `${rights.length === 1 ? 'one right names' : `${rights.length} rights name`} it`;
}

/** What it means that a resource is deleted. */
export const goes: Judge<WholeSituation> = (situation) => {
  const { before } = situation;
  return before === undefined ? [] : lost('deleted', 'deletes', before, undefined, situation);
};

/** Deleted, and made anew under another name. */
export const recreated: Judge<WholeSituation> = (situation) => {
  const { before, after } = situation;
  return before === undefined ? [] : lost('replaced', 'replaces', before, after, situation);
};

/** Whether a `moved` block of the stack says that the one is the other. */
export function isMoved({ before, after, sides }: WholeSituation): boolean {
  if (before === undefined || after === undefined) return false;
  const [from, to] = [before, after].map((one) => `${resourceType(one) ?? ''}.${blockName(one)}`);
  const stacks = [before, after].map(({ id }) => id.split('/')[1]);
  const blocks = stackOf(after, sides.head)?.documents ?? [];
  return (
    stacks[0] === stacks[1] &&
    blocks.some(
      ({ kind, object }) => kind === 'moved' && isObject(object) && object['from'] === from && object['to'] === to,
    )
  );
}
