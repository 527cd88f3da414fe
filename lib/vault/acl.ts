import type { PathRule } from '../check/vault-path';

/** What a policy may allow at a path, in the order in which Vault's documentation names it. */
export type Capability = 'create' | 'read' | 'update' | 'patch' | 'delete' | 'list' | 'sudo' | 'root';

/** A path of the merged policies that is no exact one. */
interface Pattern {
  /** Without the star at its end. */
  readonly path: string;
  readonly segments: readonly string[];
  /** Whether a star ends it. */
  readonly prefix: boolean;
  /** Where the first plus sign or the star stands. */
  readonly firstWildcard: number;
  /** Segments that are a plus sign. */
  readonly plusses: number;
  readonly capabilities: ReadonlySet<string>;
}

/** Policies as Vault merges them for a token. */
export interface Acl {
  readonly exact: ReadonlyMap<string, ReadonlySet<string>>;
  readonly patterns: readonly Pattern[];
}

/**
 * Merges policies: of one path, all capabilities together, and none where one of them denies.
 * Paths are compared as they are spelled; what a request may hold (`allowed_parameters`) only narrows, and is not looked at.
 */
export function toAcl(policies: readonly (readonly PathRule[])[]): Acl {
  const merged = new Map<string, Set<string>>();
  for (const { path, capabilities } of policies.flat()) {
    const key = path.replace(/^\//, '');
    const known = merged.get(key) ?? new Set<string>();
    for (const capability of capabilities) known.add(capability);
    merged.set(key, known);
  }
  const exact = new Map<string, ReadonlySet<string>>();
  const patterns: Pattern[] = [];
  for (const [path, given] of merged) {
    const capabilities: ReadonlySet<string> = given.has('deny') ? new Set() : given;
    const pattern = patternOf(path, capabilities);
    if (pattern === undefined) exact.set(path, capabilities);
    else patterns.push(pattern);
  }
  return { exact, patterns };
}

/**
 * What a token may do at a path; empty where it may do nothing.
 * An exact path decides alone; else the one pattern that fits best, even where another would allow more.
 */
export function capabilitiesAt({ exact, patterns }: Acl, path: string): readonly string[] {
  const found =
    exact.get(path) ??
    // Lists may be asked for with a slash at their end.
    (path.endsWith('/') ? exact.get(path.slice(0, -1)) : undefined) ??
    bestOf(patterns.filter((pattern) => matches(pattern, path)))?.capabilities ??
    (path.endsWith('/')
      ? bestOf(patterns.filter((pattern) => pattern.plusses > 0 && matches(pattern, path.slice(0, -1))))?.capabilities
      : undefined);
  return [...(found ?? [])].sort();
}

/** Whether a token may do something at a path; an administrator may do everything. */
export function may(acl: Acl, capability: Capability, path: string): boolean {
  const found = capabilitiesAt(acl, path);
  return found.includes(capability) || found.includes('root');
}

function patternOf(path: string, capabilities: ReadonlySet<string>): Pattern | undefined {
  const prefix = path.endsWith('*');
  const bare = prefix ? path.slice(0, -1) : path;
  const plus = path === '+' || path.startsWith('+/') || path.includes('/+');
  if (!prefix && !plus) return undefined;
  const segments = bare.split('/');
  return {
    path: bare,
    segments,
    prefix,
    firstWildcard: plus ? path.indexOf('+') : bare.length,
    plusses: plus ? segments.filter((segment) => segment === '+').length : 0,
    capabilities,
  };
}

function matches({ path: bare, segments, prefix, plusses }: Pattern, path: string): boolean {
  if (plusses === 0) return path.startsWith(bare);
  const parts = path.split('/');
  if (parts.length < segments.length || (!prefix && parts.length !== segments.length)) return false;
  return segments.every((segment, index) => {
    const part = parts[index] ?? '';
    if (segment === '+' || segment === part) return true;
    return prefix && index === segments.length - 1 && part.startsWith(segment);
  });
}

/** Vault's order: a later first wildcard, no star, fewer plus signs, longer, later in the alphabet. */
function bestOf(patterns: readonly Pattern[]): Pattern | undefined {
  return [...patterns].sort(
    (one, other) =>
      other.firstWildcard - one.firstWildcard ||
      Number(one.prefix) - Number(other.prefix) ||
      one.plusses - other.plusses ||
      other.path.length - one.path.length ||
      (one.path < other.path ? 1 : -1),
  )[0];
}
