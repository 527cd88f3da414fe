import { Meaning } from './meaning';
import { emptyCounts, keyed, set } from './rule';

const LISTS = {
  callers: emptyCounts(set()),
  calls: emptyCounts(set()),
  googleRoles: emptyCounts(set()),
} as const;

/** Props that are sets, as a declaration keeps them: by their path, `reranker.callers`. */
const PROPS = Object.fromEntries([
  ...['callers', 'calls', 'identity.google'].map((name) => [`${name}.value`, emptyCounts(set())] as const),
  // A name, or an object with one.
  ['secrets.value', emptyCounts(set('name'))] as const,
  ['stores.value', emptyCounts(set('name'))] as const,
]);

/** Declarations, demands and environments: what lives in the assembly only. */
export const TAXIWAY_MEANING: Meaning = Meaning.of({
  workloads: keyed('name'),
  quotas: keyed('metric'),
  'workloads[].secrets': emptyCounts(keyed('name')),
  'workloads[].stores': emptyCounts(keyed('name')),
  'workloads[].stores[].holds': emptyCounts(set()),
  'workloads[].secrets[].properties': emptyCounts(set()),
  ...Object.fromEntries(Object.entries(LISTS).map(([name, rule]) => [`workloads[].${name}`, rule])),
  'google.zones': emptyCounts(set()),
  ...Object.fromEntries(Object.entries(PROPS).map(([name, rule]) => [`props.${name}`, rule])),
});
