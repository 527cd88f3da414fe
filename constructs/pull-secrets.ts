import type { Props } from '../lib/props';
import { hostOf } from '../lib/registry';
import { PULL_PARTS, registryOf, type DeclaredSecret } from '../lib/secrets/secret';

/** Docker Hub is known to clients by this address, whatever its images are called. */
const DOCKER_HUB = 'https://index.docker.io/v1/';

/** Refuses the secret of a registry that the image is not pulled from: it would be a key that opens nothing. */
export function refuseOtherRegistries(read: Props, secrets: readonly DeclaredSecret[], image: string): void {
  for (const [index, secret] of secrets.entries()) {
    const registry = registryOf(secret);
    if (registry === undefined || registry === hostOf(image)) continue;
    const problem = `is '${registry}', and the image is pulled from ${hostOf(image)}`;
    const fix = `name that host, or leave the secret '${secret.name}' out`;
    read.refuse(`secrets.${index}.delivery.registry`, { code: 'SECRET_DELIVERY_INVALID', problem, fix }, registry);
  }
}

/** How the operator writes the Secret that nodes pull with: a template over the two parts, so that no value stands in it. */
export function pullTemplate(registry: string) {
  const at = registry === 'docker.io' ? DOCKER_HUB : registry;
  const [name, password] = PULL_PARTS;
  const auth = `{{ printf "%s:%s" .${name ?? ''} .${password ?? ''} | b64enc }}`;
  return {
    type: 'kubernetes.io/dockerconfigjson',
    engineVersion: 'v2',
    mergePolicy: 'Replace',
    data: { '.dockerconfigjson': `{"auths":{"${at}":{"auth":"${auth}"}}}` },
  } as const;
}
