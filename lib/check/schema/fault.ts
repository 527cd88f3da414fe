/** A field that a kind doesn't have. */
export interface UnknownField {
  readonly unknown: true;
  /** Dotted path of the field. */
  readonly path: string;
  readonly field: string;
  /** The path of the object that it stands in, empty for the whole. */
  readonly within: string;
  /** The fields that the object may have. */
  readonly allowed: readonly string[];
}

/** A value that a field can't have. */
export interface InvalidValue {
  readonly unknown: false;
  readonly path: string;
  readonly problem: string;
  readonly fix: string;
}

/** What a schema objects to. */
export type Fault = UnknownField | InvalidValue;
