/** Where a function was called from: one raw stack frame, read only when somebody asks for the place. */
export interface CallSite {
  readonly stack: string;
}

/** A function, or a class. */
type Callable = ((...parameters: never[]) => unknown) | (abstract new (...parameters: never[]) => unknown);

/**
 * Remembers who called `below`.
 * Capturing costs about 20 µs; the frame is parsed and mapped to the author's file by `locate`.
 */
export function captureCallSite(below: Callable): CallSite {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 4;
  const holder = {} as CallSite & { stack: string };
  Error.captureStackTrace(holder, below);
  Error.stackTraceLimit = limit;
  return holder;
}
