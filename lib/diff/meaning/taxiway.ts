import type { MeaningRules } from './rule';

/** Declarations, demands and facts. */
export const TAXIWAY_MEANING: MeaningRules = {
  workloads: { list: { by: ['name'] } },
  'workloads[].callers': { list: 'set' },
  'workloads[].calls': { list: 'set' },
  'workloads[].secrets': { list: 'set' },
  'props.callers.value': { list: 'set' },
  'props.calls.value': { list: 'set' },
  'props.secrets.value': { list: 'set' },
  'google.zones': { list: 'set' },
};
