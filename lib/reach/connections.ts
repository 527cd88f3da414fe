import { intersection, union, without, type Intervals } from './intervals';

/** The protocols that a NetworkPolicy knows. */
export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Ports by protocol; a protocol that is missing has none. */
export type Connections = { readonly [Name in Protocol]?: Intervals<number> };

const LAST_PORT = 65_535;
const ALL_PORTS: Intervals<number> = [[1, LAST_PORT + 1]];

/** Every port of every protocol. */
export const ALL: Connections = { TCP: ALL_PORTS, UDP: ALL_PORTS, SCTP: ALL_PORTS };
export const NONE: Connections = {};

/** The ports from one to another, both included, all where none is given; none where the range is the wrong way round. */
export function portsOf(protocol: string, first = 1, last = LAST_PORT): Connections {
  const known = PROTOCOLS.find((one) => one === protocol);
  return known === undefined || first > last ? NONE : { [known]: [[first, last + 1]] };
}

export function isNone(connections: Connections): boolean {
  return PROTOCOLS.every((protocol) => (connections[protocol] ?? []).length === 0);
}

export function isAll(connections: Connections): boolean {
  return isNone(minus(ALL, connections));
}

export function together(all: readonly Connections[]): Connections {
  if (all.length === 1) return all[0] ?? NONE;
  return each((protocol) => union(...all.map((one) => one[protocol] ?? [])));
}

export function shared(one: Connections, other: Connections): Connections {
  return each((protocol) => intersection(one[protocol] ?? [], other[protocol] ?? []));
}

export function minus(one: Connections, other: Connections): Connections {
  return each((protocol) => without(one[protocol] ?? [], other[protocol] ?? []));
}

function each(of: (protocol: Protocol) => Intervals<number>): Connections {
  const entries = PROTOCOLS.map((protocol) => [protocol, of(protocol)] as const);
  return Object.fromEntries(entries.filter(([, ports]) => ports.length > 0));
}

/** `TCP 8001`, `TCP 53, UDP 53`, `TCP 8000 to 8080`, `every port`. */
export function connectionsText(connections: Connections): string {
  if (isAll(connections)) return 'every port';
  const texts = PROTOCOLS.flatMap((protocol) =>
    (connections[protocol] ?? []).map(([from, until]) => {
      if (from === 1 && until === LAST_PORT + 1) return `every ${protocol} port`;
      return `${protocol} ${from}${until - from > 1 ? ` to ${until - 1}` : ''}`;
    }),
  );
  return texts.length === 0 ? 'no port' : texts.join(', ');
}
