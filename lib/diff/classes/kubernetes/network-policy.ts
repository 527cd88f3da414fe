import type { Assembly } from '../../../assembly/assembly';
import type { Document, Json } from '../../../assembly/document';
import { at } from '../../../check/json';
import { selectsAll } from '../../../check/network';
import type { Assessment, Effect } from '../../change';
import { documentOf, listed, shown } from '../sentence';
import type { Judge, KindClasses, LeafSituation, Sides, WholeSituation } from '../table';
import { availability, comesAndGoes, neutral, security, type Verdict } from '../vocabulary';
import { closes, edgesOf, edgesOfRule, WAYS, without, type Edge, type Way } from './edges';
import { OBJECT } from './metadata';
import { openPods } from './closed-pods';
import { labelsOf, peerName } from './peer';

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
  const byPort = new Map<string, Set<string>>();
  for (const { peer, port } of edges) {
    const on = portText(port);
    const name = peer === undefined ? 'anyone' : peerName(peer, document, assembly, port?.['port']);
    byPort.set(on, (byPort.get(on) ?? new Set()).add(name));
  }
  const byPeers = new Map<string, string[]>();
  for (const [on, found] of byPort) {
    const text = found.has('anyone') ? 'anyone' : listed([...found]);
    byPeers.set(text, [...(byPeers.get(text) ?? []), on]);
  }
  return [...byPeers].flatMap(([text, ports]) => {
    const on = ports.includes('') ? '' : ` on ${listed(ports)}`;
    const says =
      way === 'egress'
        ? `{who} ${now} call ${text}${on} in {environment}`
        : text === 'anyone'
          ? `anyone ${now} call {who}${on} in {environment}`
          : `{who} ${now} be called by ${text}${on} in {environment}`;
    return make<WholeSituation>(says, { effect })({ after: document, sides: {} });
  });
}

/** What does not work where an edge is gone, by whom it led to. */
const NEEDED: readonly (readonly [RegExp, Way, string])[] = [
  [/name service/, 'egress', '{who} may not find others by their names: it may no longer ask all name services'],
  [/^the metadata server/, 'egress', '{who} may get no token of its Google identity'],
  [/health checks/, 'ingress', 'the load balancer may take {who} for dead: its health checks do not reach it'],
  [/internal gateway/, 'ingress', 'calls through the internal gateway may not reach {who}'],
];

function lost(
  edges: readonly Edge[],
  way: Way,
  document: Document,
  assembly: Assembly | undefined,
): readonly Assessment[] {
  const gone = edges.map(({ peer, port }) =>
    peer === undefined ? '' : peerName(peer, document, assembly, port?.['port']),
  );
  return NEEDED.filter(([name, direction]) => direction === way && gone.some((one) => name.test(one))).flatMap(
    ([, , says]) => availability.less<WholeSituation>(says)({ before: document, sides: {} }),
  );
}

/** The port of an edge, or nothing where it is every port. */
export function portText(port: Edge['port']): string {
  if (port === undefined) return '';
  const protocol = shown(port['protocol'] ?? 'TCP');
  if (port['port'] === undefined) return `every port of ${protocol}`;
  const end = port['endPort'] === undefined ? '' : ` to ${shown(port['endPort'])}`;
  return `${shown(port['port'])}${end}${protocol === 'TCP' ? '' : ` (${protocol})`}`;
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
  const fewer = touched(without(old, now));
  return [
    ...said(security.wider, 'may now', touched(without(now, old)), way, {
      document: after,
      assembly: sides.head,
      effect: 'in-place',
    }),
    ...said(security.narrower, 'may no longer', fewer, way, {
      document: before,
      assembly: sides.base,
      effect: 'in-place',
    }),
    ...lost(fewer, way, before, sides.base),
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

/** What it means that a policy closes a way no more. */
function opened(document: Document, way: Way, { head }: Sides): string {
  const unnamed = openPods(document, way, head) === 'unnamed';
  const [who, it] = unnamed ? ['pods of {service} that no other policy names', 'them'] : ['{who}', 'it'];
  const call = way === 'ingress' ? `anyone may now call ${who}` : `${who} may now call anyone`;
  return `${call} in {environment}: no policy closes ${it} any more`;
}

const SHUT: Readonly<Record<Way, string>> = {
  ingress: 'nobody may call {who} in {environment} unless a policy says so',
  egress: '{who} may call nobody in {environment} unless a policy says so',
};

const closing = { effect: 'creates' } as const;
const opening = { effect: 'deletes' } as const;

const added: Judge<WholeSituation> = (situation) => {
  const document = documentOf(situation);
  const { head } = situation.sides;
  return WAYS.filter((way) => closes(document.object, way)).flatMap((way): readonly Assessment[] => {
    const edges = edgesOf(document.object, way);
    const about = { document, assembly: head, ...closing };
    if (edges.length === 0) return [security.narrower<WholeSituation>(SHUT[way], closing)(situation)].flat();
    // Where nothing else closes the pods, they were open to everybody.
    return openPods(document, way, head) === 'none'
      ? said(security.wider, 'may now', edges, way, about)
      : said(security.narrower, 'may only', edges, way, about);
  });
};

const removed: Judge<WholeSituation> = (situation) => {
  const document = documentOf(situation);
  const { base, head } = situation.sides;
  return WAYS.filter((way) => closes(document.object, way)).flatMap((way): readonly Assessment[] => {
    if (openPods(document, way, head) !== 'none')
      return [security.wider<WholeSituation>(opened(document, way, situation.sides), opening)(situation)].flat();
    const edges = edgesOf(document.object, way);
    const others = neutral<WholeSituation>('{name} of {who} goes; other policies close the same', opening);
    if (edges.length === 0) return [others(situation)].flat();
    return [
      ...said(security.narrower, 'may no longer', edges, way, { document, assembly: base, ...opening }),
      ...lost(edges, way, document, base),
    ];
  });
};

const renamed: Judge<WholeSituation> = (situation) => {
  const { before, after, sides } = situation;
  const found = before && after ? WAYS.flatMap((way) => difference(before, after, way, sides, [])) : [];
  if (found.length > 0) return found;
  return neutral<WholeSituation>('the policy {name} of {who} has another name', { effect: 'replaces' })(situation);
};

const selected = (selector: Json | undefined): string =>
  selectsAll(selector) ? 'all its pods' : `pods with ${labelsOf(selector)}`;

const types = (value: Json | undefined, way: string): boolean => JSON.stringify(value ?? '').includes(way);

/** Which pods a policy is for, and which ways it closes. */
const reach: Judge<LeafSituation> = (situation) => {
  const { before, after, documents, sides } = situation;
  const ways = WAYS.filter(
    (way) =>
      types(before, way === 'ingress' ? 'Ingress' : 'Egress') || types(after, way === 'ingress' ? 'Ingress' : 'Egress'),
  );
  if (ways.length === 0)
    return security.other<LeafSituation>('{name} of {who} closes {after} instead of {before}')(situation);
  return ways.flatMap((way) => {
    const [old, now] = [closes(documents.before.object, way), closes(documents.after.object, way)];
    if (old === now) return neutral<LeafSituation>('{name} of {who} closes the same ways as before')(situation);
    if (now) return security.narrower<LeafSituation>(SHUT[way])(situation);
    return security.wider<LeafSituation>(opened(documents.after, way, sides))(situation);
  });
};

/** Who may call, and who may be called. */
export const NETWORK_POLICY: KindClasses = {
  domain: 'kubernetes',
  kind: 'NetworkPolicy',
  whole: comesAndGoes({ added, removed, renamed }),
  paths: {
    'spec.ingress.**': edge,
    'spec.egress.**': edge,
    'spec.policyTypes': reach,
    'spec.policyTypes[]': reach,
    'spec.podSelector.**': (situation) => {
      const [old, now] = [situation.documents.before, situation.documents.after].map(({ object }) =>
        at(object, 'spec', 'podSelector'),
      );
      const text = `{name} of {who} holds for ${selected(now)} instead of ${selected(old)}`;
      return (selectsAll(old) ? security.wider : security.other)<LeafSituation>(text)(situation);
    },
    ...OBJECT,
  },
};
