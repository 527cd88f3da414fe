import { ApiObject, ApiObjectMetadataDefinition } from 'cdk8s';
import {
  TerraformDataSource,
  TerraformElement,
  TerraformOutput,
  TerraformProvider,
  TerraformResource,
  TerraformStack,
  Tokenization,
} from 'cdktf';
import type { IConstruct } from 'constructs';
import { createRequire } from 'node:module';
import { canonical } from '../assembly/canonical';
import type { Json, JsonObject } from '../assembly/document';
import { isKubernetesObject, KubernetesObject } from './object';
import { copyPlain, FOREIGN, type PlainOptions } from './plain';

/**
 * The same objects and blocks as the engines' own ways give, for plain data: cdk8s walks all of it four times, cdktf resolves it three times.
 * It reaches into both engines, so it holds for one version of each; test/lib/engine.test.ts compares both ways.
 * Any other version, and whatever holds a token, a patch or an output, goes the documented way.
 */
const KNOWN = { cdk8s: '2.70.106', cdktf: '0.21.0' } as const;

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

function versionOf(engine: keyof typeof KNOWN): string {
  return (load(`${engine}/package.json`) as { version: string }).version;
}

function loadInternals(): Internals | undefined {
  if (versionOf('cdktf') !== KNOWN.cdktf) return undefined;
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

/** Terraform's blocks by section: `resource`, `provider`, `terraform`; in canonical form, without cdktf's metadata. */
export type Sections = Readonly<Record<string, Json>>;

/** The blocks of a stack of plain data; undefined where it has to go the documented way. */
export function findSections(stack: TerraformStack): Sections | undefined {
  const { rawOverrides } = stack as unknown as { rawOverrides: object };
  const known = findInternals();
  if (known === undefined || Object.keys(rawOverrides).length > 0) return undefined;
  const instances: Record<string, Record<string, Json>> = {};
  const others = {};
  for (const element of elementsOf(stack)) {
    const fragment = TerraformOutput.isTerraformOutput(element) ? FOREIGN : copyPlain(fragmentOf(element), BLOCKS);
    if (!isObject(fragment)) return undefined;
    for (const [section, content] of Object.entries(fragment)) {
      if (section !== 'resource' && section !== 'data') known.deepMerge(others, { [section]: content });
      else if (!isObject(content) || !addInstances((instances[section] ??= {}), content)) return undefined;
    }
  }
  return { ...(canonical(others) as JsonObject), ...instances };
}

const BLOCKS: PlainOptions = { nulls: 'keep', empty: 'keep' };

/** Blocks of one address would be merged by cdktf; whoever makes two of them goes its way. */
function addInstances(into: Record<string, Json>, types: JsonObject): boolean {
  for (const [type, named] of Object.entries(types)) {
    if (!isObject(named)) return false;
    // The section holds what earlier elements gave, which was of the same shape.
    const known = (into[type] ??= {}) as Record<string, Json>;
    for (const [name, body] of Object.entries(named)) {
      if (Object.hasOwn(known, name)) return false;
      known[name] = body;
    }
  }
  return true;
}

/**
 * What an element gives. A provider has about 180 arguments, of which nearly all are not set: those need no conversion.
 * What it waits for are tokens, even of the same stack, where an address says the same.
 */
function fragmentOf(element: TerraformElement): object {
  if (TerraformProvider.isTerraformProvider(element)) {
    const provider = element as unknown as { synthesizeAttributes?: () => Readonly<Record<string, unknown>> };
    const set = Object.entries(provider.synthesizeAttributes?.() ?? {}).filter(([, value]) => value !== undefined);
    const given = Object.fromEntries(set);
    return renderedWith(element, 'synthesizeAttributes', () => given);
  }
  const waits = isPlaced(element) ? element.dependsOn : undefined;
  if (waits === undefined) return element.toTerraform() as object;
  const stack = TerraformStack.of(element);
  return renderedWith(
    element,
    'dependsOn',
    waits.map((wait) => findAddress(wait, stack) ?? wait),
  );
}

/** What an element gives with another value in one of its properties, which is put back. */
function renderedWith(element: TerraformElement, property: string, value: unknown): object {
  const own = Object.getOwnPropertyDescriptor(element, property);
  Object.defineProperty(element, property, { value, configurable: true, enumerable: true, writable: true });
  try {
    return element.toTerraform() as object;
  } finally {
    if (own === undefined) Reflect.deleteProperty(element, property);
    else Object.defineProperty(element, property, own);
  }
}

type Placed = TerraformResource | TerraformDataSource;

function isPlaced(element: unknown): element is Placed {
  return TerraformResource.isTerraformResource(element) || TerraformDataSource.isTerraformDataSource(element);
}

/** The address of what a token of `dependsOn` stands for; undefined for what is in another stack, or is no such token. */
function findAddress(wait: string, stack: TerraformStack): string | undefined {
  const fragments = Tokenization.reverseString(wait);
  const { dependable } = (fragments.length === 1 ? (fragments.firstToken ?? {}) : {}) as { dependable?: unknown };
  if (!isPlaced(dependable) || TerraformStack.of(dependable) !== stack) return undefined;
  const { terraformResourceType, friendlyUniqueId } = dependable;
  const prefix = TerraformDataSource.isTerraformDataSource(dependable) ? 'data.' : '';
  return `${prefix}${terraformResourceType}.${friendlyUniqueId}`;
}

function isObject(value: Json | undefined | typeof FOREIGN): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What cdk8s keeps to itself of an object and of its metadata. */
interface ObjectInternals {
  readonly props: Readonly<Record<string, unknown>>;
  readonly patches: readonly unknown[];
  readonly metadata: {
    readonly toJson: unknown;
    readonly name: unknown;
    readonly namespace: unknown;
    readonly _additionalAttributes: object;
    readonly labels: object;
    readonly annotations: object;
    readonly finalizers: readonly unknown[];
    readonly ownerReferences: readonly unknown[];
  };
}

const OBJECTS: PlainOptions = { nulls: 'drop', empty: 'keep' };
const METADATA: PlainOptions = { nulls: 'drop', empty: 'drop' };
let knownObjects: boolean | undefined;

/** A Kubernetes object of plain data in canonical form, without patches; undefined where it has to go the documented way. */
export function findObject(object: ApiObject): JsonObject | undefined {
  knownObjects ??= versionOf('cdk8s') === KNOWN.cdk8s;
  const { props, patches, metadata } = object as unknown as ObjectInternals;
  if (!knownObjects || patches.length > 0) return undefined;
  // Who overrides these has a reason; ours does so for its patches.
  const own = isKubernetesObject(object) && object.hatches.length === 0;
  if (object.toJson !== (own ? KubernetesObject : ApiObject).prototype.toJson) return undefined;
  if (metadata.toJson !== ApiObjectMetadataDefinition.prototype.toJson) return undefined;
  const { _additionalAttributes, name, namespace, annotations, finalizers, ownerReferences, labels } = metadata;
  const given = { ..._additionalAttributes, name, namespace, annotations, finalizers, ownerReferences, labels };
  const shown = copyPlain(given, METADATA);
  if (shown === FOREIGN) return undefined;
  const copy = copyPlain({ ...props, metadata: shown }, OBJECTS);
  return isObject(copy) ? copy : undefined;
}
