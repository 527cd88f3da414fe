import { READINGS } from '../../lib/reach/reading';
import { reachOf } from '../../lib/reach/reach';
import { Answers } from '../support/answers';
import { KNOCKS, RANGES, rawCluster, SAMPLES, type RawCluster } from '../support/arbitrary/traffic';
import { allowedKnocks, type End, type SmallCluster } from '../support/brute-force';
import type { Read } from '../support/documents';
import { holds, requireReached } from '../support/property';
import { objectsOf, rawAssembly } from '../support/raw-assembly';

const reached = new Map<string, number>();
/** Where a pod could be that no document makes. */
const STRANGERS: readonly Read[] = [
  { metadata: { name: 'one', namespace: 'elsewhere', labels: {} }, spec: {} },
  { metadata: { name: 'two', namespace: 'elsewhere', labels: { app: 'a', tier: 'b' } }, spec: {} },
  { metadata: { name: 'three', namespace: 'nowhere', labels: { app: 'b', team: 'a' } }, spec: {} },
];

function note(what: string): void {
  reached.set(what, (reached.get(what) ?? 0) + 1);
}

function requireSame(what: string, ours: readonly string[], theirs: readonly string[]): void {
  if (ours.length > 0) note(ours.length === KNOCKS.length ? 'everything open' : 'something open');
  else note('closed');
  if (ours.join() !== theirs.join()) throw new Error(`${what}: reach says ${ours.join()}, walked is ${theirs.join()}`);
}

function compare(raw: RawCluster): void {
  for (const dataplane of READINGS) {
    const cluster: SmallCluster = { ...raw, ...RANGES, dataplane };
    const answers = new Answers(reachOf(rawAssembly(objectsOf(raw)), dataplane));
    const id = ({ metadata }: Read): string => `${metadata.namespace}/${metadata.name}`;
    const walk = (from: End, to: End): readonly string[] => allowedKnocks(cluster, from, to, KNOCKS);
    for (const pod of raw.pods) {
      const own = { pod };
      for (const other of raw.pods)
        requireSame(
          `${dataplane} ${id(pod)} to ${id(other)}`,
          answers.between(id(pod), id(other), KNOCKS),
          walk(own, { pod: other }),
        );
      for (const ip of SAMPLES) {
        requireSame(`${dataplane} ${id(pod)} to ${ip}`, answers.address('out', id(pod), ip, KNOCKS), walk(own, { ip }));
        requireSame(`${dataplane} ${ip} to ${id(pod)}`, answers.address('in', id(pod), ip, KNOCKS), walk({ ip }, own));
      }
      for (const stranger of STRANGERS) {
        requireTold(
          `${dataplane} ${id(pod)} to a stranger`,
          answers.strangers('out', id(pod), KNOCKS),
          walk(own, { pod: stranger }),
        );
        requireTold(
          `${dataplane} a stranger to ${id(pod)}`,
          answers.strangers('in', id(pod), KNOCKS),
          walk({ pod: stranger }, own),
        );
      }
    }
  }
}

/** Of pods that nobody knows, nothing may be missing; that more of them could be there is no mistake. */
function requireTold(what: string, ours: readonly string[], theirs: readonly string[]): void {
  const missing = theirs.filter((knock) => !ours.includes(knock));
  if (theirs.length > 0) note('a stranger let through');
  if (missing.length > 0) throw new Error(`${what}: reach does not tell of ${missing.join()}`);
}

holds(
  'reach says of every pair of pods, and of every part of the network, what walking all policies says, on each dataplane',
  rawCluster({ hostNetwork: true, keysElsewhere: true }),
  { runs: 1000 },
  compare,
);

requireReached('those clusters are neither all open nor all closed', reached, {
  closed: 100_000,
  'something open': 20_000,
  'everything open': 100_000,
  'a stranger let through': 10_000,
});
