import ipaddr from 'ipaddr.js';
import { toCidr } from '../check/cidr';
import { union, without, type Intervals } from './intervals';

/** Addresses of both families on one line: the older ones as they are, the newer ones behind them. */
export type Addresses = Intervals<bigint>;

const NEWER = 1n << 128n;
const BITS = { ipv4: 32n, ipv6: 128n } as const;

/** Every address of both families. */
export const EVERYWHERE: Addresses = [
  [0n, 1n << 32n],
  [NEWER, NEWER + (1n << 128n)],
];

/** The addresses of `10.4.0.0/14`; none where it is no range. */
export function addressesOf(...ranges: readonly unknown[]): Addresses {
  return union(...ranges.map((range) => rangeOf(range)));
}

/** The addresses of a block, without its holes. */
export function blockOf(cidr: unknown, except: readonly unknown[]): Addresses {
  return without(rangeOf(cidr), addressesOf(...except));
}

function rangeOf(text: unknown): Addresses {
  const range = toCidr(text);
  if (range === undefined) return [];
  const [address, bits] = range;
  const kind = address.kind();
  const size = 1n << (BITS[kind] - BigInt(bits));
  const number = address.toByteArray().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const start = (number / size) * size + (kind === 'ipv6' ? NEWER : 0n);
  return [[start, start + size]];
}

/** `199.36.153.8/30`, or several of them; a region that no few ranges make is shown by its first ones. */
export function addressesText(addresses: Addresses, most = 4): string {
  const ranges: string[] = [];
  for (const [from, until] of addresses) {
    for (let start = from; start < until;) {
      if (ranges.length === most) return `${ranges.join(', ')} and more`;
      const kind = start < NEWER ? 'ipv4' : 'ipv6';
      const base = kind === 'ipv4' ? 0n : NEWER;
      let bits = BITS[kind];
      let size = 1n;
      while (bits > 0n && (start - base) % (size * 2n) === 0n && start + size * 2n <= until) {
        size *= 2n;
        bits -= 1n;
      }
      ranges.push(`${textOf(start - base, kind)}/${bits}`);
      start += size;
    }
  }
  return ranges.join(', ');
}

function textOf(number: bigint, kind: 'ipv4' | 'ipv6'): string {
  const length = Number(BITS[kind] / 8n);
  const bytes = Array.from({ length }, (_, index) => Number((number >> BigInt(8 * (length - 1 - index))) & 255n));
  return ipaddr.fromByteArray(bytes).toString();
}
