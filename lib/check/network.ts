import type { Assembly } from '../assembly/assembly';
import type { Document, Json, JsonObject } from '../assembly/document';
import { objectsOf } from './fleet';
import { asList, asObject } from './json';

/** One rule of a NetworkPolicy. */
export interface TrafficRule {
  readonly document: Document;
  readonly direction: 'ingress' | 'egress';
  /** Dotted path in the document. */
  readonly path: string;
  readonly peersField: 'from' | 'to';
  /** Undefined where the field is missing, which means everybody. */
  readonly peers: readonly JsonObject[] | undefined;
  /** Undefined where the field is missing, which means every port. */
  readonly ports: readonly JsonObject[] | undefined;
}

/** Every rule of every NetworkPolicy. */
export function* trafficRulesOf(assembly: Assembly): Generator<TrafficRule> {
  for (const document of objectsOf(assembly, 'NetworkPolicy')) {
    const spec = asObject(document.object['spec']);
    for (const [direction, peersField] of [
      ['ingress', 'from'],
      ['egress', 'to'],
    ] as const) {
      for (const [index, item] of asList(spec[direction]).entries()) {
        const rule = asObject(item);
        const path = `spec.${direction}.${index}`;
        yield { document, direction, path, peersField, peers: listed(rule[peersField]), ports: listed(rule['ports']) };
      }
    }
  }
}

function listed(value: Json | undefined): readonly JsonObject[] | undefined {
  return value === undefined ? undefined : asList(value).map(asObject);
}

/** True for a selector that picks everything: empty, or with nothing in its parts. */
export function selectsAll(selector: Json | undefined): boolean {
  const { matchLabels, matchExpressions } = asObject(selector);
  return Object.keys(asObject(matchLabels)).length === 0 && asList(matchExpressions).length === 0;
}

/** True for a selector that leaves nearly nothing out: it picks everything, or only says what it doesn't pick. */
export function isUnbounded(selector: Json | undefined): boolean {
  const { matchLabels, matchExpressions } = asObject(selector);
  const narrows = asList(matchExpressions)
    .map(asObject)
    .some(({ key, operator }) => {
      return operator === 'In' || (operator === 'Exists' && key !== 'kubernetes.io/metadata.name');
    });
  return Object.keys(asObject(matchLabels)).length === 0 && !narrows;
}
