import ipaddr from 'ipaddr.js';

/** A range of addresses. */
export type Cidr = readonly [address: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

/** Reads a range such as `10.4.0.0/14` or `fd00::/8`; undefined where it isn't one. */
export function toCidr(text: unknown): Cidr | undefined {
  if (typeof text !== 'string') return undefined;
  if (!KNOWN.has(text)) KNOWN.set(text, parse(text));
  return KNOWN.get(text);
}

/** A fleet names the same few ranges again and again. */
const KNOWN = new Map<string, Cidr | undefined>();

function parse(text: string): Cidr | undefined {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(text) && !ipaddr.IPv6.isValidCIDR(text)) return undefined;
  return ipaddr.parseCIDR(text);
}

/** Whether two ranges share an address. */
export function overlap(one: Cidr, other: Cidr): boolean {
  return matches(one[0], other[0], Math.min(one[1], other[1]));
}

/** Whether a range holds all of another. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer[1] <= inner[1] && matches(outer[0], inner[0], outer[1]);
}

/** Whether a range is so wide that it means everybody: more than one part in 256 of all addresses. */
export function isVast([, bits]: Cidr): boolean {
  return bits < 8;
}

function matches(one: Cidr[0], other: Cidr[0], bits: number): boolean {
  if (one instanceof ipaddr.IPv4 && other instanceof ipaddr.IPv4) return one.match(other, bits);
  if (one instanceof ipaddr.IPv6 && other instanceof ipaddr.IPv6) return one.match(other, bits);
  return false;
}
