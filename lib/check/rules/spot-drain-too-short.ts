import { spotUse } from '../gpu-pods';
import { asNumber, asObject, at } from '../json';
import { podsOf, runningContainersOf } from '../pods';
import type { Rule } from '../rule';

/** Seconds that the kubelet gives pods of the 30 in which a spot node goes. */
const HELD = 15;
/** What Kubernetes takes where nothing is said. */
const GRACE = 30;

/** GPU-2: a longer grace is cut off without a word, and no disruption budget helps. */
export const spotDrainTooShort: Rule = {
  code: 'SPOT_DRAIN_TOO_SHORT',
  severity: 'warning',
  title: 'what runs on spot nodes can finish its requests in the 15 s that pods get when Google takes a node',
  requirement: 'R330',
  scope: 'environment',
  *check(assembly) {
    for (const pod of podsOf(assembly)) {
      const use = spotUse(pod);
      const grace = asNumber(pod.spec['terminationGracePeriodSeconds']) ?? GRACE;
      if (use === 'never' || grace <= HELD) continue;
      const [container] = runningContainersOf(pod);
      const sleep = asNumber(at(asObject(container?.object['lifecycle']), 'preStop', 'sleep', 'seconds')) ?? 0;
      const when = use === 'always' ? '' : ' where nothing better is left';
      yield {
        document: pod.document.id,
        path: `${pod.path}.terminationGracePeriodSeconds`,
        problem: `is ${grace} s, ${sleep} s to detach and ${grace - sleep} s for the longest request, and a spot node gives about ${HELD} s${when}`,
        fix: 'let callers try again, shorten the requests, or run on demand',
      };
    }
  },
};
