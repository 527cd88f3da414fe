import type { Assembly } from './assembly/assembly';
import type { Document, FieldOrigin, Json } from './assembly/document';
import { parseId } from './assembly/id';
import type { SourcePosition } from './errors';
import { TaxiwayError } from './errors';
import { chooseFix, nearest } from './nearest';
import { leavesOf, originPath, valueAt } from './origin';
import type { PropOrigin } from './props';

/** One value and the whole reason for it. */
export interface Explanation {
  readonly environment: string;
  /** Id of the document. */
  readonly document: string;
  /** The construct that emitted it. */
  readonly construct: string;
  /** The prop, or the dotted path into the object. */
  readonly path: string;
  readonly value: Json;
  readonly origin: PropOrigin | 'library' | 'escape hatch';
  /** The prop or fact behind a field. */
  readonly by?: string;
  readonly because?: string;
  readonly source?: SourcePosition;
}

/** So many paths fit into a message. */
const SHOWN = 40;

/** What the command line names: a service, or a document by its id or a part of it that is unique. */
export function explain(assemblies: readonly Assembly[], subject: string, path?: string): readonly Explanation[] {
  const services = [
    ...new Set(assemblies.flatMap(({ documents }) => documents.flatMap(({ service }) => service ?? []))),
  ].sort();
  const found = services.includes(subject)
    ? assemblies.flatMap(({ documents }) =>
        documents.filter(({ domain, service }) => domain === 'declaration' && service === subject),
      )
    : requireDocuments(assemblies, subject, services);
  const explanations = found.flatMap((document) => {
    const declaration = declarationFor(assemblies, document);
    return document.domain === 'declaration'
      ? explainProps(document, path)
      : explainFields(document, declaration, path);
  });
  if (explanations.length > 0 || path === undefined) return explanations;
  const allowed = [...new Set(found.flatMap(pathsOf))];
  const near = nearest(path, allowed);
  const some = allowed.length > SHOWN ? `${allowed.slice(0, SHOWN).join(', ')}, …` : allowed.join(', ');
  throw new TaxiwayError({
    code: 'PATH_UNKNOWN',
    at: `${subject} ${path}`,
    problem: `there is nothing at '${path}'`,
    fix: `${near === undefined ? '' : `did you mean '${near}'? `}there is ${some}`,
    given: path,
    allowed,
  });
}

/** Documents whose id holds all words of the subject; more than one environment may match, more than one document in it may not. */
function requireDocuments(
  assemblies: readonly Assembly[],
  subject: string,
  services: readonly string[],
): readonly Document[] {
  const all = assemblies.flatMap(({ documents }) => documents);
  const exact = all.filter(({ id }) => id === subject);
  if (exact.length > 0) return exact;
  const words = subject
    .toLowerCase()
    .split('/')
    .filter((word) => word !== '');
  const near = all.filter(({ id }) => {
    const parts = id.toLowerCase().split('/');
    return words.every((word) => parts.some((part) => part === word || part.split(/[:.]/).includes(word)));
  });
  const perEnvironment = new Map<string, string[]>();
  for (const { id } of near) {
    const { environment } = parseId(id);
    perEnvironment.set(environment, [...(perEnvironment.get(environment) ?? []), id]);
  }
  const crowded = [...perEnvironment.values()].find((ids) => ids.length > 1);
  if (near.length > 0 && crowded === undefined) return near;
  const allowed = crowded ?? [...services, ...all.map(({ id }) => id)];
  throw new TaxiwayError({
    code: 'DOCUMENT_UNKNOWN',
    at: subject,
    problem: crowded === undefined ? 'is no service and no document' : `means ${crowded.length} documents`,
    fix:
      crowded === undefined
        ? chooseFix(subject, services, 'name a document by its id, or one of')
        : `name one of ${crowded.slice(0, 8).join(', ')}`,
    given: subject,
    allowed: allowed.slice(0, 200),
  });
}

function declarationFor(assemblies: readonly Assembly[], document: Document): Document | undefined {
  const { environment } = parseId(document.id);
  return assemblies
    .find((assembly) => assembly.environment === environment)
    ?.documents.find(({ domain, service }) => domain === 'declaration' && service === document.service);
}

/** A prop as the declaration keeps it. */
interface KeptProp {
  readonly value: Json;
  readonly origin: PropOrigin;
  readonly because?: string;
}

function propsOf(declaration: Document | undefined): Readonly<Record<string, KeptProp>> {
  // lib/assemble.ts writes them so.
  return (declaration?.object['props'] ?? {}) as unknown as Readonly<Record<string, KeptProp>>;
}

function explainProps(document: Document, path: string | undefined): Explanation[] {
  const { environment } = parseId(document.id);
  return Object.entries(propsOf(document))
    .filter(([name]) => path === undefined || name === path || name.startsWith(`${path}.`))
    .map(([name, { value, origin, because }]) => ({
      environment,
      document: document.id,
      construct: document.origins.construct,
      path: name,
      value,
      origin,
      because,
      source: document.origins.fields[`props.${name}`]?.at,
    }));
}

function explainFields(document: Document, declaration: Document | undefined, path: string | undefined): Explanation[] {
  const asked = path === undefined ? [...leavesOf(document.object)] : fieldAt(document, path);
  return asked.map(([at, value]) => explainField(document, declaration, at, value));
}

/** The field itself where it is one value, else everything below it. */
function fieldAt(document: Document, path: string): (readonly [string, Json])[] {
  const value = valueAt(document.object, path);
  if (value === undefined) return [];
  return [...leavesOf(value, path)];
}

function explainField(document: Document, declaration: Document | undefined, path: string, value: Json): Explanation {
  const { environment } = parseId(document.id);
  const shared = { environment, document: document.id, construct: document.origins.construct, path, value };
  const origin = originPath(document, path)?.origin;
  if (origin === undefined)
    return { ...shared, origin: 'library', because: 'the construct writes it so', source: document.origins.at };
  return { ...shared, ...reason(origin, declaration) };
}

function reason(
  field: FieldOrigin,
  declaration: Document | undefined,
): Pick<Explanation, 'origin' | 'by' | 'because' | 'source'> {
  if (field.hatch === true) return { origin: 'escape hatch', source: field.at };
  if (field.fact !== undefined) return { origin: 'environment', by: field.fact, source: field.at };
  if (field.rule !== undefined) return { origin: 'library', because: field.rule, source: field.at };
  const name = field.prop ?? '';
  const prop = propsOf(declaration)[name];
  return { origin: prop?.origin ?? 'default', by: name, because: prop?.because, source: field.at };
}

function pathsOf(document: Document): readonly string[] {
  return document.domain === 'declaration'
    ? Object.keys(propsOf(document))
    : [...leavesOf(document.object)].map(([path]) => path);
}
