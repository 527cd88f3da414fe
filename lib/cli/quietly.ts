/** Runs a piece of the program; what it logs goes to standard error, since standard output holds results only. */
export function quietly<T>(run: () => T): T {
  const { log, info, debug } = console;
  const toStandardError = (...values: unknown[]): void => {
    console.error(...values);
  };
  Object.assign(console, { log: toStandardError, info: toStandardError, debug: toStandardError });
  try {
    return run();
  } finally {
    Object.assign(console, { log, info, debug });
  }
}
