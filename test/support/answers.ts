import { blockOf } from '../../lib/reach/addresses';
import type { Connections, Protocol } from '../../lib/reach/connections';
import type { Edge } from '../../lib/reach/edge';
import { intersection } from '../../lib/reach/intervals';
import type { Reach } from '../../lib/reach/reach';
import type { Knock } from './brute-force';

/** What the edges say of single ports, pods and addresses. */
export class Answers {
  private readonly byEnds = new Map<string, Edge>();
  private readonly bySide = new Map<string, Edge[]>();

  constructor({ edges }: Reach) {
    for (const edge of edges) {
      if (edge.how !== 'talk') continue;
      this.byEnds.set(`${edge.from} ${edge.to}`, edge);
      for (const side of [`out ${edge.from}`, `in ${edge.to}`])
        this.bySide.set(side, [...(this.bySide.get(side) ?? []), edge]);
    }
  }

  between(from: string, to: string, knocks: readonly Knock[]): readonly Knock[] {
    return within(this.byEnds.get(`${from} ${to}`)?.connections, knocks);
  }

  /** With an address, out of a pod or into it. */
  address(way: 'out' | 'in', pod: string, ip: string, knocks: readonly Knock[]): readonly Knock[] {
    const place = blockOf(`${ip}/${ip.includes(':') ? 128 : 32}`, []);
    const boxes = (this.bySide.get(`${way} ${pod}`) ?? []).flatMap((edge) => edge.boxes ?? []);
    const here = boxes.filter(({ addresses }) => intersection(addresses, place).length > 0);
    return withinAny(here, knocks);
  }

  /** With pods that nobody knows. */
  strangers(way: 'out' | 'in', pod: string, knocks: readonly Knock[]): readonly Knock[] {
    const known = (this.bySide.get(`${way} ${pod}`) ?? []).filter(({ from, to }) =>
      /^(?:other-pods$|pods in )/.test(way === 'out' ? to : from),
    );
    return withinAny(known, knocks);
  }
}

function withinAny(
  parts: readonly { readonly connections?: Connections }[],
  knocks: readonly Knock[],
): readonly Knock[] {
  const open = new Set(parts.flatMap(({ connections }) => within(connections, knocks)));
  return knocks.filter((knock) => open.has(knock));
}

const PARSED = new Map<Knock, readonly [Protocol, number]>();

function parsed(knock: Knock): readonly [Protocol, number] {
  const known = PARSED.get(knock);
  if (known !== undefined) return known;
  const [protocol = '', port] = knock.split(' ');
  // A knock is made of one of the protocols.
  const found = [protocol as Protocol, Number(port)] as const;
  PARSED.set(knock, found);
  return found;
}

function within(connections: Connections | undefined, knocks: readonly Knock[]): readonly Knock[] {
  return knocks.filter((knock) => {
    const [protocol, port] = parsed(knock);
    return (connections?.[protocol] ?? []).some(([from, until]) => from <= port && port < until);
  });
}
