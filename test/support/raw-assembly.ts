import type { Assembly } from '../../lib/assembly/assembly';
import type { Document, JsonObject } from '../../lib/assembly/document';
import { RANGES, type RawCluster } from './arbitrary/traffic';
import type { Read } from './documents';

/** An assembly of objects as they are, in an environment of small ranges. */
export function rawAssembly(objects: readonly Read[], dataplane = 'v2'): Assembly {
  const facts = { cluster: { dataplane, ...RANGES }, gateway: {}, gitlab: { callers: {} } };
  const documents = objects.map((object: Read, index): Document => {
    const { kind, metadata } = object as { readonly kind: string; readonly metadata: Read };
    return raw(
      `raw:grants/core/${kind}/${metadata.namespace ?? '-'}/${metadata.name}-${index}`,
      'kubernetes',
      kind,
      object as JsonObject,
    );
  });
  const environment = raw('platform/taxiway/Environment/-/raw', 'environment', 'Environment', facts);
  return { schemaVersion: 1, library: 'none', environment: 'raw', documents: [environment, ...documents] };
}

/** All objects of a generated cluster. */
export function objectsOf({ namespaces, pods, policies }: RawCluster): readonly Read[] {
  return [...namespaces, ...pods, ...policies];
}

function raw(id: string, domain: Document['domain'], kind: string, object: JsonObject): Document {
  return { id: `raw/${id}`, domain, kind, origins: { construct: 'none', fields: {} }, sha256: '', object };
}
