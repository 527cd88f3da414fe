/** What is wrong with an expression, and where in it. */
export interface Fault {
  /** Characters before it. */
  readonly offset: number;
  /** Lower case, no full stop. */
  readonly problem: string;
  readonly fix: string;
}

/** A place as promtool says it, `2:14`: both count from one. */
export function lineAndColumn(expression: string, offset: number): string {
  const before = expression.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

/** Carries a fault up to whoever asked; nobody else sees it. */
export class FaultFound extends Error {
  constructor(readonly fault: Fault) {
    super(fault.problem);
  }
}

/** Stops reading with a fault. */
export function fault(offset: number, problem: string, fix: string): never {
  throw new FaultFound({ offset, problem, fix });
}
