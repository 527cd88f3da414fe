import type { Document, Json } from '../assembly/document';
import { asObject, asText, at } from '../check/json';

const MEASURED = '.measured';

/** Latencies that are measured at another threshold than the typed one, for people: one line for each, in the order of services. */
export function snappedIn(documents: readonly Document[]): readonly string[] {
  return documents.flatMap(({ domain, service, object }) =>
    domain === 'declaration' && service !== undefined ? snappedOf(service, asObject(object['props'])) : [],
  );
}

function snappedOf(service: string, props: Readonly<Record<string, Json>>): readonly string[] {
  return Object.entries(props).flatMap(([key, prop]) => {
    if (!key.startsWith('slo.') || !key.endsWith(MEASURED)) return [];
    const measure = key.slice(0, -MEASURED.length);
    const typed = Object.entries(asObject(at(props[measure], 'value'))).find(([share]) => /^p[0-9]/.test(share));
    const measured = asText(at(prop, 'value'));
    if (typed === undefined || measured === undefined) return [];
    return [`${service}: ${measure} ${typed[0]} ${asText(typed[1]) ?? ''} is measured at ${measured}`];
  });
}
