import ipaddr from 'ipaddr.js';
import type { EnvironmentSpec } from '../environment-spec';
import { show } from '../nearest';
import { valueAt, type Refuse } from './refuse';
import { OPTIONAL } from './shape';

/** Address ranges: proper networks that don't overlap. */
export function checkRanges(spec: EnvironmentSpec, refuse: Refuse): void {
  const ranges: { path: string; address: ipaddr.IPv4; bits: number }[] = [];
  for (const path of [
    'cluster.podRange',
    'cluster.nodeRange',
    'cluster.serviceRange',
    'gateway.proxyOnlySubnet',
    'gitlab.internalApiRange',
  ]) {
    const value = valueAt(spec, path);
    if (value === undefined && OPTIONAL.has(path)) continue;
    if (typeof value !== 'string' || !ipaddr.IPv4.isValidCIDRFourPartDecimal(value)) {
      refuse(path, `is ${show(value)}`, "use a range such as '10.4.0.0/14'");
      continue;
    }
    const [address, bits] = ipaddr.IPv4.parseCIDR(value);
    if (bits < 8) refuse(path, `is ${show(value)}`, 'that is half the internet; name the range that is meant');
    const network = ipaddr.IPv4.networkAddressFromCIDR(value).toString();
    if (network !== address.toString())
      refuse(path, `is ${show(value)}, whose host bits are set`, `did you mean '${network}/${bits}'?`);
    else if (path !== 'gitlab.internalApiRange') ranges.push({ path, address, bits });
  }
  for (const [index, one] of ranges.entries()) {
    for (const other of ranges.slice(index + 1)) {
      const bits = Math.min(one.bits, other.bits);
      if (one.address.match(other.address, bits))
        refuse(other.path, `overlaps ${one.path}`, 'ranges of one network are apart');
    }
  }
  if (spec.cluster.dataplane === 'v1' && spec.gitlab.internalApiRange === undefined) {
    refuse(
      'gitlab.internalApiRange',
      'is missing, and dataplane v1 can not filter by name',
      'write the range of the internal API',
    );
  }
}
