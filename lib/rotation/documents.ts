import { canonical } from '../assembly/canonical';
import type { Document, DocumentKey, JsonObject, Origins } from '../assembly/document';
import { asList, at } from '../check/json';
import { names } from '../names';
import { plansOf } from './plan';
import { runbookOf } from './runbook';

/** A runbook as a document that has yet to get its id and its digest. */
export interface RunbookParts {
  readonly key: DocumentKey;
  readonly domain: 'runbook';
  readonly service: string;
  readonly owner?: string;
  readonly origins: Origins;
  readonly path: string;
  readonly object: JsonObject;
}

/** A runbook for each long-lived secret of an environment, reckoned from what was rendered, patches included. */
export function* runbooksOf(environment: string, documents: readonly Document[]): Generator<RunbookParts> {
  const facts = documents.find(({ domain }) => domain === 'environment');
  // Most environments have none: nothing is looked up for those.
  const declarations = documents.filter(({ domain, object }) => domain === 'declaration' && hasLongLived(object));
  if (facts === undefined || declarations.length === 0) return;
  const byId = new Map(documents.map((document) => [document.id, document]));
  for (const declaration of declarations) {
    const { service = '', owner } = declaration;
    for (const plan of plansOf((id) => byId.get(id), facts, declaration)) {
      const name = `rotate-${plan.secret}`;
      const stack = `${service}:workloads` as const;
      yield {
        key: { environment, stack, group: 'taxiway', kind: 'Runbook', namespace: names.namespace(service), name },
        domain: 'runbook',
        service,
        ...(owner === undefined ? {} : { owner }),
        origins: {
          construct: `VaultSecrets ${service}/secrets`,
          ...(declaration.origins.at && { at: declaration.origins.at }),
          fields: { markdown: { prop: 'secrets', ...positionIn(declaration) } },
        },
        path: `${service}/runbooks/${name}.md`,
        // A group of texts is an object.
        object: canonical(runbookOf(plan)) as JsonObject,
      };
    }
  }
}

function positionIn({ origins }: Document) {
  const at = origins.fields['props.secrets']?.at;
  return at === undefined ? {} : { at };
}

function hasLongLived(declaration: JsonObject): boolean {
  return asList(declaration['workloads']).some((workload) =>
    asList(at(workload, 'secrets')).some((secret) => at(secret, 'terms') !== undefined),
  );
}
