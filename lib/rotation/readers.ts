import { documentId, type Document, type JsonObject } from '../assembly/document';
import { asNumber, asObject, asText, at } from '../check/json';
import { limitsOf } from '../cost/scalers';
import type { PodAmount, Strategy } from '../gpu/strategy';
import { names } from '../names';
import type { WorkloadSecret } from '../secrets/declared';
import { toSeconds } from '../units';
import { delayOf, type RolloutFacts, type Term } from './delay';

/** A workload that reads a secret, and what a new value takes to get into its processes. */
export interface Reader {
  readonly workload: string;
  readonly terms: readonly Term[];
  /** The ExternalSecret that brings it. */
  readonly brings?: Document;
}

/** Finds documents by their id. */
export type Find = (id: string) => Document | undefined;

/** The operator looks at Vault this often where an ExternalSecret doesn't say. */
const USUAL_REFRESH = 3600;
/** What Kubernetes takes for a Deployment that doesn't say. */
const USUAL_DEADLINE = 600;
const USUAL_GRACE = 30;

/** Reckons the way of a new value from the objects that it takes it through; what an escape hatch changed counts. */
export function readerOf(
  find: Find,
  environment: string,
  service: string,
  { workload, secret }: WorkloadSecret,
): Reader {
  const within = { environment, stack: `${service}:workloads`, namespace: names.namespace(service) } as const;
  const brings = find(
    documentId({
      ...within,
      group: 'external-secrets.io',
      kind: 'ExternalSecret',
      name: names.secretTarget(service, workload, secret.name),
    }),
  );
  const deployment = find(documentId({ ...within, group: 'apps', kind: 'Deployment', name: names.workload(workload) }));
  const signedFor = secret.terms?.signedFor;
  const terms = delayOf({
    refresh: refreshOf(brings?.object),
    onChange: secret.onChange,
    rollout: rolloutOf(deployment?.object, mostOf(find, within, workload)),
    signedFor: signedFor === undefined ? 0 : toSeconds(signedFor),
  });
  return { workload, terms, ...(brings && { brings }) };
}

/** Seconds between two looks at Vault; for ever where it looks once. */
export function refreshOf(externalSecret: JsonObject | undefined): number {
  const spec = asObject(externalSecret?.['spec']);
  if (spec['refreshPolicy'] === 'CreatedOnce') return Number.POSITIVE_INFINITY;
  const text = spec['refreshInterval'];
  if (text === undefined) return USUAL_REFRESH;
  const seconds = toGoSeconds(asText(text) ?? '');
  // Zero is how the operator spells "once".
  return seconds === undefined || seconds === 0 ? Number.POSITIVE_INFINITY : seconds;
}

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Whole seconds of a span as Go writes it: `1h`, `1h30m0s`. */
function toGoSeconds(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$|^0$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return Math.ceil(parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (UNITS[unit] ?? 0), 0));
}

/** The most pods that an autoscaler may run, where there is one. */
function mostOf(
  find: Find,
  within: { readonly environment: string; readonly stack: `${string}:workloads`; readonly namespace: string },
  workload: string,
): number | undefined {
  const name = names.workload(workload);
  const scaler =
    find(documentId({ ...within, group: 'keda.sh', kind: 'ScaledObject', name })) ??
    find(documentId({ ...within, group: 'autoscaling', kind: 'HorizontalPodAutoscaler', name }));
  return scaler && limitsOf(scaler).max;
}

function rolloutOf(deployment: JsonObject | undefined, scaled: number | undefined): RolloutFacts {
  const spec = asObject(deployment?.['spec']);
  const pod = asObject(at(spec['template'], 'spec'));
  return {
    replicas: asNumber(spec['replicas']) ?? scaled ?? 1,
    strategy: strategyOf(asObject(spec['strategy'])),
    progressDeadline: asNumber(spec['progressDeadlineSeconds']) ?? USUAL_DEADLINE,
    grace: asNumber(pod['terminationGracePeriodSeconds']) ?? USUAL_GRACE,
  };
}

function strategyOf({ type, rollingUpdate }: JsonObject): Strategy {
  if (type === 'Recreate') return { type };
  const amount = (name: string): PodAmount => {
    const given = at(rollingUpdate, name);
    const known = typeof given === 'number' || (typeof given === 'string' && /^[0-9]{1,9}%$/.test(given));
    // A number, or whole percent.
    return known ? (given as PodAmount) : '25%';
  };
  return { type: 'RollingUpdate', maxSurge: amount('maxSurge'), maxUnavailable: amount('maxUnavailable') };
}
