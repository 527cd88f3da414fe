import type { Assembly } from '../../assembly/assembly';
import type { Document, JsonObject } from '../../assembly/document';
import { stopsIn } from '../../stop/stopped';
import type { Objection } from '../finding';
import { objectsOf } from '../fleet';
import { asList, asObject, asText, at } from '../json';
import { containersOf, podsOf, type Container, type Pod } from '../pods';
import type { Rule } from '../rule';
import { namespaceOf } from '../stacks';

/** Makes sure that a new value of a secret reaches the process. */
export const secretNotRenewed: Rule = {
  code: 'SECRET_NOT_RENEWED',
  severity: 'error',
  title: 'a secret that pods never see change comes with the version that they run with',
  requirement: 'R420',
  scope: 'environment',
  *check(assembly) {
    const pinned = pinnedKeysOf(assembly);
    const stops = stopsIn(assembly);
    for (const pod of podsOf(assembly)) {
      const namespace = namespaceOf(pod.document) ?? '';
      // What says which version a pod runs with is gone meanwhile, and so are its pods.
      if (stops[pod.document.service ?? '']?.level === 'quarantine') continue;
      const isPinned = (secret: string, key: string): boolean => pinned.has(`${namespace} ${secret} ${key}`);
      for (const container of containersOf(pod)) {
        yield* variables(pod.document, container, isPinned);
        yield* mounts(pod, container);
      }
    }
  },
};

const FIX = 'mount the secret as a file, without subPath, or declare it with onChange: { restart: … }';

function* variables(
  { id }: Document,
  { object, path }: Container,
  isPinned: (secret: string, key: string) => boolean,
): Generator<Objection> {
  for (const [index, item] of asList(object['env']).entries()) {
    const ref = asObject(at(item, 'valueFrom', 'secretKeyRef'));
    const [name, key] = [asText(ref['name']), asText(ref['key'])];
    if (name === undefined || isPinned(name, key ?? '')) continue;
    const problem = `takes ${asText(at(item, 'name')) ?? ''} from ${name}, and a variable of a running process never changes`;
    yield { document: id, path: `${path}.env.${index}`, problem, fix: FIX };
  }
  for (const [index, item] of asList(object['envFrom']).entries()) {
    const name = asText(at(item, 'secretRef', 'name'));
    if (name === undefined) continue;
    const problem = `takes all of ${name} as variables, and those of a running process never change`;
    yield { document: id, path: `${path}.envFrom.${index}`, problem, fix: FIX };
  }
}

function* mounts(pod: Pod, { object, path }: Container): Generator<Objection> {
  const secrets = new Set(
    asList(pod.spec['volumes'])
      .map(asObject)
      .filter(holdsSecret)
      .map(({ name }) => asText(name)),
  );
  for (const [index, item] of asList(object['volumeMounts']).entries()) {
    const { name, subPath, subPathExpr } = asObject(item);
    if (!secrets.has(asText(name)) || (subPath === undefined && subPathExpr === undefined)) continue;
    const problem = `mounts one file of ${asText(name) ?? ''} by its subPath, and such a file never changes`;
    yield { document: pod.document.id, path: `${path}.volumeMounts.${index}`, problem, fix: FIX };
  }
}

function holdsSecret({ secret, projected }: JsonObject): boolean {
  return secret !== undefined || asList(at(projected, 'sources')).some((source) => at(source, 'secret') !== undefined);
}

/** Keys that name the version that they hold: pods of another version ask for another key. */
function pinnedKeysOf(assembly: Assembly): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const document of objectsOf(assembly, 'ExternalSecret')) {
    const target = asText(at(document.object, 'spec', 'target', 'name'));
    for (const item of asList(at(document.object, 'spec', 'data'))) {
      const key = asText(at(item, 'secretKey')) ?? '';
      const version = asText(at(item, 'remoteRef', 'version'));
      if (version !== undefined && target !== undefined && key.endsWith(`.${version}`))
        keys.add(`${namespaceOf(document) ?? ''} ${target} ${key}`);
    }
  }
  return keys;
}
