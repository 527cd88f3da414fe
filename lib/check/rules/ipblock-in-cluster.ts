import type { Assembly } from '../../assembly/assembly';
import type { JsonObject } from '../../assembly/document';
import { contains, overlap, toCidr, type Cidr } from '../cidr';
import type { Objection } from '../finding';
import { factsOf } from '../fleet';
import { asList, asText, at } from '../json';
import { trafficRulesOf, type TrafficRule } from '../network';
import type { Rule } from '../rule';
import { said, state } from '../say';

const RANGES = ['podRange', 'nodeRange', 'serviceRange'];
const LINK_LOCAL = '169.254.0.0/16';
const DNS = ['UDP 53', 'TCP 53'];
/** What each dataplane lets pods reach at the addresses of the node itself: names, and the metadata server by its one port. */
const NODE_ADDRESSES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  v1: { '169.254.20.10/32': DNS, '169.254.169.254/32': DNS, '169.254.169.252/32': ['TCP 988'] },
  v2: { '169.254.20.10/32': DNS, '169.254.169.254/32': [...DNS, 'TCP 80'] },
};

/** Makes sure that a range of addresses means the same on every dataplane, and opens no more of the metadata server than needed. */
export const ipblockInCluster: Rule = {
  code: 'IPBLOCK_IN_CLUSTER',
  severity: 'error',
  title: 'no range of addresses stands for what only a selector matches, and the metadata server has one open port',
  requirement: 'R340',
  scope: 'environment',
  *check(assembly) {
    const { ranges, addresses } = placesOf(assembly);
    for (const rule of trafficRulesOf(assembly)) {
      for (const [index, peer] of (rule.peers ?? []).entries()) {
        const path = `${rule.path}.${rule.peersField}.${index}.ipBlock`;
        const block = at(peer, 'ipBlock');
        if (block === undefined) continue;
        const given = at(block, 'cidr');
        const range = toCidr(given);
        if (range === undefined) {
          const problem = `${state(given)}, which is no range`;
          yield {
            document: rule.document.id,
            path: `${path}.cidr`,
            problem,
            fix: "use a range such as '199.36.153.8/30'",
          };
          continue;
        }
        const except = asList(at(block, 'except')).flatMap((one) => [toCidr(one) ?? []].filter(isRange));
        yield* inCluster(rule, `${path}.cidr`, range, except, ranges);
        if (rule.direction === 'egress') yield* onNode(rule, `${path}.cidr`, asText(given) ?? '', range, addresses);
      }
    }
  },
};

interface Places {
  readonly ranges: readonly (readonly [fact: string, range: Cidr])[];
  readonly addresses: Readonly<Record<string, readonly string[]>>;
}

function placesOf(assembly: Assembly): Places {
  const cluster = at(factsOf(assembly).object, 'cluster');
  const ranges = RANGES.flatMap((name) => {
    const range = toCidr(at(cluster, name));
    return range === undefined ? [] : [[`cluster.${name}`, range] as const];
  });
  return { ranges, addresses: NODE_ADDRESSES[asText(at(cluster, 'dataplane')) ?? ''] ?? {} };
}

function isRange(range: Cidr | readonly never[]): range is Cidr {
  return range.length === 2;
}

function* inCluster(
  rule: TrafficRule,
  path: string,
  range: Cidr,
  except: readonly Cidr[],
  ranges: Places['ranges'],
): Generator<Objection> {
  for (const [fact, own] of ranges) {
    if (!overlap(range, own) || except.some((hole) => contains(hole, own))) continue;
    const problem = `${state(`${range[0].toString()}/${range[1]}`)}, which overlaps ${fact}; it works on one dataplane only`;
    yield { document: rule.document.id, path, problem, fix: 'select namespaces and pods by their labels' };
  }
}

function* onNode(
  rule: TrafficRule,
  path: string,
  given: string,
  range: Cidr,
  addresses: Places['addresses'],
): Generator<Objection> {
  const linkLocal = toCidr(LINK_LOCAL);
  if (linkLocal === undefined || !contains(linkLocal, range)) return;
  const list = Object.entries(addresses)
    .map(([address, ports]) => `${address} on ${ports.join(', ')}`)
    .join('; ');
  const allowed = Object.hasOwn(addresses, given) ? addresses[given] : undefined;
  if (allowed === undefined) {
    const problem = `is '${given}', an address of the node that this dataplane does not use`;
    yield { document: rule.document.id, path, problem, fix: `use ${list}` };
    return;
  }
  const open = rule.ports === undefined || rule.ports.length === 0 ? ['every port'] : rule.ports.map(portText);
  for (const port of open.filter((one) => !allowed.includes(one))) {
    const problem = `is '${given}' on ${port}; ${allowed.join(', ')} is allowed`;
    yield { document: rule.document.id, path, problem, fix: `use ${list}` };
  }
}

function portText({ protocol, port, endPort }: JsonObject): string {
  const text = port === undefined ? 'every port' : said(port).replaceAll("'", '');
  return `${asText(protocol) ?? 'TCP'} ${text}${endPort === undefined ? '' : ` to ${said(endPort)}`}`;
}
