import { Catalogue, knownMinors } from '../../../check/schema/catalogue';
import { Meaning, type Source } from '../meaning';
import { merged, type Rules } from '../rule';
import { ACCESS, ANYWHERE, OBJECT } from './common';
import { OBJECTS } from './objects';
import { SchemaSource } from './schema-source';
import { WORKLOADS } from './workloads';

/** What the kinds mean that somebody described, by group and kind. */
export const DESCRIBED: Readonly<Record<string, Rules>> = { ...WORKLOADS, ...OBJECTS, ...ACCESS };

/** What the places of a kind mean: what is described here, and what the newest vendored schema says of the rest. */
export function kubernetesMeaning(apiVersion: string, kind: string): Meaning {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const rules = merged(OBJECT, DESCRIBED[`${group}/${kind}`] ?? {});
  return Meaning.of(rules, { source: sourceOf(apiVersion, kind), anywhere: ANYWHERE, nullIsNone: true });
}

function sourceOf(apiVersion: string, kind: string): Source | undefined {
  for (const minor of [...knownMinors()].reverse()) {
    const found = Catalogue.of(minor).find(apiVersion, kind);
    if (found !== undefined) return new SchemaSource(found.schema, found.definitions);
  }
  return undefined;
}
