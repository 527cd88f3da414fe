import type { Objection } from '../finding';
import { asList, asObject, at } from '../json';
import { containersOf, podsOf, type Container, type Pod } from '../pods';
import { PROMISES } from '../promises';
import { isWhole, toQuantity } from '../quantity';
import type { Rule } from '../rule';
import { state } from '../say';

const NEEDED: readonly (readonly [field: string, resource: string])[] = [
  ['requests', 'cpu'],
  ['requests', 'memory'],
  ['requests', 'ephemeral-storage'],
  ['limits', 'memory'],
  ['limits', 'ephemeral-storage'],
];

/** Makes sure that every container says what it takes, so that none starves or fills a node that it shares. */
export const podResources: Rule = {
  code: 'POD_RESOURCES',
  severity: 'error',
  title: 'every container requests and limits what it takes, and every scratch volume has a size',
  requirement: 'R320',
  scope: 'environment',
  *check(assembly) {
    for (const pod of podsOf(assembly)) {
      for (const container of containersOf(pod)) {
        if (container.role !== 'ephemeral') yield* wrongAmounts(pod.document.id, container);
      }
      yield* unboundedVolumes(pod);
    }
  },
};

function* wrongAmounts(document: string, { object, path }: Container): Generator<Objection> {
  const resources = asObject(object['resources']);
  for (const [field, resource] of NEEDED) {
    if (at(resources, field, resource) !== undefined) continue;
    const { fix } = PROMISES.amounts;
    yield { document, path: `${path}.resources.${field}.${resource}`, problem: 'is missing', fix };
  }
  for (const field of ['requests', 'limits']) {
    for (const [resource, given] of Object.entries(asObject(resources[field]))) {
      const quantity = toQuantity(given);
      const counted = resource !== 'cpu';
      if (quantity !== undefined && quantity > 0n && (!counted || isWhole(quantity))) continue;
      const problem = `${state(given)}; ${counted ? 'a whole amount' : 'an amount'} above 0 is allowed`;
      yield {
        document,
        path: `${path}.resources.${field}.${resource}`,
        problem,
        fix: "use an amount such as '250m' or '16Gi'",
      };
    }
  }
  const limits = asObject(resources['limits']);
  const requests = asObject(resources['requests']);
  for (const resource of new Set([...Object.keys(requests), ...Object.keys(limits)])) {
    yield* unequal(
      document,
      `${path}.resources`,
      resource,
      toQuantity(requests[resource]),
      toQuantity(limits[resource]),
    );
  }
}

/** Requests stay below limits; of a GPU, or anything else that is counted, they are equal. */
function* unequal(
  document: string,
  path: string,
  resource: string,
  request: bigint | undefined,
  limit: bigint | undefined,
): Generator<Objection> {
  if (resource.includes('/')) {
    if (limit !== undefined && (request === undefined || request === limit)) return;
    const problem = 'requests and limits of a device differ';
    yield { document, path: `${path}.limits.${resource}`, problem, fix: PROMISES.devices.fix };
  } else if (request !== undefined && limit !== undefined && request > limit) {
    const fix = 'raise the limit, or lower the request';
    yield { document, path: `${path}.requests.${resource}`, problem: 'is above the limit', fix };
  }
}

function* unboundedVolumes({ document, spec, path }: Pod): Generator<Objection> {
  for (const [index, volume] of asList(spec['volumes']).entries()) {
    const scratch = at(volume, 'emptyDir');
    if (scratch === undefined) continue;
    const size = at(scratch, 'sizeLimit');
    const quantity = toQuantity(size);
    if (quantity !== undefined && quantity > 0n && isWhole(quantity)) continue;
    const problem = state(size);
    const { fix } = PROMISES.scratch;
    yield { document: document.id, path: `${path}.volumes.${index}.emptyDir.sizeLimit`, problem, fix };
  }
}
