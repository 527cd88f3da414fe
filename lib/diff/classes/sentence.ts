import type { Document, Json, JsonObject } from '../../assembly/document';
import { asObject, asText, at } from '../../check/json';
import { WORKLOAD_LABEL } from '../../labels';
import { oneLine } from '../../nearest';
import { bracketAt } from './place';
import type { LeafSituation, WholeSituation } from './table';

/** Anything that a table judges. */
export type Situation = LeafSituation | WholeSituation;

/** A sentence, or how it is made. */
export type Says<S> = string | ((situation: S) => string);

/** Eight digits tell one build from another. */
const DIGEST = /(@?sha256:[0-9a-f]{8})[0-9a-f]{56}/g;
const PLACEHOLDER = /\{(who|name|kind|item|key|before|after)(?::([^}]*))?\}/g;

/**
 * Fills a sentence: `{who}` is the service or workload, `{name}` and `{kind}` are the object's, `{item}` is what stands in
 * the last brackets of the path, `{key}` its last step, `{before}` and `{after}` are the values, `{after:s}` with a unit.
 * `{service}` and `{environment}` stay as they are.
 */
export function sentence<S extends Situation>(says: Says<S>, situation: S): string {
  const text = typeof says === 'string' ? says : says(situation);
  return text.replaceAll(PLACEHOLDER, (_, word: string, unit?: string) => {
    switch (word) {
      case 'who':
        return whoOf(situation);
      case 'name':
        return nameOf(documentOf(situation));
      case 'kind':
        return documentOf(situation).kind;
      case 'item':
        return shown(itemOf(situation));
      case 'key':
        return shown(keyOf(situation));
      default:
        return shownWith('path' in situation ? situation[word === 'before' ? 'before' : 'after'] : undefined, unit);
    }
  });
}

/** The document that is judged: the new one where there is one. */
export function documentOf(situation: Situation): Document {
  if ('path' in situation) return situation.documents.after;
  const document = situation.after ?? situation.before;
  if (document === undefined) throw new Error('a situation without a document');
  return document;
}

/** `{service}`, `{service}/reranker` for another workload than the first, or `the platform`. */
export function whoOf(situation: Situation): string {
  const document = documentOf(situation);
  if (document.service === undefined) return 'the platform';
  const workload = workloadOf(document);
  const who = workload === undefined || workload === 'api' ? '{service}' : `{service}/${shown(workload)}`;
  const container = 'path' in situation ? containerOf(situation) : undefined;
  return container === undefined || container === workload ? who : `${who} (container ${shown(container)})`;
}

/** The workload that a document belongs to, where it belongs to one. */
export function workloadOf(document: Document): string | undefined {
  const labelled = asText(at(document.object, 'metadata', 'labels', WORKLOAD_LABEL));
  return labelled ?? asText(document.object['workload']);
}

function containerOf(situation: LeafSituation): string | undefined {
  const index = situation.path.findIndex((step) => /^(?:init|ephemeral)?containers$/i.test(step));
  const key = index < 0 ? '' : bracketAt(situation.path, index + 1, objectsOf(situation));
  return key === '' ? undefined : key;
}

/** The name of an object. */
export function nameOf(document: Document): string {
  return shown(asText(asObject(document.object['metadata'])['name']) ?? document.id.split('/').at(-1));
}

/** The last step of the path. */
export function keyOf(situation: Situation): string {
  return 'path' in situation ? (situation.path.at(-1) ?? '').replace(/^\[(.*)\]$/s, '$1') : '';
}

/** What stands in the last brackets of the path. */
export function itemOf(situation: Situation): string {
  if (!('path' in situation)) return '';
  const { path } = situation;
  return bracketAt(
    path,
    path.findLastIndex((step) => step.startsWith('[')),
    objectsOf(situation),
  );
}

function objectsOf({ documents }: LeafSituation): readonly JsonObject[] {
  return [documents.after.object, documents.before.object];
}

/** A value as it stands in a sentence: one line, never a placeholder of its own. */
export function shown(value: Json | undefined): string {
  if (value === undefined) return 'the default';
  const text = textOf(value).replaceAll(DIGEST, '$1…');
  const line = oneLine(text, 120)
    .replace(/\.\.\.$/, '…')
    .replaceAll(/\{(service|environment)\}/g, '($1)');
  return line === '' ? "''" : line;
}

/** Groups and lists as people write them: `effect NoSchedule, key nvidia.com/gpu`. */
function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : (value as readonly Json[]).map(textOf).join(', ');
  const parts = Object.entries(value).map(([key, inner]: [string, Json]) => `${key} ${textOf(inner)}`);
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

/** A value with its unit. */
export function shownWith(value: Json | undefined, unit: string | undefined): string {
  if (value === undefined || unit === undefined) return shown(value);
  return `${shown(value)} ${value === 1 && unit.length > 1 ? unit.replace(/s$/, '') : unit}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? 'nothing') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
