import type { Assembly } from './assembly/assembly';
import type { Document, Json, JsonObject } from './assembly/document';
import { at } from './check/json';
import { GPU_SHAPE_LABEL } from './labels';
import { capacityProblem } from './gpu/capacity';
import { sayCapacity, type Capacity } from './gpu/shape';
import { valueAt } from './origin';
import { sayRange } from './text';
import { canonicalBytes, canonicalMillicores } from './units';

/** One workload of one service in one environment. */
export interface ListRow {
  readonly environment: string;
  readonly service: string;
  readonly owner: string;
  readonly maturity: string;
  readonly workload: string;
  readonly image: string;
  /** The most that run when nothing rolls. */
  readonly pods: number;
  /** The fewest, where an autoscaler moves their number. */
  readonly podsMin?: number;
  /** `2 × l4 (g2-standard-24)` or `500m, 512Mi`. */
  readonly runsOn: string;
  /** How its nodes are paid for. */
  readonly capacity: string;
  readonly calls: readonly string[];
  readonly callers: readonly string[];
  /** How far its service is stopped; absent where it isn't. */
  readonly stopped?: string;
  /** By what the way to the internal API is told from others, where it calls that: `by name`, `by address`. */
  readonly gitlabApi?: string;
  /** Its name on the internet, where it is public. */
  readonly publicHost?: string;
}

/** What runs where, who owns it, on what: read from the declarations alone. */
export function listOf(assemblies: readonly Assembly[], services?: readonly string[]): readonly ListRow[] {
  const rows: ListRow[] = [];
  for (const { environment, documents } of assemblies) {
    const capacity = capacityIn(documents);
    for (const { domain, service, owner, object } of documents) {
      if (domain !== 'declaration' || service === undefined) continue;
      if (services !== undefined && services.length > 0 && !services.includes(service)) continue;
      for (const [index, workload] of listAt(object, 'workloads').entries()) {
        rows.push({
          environment,
          service,
          owner: owner ?? '',
          maturity: textAt(object, 'maturity'),
          workload: textAt(workload, 'name'),
          image: textAt(workload, 'image'),
          pods: numberAt(workload, 'replicas'),
          ...fewestIn(workload),
          runsOn: runsOn(workload),
          capacity: capacity(service, workload),
          calls: listAt(workload, 'calls').map(String),
          callers: listAt(workload, 'callers').map(String),
          ...stoppedAt(object),
          ...reachedBeside(object, index === 0 ? '' : `${textAt(workload, 'name')}.`),
        });
      }
    }
  }
  return rows;
}

/** How the internal API is reached, and the name on the internet; of that, the first workload's alone. */
function reachedBeside(declaration: JsonObject, prefix: string): Pick<ListRow, 'gitlabApi' | 'publicHost'> {
  const gitlabApi = at(declaration, 'props', `${prefix}calls.gitlabApi`, 'value');
  const publicHost = prefix === '' ? at(declaration, 'exposure', 'host') : undefined;
  return {
    ...(typeof gitlabApi === 'string' ? { gitlabApi } : {}),
    ...(typeof publicHost === 'string' ? { publicHost } : {}),
  };
}

/** How the nodes are paid for, as the pool says that a GPU workload lands on, and the pods of any other. */
function capacityIn(documents: readonly Document[]): (service: string, workload: Json) => string {
  const pods = new Map<string, Document>();
  const pools = new Map<Json | undefined, Document>();
  for (const document of documents) {
    const { kind, id, object } = document;
    if (kind === 'Deployment') pods.set(id.split('/').slice(-2).join('/'), document);
    if (kind === 'resource.google_container_node_pool')
      pools.set(valueAt(object, `node_config.labels.${GPU_SHAPE_LABEL}`), document);
  }
  return (service, workload) => {
    const model = textAt(workload, 'gpu.model');
    if (model === '') return capacityOfPods(pods.get(`${service}/${textAt(workload, 'name')}`));
    const declared = capacityOf(workload);
    // Several ways are one of GKE's classes, not a pool.
    if (typeof declared === 'object' && 'fallback' in declared) return sayCapacity(declared);
    const nodes = textAt(workload, 'gpu.nodes') || `${model}-x${numberAt(workload, 'gpu.count')}`;
    const pool = pools.get(nodes);
    if (pool !== undefined) return capacityOfPool(pool);
    // A service's own repository doesn't hold the nodes that the platform gives it.
    return declared === undefined ? 'decided elsewhere' : sayCapacity(declared);
  };
}

function capacityOf(workload: Json): Capacity | undefined {
  const capacity = valueAt(workload, 'gpu.capacity');
  // It was looked at, and is one.
  return capacityProblem(capacity) === undefined ? (capacity as unknown as Capacity) : undefined;
}

function capacityOfPods(pods: Document | undefined): string {
  const selector = valueAt(pods?.object, 'spec.template.spec.nodeSelector.cloud.google.com/gke-spot');
  return selector === 'true' ? 'spot' : 'on demand';
}

function capacityOfPool(pool: Document): string {
  const config = valueAt(pool.object, 'node_config');
  if (valueAt(config, 'spot') === true || valueAt(config, 'preemptible') === true) return 'spot';
  if (valueAt(config, 'flex_start') === true) return 'flex-start';
  const reservation = valueAt(config, 'reservation_affinity.consume_reservation_type');
  return reservation === 'SPECIFIC_RESERVATION' ? 'reserved' : 'on demand';
}

function runsOn(workload: Json): string {
  const model = textAt(workload, 'gpu.model');
  if (model !== '') {
    const clients = numberAt(workload, 'gpu.clients');
    const turns = clients === 0 ? '' : ` by turns with ${clients - 1} more`;
    const part = textAt(workload, 'gpu.partition');
    const what = `${model}${part === '' ? '' : ` ${part}`}${turns}`;
    return `${numberAt(workload, 'gpu.count')} × ${what} (${textAt(workload, 'gpu.machine')})`;
  }
  const family = textAt(workload, 'node.family');
  const on = family === '' ? '' : ` on ${family} (${textAt(workload, 'node.arch')})`;
  return `${canonicalMillicores(numberAt(workload, 'cpu'))} cpu, ${canonicalBytes(numberAt(workload, 'memory'))}${on}`;
}

function fewestIn(workload: Json): Pick<ListRow, 'podsMin'> {
  const least = valueAt(workload, 'scaling.min');
  return typeof least === 'number' ? { podsMin: least } : {};
}

/** How many pods run, for people: `2`, or `3–24` where an autoscaler decides. */
export function sayPods({ pods, podsMin = pods }: Pick<ListRow, 'pods' | 'podsMin'>): string {
  return sayRange(podsMin, pods);
}

function stoppedAt(declaration: Json): { readonly stopped?: string } {
  const level = textAt(declaration, 'stopped.level');
  return level === '' ? {} : { stopped: level };
}

function textAt(value: Json, path: string): string {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found : '';
}

function numberAt(value: Json, path: string): number {
  const found = valueAt(value, path);
  return typeof found === 'number' ? found : 0;
}

function listAt(value: Json, path: string): readonly Json[] {
  const found = valueAt(value, path);
  // Array.isArray forgets that the list is read-only.
  return Array.isArray(found) ? (found as readonly Json[]) : [];
}
