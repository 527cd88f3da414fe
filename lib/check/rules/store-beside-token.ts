import type { Assembly } from '../../assembly/assembly';
import type { Document, JsonObject } from '../../assembly/document';
import { names } from '../../names';
import { storesIn } from '../../stores/declared';
import { claimsOf } from '../claims';
import type { Objection } from '../finding';
import { asList, asObject, asText, at } from '../json';
import { containersOf, podsOf, type Container, type Pod } from '../pods';
import type { Rule } from '../rule';

/** Makes sure that no container that owns a store also has what must never get into one. */
export const storeBesideToken: Rule = {
  code: 'STORE_BESIDE_TOKEN',
  severity: 'error',
  title: "a container that owns a store has no secret but the store's own",
  requirement: 'R400',
  scope: 'environment',
  *check(assembly) {
    for (const pod of podsOf(assembly)) {
      const claims = new Set(claimsOf(pod).map(({ volume }) => volume));
      if (claims.size === 0) continue;
      const own = ownSecrets(assembly, pod.document);
      for (const container of containersOf(pod)) {
        const mounted = asList(container.object['volumeMounts']).map((mount) => asText(at(mount, 'name')) ?? '');
        if (mounted.some((name) => claims.has(name))) yield* tokensOf(pod, container, own);
      }
    }
  },
};

/** Secrets that the stores of a service are logged in to with. */
function ownSecrets(assembly: Assembly, { service = '' }: Document): ReadonlySet<string> {
  return new Set(
    storesIn(assembly, service).flatMap(({ workload, store }) =>
      store.credentials === undefined ? [] : [names.secretTarget(service, workload, store.credentials.secret)],
    ),
  );
}

function* tokensOf(pod: Pod, { name, object, path }: Container, own: ReadonlySet<string>): Generator<Objection> {
  const objection = (at: string, secret: string): Objection => ({
    document: pod.document.id,
    path: at,
    problem: `gives ${secret} to ${name}, which owns a store: what is kept there could act with it`,
    fix: "give it to another container; or name it as the store's credentials, where it is",
  });
  for (const [index, item] of asList(object['env']).entries()) {
    const secret = asText(at(item, 'valueFrom', 'secretKeyRef', 'name'));
    if (secret !== undefined && !own.has(secret)) yield objection(`${path}.env.${index}`, secret);
  }
  for (const [index, item] of asList(object['envFrom']).entries()) {
    const secret = asText(at(item, 'secretRef', 'name'));
    if (secret !== undefined && !own.has(secret)) yield objection(`${path}.envFrom.${index}`, secret);
  }
  const volumes = new Map(asList(pod.spec['volumes']).map((item) => [asText(at(item, 'name')), asObject(item)]));
  for (const [index, item] of asList(object['volumeMounts']).entries()) {
    const secret = secretsIn(volumes.get(asText(at(item, 'name')))).find((one) => !own.has(one));
    if (secret !== undefined) yield objection(`${path}.volumeMounts.${index}`, secret);
  }
}

/** The Secrets and tokens that a volume brings. */
function secretsIn(volume: JsonObject | undefined): readonly string[] {
  if (volume === undefined) return [];
  const plain = asText(at(volume['secret'], 'secretName'));
  const projected = asList(at(volume['projected'], 'sources')).flatMap((source) => {
    if (at(source, 'serviceAccountToken') !== undefined) return ['a token of its service account'];
    return asText(at(source, 'secret', 'name')) ?? [];
  });
  return [...(plain === undefined ? [] : [plain]), ...projected];
}
