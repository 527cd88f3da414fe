import type { Json } from '../../assembly/document';
import { imageProblem } from '../../image';
import { asList, at } from '../json';
import { containersOf, podsOf, type Pod } from '../pods';
import { PROMISES } from '../promises';
import type { Rule } from '../rule';
import { state } from '../say';

/** Makes sure that what was reviewed is what runs, today and after a rollback. */
export const imageNotByDigest: Rule = {
  code: 'IMAGE_NOT_BY_DIGEST',
  severity: 'error',
  title: 'every image is named by its digest',
  requirement: 'R330',
  scope: 'environment',
  *check(assembly) {
    for (const pod of podsOf(assembly)) {
      for (const [path, image] of imagesOf(pod)) {
        const wrong = imageProblem(image);
        if (wrong === undefined) continue;
        const { fix } = PROMISES.digest;
        yield { document: pod.document.id, path, problem: `${state(image)}, which is no name and digest`, fix };
      }
    }
  },
};

function* imagesOf(pod: Pod): Generator<readonly [path: string, image: Json | undefined]> {
  for (const { object, path } of containersOf(pod)) yield [`${path}.image`, object['image']];
  for (const [index, volume] of asList(pod.spec['volumes']).entries()) {
    const image = at(volume, 'image', 'reference');
    if (image !== undefined) yield [`${pod.path}.volumes.${index}.image.reference`, image];
  }
}
