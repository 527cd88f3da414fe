import { declarationsOf } from '../fleet';
import { at } from '../json';
import { publicObjectsOf } from '../public-objects';
import type { Rule } from '../rule';

/** Makes sure that nothing is public which no service file says is, in a mode that allows it. */
export const exposureUntyped: Rule = {
  code: 'EXPOSURE_UNTYPED',
  severity: 'error',
  title: 'nothing answers to the internet unless its service says so by exposure, in mode M2',
  requirement: 'R340',
  scope: 'environment',
  *check(assembly) {
    const declared = new Set(
      declarationsOf(assembly)
        .filter(({ object }) => object['mode'] === 'M2' && at(object, 'exposure', 'host') !== undefined)
        .map(({ service }) => service),
    );
    for (const { document, path, problem } of publicObjectsOf(assembly)) {
      if (document.service !== undefined && declared.has(document.service)) continue;
      const whose = document.service === undefined ? 'no service' : `${document.service} does not`;
      const says = document.service === undefined ? `${whose} says so` : `${whose} say so`;
      const fix = "write mode: 'M2' and exposure, with a security review; or use what is internal";
      yield { document: document.id, path, problem: `${problem}, and ${says}`, fix };
    }
  },
};
