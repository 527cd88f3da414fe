import { createRequire } from 'node:module';
import { TerraformElement, TerraformOutput, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';

/**
 * The same blocks as cdktf's own `prepareStack` and `toTerraform`, with one resolve per element instead of three.
 * It reaches into cdktf, so it holds for one version only: test/lib/engine.test.ts compares both paths,
 * and `canRenderFast` refuses any other version and whatever this path doesn't know.
 */
const KNOWN_VERSION = '0.21.0';

interface Internals {
  resolve(scope: IConstruct, value: unknown): unknown;
  deepMerge(into: object, from: object): void;
}

const load = createRequire(__filename);
let internals: Internals | undefined | 'unavailable';

function findInternals(): Internals | undefined {
  if (internals === undefined) {
    internals = 'unavailable';
    const { version } = load('cdktf/package.json') as { version: string };
    if (version === KNOWN_VERSION) {
      const { resolve } = load('cdktf/lib/_tokens') as Pick<Internals, 'resolve'>;
      const { deepMerge } = load('cdktf/lib/util') as Pick<Internals, 'deepMerge'>;
      internals = { resolve, deepMerge };
    }
  }
  return internals === 'unavailable' ? undefined : internals;
}

/** Makes cdktf stop noting a stack for every value: a third of its time, and nothing reads them. */
export function dropStackTraces(): void {
  if (findInternals() === undefined) return;
  const traces = load('cdktf/lib/tokens/private/stack-trace') as { captureStackTrace: () => string[] };
  traces.captureStackTrace = () => [];
}

/** Forgets the tokens of trees that are done; cdktf keeps every tree reachable through them. */
export function forgetTokens(): void {
  if (findInternals() === undefined) return;
  const { TokenMap } = load('cdktf/lib/tokens/private/token-map') as {
    TokenMap: { instance(): Record<string, unknown> };
  };
  const map = TokenMap.instance();
  for (const value of Object.values(map)) if (value instanceof Map) value.clear();
}

/** Whether the short way is known to give what cdktf gives for this stack. */
export function canRenderFast(stack: TerraformStack): boolean {
  return (
    findInternals() !== undefined && !elementsOf(stack).some((element) => TerraformOutput.isTerraformOutput(element))
  );
}

/** All Terraform elements of a stack, parents first, without those of nested stacks. */
export function elementsOf(scope: IConstruct, into: TerraformElement[] = []): TerraformElement[] {
  if (TerraformElement.isTerraformElement(scope)) into.push(scope);
  for (const child of scope.node.children) if (!TerraformStack.isStack(child)) elementsOf(child, into);
  return into;
}

/** The blocks of a stack, without cdktf's metadata block. */
export function renderFast(stack: TerraformStack): Record<string, unknown> {
  const known = findInternals();
  if (known === undefined) throw new Error(`the short way needs cdktf ${KNOWN_VERSION}`);
  const blocks = {};
  for (const element of elementsOf(stack)) {
    // What an element returns is plain data or tokens, never another element.
    known.deepMerge(blocks, resolveWhereNeeded(known, stack, element.toTerraform()) as object);
  }
  const { rawOverrides } = stack as unknown as { rawOverrides: object };
  known.deepMerge(blocks, known.resolve(stack, rawOverrides) as object);
  return blocks;
}

/** Plain data passes as it is; only what may hold a token meets cdktf's resolver. */
function resolveWhereNeeded(known: Internals, stack: TerraformStack, value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return value.includes('TfToken[') || value.includes('e+2') || value.includes('${')
        ? known.resolve(stack, value)
        : value;
    case 'number':
      return value < -1e280 ? known.resolve(stack, value) : value;
    case 'object':
      break;
    default:
      return value;
  }
  if (value === null) return value;
  if (Array.isArray(value)) return resolveList(known, stack, value);
  if (!isPlain(value)) return known.resolve(stack, value);
  const out: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key.includes('TfToken[')) return known.resolve(stack, value);
    const resolved = resolveWhereNeeded(known, stack, item);
    if (resolved !== undefined) out[key] = resolved;
  }
  return out;
}

function resolveList(known: Internals, stack: TerraformStack, list: readonly unknown[]): unknown {
  // A list token is a list of one text or number.
  if (list.length === 1 && typeof list[0] !== 'object') return known.resolve(stack, list);
  return list.map((item) => resolveWhereNeeded(known, stack, item)).filter((item) => item !== undefined);
}

function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
