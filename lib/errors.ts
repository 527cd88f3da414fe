/** Every code that bad input can end with, grouped by what was wrong. docs/errors.md explains each one. */
export type ErrorCode =
  // what was typed in a service file
  | 'VALUE_INVALID'
  | 'PROP_UNKNOWN'
  | 'QUANTITY_INVALID'
  | 'DURATION_INVALID'
  | 'REPLICAS_INVALID'
  | 'PORT_INVALID'
  | 'NAME_INVALID'
  | 'NAME_TOO_LONG'
  | 'OWNER_UNKNOWN'
  | 'IMAGE_NOT_PINNED'
  | 'IMAGE_BY_TAG'
  | 'IMAGE_INVALID'
  | 'SECRET_NAME_INVALID'
  | 'SECRET_DUPLICATE'
  | 'SECRET_CLASS_DIFFERS'
  | 'SECRET_TERMS_INVALID'
  | 'SECRET_ROTATION_LATE'
  | 'SECRET_DELIVERY_INVALID'
  | 'ROTATION_OVERLAP_SHORT'
  | 'STORE_INVALID'
  | 'STORE_HOLDS_SECRETS'
  | 'WORKLOAD_DUPLICATE'
  | 'MODE_UNSUPPORTED'
  | 'EXPOSURE_NEEDS_MODE'
  | 'EXPOSURE_REVIEW_MISSING'
  | 'EXPOSURE_AUTHENTICATION_MISSING'
  | 'EXPOSURE_RATE_LIMIT_MISSING'
  | 'EXPOSURE_TLS_MISSING'
  | 'EXPOSURE_UNAVAILABLE'
  | 'SELECT_INCOMPLETE'
  | 'BUDGET_INVALID'
  | 'SLO_OBJECTIVE_INVALID'
  | 'SLO_NEVER_FIRES'
  | 'SLO_LATENCY_INVALID'
  | 'SLO_METRIC_UNKNOWN'
  | 'SLO_SOURCE_BLIND'
  | 'ONCALL_MISSING'
  | 'LOGS_REASON_MISSING'
  | 'LOGS_UNSTRUCTURED'
  | 'SCALE_SIGNAL_MISSING'
  | 'SCALE_SIGNAL_UNKNOWN'
  | 'SCALE_TARGET_INVALID'
  | 'METRICS_PORT_MISSING'
  // what the environment can't give
  | 'GPU_UNKNOWN'
  | 'GPU_NOT_OFFERED'
  | 'GPU_COUNT_INVALID'
  | 'GPU_LIMIT_EXCEEDED'
  | 'GPU_ZONE_MISSING'
  | 'GPU_PARTITION_UNKNOWN'
  | 'GPU_SHARED_COUNT'
  | 'GPU_SHARING_UNSUPPORTED'
  | 'GPU_CAPACITY_UNAVAILABLE'
  | 'GPU_NEED_UNMET'
  | 'GPU_PRICE_UNKNOWN'
  | 'TPU_UNSUPPORTED'
  | 'CAPACITY_INVALID'
  | 'SPOT_DRAIN_TOO_SHORT'
  | 'NODE_UNKNOWN'
  | 'GPU_FORMAT_UNSUPPORTED'
  | 'MODEL_CONFIG_INVALID'
  | 'MODEL_TOO_BIG'
  | 'MODEL_UNSPLITTABLE'
  | 'ROLLOUT_STUCK'
  | 'PROFILE_UNKNOWN'
  | 'PROFILE_VERSION_UNKNOWN'
  | 'PROFILE_GPU_UNSUPPORTED'
  | 'PROXY_SUBNET_UNKNOWN'
  | 'VAULT_REVIEWER_MISSING'
  | 'IMAGE_HOST_PRIVATE'
  | 'SCALER_MISSING'
  | 'SCRAPER_UNKNOWN'
  | 'INTERNAL_API_NOT_CALLED'
  // the facts of an environment
  | 'FACT_INVALID'
  | 'FACT_HOLDS_SECRET'
  | 'ENVIRONMENT_UNKNOWN'
  | 'ENVIRONMENT_DUPLICATE'
  | 'TEAM_WITHOUT_CHANNEL'
  // the placement table and the program
  | 'SERVICE_UNKNOWN'
  | 'REACH_END_UNKNOWN'
  | 'SERVICE_DUPLICATE'
  | 'SERVICE_PLACED_TWICE'
  | 'SERVICE_THREW'
  | 'PROGRAM_NOT_FOUND'
  | 'PROGRAM_DOES_NOT_COMPILE'
  | 'PROGRAM_THREW'
  | 'PLACEMENTS_MISSING'
  | 'IMPORT_NOT_FOUND'
  // services and platforms of other repositories
  | 'PLATFORM_UNDECIDED'
  | 'PLATFORM_ELSEWHERE'
  | 'PLATFORM_DUPLICATE'
  | 'FACTS_DIFFER'
  | 'DEMAND_UNKNOWN'
  // what is emitted
  | 'TERRAFORM_VALUE_IN_MANIFEST'
  | 'DOCUMENT_DUPLICATE'
  | 'RENDER_FAILED'
  // what a change is compared with
  | 'REF_UNKNOWN'
  | 'GIT_UNUSABLE'
  | 'BASE_NOT_RENDERED'
  | 'ARCHIVE_DAMAGED'
  // a review, and what is applied
  | 'TREE_DIRTY'
  | 'TIME_MISSING'
  | 'REVIEW_INVALID'
  | 'REVIEW_EXPIRED'
  | 'BASE_MOVED'
  | 'DIGEST_DIFFERS'
  // files and commands
  | 'ASSEMBLY_MISSING'
  | 'ASSEMBLY_DAMAGED'
  | 'ASSEMBLY_TOO_NEW'
  | 'WRITE_FAILED'
  | 'FILE_EXISTS'
  | 'PINS_INVALID'
  | 'STOPS_INVALID'
  | 'STOP_NOT_PLACED'
  | 'STOP_UNEXPLAINED'
  | 'STOP_LOWERED'
  | 'STOP_UNKNOWN'
  | 'STOP_INCOMPLETE'
  | 'STOP_UNOBEYED'
  | 'TOOL_MISSING'
  | 'USAGE'
  | 'DOCUMENT_UNKNOWN'
  | 'PATH_UNKNOWN'
  | 'SECRET_UNKNOWN'
  // the review
  | 'GATE_UNKNOWN'
  | 'EXCEPTIONS_INVALID'
  | 'EXCEPTION_OWNERLESS'
  | 'EXCEPTION_EXPIRED'
  | 'INTERNAL';

/** A place in a source file, as an editor or a reviewer can open it. */
export interface SourcePosition {
  /** Path relative to the project root, with forward slashes. */
  readonly file: string;
  /** First line is 1. */
  readonly line: number;
  /** First column is 1. */
  readonly column: number;
  /** True where only the surrounding call is known, because the value isn't written literally there. */
  readonly approximate?: boolean;
}

/** One mistake in the input: what is wrong, where, and what to do about it. */
export interface Mistake {
  /** Stable; docs/errors.md explains each. */
  readonly code: ErrorCode;
  /** The path as its author typed it, for example `code-suggestions.gpu.model`. */
  readonly at: string;
  /** Lower case, no full stop; shows the given and the allowed value. */
  readonly problem: string;
  /** What to do about it. */
  readonly fix: string;
  /** What was typed, where it can be shown. */
  readonly given?: unknown;
  /** What may stand there. */
  readonly allowed?: readonly string[];
  /** The line that it stands on. */
  readonly source?: SourcePosition;
  /** The environment in which it was found, where that matters. */
  readonly environment?: string;
}

/** The one error that bad input ends with; its code is stable, its prose is not. */
export class TaxiwayError extends Error {
  /** Tells this error from others where two copies of the package meet. */
  override readonly name = 'TaxiwayError';

  constructor(
    /** Everything that is known of it. */
    readonly mistake: Mistake,
  ) {
    super(`${mistake.at}: ${mistake.problem}; ${mistake.fix} (${mistake.code})`);
  }

  /** Stable; docs/errors.md explains each. */
  get code(): ErrorCode {
    return this.mistake.code;
  }
}

/** Several mistakes at once; thrown when a run has collected all there are to find. */
export class InvalidInput extends Error {
  /** Tells this error from others where two copies of the package meet. */
  override readonly name = 'InvalidInput';

  constructor(
    /** All of them, in the order in which they were found. */
    readonly mistakes: readonly Mistake[],
  ) {
    super(mistakes.map((mistake) => new TaxiwayError(mistake).message).join('\n'));
  }
}

/** The mistakes behind anything that was thrown, or undefined where the failure is our own. */
export function mistakesOf(error: unknown): readonly Mistake[] | undefined {
  if (error instanceof TaxiwayError) return [error.mistake];
  if (error instanceof InvalidInput) return error.mistakes;
  return undefined;
}

/** The text of anything that was thrown, without its stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
