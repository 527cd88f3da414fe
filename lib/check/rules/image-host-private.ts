import type { EnvironmentSpec } from '../../environment-spec';
import { hostOf, pullsWithoutSecret } from '../../registry';
import { factsOf } from '../fleet';
import { asText, asTexts } from '../json';
import { containersOf, podsOf } from '../pods';
import { PROMISES } from '../promises';
import type { Rule } from '../rule';
import { said } from '../say';

/** Makes sure that nodes can pull every image, and that none comes from where nobody looks. */
export const imageHostPrivate: Rule = {
  code: 'IMAGE_HOST_PRIVATE',
  severity: 'error',
  title: 'every image comes from a registry that the nodes of the environment can pull from',
  requirement: 'R330',
  scope: 'environment',
  *check(assembly) {
    const { registry, registryMirror, publicRegistries } = factsOf(assembly).object;
    const places: Pick<EnvironmentSpec, 'registry' | 'registryMirror' | 'publicRegistries'> = {
      registry: asText(registry) ?? '',
      ...(asText(registryMirror) === undefined ? {} : { registryMirror: asText(registryMirror) }),
      publicRegistries: asTexts(publicRegistries),
    };
    for (const pod of podsOf(assembly)) {
      for (const { object, path } of containersOf(pod)) {
        const image = asText(object['image']);
        // What is no text at all is another rule's.
        if (image === undefined || pullsWithoutSecret(image, places)) continue;
        const problem = `is ${said(image)}, of ${hostOf(image)}; ${PROMISES.registry.allowed} is allowed`;
        yield { document: pod.document.id, path: `${path}.image`, problem, fix: PROMISES.registry.fix };
      }
    }
  },
};
