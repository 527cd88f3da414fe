import type { JsonObject } from '../assembly/document';
import { asList, asObject, asText, at } from './json';
import type { Pod } from './pods';

/** A disk that pods keep data on, and the field that asks for it. */
export interface Claim {
  /** The name of the claim; undefined for one that each pod gets and loses. */
  readonly name?: string;
  /** The volume that mounts it. */
  readonly volume: string;
  /** Dotted path in the document. */
  readonly path: string;
}

/** The disks that a pod keeps data on: claims by name, those of a StatefulSet, and its own. */
export function claimsOf({ document, spec, path }: Pod): readonly Claim[] {
  const volumes = asList(spec['volumes']).flatMap((item, index): Claim[] => {
    const volume: JsonObject = asObject(item);
    const name = asText(at(volume['persistentVolumeClaim'], 'claimName'));
    const place = `${path}.volumes.${index}`;
    const mounted = asText(volume['name']) ?? '';
    if (name !== undefined) return [{ name, volume: mounted, path: `${place}.persistentVolumeClaim.claimName` }];
    return volume['ephemeral'] === undefined ? [] : [{ volume: mounted, path: `${place}.ephemeral` }];
  });
  const templates = asList(at(document.object, 'spec', 'volumeClaimTemplates')).map((item, index): Claim => {
    const name = asText(at(item, 'metadata', 'name')) ?? '';
    return { name, volume: name, path: `spec.volumeClaimTemplates.${index}` };
  });
  return [...volumes, ...templates];
}
