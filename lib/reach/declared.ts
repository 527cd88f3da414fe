import { ALERTMANAGER, hasPlatform, receiverKeysIn } from '../alerts/receiver-keys';
import type { Assembly } from '../assembly/assembly';
import type { Document, JsonObject } from '../assembly/document';
import { declarationsOf, factsOf } from '../check/fleet';
import { asList, asNumber, asObject, asText, asTexts, at } from '../check/json';
import { SERVICE_LABEL } from '../labels';
import { names } from '../names';
import { portsOf, together, type Connections } from './connections';
import { edgeKey, type How } from './edge';
import { readingOf } from './reading';

/** An edge that a service file asks for, or the facts of the environment. */
export interface DeclaredEdge {
  readonly from: string;
  readonly to: string;
  readonly how: How;
  /** The most that may be open. */
  readonly connections?: Connections;
  /** The declaration that asks for it, and the prop by which it does; or the facts, and the fact. */
  readonly document: Document;
  readonly prop: string;
}

interface Workload {
  readonly id: string;
  readonly service: string;
  readonly name: string;
  readonly document: Document;
  readonly row: JsonObject;
  /** Before the names of its props: nothing for the first workload of a service. */
  readonly prefix: string;
}

const DNS = together([portsOf('TCP', 53, 53), portsOf('UDP', 53, 53)]);
/** What pods have on an account that they act as, and on one that they also sign for. */
const ACTS = 'roles/iam.workloadIdentityUser';
const SIGNS = 'roles/iam.serviceAccountTokenCreator';
/** What is no service. */
const WORDS = new Set(['rails', 'sidekiq', 'gitlab-api']);

/** Every edge that the declarations of an environment ask for, and no other, by its key. */
export function declaredOf(assembly: Assembly): ReadonlyMap<string, DeclaredEdge> {
  const workloads = declarationsOf(assembly).flatMap(workloadsOf);
  const byService = new Map<string, Workload[]>();
  for (const one of workloads) byService.set(one.service, [...(byService.get(one.service) ?? []), one]);
  const facts = asObject(factsOf(assembly).object);
  const metadata = together(readingOf(assembly).metadata.map(({ connections }) => connections));
  const edges = workloads.flatMap((one) => [
    ...callersOf(one, facts, byService),
    ...exposedTo(one),
    ...callsOf(one, facts, byService),
    ...storesOf(one),
    ...scrapedOf(one),
    ...rightsOf(one, facts, metadata),
  ]);
  return new Map([...edges, ...receiversOf(assembly)].map((edge) => [edgeKey(edge), edge]));
}

/** What the facts say of receivers has Alertmanager read their keys, where the platform is rendered. */
function receiversOf(assembly: Assembly): readonly DeclaredEdge[] {
  const keys = hasPlatform(assembly) ? receiverKeysIn(assembly) : undefined;
  if (keys === undefined) return [];
  const document = factsOf(assembly);
  const to = `secret ${asText(at(document.object, 'vault', 'mounts', 'secrets')) ?? ''}/${keys.path}`;
  return [{ from: ALERTMANAGER, to, how: 'read', document, prop: 'alertReceivers' }];
}

/** Pods of a service that is not placed here, as the rules name them. */
export function absentPods(service: string): string {
  return `pods in ${names.namespace(service)} with ${SERVICE_LABEL}=${service}`;
}

function workloadsOf(document: Document): readonly Workload[] {
  const service = document.service ?? '';
  return asList(document.object['workloads']).map((item, index) => {
    const row = asObject(item);
    const name = asText(row['name']) ?? '';
    const id = `${names.namespace(service)}/${names.workload(name)}`;
    return { id, service, name, document, row, prefix: index === 0 ? '' : `${name}.` };
  });
}

type ByService = ReadonlyMap<string, readonly Workload[]>;

/** A declared edge of a workload, by its prop. */
function edgeOf({ document, prefix }: Workload, prop: string) {
  return (from: string, to: string, connections: Connections): DeclaredEdge => {
    return { from, to, how: 'talk', connections, document, prop: `${prefix}${prop}` };
  };
}

function callersOf(one: Workload, facts: JsonObject, services: ByService): readonly DeclaredEdge[] {
  const edge = edgeOf(one, 'callers');
  const port = portOf(one);
  const places = asObject(at(facts['gitlab'], 'callers'));
  const routed = Object.keys(places).filter((caller) => at(places[caller], 'through') === 'gateway');
  return asTexts(one.row['callers']).flatMap((caller) => {
    // The gateway can't tell apart who comes through it.
    if (routed.includes(caller)) return ['gateway', 'probes', ...routed].map((from) => edge(from, one.id, port));
    if (WORDS.has(caller)) return [edge(caller, one.id, port)];
    const callers = services.get(caller);
    if (callers === undefined) return [edge(absentPods(caller), one.id, port)];
    return callers
      .filter(({ row }) => asTexts(row['calls']).includes(one.service))
      .map(({ id }) => edge(id, one.id, port));
  });
}

/** Who reaches the first workload of a public service: anybody, by proxies that come from where probes do. */
function exposedTo(one: Workload): readonly DeclaredEdge[] {
  if (one.prefix !== '' || at(one.document.object, 'exposure', 'host') === undefined) return [];
  const edge = edgeOf(one, 'exposure');
  return ['internet', 'probes'].map((from) => edge(from, one.id, portOf(one)));
}

function callsOf(one: Workload, facts: JsonObject, services: ByService): readonly DeclaredEdge[] {
  const edge = edgeOf(one, 'calls');
  const calls = asTexts(one.row['calls']);
  const inside = asTexts(one.row['mayCall']);
  return [
    ...(calls.includes('gitlab-api') ? [edge(one.id, 'gitlab-api', apiPort(facts))] : []),
    ...calls
      .filter((name) => !WORDS.has(name) && !services.has(name))
      // On which ports says the other end's own policy.
      .map((name) => edge(one.id, absentPods(name), together([portsOf('TCP'), portsOf('UDP'), portsOf('SCTP')]))),
    ...inside.flatMap((name) => {
      const other = services.get(one.service)?.find((workload) => workload.name === name);
      return other === undefined ? [] : [edge(one.id, other.id, portOf(other))];
    }),
    ...(calls.length > 0 || inside.length > 0 ? [edge(one.id, 'name-servers', DNS)] : []),
  ];
}

/** The way to each store that is somewhere else; to one in a bucket leads Google's interface. */
function storesOf(one: Workload): readonly DeclaredEdge[] {
  const edge = edgeOf(one, 'stores');
  return asList(one.row['stores']).flatMap((item) => {
    const { range, host, port: number } = asObject(item);
    const [to, port] = [asText(range) ?? asText(host), asNumber(number)];
    if (to === undefined || port === undefined) return [];
    return [edge(one.id, to, portsOf('TCP', port, port)), edge(one.id, 'name-servers', DNS)];
  });
}

/** Who fetches metrics comes to their port and no other. */
function scrapedOf(one: Workload): readonly DeclaredEdge[] {
  const port = asNumber(at(one.row, 'scraped', 'port'));
  return port === undefined
    ? []
    : [edgeOf(one, 'serves.metrics')('metrics-scraper', one.id, portsOf('TCP', port, port))];
}

function rightsOf(one: Workload, facts: JsonObject, metadata: Connections): readonly DeclaredEdge[] {
  const { document, prefix, id, service } = one;
  const prop = (name: string) => asText(at(document.object, 'props', `${prefix}${name}`, 'value'));
  const roles = asTexts(one.row['googleRoles']);
  const bucket = prop('weights.bucket');
  const account = prop('identity.google.actAs') === 'account';
  const project = asText(at(facts['google'], 'project')) ?? '';
  const mount = asText(at(facts['vault'], 'mounts', 'secrets')) ?? '';
  const right = (how: How, to: string, prop: string): DeclaredEdge => {
    return { from: id, to, how, document, prop: `${prefix}${prop}` };
  };
  const stored = asList(one.row['stores']).some((store) => at(store, 'bucket') !== undefined);
  const talk = edgeOf(one, roles.length > 0 || account ? 'identity.google' : stored ? 'stores' : 'weights.bucket');
  const acts = roles.length > 0 || account || bucket !== undefined || stored;
  const email = names.accountEmail(names.podAccount(service, one.name), project);
  const own = prop('identity.google.because') === 'api-without-federation' ? [ACTS] : [ACTS, SIGNS];
  return [
    ...asList(one.row['secrets']).map((secret) =>
      right('read', `secret ${mount}/${asText(at(secret, 'path')) ?? ''}`, 'secrets'),
    ),
    ...roles.map((role) => right('act', `${role} on project ${project}`, 'identity.google')),
    ...(account ? own : []).map((role) =>
      right('act', `${role} on service account ${names.accountId(email, project)}`, 'identity.google'),
    ),
    ...(bucket === undefined ? [] : [right('act', `roles/storage.objectViewer on bucket ${bucket}`, 'weights.bucket')]),
    ...(acts
      ? [
          talk(id, 'metadata-server', metadata),
          talk(id, 'google-apis', portsOf('TCP', 443, 443)),
          talk(id, 'name-servers', DNS),
        ]
      : []),
  ];
}

function portOf({ row }: Workload): Connections {
  const port = asNumber(row['port']);
  return port === undefined ? {} : portsOf('TCP', port, port);
}

function apiPort(facts: JsonObject): Connections {
  const address = asText(at(facts['gitlab'], 'internalApi')) ?? '';
  const port = URL.canParse(address) ? Number(new URL(address).port || 443) : 443;
  return portsOf('TCP', port, port);
}
