import type { JsonObject } from './assembly/document';
import type { ResolvedProp } from './props';
import type { CallSite } from './source/call-site';

/** What a service declares in one environment, as the assembly keeps it. */
export interface Declaration {
  readonly service: string;
  readonly owner: string;
  /** The class that declares it, `CodeSuggestions`. */
  readonly construct: string;
  readonly site: CallSite;
  /** Read when everything is built, so that later workloads are in it. */
  summary(): JsonObject;
  props(): ReadonlyMap<string, ResolvedProp>;
}
