import type { KindClasses } from '../table';

/** What changes of what lives in the assembly only: declarations, demands, facts mean. */
export const TAXIWAY: readonly KindClasses[] = [];
