import { storesIn } from '../../stores/declared';
import { claimsOf } from '../claims';
import { objectsOf } from '../fleet';
import { podsOf } from '../pods';
import { PROMISES } from '../promises';
import type { Rule } from '../rule';
import { nameOf } from '../stacks';

/** Makes sure that what keeps data says so, and what it keeps. */
export const storeUndeclared: Rule = {
  code: 'STORE_UNDECLARED',
  severity: 'error',
  title: 'every disk that keeps data is a declared store, which says what it holds',
  requirement: 'R400',
  scope: 'environment',
  *check(assembly) {
    const isDeclared = (service: string | undefined, name: string | undefined): boolean =>
      storesIn(assembly, service).some(({ store }) => store.claim !== undefined && store.claim === name);
    const { fix } = PROMISES.store;
    for (const document of objectsOf(assembly, 'PersistentVolumeClaim')) {
      if (isDeclared(document.service, nameOf(document))) continue;
      const problem = `claims the disk ${nameOf(document)}, and no store says what it holds`;
      yield { document: document.id, path: 'metadata.name', problem, fix };
    }
    for (const pod of podsOf(assembly)) {
      for (const { name, path } of claimsOf(pod)) {
        if (isDeclared(pod.document.service, name)) continue;
        const problem = `${name === undefined ? 'claims a disk for each pod' : `keeps data on the disk ${name}`}, and no store says what it holds`;
        yield { document: pod.document.id, path, problem, fix };
      }
    }
  },
};
