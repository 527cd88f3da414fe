import type { Assembly } from '../../assembly/assembly';
import type { Document, JsonObject } from '../../assembly/document';
import type { EnvironmentSpec } from '../../environment-spec';
import { METRICS_ANNOTATION } from '../../labels';
import type { ProfileName } from '../../profiles/profiles';
import { findProfile } from '../../profiles/profiles';
import type { Server } from '../../slo/contract';
import { COMMON, SERVED, countedIn, seriesOf, servedBy, type KnownMetrics, type KnownSeries } from '../../slo/known';
import { declarationsOf, factsOf } from '../fleet';
import { asList, asObject, asText, at } from '../json';
import { recordsOf } from './expressions';

/** Every series that an expression may name. */
export interface Contract {
  readonly metrics: KnownMetrics;
  /** Whose servers emit some of them, for people. */
  readonly servers: readonly string[];
}

/** A declared metric: `jobs_total`, or `jobs_total{queue,outcome}` with the labels that it has. */
const DECLARED = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{([a-zA-Z0-9_, ]*)\})?$/;

/** The metrics that an object declares by its annotation, and what there can't be read. */
export function declaredBy(document: Document): {
  readonly metrics: KnownMetrics;
  readonly unread: readonly string[];
} {
  const metrics = new Map<string, KnownSeries>();
  const unread: string[] = [];
  const annotation = asText(at(document.object, 'metadata', 'annotations', METRICS_ANNOTATION));
  for (const declared of annotation?.split(/,(?![^{]*\})/) ?? []) {
    const [, name, labels] = DECLARED.exec(declared.trim()) ?? [];
    if (name === undefined) unread.push(declared.trim());
    else
      metrics.set(name, {
        by: 'its declaration',
        labels: labels === undefined ? undefined : new Set(labels.split(',').map((label) => label.trim())),
      });
  }
  return { metrics, unread };
}

/** Contracts of an assembly, each made when it is asked for: services of the same servers share one. */
export class Contracts {
  /** What rules of the assembly record, and what is counted of its logs. */
  private own: KnownMetrics | undefined;
  private services: ReadonlyMap<string | undefined, JsonObject> | undefined;
  private readonly made = new Map<string, Contract>();
  private readonly byService = new Map<string | undefined, Contract>();
  private readonly byDocument = new Map<Document, Contract>();

  constructor(private readonly assembly: Assembly) {}

  /** What the expressions of a document may name. */
  of(document: Document): Contract {
    const known = this.byDocument.get(document);
    if (known !== undefined) return known;
    const own = declaredBy(document).metrics;
    const shared = this.ofService(document.service);
    const contract = own.size === 0 ? shared : { ...shared, metrics: new Map([...shared.metrics, ...own]) };
    this.byDocument.set(document, contract);
    return contract;
  }

  private ofService(service: string | undefined): Contract {
    const known = this.byService.get(service);
    if (known !== undefined) return known;
    this.services ??= new Map(declarationsOf(this.assembly).map((one) => [one.service, one.object]));
    this.own ??= new Map([
      ...[...recordsOf(this.assembly)].map((name) => [name, { by: 'a rule', labels: undefined }] as const),
      ...countedIn(factsOf(this.assembly).object as unknown as EnvironmentSpec),
    ]);
    const declaration = service === undefined ? undefined : this.services.get(service);
    const servers = serversOf(declaration);
    const named = declaration === undefined ? [...this.services.values()].flatMap(namedBy) : namedBy(declaration);
    const key = JSON.stringify([declaration === undefined, servers, named]);
    const contract = this.made.get(key) ?? {
      metrics: new Map([
        ...this.own,
        ...COMMON,
        ...(declaration === undefined ? SERVED : servers.flatMap((server) => [...servedBy(server)])),
        ...named
          .filter((name) => !COMMON.has(name) && !SERVED.has(name))
          .map((name) => [name, { by: 'the service', labels: undefined }] as const),
      ]),
      servers: servers.map(({ name, version }) => `${name} ${version}`),
    };
    this.made.set(key, contract);
    this.byService.set(service, contract);
    return contract;
  }
}

/** The servers of a service's workloads, by the props that name them. */
function serversOf(declaration: JsonObject | undefined): readonly Server[] {
  const props = asObject(declaration?.['props']);
  const named = Object.keys(props).filter((path) => path.endsWith('serves.profile'));
  return named.flatMap((path) => {
    const name = at(props[path], 'value');
    const version = asText(at(props[`${path}Version`], 'value'));
    // A profile is known by its name.
    return findProfile(name) === undefined || version === undefined ? [] : [{ name: name as ProfileName, version }];
  });
}

/** What a service says that it emits: the metrics of its objectives and of its autoscalers. */
function namedBy(declaration: JsonObject): readonly string[] {
  const measures = asList(declaration['slis']).flatMap((sli) => {
    const name = asText(at(sli, 'measure'));
    const kind = at(sli, 'milliseconds') === undefined ? 'counter' : 'histogram';
    return name === undefined ? [] : seriesOf({ name, kind });
  });
  const signals = asList(declaration['workloads']).flatMap(
    (workload) => asText(at(workload, 'scaling', 'metric')) ?? [],
  );
  return [...new Set([...measures, ...signals])].sort();
}
