import type { Json } from '../assembly/document';
import { asList, asObject, asText, at } from '../check/json';
import { containersOf } from '../check/pods';
import type { Link } from './edge';
import type { Pod } from './pod';

/** A Secret that a pod is given, and where it asks for it. */
export interface MountedSecret {
  readonly name: string;
  readonly link: Link;
}

/** Every Secret that a pod mounts or has in its variables. */
export function mountedSecrets({ id, source }: Pod): readonly MountedSecret[] {
  if (source === undefined) return [];
  const { document, spec, path } = source;
  const found: MountedSecret[] = [];
  const add = (name: Json | undefined, where: string): void => {
    const text = asText(name);
    if (text !== undefined) found.push({ name: text, link: { document, path: where, says: `gives it to ${id}` } });
  };
  for (const [index, volume] of asList(spec['volumes']).entries()) {
    const where = `${path}.volumes.${index}`;
    add(at(volume, 'secret', 'secretName'), `${where}.secret`);
    for (const [position, part] of asList(at(volume, 'projected', 'sources')).entries())
      add(at(part, 'secret', 'name'), `${where}.projected.sources.${position}.secret`);
  }
  for (const container of containersOf(source)) {
    for (const [index, variable] of asList(container.object['env']).entries())
      add(at(variable, 'valueFrom', 'secretKeyRef', 'name'), `${container.path}.env.${index}`);
    for (const [index, variables] of asList(container.object['envFrom']).entries())
      add(at(variables, 'secretRef', 'name'), `${container.path}.envFrom.${index}`);
  }
  return found;
}

/** Where a pod is given a token for the cluster's API, or undefined where it gets none. */
export function tokenOf({ id, source }: Pod, automount: boolean | undefined): Link | undefined {
  if (source === undefined) return undefined;
  const { document, spec, path } = source;
  const says = `gives ${id} a token`;
  const own = spec['automountServiceAccountToken'];
  if (own === true || (own === undefined && automount !== false))
    return { document, path: `${path}.automountServiceAccountToken`, says };
  for (const [index, volume] of asList(spec['volumes']).entries()) {
    for (const [position, part] of asList(at(volume, 'projected', 'sources')).entries()) {
      const { serviceAccountToken } = asObject(part);
      // A token for somebody else is not taken by the API server.
      if (serviceAccountToken !== undefined && at(serviceAccountToken, 'audience') === undefined)
        return { document, path: `${path}.volumes.${index}.projected.sources.${position}`, says };
    }
  }
  return undefined;
}
