import type { KindClasses } from '../table';

/** What changes of Kubernetes objects mean. */
export const KUBERNETES: readonly KindClasses[] = [];
