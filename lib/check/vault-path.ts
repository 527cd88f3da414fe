/**
 * Vault's own meaning of a policy's path: a star is a prefix, and only at the end; a plus sign that is a whole segment is any one segment.
 * Everything else is literal: a star in the middle matches a star.
 */
export interface VaultPath {
  readonly segments: readonly string[];
  /** Whether the last segment is only the beginning of what may follow, further segments included. */
  readonly prefix: boolean;
}

/** One path of a policy, and what it allows there. */
export interface PathRule {
  readonly path: string;
  readonly capabilities: readonly string[];
  /** What else is said of the path, such as parameters that a request may have; absent where nothing is. */
  readonly rest?: string;
}

/** Reads a path as Vault does; a leading slash doesn't count. */
export function toVaultPath(path: string): VaultPath {
  const prefix = path.endsWith('*');
  const text = (prefix ? path.slice(0, -1) : path).replace(/^\//, '');
  return { segments: text.split('/'), prefix };
}

/** True where a path stands for more than itself; a template does too, since nobody knows what it becomes. */
export function isPattern(path: string): boolean {
  return path.endsWith('*') || path.split('/').includes('+') || path.includes('{{');
}

/** Whether there is a path that both match. */
export function overlaps(one: VaultPath, other: VaultPath): boolean {
  for (let index = 0; ; index += 1) {
    const left = one.segments[index];
    const right = other.segments[index];
    if (left === undefined || right === undefined) return left === right;
    const leftOpen = one.prefix && index === one.segments.length - 1;
    const rightOpen = other.prefix && index === other.segments.length - 1;
    if (leftOpen && rightOpen) return left.startsWith(right) || right.startsWith(left);
    if (leftOpen) return right === '+' || right.startsWith(left);
    if (rightOpen) return left === '+' || left.startsWith(right);
    if (left !== right && left !== '+' && right !== '+') return false;
  }
}
