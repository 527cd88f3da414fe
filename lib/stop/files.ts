import { canonical } from '../assembly/canonical';
import { isApplied, type Document, type JsonObject } from '../assembly/document';
import { comparePosition } from '../assembly/layout';
import { terraformText } from '../assembly/terraform';
import { asObject } from '../check/json';
import { changed, changeOf, type StopChange } from './change';
import { STOP_LEVELS, type StopLevel } from './level';
import { placedDocuments } from './placed';

/** The folder of a service that holds how it is stopped. */
export const STOP_FOLDER = 'stop';
/** Below a level: what is applied, and the names of what goes. */
export const APPLIED_FILE = 'apply.json';
export const DELETED_FILE = 'delete.json';
/** What brings a stopped service back; there only while it is stopped. */
export const RESTORE = 'restore';
/** The folders that a service may have there, in the order in which people look for them. */
export const STOP_FOLDERS: readonly string[] = [...STOP_LEVELS, RESTORE];

/**
 * The files that stop a service with nothing but kubectl and terraform, by path below the environment's folder. A level's
 * folder holds what it does beyond those before it, so that nothing is written twice. They follow from the placed
 * documents and are no documents themselves: a change is reviewed where it is made.
 */
export function stopFilesOf(documents: readonly Document[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [service, { own, kept, declared }] of servicesIn(documents)) {
    if (!declared) continue;
    // What is kept is all that a level changes, and people read some of it only.
    const placed = (kept === undefined ? own : placedDocuments(kept, own)).filter(({ domain }) => isApplied(domain));
    for (const [index, level] of STOP_LEVELS.entries())
      addLevel(files, `${service}/${STOP_FOLDER}/${level}`, placed, level, STOP_LEVELS[index - 1]);
    if (kept !== undefined) addRestore(files, `${service}/${STOP_FOLDER}/${RESTORE}`, placed, own);
  }
  return files;
}

interface Owned {
  /** What a level may change, and what is written beside that. */
  readonly own: Document[];
  kept?: Document;
  /** Only a service that is placed can be stopped. */
  declared: boolean;
}

function servicesIn(documents: readonly Document[]): ReadonlyMap<string, Owned> {
  const services = new Map<string, Owned>();
  for (const document of documents) {
    const { service, domain } = document;
    if (service === undefined) continue;
    const owned = services.get(service) ?? { own: [], declared: false };
    services.set(service, owned);
    if (domain === 'placed') owned.kept = document;
    else if (domain === 'declaration') owned.declared = true;
    else if (isApplied(domain)) owned.own.push(document);
  }
  return services;
}

function addLevel(
  files: Map<string, string>,
  folder: string,
  placed: readonly Document[],
  level: StopLevel,
  before: StopLevel | undefined,
): void {
  const applied: Document[] = [];
  const deleted: JsonObject[] = [];
  const roots = new Set<string>();
  for (const document of placed) {
    const change = changeOf(document, level);
    if (change === undefined || isDone(document, change, before)) continue;
    if (document.domain === 'terraform') roots.add(document.path ?? '');
    else if (change === 'removed') deleted.push(nameOf(document.object));
    // The canonical form of an object is an object.
    else applied.push({ ...document, object: canonical(changed(document.object, change)) as JsonObject });
  }
  if (applied.length > 0) files.set(`${folder}/${APPLIED_FILE}`, kubernetesText(applied));
  if (deleted.length > 0) files.set(`${folder}/${DELETED_FILE}`, listText(deleted));
  for (const root of roots) files.set(pathBelow(folder, root), rootText(placed, root, level));
}

/** Whether the level before did the same. */
function isDone(document: Document, change: StopChange, before: StopLevel | undefined): boolean {
  const earlier = before === undefined ? undefined : changeOf(document, before);
  if (earlier === undefined || earlier === change) return earlier === change;
  return JSON.stringify(earlier) === JSON.stringify(change);
}

/** A Terraform root without what a level takes out of it; its state is that of the placed one. */
function rootText(placed: readonly Document[], root: string, level: StopLevel): string {
  return terraformText(
    placed.flatMap((document) => {
      if (document.path !== root) return [];
      const change = changeOf(document, level);
      if (change === 'removed') return [];
      return change === undefined ? [document] : [{ ...document, object: changed(document.object, change) }];
    }),
  );
}

function addRestore(
  files: Map<string, string>,
  folder: string,
  placed: readonly Document[],
  stopped: readonly Document[],
): void {
  const now = new Map(stopped.map(({ id, sha256 }) => [id, sha256]));
  const back = placed.filter(({ id, sha256 }) => now.get(id) !== sha256);
  const objects = back.filter(({ domain }) => domain === 'kubernetes');
  if (objects.length > 0) files.set(`${folder}/${APPLIED_FILE}`, kubernetesText(objects));
  for (const root of new Set(back.flatMap(({ domain, path }) => (domain === 'terraform' ? (path ?? []) : []))))
    files.set(pathBelow(folder, root), terraformText(placed.filter(({ path }) => path === root)));
}

function kubernetesText(documents: readonly Document[]): string {
  return listText([...documents].sort(comparePosition).map(({ object }) => object));
}

/** JSON, an object a line: kubectl reads it as well, and it costs a tenth of what YAML does. */
function listText(objects: readonly JsonObject[]): string {
  const items = objects.map((object) => JSON.stringify(object)).join(',\n');
  return `{"apiVersion":"v1","kind":"List","items":[\n${items}\n]}\n`;
}

/** What `kubectl delete` needs to know of an object. */
function nameOf({ apiVersion = '', kind = '', metadata }: JsonObject): JsonObject {
  const { name = '', namespace } = asObject(metadata);
  return { apiVersion, kind, metadata: namespace === undefined ? { name } : { name, namespace } };
}

/** Of `chat/grants/terraform/cdk.tf.json` the last two parts: a service has one root. */
function pathBelow(folder: string, path: string): string {
  return `${folder}/${path.split('/').slice(-2).join('/')}`;
}
