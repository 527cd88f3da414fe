import type { Document } from '../../assembly/document';
import { asText } from '../../check/json';
import { kubernetesMeaning } from './kubernetes/kinds';
import type { Meaning } from './meaning';
import { TAXIWAY_MEANING } from './taxiway';
import { terraformMeaning } from './terraform';

const KNOWN = new Map<string, Meaning>();

/** What the places of a document mean, by its kind. */
export function meaningOf({ domain, kind, object }: Pick<Document, 'domain' | 'kind' | 'object'>): Meaning {
  const version = domain === 'kubernetes' ? (asText(object['apiVersion']) ?? '') : '';
  const key = `${domain} ${version} ${kind}`;
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  const meaning =
    domain === 'kubernetes'
      ? kubernetesMeaning(version, kind)
      : domain === 'terraform'
        ? terraformMeaning(kind)
        : TAXIWAY_MEANING;
  KNOWN.set(key, meaning);
  return meaning;
}
