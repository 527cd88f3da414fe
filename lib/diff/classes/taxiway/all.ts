import type { KindClasses } from '../table';
import { ENVIRONMENT } from './environment';
import { CPU_NODES } from './cpu-nodes';
import { GPU_NODES } from './gpu-nodes';
import { PLACED_SERVICE } from './placed';
import { QUOTAS } from './quotas';
import { ROUTING_FILE } from './routing-file';
import { RUNBOOK } from './runbook';
import { DECLARATION } from './service';

/** What changes of what lives in the assembly only mean: declarations, demands, facts. */
export const TAXIWAY: readonly KindClasses[] = [
  DECLARATION,
  PLACED_SERVICE,
  ROUTING_FILE,
  RUNBOOK,
  GPU_NODES,
  CPU_NODES,
  QUOTAS,
  ENVIRONMENT,
];
