import type { ChangeClass } from '../diff/change';
import type { SourcePosition } from '../errors';

/** A finding of `check` or a change of `diff` that somebody answers for until a day. */
export interface Exception {
  /** Of the rule whose finding is accepted. */
  readonly code?: string;
  /** Of the change that is accepted; exactly one of `code` and `class` is set. */
  readonly class?: ChangeClass;
  /** Id of the one document. */
  readonly document: string;
  /** The one path in it; where there is none, only what is said of the whole document is accepted. */
  readonly path?: string;
  /** The one change at that path, with the values that it has now. */
  readonly fingerprint?: string;
  readonly reason: string;
  /** The GitLab group that answers for it, as its scoped label. */
  readonly owner: string;
  /** The last day on which it holds: `2027-01-31`. */
  readonly expires: string;
  /** Where it is written. */
  readonly source: SourcePosition;
}

/** Whether an exception holds on a day no more. */
export function isExpired({ expires }: Exception, today: string): boolean {
  return expires < today;
}

/** What it accepts, in one line. */
export function subjectOf({ code, class: touched, document, path, fingerprint }: Exception): string {
  return [code ?? touched ?? '', document, ...(path === undefined ? [] : [path]), fingerprint ?? '']
    .filter((part) => part !== '')
    .join(' ');
}
