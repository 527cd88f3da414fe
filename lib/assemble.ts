import { alertRunbooksOf, platformAlertsOf, routingFilesOf } from './alerts/documents';
import type { Assembly } from './assembly/assembly';
import { SCHEMA_VERSION } from './assembly/assembly';
import { canonical } from './assembly/canonical';
import { sha256 } from './assembly/digest';
import {
  documentId,
  type Document,
  type DocumentKey,
  type Domain,
  type FieldOrigin,
  type JsonObject,
  type Origins,
} from './assembly/document';
import { compareIds } from './assembly/id';
import { asksForGpus } from './demand';
import { QUOTA_CHECKLIST } from './quota';
import { runbooksOf } from './rotation/documents';
import { renderTree, type Rendered, type RenderOptions } from './engine/render';
import type { Cause } from './engine/trace';
import type { Environment } from './environment';
import { callSiteOf } from './environment-spec';
import type { SourcePosition } from './errors';
import { messageOf, TaxiwayError } from './errors';
import { locateFact } from './fact-origin';
import { oneLine } from './nearest';
import { findRow } from './placement';
import { findClass } from './source/class-position';
import { locate } from './source/locate';
import type { CallSite } from './source/call-site';
import { LIBRARY_VERSION } from './version';

/** Turns a finished tree into the immutable result that everything else reads; with `consume`, nothing of the tree is left. */
export function assemble(env: Environment, options: RenderOptions = {}): Assembly {
  const documents = ownDocuments(env);
  // A declaration reads its service, and so keeps it.
  if (options.consume === true) env.declarations.splice(0);
  for (const rendered of renderTree(env, options)) documents.push(toDocument(env, rendered));
  for (const parts of runbooksOf(env.name, documents)) documents.push(makeDocument(parts));
  for (const parts of routingFilesOf(env.name, documents)) documents.push(makeDocument(parts));
  for (const parts of alertRunbooksOf(env.name, documents)) documents.push(makeDocument(parts));
  for (const parts of platformAlertsOf(env.name, documents)) documents.push(makeDocument(parts));
  documents.sort(compareIds);
  for (const [index, document] of documents.entries()) {
    if (document.id === documents[index + 1]?.id) {
      throw new TaxiwayError({
        code: 'DOCUMENT_DUPLICATE',
        at: document.id,
        problem: 'is emitted twice',
        fix: 'give one of them another name',
        source: document.origins.at,
        environment: env.name,
      });
    }
  }
  return { schemaVersion: SCHEMA_VERSION, library: LIBRARY_VERSION, environment: env.name, documents };
}

/** What a document is made of. */
interface Parts {
  readonly key: DocumentKey;
  readonly domain: Domain;
  readonly service?: string;
  readonly owner?: string;
  readonly origins: Origins;
  readonly path?: string;
  /** In canonical form. */
  readonly object: JsonObject;
}

function makeDocument({ key, domain, service, owner, origins, path, object }: Parts): Document {
  const digest = sha256(JSON.stringify(object));
  return { id: documentId(key), domain, kind: key.kind, service, owner, origins, sha256: digest, path, object };
}

/** What a program put into facts or props may be no data. */
function plainObject(key: DocumentKey, object: unknown, origins: Origins): JsonObject {
  try {
    // The canonical form of an object is an object.
    return canonical(object) as JsonObject;
  } catch (error) {
    throw new TaxiwayError({
      code: 'RENDER_FAILED',
      at: documentId(key),
      problem: `can not be written: ${oneLine(messageOf(error), 200)}`,
      fix: 'give plain data: texts, numbers, lists and maps',
      source: origins.at,
      environment: key.environment,
    });
  }
}

function toDocument(env: Environment, rendered: Rendered): Document {
  const { unit, trace, patches } = rendered;
  const fields: Record<string, FieldOrigin> = {};
  for (const [path, cause] of Object.entries(trace?.causes ?? {})) fields[path] = resolveCause(env, cause);
  for (const patch of patches) fields[patch.path] = { hatch: true, at: positionOf(patch.site) };
  return makeDocument({
    key: {
      environment: env.name,
      stack: unit.stack,
      group: rendered.group,
      kind: rendered.kind,
      namespace: rendered.namespace,
      name: rendered.name,
    },
    domain: rendered.domain,
    service: unit.service,
    owner: unit.owner,
    origins: { construct: trace?.construct ?? `engine ${unit.stack}`, at: positionOf(trace?.site), fields },
    path: rendered.path,
    // Every object and every block is one, also in canonical form.
    object: rendered.object as JsonObject,
  });
}

function resolveCause(env: Environment, cause: Cause): FieldOrigin {
  const origin = typeof cause === 'function' ? cause() : cause;
  if (origin.fact === undefined || origin.at !== undefined) return origin;
  return { ...origin, at: locateFact(env.spec, origin.fact.split('.')) };
}

function positionOf(site: CallSite | undefined): SourcePosition | undefined {
  return site === undefined || site.stack === '' ? undefined : locate(site)?.position;
}

/** What lives in the assembly only: the facts, each service's declaration, and the demands. */
function ownDocuments(env: Environment): Document[] {
  const own = (kind: string, name: string, domain: Domain, object: unknown, extra: Partial<Parts>): Document => {
    const parts = {
      key: { environment: env.name, stack: 'platform' as const, group: 'taxiway', kind, name },
      domain,
      origins: { construct: kind, fields: {} },
      ...extra,
    };
    return makeDocument({ ...parts, object: plainObject(parts.key, object, parts.origins) });
  };
  const documents = [
    own('Environment', env.name, 'environment', env.spec, {
      origins: { construct: 'defineEnvironment', at: positionOf(callSiteOf(env.spec)), fields: {} },
    }),
  ];
  for (const declaration of env.declarations) {
    const { service, owner } = declaration;
    const key: DocumentKey = {
      environment: env.name,
      stack: `${service}:workloads`,
      group: 'taxiway',
      kind: 'Service',
      name: service,
    };
    const props: Record<string, unknown> = {};
    const fields: Record<string, FieldOrigin> = {};
    // Lines are origins: a declaration that only moved in its file is the same declaration.
    // By name: the order in which they were typed says nothing.
    const byName = [...declaration.props()].sort(([one], [other]) => (one < other ? -1 : 1));
    for (const [path, { at, ...resolved }] of byName) {
      props[path] = resolved;
      fields[`props.${path}`] = { prop: path, at };
    }
    const row = findRow(declaration);
    const origins: Origins = {
      construct: `${declaration.construct} ${service}`,
      at: positionOf(declaration.site),
      placed: row && findClass(row.type, row.site),
      fields,
    };
    documents.push(
      own('Service', service, 'declaration', { ...declaration.summary(), props }, { key, service, owner, origins }),
    );
  }
  for (const demand of env.demands) {
    const { service, owner, workload } = demand;
    const key: DocumentKey = {
      environment: env.name,
      stack: `${service}:workloads`,
      group: 'taxiway',
      kind: demand.kind,
      name: workload,
    };
    const fields = {};
    documents.push(
      own(demand.kind, workload, 'demand', demand, {
        key,
        service,
        owner,
        origins: { construct: `${asksForGpus(demand) ? 'GpuWorkload' : 'Workload'} ${service}/${workload}`, fields },
      }),
    );
  }
  if (env.quotas !== undefined) {
    const stated = env.spec.quotas;
    const quotas = env.quotas.map((need) => ({
      ...need,
      ...(Object.hasOwn(stated, need.metric) ? { stated: stated[need.metric] } : {}),
    }));
    const rule = 'the pools at their maximum, and the nodes of an upgrade';
    const origins = { construct: 'Platform quotas', fields: { quotas: { rule } } };
    documents.push(own(QUOTA_CHECKLIST, env.name, 'demand', { kind: QUOTA_CHECKLIST, quotas }, { origins }));
  }
  return documents;
}
