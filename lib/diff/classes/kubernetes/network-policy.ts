import type { Assembly } from '../../../assembly/assembly';
import type { Document, Json } from '../../../assembly/document';
import { asObject, at } from '../../../check/json';
import type { Assessment, Effect } from '../../change';
import { documentOf, listed, shown } from '../sentence';
import type { Judge, KindClasses, LeafSituation, Sides, WholeSituation } from '../table';
import { neutral, security, type Verdict } from '../vocabulary';
import { closes, edgesOf, edgesOfRule, WAYS, without, type Edge, type Way } from './edges';
import { OBJECT } from './metadata';
import { peerName } from './peer';

/** Whom edges lead to or come from, in one sentence for each set of ports. */
function said(
  make: Verdict,
  now: 'may now' | 'may no longer' | 'may only',
  edges: readonly Edge[],
  way: Way,
  {
    document,
    assembly,
    effect,
  }: { readonly document: Document; readonly assembly: Assembly | undefined; readonly effect: Effect },
): readonly Assessment[] {
  const byPorts = new Map<string, Set<string>>();
  for (const { peer, port } of edges) {
    const on = portText(port);
    const name = peer === undefined ? 'anyone' : peerName(peer, document, assembly, port?.['port']);
    byPorts.set(on, (byPorts.get(on) ?? new Set()).add(name));
  }
  return [...byPorts].flatMap(([on, found]) => {
    const text = found.has('anyone') ? 'anyone' : listed([...found]);
    const says =
      way === 'egress'
        ? `{who} ${now} call ${text}${on} in {environment}`
        : text === 'anyone'
          ? `anyone ${now} call {who}${on} in {environment}`
          : `{who} ${now} be called by ${text}${on} in {environment}`;
    return make<WholeSituation>(says, { effect })({ after: document, sides: {} });
  });
}

/** The port of an edge, as it stands at the end of a sentence. */
export function portText(port: Edge['port']): string {
  if (port?.['port'] === undefined) return port?.['protocol'] === undefined ? '' : ` by ${shown(port['protocol'])}`;
  const protocol = port['protocol'] ?? 'TCP';
  const end = port['endPort'] === undefined ? '' : ` to ${shown(port['endPort'])}`;
  return ` on ${shown(port['port'])}${end}${protocol === 'TCP' ? '' : ` (${shown(protocol)})`}`;
}

/** What a policy allows now that it did not, and the other way round. */
function difference(
  before: Document,
  after: Document,
  way: Way,
  sides: Sides,
  concerned: readonly Edge[],
): readonly Assessment[] {
  const [old, now] = [edgesOf(before.object, way), edgesOf(after.object, way)];
  const touched = (edges: readonly Edge[]): readonly Edge[] => {
    const some = edges.filter((edge) => concerned.some((other) => JSON.stringify(other) === JSON.stringify(edge)));
    return concerned.length === 0 || some.length === 0 ? edges : some;
  };
  return [
    ...said(security.wider, 'may now', touched(without(now, old)), way, {
      document: after,
      assembly: sides.head,
      effect: 'in-place',
    }),
    ...said(security.narrower, 'may no longer', touched(without(old, now)), way, {
      document: before,
      assembly: sides.base,
      effect: 'in-place',
    }),
  ];
}

/**
 * DIF-1: a rule, or a part of one, is judged by what the whole policy allows before and after: the last peer that goes
 * lets everybody in, the rule that goes lets nobody in.
 */
const edge: Judge<LeafSituation> = (situation) => {
  const { path, documents, sides } = situation;
  const way: Way = path[1] === 'ingress' ? 'ingress' : 'egress';
  const values = [situation.before, situation.after].filter((value) => value !== undefined);
  // Where a rule or a peer comes or goes as a whole, only its own edges are told.
  const concerned =
    path.length === 3
      ? values.flatMap((rule) => edgesOfRule(rule, way))
      : [documents.before, documents.after]
          .flatMap(({ object }) => edgesOf(object, way))
          .filter(({ peer }) => values.some((value) => JSON.stringify(value) === JSON.stringify(peer)));
  const found = difference(documents.before, documents.after, way, sides, concerned);
  return found.length > 0
    ? found
    : neutral<LeafSituation>('{who} may call and be called as before; {name} says so in other words')(situation);
};

/** Whether another policy closes the same pods. */
function closedBesides(document: Document, way: Way, assembly: Assembly | undefined): boolean {
  const labels = asObject(at(document.object, 'spec', 'podSelector', 'matchLabels'));
  return (
    assembly?.documents.some(
      (other) =>
        other.kind === 'NetworkPolicy' &&
        other.id !== document.id &&
        at(other.object, 'metadata', 'namespace') === at(document.object, 'metadata', 'namespace') &&
        closes(other.object, way) &&
        at(other.object, 'spec', 'podSelector', 'matchExpressions') === undefined &&
        Object.entries(asObject(at(other.object, 'spec', 'podSelector', 'matchLabels'))).every(
          ([key, value]) => labels[key] === value,
        ),
    ) ?? false
  );
}

const OPEN: Readonly<Record<Way, string>> = {
  ingress: 'anyone may now call {who} in {environment}: no policy closes it any more',
  egress: '{who} may now call anyone in {environment}: no policy closes it any more',
};
const SHUT: Readonly<Record<Way, string>> = {
  ingress: 'nobody may call {who} in {environment} unless a policy says so',
  egress: '{who} may call nobody in {environment} unless a policy says so',
};

const whole: Judge<WholeSituation> = (situation) => {
  const { before, after, sides } = situation;
  if (before !== undefined && after !== undefined) {
    const found = WAYS.flatMap((way) => difference(before, after, way, sides, []));
    return found.length > 0
      ? found
      : neutral<WholeSituation>('the policy {name} of {who} has another name', { effect: 'replaces' })(situation);
  }
  const document = documentOf(situation);
  const assembly = after === undefined ? sides.base : sides.head;
  const about = { document, assembly, effect: after === undefined ? ('deletes' as const) : ('creates' as const) };
  return WAYS.filter((way) => closes(document.object, way)).flatMap((way): readonly Assessment[] => {
    const edges = edgesOf(document.object, way);
    const besides = closedBesides(document, way, sides.head);
    if (after === undefined) {
      if (besides && edges.length > 0) return said(security.narrower, 'may no longer', edges, way, about);
      return besides
        ? [
            neutral<WholeSituation>('{name} of {who} goes; other policies close the same', { effect: 'deletes' })(
              situation,
            ),
          ].flat()
        : [security.wider<WholeSituation>(OPEN[way], { effect: 'deletes' })(situation)].flat();
    }
    if (edges.length === 0)
      return [security.narrower<WholeSituation>(SHUT[way], { effect: 'creates' })(situation)].flat();
    return besides
      ? said(security.wider, 'may now', edges, way, about)
      : said(security.narrower, 'may only', edges, way, about);
  });
};

const types = (value: Json | undefined, way: string): boolean => JSON.stringify(value ?? '').includes(way);

/** Which pods a policy is for, and which ways it closes. */
const reach: Judge<LeafSituation> = (situation) => {
  const { before, after, documents, sides } = situation;
  const ways = WAYS.filter(
    (way) =>
      types(before, way === 'ingress' ? 'Ingress' : 'Egress') || types(after, way === 'ingress' ? 'Ingress' : 'Egress'),
  );
  return ways.flatMap((way) => {
    const [old, now] = [closes(documents.before.object, way), closes(documents.after.object, way)];
    if (old === now) return neutral<LeafSituation>('{name} of {who} closes the same ways as before')(situation);
    if (now) return security.narrower<LeafSituation>(SHUT[way])(situation);
    return closedBesides(documents.after, way, sides.head)
      ? security.other<LeafSituation>(
          `{name} of {who} says nothing of ${way === 'ingress' ? 'callers' : 'calls'} any more; another policy does`,
        )(situation)
      : security.wider<LeafSituation>(OPEN[way])(situation);
  });
};

/** Who may call, and who may be called. */
export const NETWORK_POLICY: KindClasses = {
  domain: 'kubernetes',
  kind: 'NetworkPolicy',
  whole,
  paths: {
    'spec.ingress.**': edge,
    'spec.egress.**': edge,
    'spec.policyTypes': reach,
    'spec.policyTypes[]': reach,
    'spec.podSelector': security.wider(
      '{name} of {who} is for other pods, and closes those no more that it was for: {after}, was {before}',
    ),
    'spec.podSelector.**': security.other(
      '{name} of {who} is for other pods, and closes those no more that it was for: {key} {after}, was {before}',
    ),
    ...OBJECT,
  },
};
