import type { KindClasses } from '../table';

/** What changes of Terraform blocks mean. */
export const TERRAFORM: readonly KindClasses[] = [];
