import type { Assembly } from '../../assembly/assembly';
import { names } from '../../names';
import { hostOf, pullsWithoutSecret } from '../../registry';
import { secretsOf } from '../../secrets/declared';
import { registryOf } from '../../secrets/secret';
import { declarationsOf, factsOf } from '../fleet';
import { asList, asText, asTexts, at } from '../json';
import { containersOf, podsOf } from '../pods';
import type { Rule } from '../rule';
import { said } from '../say';

/** A declared secret for pulling images. */
interface Pull {
  readonly registry: string;
  /** The Secret that it becomes. */
  readonly target: string;
}

/** Makes sure that a node pulls by what it is, or with a secret that has an owner and an end. */
export const imagePullUndeclared: Rule = {
  code: 'IMAGE_PULL_UNDECLARED',
  severity: 'error',
  title: 'images are pulled by what the node is, or with a declared long-lived secret',
  requirement: 'R410',
  scope: 'environment',
  *check(assembly) {
    const { object } = factsOf(assembly);
    const registries = {
      registry: asText(object['registry']) ?? '',
      registryMirror: asText(object['registryMirror']),
      publicRegistries: asTexts(object['publicRegistries']),
    };
    const pulls = pullsIn(assembly);
    for (const pod of podsOf(assembly)) {
      const own = pulls.get(pod.document.service ?? '') ?? [];
      for (const [index, item] of asList(pod.spec['imagePullSecrets']).entries()) {
        const name = at(item, 'name');
        if (own.some(({ target }) => target === name)) continue;
        yield {
          document: pod.document.id,
          path: `${pod.path}.imagePullSecrets.${index}`,
          problem: `has ${said(name)} presented to registries, and no long-lived secret is declared that becomes it`,
          fix: "declare it: secrets: [longLived({ …, delivery: { registry: '…' } })]; or leave it out",
        };
      }
      for (const { object: container, path } of containersOf(pod)) {
        const image = asText(container['image']) ?? '';
        if (pullsWithoutSecret(image, registries) || own.some(({ registry }) => registry === hostOf(image))) continue;
        yield {
          document: pod.document.id,
          path: `${path}.image`,
          problem: `is at ${hostOf(image)}, which nobody has said lets anybody pull`,
          fix: `put it below ${registries.registry}, name the host in publicRegistries, or declare what nodes pull it with: longLived({ …, delivery: { registry: '${hostOf(image)}' } })`,
        };
      }
    }
  },
};

/** The secrets for pulling images that each service declares. */
function pullsIn(assembly: Assembly): ReadonlyMap<string, readonly Pull[]> {
  return new Map(
    declarationsOf(assembly).map((declaration) => {
      const { service = '' } = declaration;
      const pulls = secretsOf(declaration).flatMap(({ workload, secret }): Pull[] => {
        const registry = registryOf(secret);
        const target = names.secretTarget(service, workload, secret.name);
        return registry === undefined ? [] : [{ registry, target }];
      });
      return [service, pulls];
    }),
  );
}
