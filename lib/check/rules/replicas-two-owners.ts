import { targetOf } from '../../cost/scalers';
import { objectsOf } from '../fleet';
import { asNumber, at } from '../json';
import type { Rule } from '../rule';
import { nameOf, namespaceOf, placeOf } from '../stacks';

/** Makes sure that one place says how many pods there are: each apply would undo what an autoscaler did. */
export const replicasTwoOwners: Rule = {
  code: 'REPLICAS_TWO_OWNERS',
  severity: 'error',
  title: 'the pods of a workload are counted by one autoscaler, or by its Deployment',
  requirement: 'R320',
  scope: 'environment',
  *check(assembly) {
    const scalers = objectsOf(assembly, 'HorizontalPodAutoscaler', 'ScaledObject');
    if (scalers.length === 0) return;
    const targets = new Map(
      objectsOf(assembly, 'Deployment', 'StatefulSet').map((one) => [
        placeOf(one.kind, namespaceOf(one), nameOf(one)),
        one,
      ]),
    );
    const owned = new Set<string>();
    for (const scaler of scalers) {
      const place = targetOf(scaler);
      const target = targets.get(place);
      const path = 'spec.scaleTargetRef.name';
      if (target === undefined) {
        const problem = `scales ${place.replaceAll('/', ' ')}, which nothing renders`;
        yield { document: scaler.id, path, problem, fix: 'name the Deployment that it is for' };
      } else if (owned.has(place)) {
        const problem = `scales ${nameOf(target)}, which another autoscaler scales too`;
        yield { document: scaler.id, path, problem, fix: 'keep one of them: two undo what the other does' };
      } else if ((asNumber(at(target.object, 'spec', 'replicas')) ?? 0) > 0) {
        const problem = `is given, and ${scaler.kind} ${nameOf(scaler)} scales it: each apply would set it back`;
        yield { document: target.id, path: 'spec.replicas', problem, fix: 'leave it out' };
      }
      owned.add(place);
    }
  },
};
