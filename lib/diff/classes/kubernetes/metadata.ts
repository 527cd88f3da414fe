import type { Assembly } from '../../../assembly/assembly';
import type { Json } from '../../../assembly/document';
import { documentsOf, findFacts } from '../../../assembly/find';
import { asObject, at } from '../../../check/json';
import {
  LOG_CONFIG_ANNOTATION,
  METRICS_ANNOTATION,
  MANAGED_LABEL,
  PREFIX,
  SERVICE_LABEL,
  WORKLOAD_LABEL,
} from '../../../labels';
import { documentOf, keyOf } from '../sentence';
import type { Judge, LeafSituation, Sides } from '../table';
import { all, availability, cost, member, neutral, observability, security, switched } from '../vocabulary';
import { unclassified } from '../table';

type Rows = Readonly<Record<string, Judge<LeafSituation>>>;

/** Labels that only tell people whose it is. */
const TELLING = /^app\.kubernetes\.io\/|^helm\.sh\/|^pod-template-hash$/;

const relabelled = '{key} of {kind} {name} of {who} is {after} instead of {before}';

/** A label by which nothing is selected. */
const label: Judge<LeafSituation> = (situation) => {
  const key = keyOf(situation);
  if (TELLING.test(key) || key.startsWith(`${PREFIX}/`)) return neutral<LeafSituation>(relabelled)(situation);
  if (isWatched(situation, key))
    return situation.after === undefined
      ? observability.less<LeafSituation>(
          '{kind} {name} of {who} is not picked up by Prometheus any more: {key} is gone',
        )(situation)
      : observability.other<LeafSituation>(
          '{kind} {name} of {who} is picked up by another Prometheus: ' + '{key} is {after}',
        )(situation);
  return isSelectedBy(situation.sides, key)
    ? security.other<LeafSituation>(`${relabelled}, and others are selected by it`)(situation)
    : neutral<LeafSituation>(relabelled)(situation);
};

/** Whether the environment's Prometheus picks objects or namespaces by a label. */
export function isWatched({ sides }: LeafSituation, key: string): boolean {
  return [sides.base, sides.head].some((assembly) => {
    const { prometheus } = asObject(factsOf(assembly));
    return ['ruleSelector', 'monitorSelector', 'namespaceSelector'].some(
      (name) => key in asObject(at(prometheus, name)),
    );
  });
}

/** The facts of an environment, as its assembly keeps them. */
export function factsOf(assembly: Assembly | undefined): Json | undefined {
  return findFacts(assembly)?.object;
}

/** Whether any document of either side selects by a label. */
function isSelectedBy({ base, head }: Sides, key: string): boolean {
  const quoted = JSON.stringify(key);
  return [base, head].some((assembly) => assembly !== undefined && selectorsOf(assembly).includes(quoted));
}

const SELECTORS = new WeakMap<Assembly, string>();

/** Every selector of an assembly, as one text: each changed label looks for itself in it. */
function selectorsOf(assembly: Assembly): string {
  const known = SELECTORS.get(assembly);
  if (known !== undefined) return known;
  const found = new Set<string>();
  for (const { object } of documentsOf(assembly, 'kubernetes'))
    for (const selector of selectorsIn(object)) found.add(JSON.stringify(selector));
  const text = [...found].join('\n');
  SELECTORS.set(assembly, text);
  return text;
}

function selectorsIn(value: Json): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, Json]) => [
    ...(/selector$/i.test(key) ? [inner] : []),
    ...selectorsIn(inner),
  ]);
}

/** Annotations that a controller acts on, by their prefix. */
const ACTING: readonly (readonly [RegExp, Judge<LeafSituation>])[] = [
  [
    /^(?:networking|cloud)\.google(?:apis)?\.com\/load-balancer-type$|^networking\.gke\.io\/load-balancer-type$/,
    (situation) =>
      situation.after === 'Internal'
        ? security.narrower<LeafSituation>('{who} is reached from inside the network only')(situation)
        : security.wider<LeafSituation>('{who} is now public: the load balancer of {name} is not internal any more')(
            situation,
          ),
  ],
  [
    /^iam\.gke\.io\//,
    member<LeafSituation>({
      added: security.other('{who} now acts as the Google account {after}, and not as itself'),
      removed: security.other('{who} now acts as itself, and not as the Google account {before}'),
      changed: security.other('{who} now acts as the Google account {after} instead of {before}'),
    }),
  ],
  [
    /apparmor|seccomp|^vault\.hashicorp\.com\/|^sidecar\.istio\.io\/|inject|^kubernetes\.io\/ingress\.|^networking\.gke\.io\/|^cloud\.google\.com\//,
    security.other('{key} of {kind} {name} of {who} is {after} instead of {before}, and a controller acts on it'),
  ],
  [
    /safe-to-evict|^argocd\.argoproj\.io\/|^reloader\./,
    availability.other(`${relabelled}, and a controller acts on it`),
  ],
  [
    /^gke-gcsfuse\/(?:cpu|memory|ephemeral-storage)-(?:request|limit)$/,
    all(
      cost.other<LeafSituation>('what reads the weights of {who} gets {after} by {key} instead of {before}'),
      availability.other('what reads the weights of {who} gets {after} by {key} instead of {before}', {
        effect: 'rolls-pods',
      }),
    ),
  ],
  [
    /^gke-gcsfuse\/volumes$/,
    availability.other('pods of {who} get what reads a bucket for them: {after}, was {before}', {
      effect: 'rolls-pods',
    }),
  ],
  [/^prometheus\.io\//, observability.other('{who} is scraped otherwise: {key} is {after} instead of {before}')],
  [/^kubernetes\.io\/(?:description|change-cause)$|^kubectl\.kubernetes\.io\/restartedAt$/, neutral(relabelled)],
];

/** An annotation that nobody knows may drive a controller: it has no class on purpose. */
const annotation: Judge<LeafSituation> = (situation) => {
  const key = keyOf(situation);
  if (key === LOG_CONFIG_ANNOTATION)
    return observability.other<LeafSituation>('the server of {who} is told otherwise how to log', {
      effect: 'rolls-pods',
    })(situation);
  if (key === METRICS_ANNOTATION)
    return observability.other<LeafSituation>(
      '{who} declares metrics that nobody else does: {after} instead of {before}, in {kind} {name}',
    )(situation);
  if (key.startsWith(`${PREFIX}/`)) return neutral<LeafSituation>(relabelled)(situation);
  const judge = ACTING.find(([pattern]) => pattern.test(key))?.[1];
  return judge?.(situation) ?? unclassified(`the annotation ${key} of ${documentOf(situation).kind}`);
};

/** What every object has. */
export const OBJECT: Rows = {
  apiVersion: neutral('{kind} {name} of {who} is written in version {after} instead of {before}'),
  kind: availability.other('{name} of {who} is another kind: {after} instead of {before}', { effect: 'replaces' }),
  'metadata.name': availability.other('{kind} {before} of {who} is made anew as {after}', { effect: 'replaces' }),
  'metadata.namespace': security.other('{kind} {name} of {who} moves from {before} to {after}', { effect: 'replaces' }),
  'metadata.labels.*': label,
  'metadata.annotations.*': annotation,
  'metadata.finalizers.**': availability.other(
    '{kind} {name} of {who} is deleted under other conditions: {before} to {after}',
  ),
  'metadata.ownerReferences.**': availability.other('{kind} {name} of {who} goes when another object goes'),
};

/** What the labels and annotations of pods mean: Services and policies find pods by them. */
export const POD_OBJECT: Rows = {
  'metadata.labels.*': (situation) => {
    const key = keyOf(situation);
    if (key !== SERVICE_LABEL && key !== WORKLOAD_LABEL && key !== MANAGED_LABEL) return label(situation);
    return [
      security.other<LeafSituation>(
        'pods of {who} are not what policies take them for: {key} is {after}, not {before}',
      )(situation),
      availability.less<LeafSituation>('calls of {who} do not find its pods: {key} is {after}, not {before}')(
        situation,
      ),
    ].flat();
  },
  'metadata.annotations.*': annotation,
  'metadata.name': neutral('pods of {who} are named {after} instead of {before}'),
  'metadata.namespace': security.other('pods of {who} run in {after} instead of {before}'),
};

/** A boolean that makes an object unchangeable. */
export const immutable = switched({
  unset: false,
  on: availability.other('{kind} {name} of {who} can never be changed again, only made anew'),
  off: availability.other('{kind} {name} of {who} can be changed again', { effect: 'replaces' }),
});
