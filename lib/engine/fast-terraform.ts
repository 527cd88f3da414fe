import { createRequire } from 'node:module';
import { TerraformElement, TerraformOutput, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';

/**
 * The same blocks as cdktf's own `prepareStack` and `toTerraform`, for stacks of plain data: nothing is resolved three times there.
 * It reaches into cdktf, so it holds for one version only; test/lib/engine.test.ts compares both ways.
 * Any other version, and any stack that holds a token or an output, goes the documented way.
 */
const KNOWN_VERSION = '0.21.0';

interface Internals {
  deepMerge(into: object, from: object): void;
  readonly tokens: Readonly<Record<string, unknown>>;
  readonly traces: { captureStackTrace: () => string[] };
}

const load = createRequire(__filename);
let internals: Internals | undefined | 'unavailable';

function findInternals(): Internals | undefined {
  internals ??= loadInternals() ?? 'unavailable';
  return internals === 'unavailable' ? undefined : internals;
}

function loadInternals(): Internals | undefined {
  if ((load('cdktf/package.json') as { version: string }).version !== KNOWN_VERSION) return undefined;
  const { deepMerge } = load('cdktf/lib/util') as Pick<Internals, 'deepMerge'>;
  const { TokenMap } = load('cdktf/lib/tokens/private/token-map') as { TokenMap: { instance(): Internals['tokens'] } };
  const traces = load('cdktf/lib/tokens/private/stack-trace') as Internals['traces'];
  return { deepMerge, tokens: TokenMap.instance(), traces };
}

/** Makes cdktf stop noting a stack for every value: a third of its time, and nothing reads them. */
export function dropStackTraces(): void {
  const known = findInternals();
  if (known !== undefined) known.traces.captureStackTrace = () => [];
}

/** The tokens that exist now; cdktf keeps every tree reachable through its tokens. */
export function rememberTokens(): ReadonlySet<unknown> {
  return new Set(tokenMaps().flatMap((map) => [...map.keys()]));
}

/** Forgets the tokens that came after those, so that the tree that made them can go; trees from before keep theirs. */
export function forgetTokens(before: ReadonlySet<unknown>): void {
  for (const map of tokenMaps()) for (const key of map.keys()) if (!before.has(key)) map.delete(key);
}

function tokenMaps(): Map<unknown, unknown>[] {
  const known = findInternals();
  return known === undefined ? [] : Object.values(known.tokens).filter((value) => value instanceof Map);
}

/** All Terraform elements of a stack, parents first, without those of nested stacks. */
export function elementsOf(scope: IConstruct, into: TerraformElement[] = []): TerraformElement[] {
  if (TerraformElement.isTerraformElement(scope)) into.push(scope);
  for (const child of scope.node.children) if (!TerraformStack.isStack(child)) elementsOf(child, into);
  return into;
}

/** Whether the short way gives what cdktf gives for this stack. */
export function canRenderFast(stack: TerraformStack): boolean {
  return plainFragments(stack) !== undefined;
}

/** The blocks of a stack of plain data, without cdktf's metadata; undefined where it has to go the documented way. */
export function renderFast(stack: TerraformStack): Record<string, unknown> | undefined {
  const known = findInternals();
  const fragments = plainFragments(stack);
  if (known === undefined || fragments === undefined) return undefined;
  const blocks = {};
  for (const fragment of fragments) known.deepMerge(blocks, fragment);
  return blocks;
}

/** What each element gives, where all of it is plain data. */
function plainFragments(stack: TerraformStack): object[] | undefined {
  const { rawOverrides } = stack as unknown as { rawOverrides: object };
  if (findInternals() === undefined || Object.keys(rawOverrides).length > 0) return undefined;
  const fragments: object[] = [];
  for (const element of elementsOf(stack)) {
    const fragment = TerraformOutput.isTerraformOutput(element) ? undefined : plain(element.toTerraform());
    if (fragment === undefined) return undefined;
    // What an element gives is an object.
    fragments.push(fragment as object);
  }
  return fragments;
}

/** A copy of plain data without what is undefined; undefined where a token or an object of the engine is among it. */
function plain(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return value.includes('TfToken[') || /e\+2\d\d/.test(value) ? undefined : value;
    case 'number':
      return value < -1e280 ? undefined : value;
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return value;
      return Array.isArray(value) ? plainList(value) : plainObject(value);
    default:
      return undefined;
  }
}

function plainList(list: readonly unknown[]): unknown[] | undefined {
  const out: unknown[] = [];
  for (const item of list) {
    if (item === undefined) continue;
    const copy = plain(item);
    if (copy === undefined) return undefined;
    out.push(copy);
  }
  return out;
}

function plainObject(value: object): Record<string, unknown> | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return undefined;
  const out: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const copy = plain(item);
    if (copy === undefined || key.includes('TfToken[')) return undefined;
    out[key] = copy;
  }
  return out;
}
