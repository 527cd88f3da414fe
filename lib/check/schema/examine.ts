import type { Assembly } from '../../assembly/assembly';
import type { Document } from '../../assembly/document';
import { factsOf } from '../fleet';
import { asText, at } from '../json';
import { Catalogue, knownMinors, type Gap } from './catalogue';
import type { Fault } from './fault';
import type { KindSchema } from './kind-schema';

/** An object that isn't valid, or that nothing is known of. */
export interface Examined {
  readonly document: Document;
  readonly apiVersion: string;
  readonly kind: string;
  /** Set where there is no schema. */
  readonly gap?: Gap;
  readonly faults: readonly Fault[];
  readonly schema?: KindSchema;
}

/** What the schemas say of all objects of an environment. */
export interface Examination {
  readonly minor: string;
  /** False where no schemas of its minor version are there; then nothing was looked at. */
  readonly minorKnown: boolean;
  /** Only the objects that something is wrong with. */
  readonly objects: readonly Examined[];
}

/** Several rules report of one look. */
const done = new WeakMap<Assembly, Examination>();

/** Looks at every Kubernetes object of an environment, at the minor version of its cluster. */
export function examine(assembly: Assembly): Examination {
  const known = done.get(assembly);
  if (known !== undefined) return known;
  const minor = asText(at(factsOf(assembly).object, 'cluster', 'version')) ?? 'none';
  const minorKnown = knownMinors().includes(minor);
  const objects = minorKnown ? [...wrongAmong(assembly.documents, Catalogue.of(minor))] : [];
  const examination = { minor, minorKnown, objects };
  done.set(assembly, examination);
  return examination;
}

function* wrongAmong(documents: readonly Document[], catalogue: Catalogue): Generator<Examined> {
  for (const document of documents) {
    if (document.domain !== 'kubernetes') continue;
    const { object } = document;
    const apiVersion = asText(object['apiVersion']) ?? '';
    const kind = asText(object['kind']) ?? '';
    const schema = catalogue.find(apiVersion, kind);
    if (schema === undefined) yield { document, apiVersion, kind, gap: catalogue.gapOf(apiVersion, kind), faults: [] };
    else {
      const faults = schema.faultsOf(object);
      if (faults.length > 0) yield { document, apiVersion, kind, faults, schema };
    }
  }
}
