import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { canonical } from '../assembly/canonical';
import type { Json, JsonObject } from '../assembly/document';
import { isBlockKind } from '../assembly/terraform';
import { TaxiwayError, messageOf, mistakesOf, type SourcePosition } from '../errors';
import { isRecord } from '../facts/refuse';
import { oneLine, show } from '../nearest';
import { locate } from '../source/locate';
import { isWritable } from '../text';
import { isKubernetesObject, PatchFailed, type Patch } from './object';
import { overridesOf } from './override';
import type { EngineRoot } from './root';
import { findObject } from './shortcut';
import { blocksOf, contentsOf, type StackContent } from './terraform';
import { refuseTokens } from './tokens';
import { traceOf, type Trace } from './trace';
import { isBlockStack, isForeign, isObjectChart, type BlockStack, type ObjectChart, type UnitProps } from './unit';

/** One object or block as an engine gave it, and where it belongs. */
export interface Rendered {
  readonly domain: 'kubernetes' | 'terraform';
  readonly unit: UnitProps;
  readonly path: string;
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** In canonical form. */
  readonly object: Json;
  readonly trace?: Trace;
  readonly patches: readonly Patch[];
}

const NOTHING: StackContent = { sections: {}, canonical: true };

/** How a tree is rendered. */
export interface RenderOptions {
  /** Takes every part out of the tree once it is rendered, so that a large tree and all that it emits are never in memory together. */
  readonly consume?: boolean;
}

/** Everything that a tree emits, in no particular order. */
export function* renderTree(root: EngineRoot, { consume = false }: RenderOptions = {}): Generator<Rendered> {
  const contents = contentsIn(unitsOf(root).filter(isBlockStack));
  // By name: a list of the parts themselves would keep them all.
  for (const id of root.node.children.map(({ node }) => node.id)) {
    for (const unit of unitsOf(root.node.findChild(id))) {
      yield* isBlockStack(unit) ? renderStack(unit, contents.get(unit) ?? NOTHING) : renderChart(unit);
      if (isBlockStack(unit)) contents.delete(unit);
    }
    if (consume) root.node.tryRemoveChild(id);
  }
}

/** The charts and stacks of ours in a tree; whatever else renders would end in no file, and is refused. */
function unitsOf(construct: IConstruct, inside = false): (BlockStack | ObjectChart)[] {
  const unit = isBlockStack(construct) || isObjectChart(construct);
  if (isForeign(construct) || (unit && inside)) refuseForeign(construct);
  const below = construct.node.children.flatMap((child) => unitsOf(child, inside || unit));
  return unit ? [construct, ...below] : below;
}

function refuseForeign(construct: IConstruct): never {
  throw new TaxiwayError({
    code: 'RENDER_FAILED',
    at: construct.node.path,
    problem: 'is a chart or stack of its own, which belongs to no file of ours',
    fix: "add objects to the service's charts instead: nobody would apply this one",
  });
}

function* renderStack(stack: BlockStack, content: StackContent): Generator<Rendered> {
  const path = `${stack.unit.folder}/terraform/cdk.tf.json`;
  for (const { kind, name, body, element } of blocksOf(stack, content)) {
    const at = `${stack.unit.service ?? 'platform'}.${kind}.${name}`;
    if (!isBlockKind(kind) || !isRecord(body) || Array.isArray(body))
      throw renderFailed(
        at,
        `is ${show(body)}, no block that a Terraform file holds`,
        'override arguments of blocks that are there',
      );
    if (!isNameable(name)) throw renderFailed(at, `has the name ${show(name)}`, 'give a name without a slash');
    yield {
      domain: 'terraform',
      unit: stack.unit,
      path,
      group: 'terraform',
      kind,
      name,
      // The short way gives canonical data.
      object: content.canonical ? (body as JsonObject) : toCanonical(body, at),
      trace: element === undefined ? undefined : traceOf(element),
      patches: element === undefined ? [] : overridesOf(element),
    };
  }
}

function* renderChart(chart: ObjectChart): Generator<Rendered> {
  const path = `${chart.unit.folder}/kubernetes.yaml`;
  for (const construct of chart.node.findAll()) {
    if (!ApiObject.isApiObject(construct)) continue;
    const at = `${chart.unit.service ?? 'platform'}.${construct.kind}.${construct.name}`;
    const object = findObject(construct) ?? toCanonical(objectByEngine(construct, at), at);
    const { apiVersion, kind, metadata } = requireNamed(object, at);
    yield {
      domain: 'kubernetes',
      unit: chart.unit,
      path,
      // As they are after every patch: what is checked is what is applied.
      group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '',
      kind,
      namespace: metadata.namespace,
      name: metadata.name,
      object,
      trace: traceOf(construct),
      patches: isKubernetesObject(construct) ? construct.hatches : [],
    };
  }
}

/** What every Kubernetes object has. */
interface NamedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

function requireNamed(object: Json, at: string): NamedObject {
  const fix = 'leave what an object is and whose it is to the library';
  const { apiVersion, kind, metadata } = isRecord(object) ? object : {};
  if (!isNameable(kind) || typeof apiVersion !== 'string' || !/^(?:[a-z0-9.-]+\/)?[a-z0-9]+$/.test(apiVersion))
    throw renderFailed(at, `is ${show(kind)} of ${show(apiVersion)} after its patches, no kind of object`, fix);
  const { name, namespace } = isRecord(metadata) ? metadata : {};
  if (!isNameable(name) || !(namespace === undefined || isNameable(namespace)))
    throw renderFailed(at, `has the name ${show(name)} in ${show(namespace)} after its patches`, fix);
  // Looked at above.
  return object as unknown as NamedObject;
}

/** The documented way through cdk8s; the short way is compared with it. */
function objectByEngine(construct: ApiObject, at: string): unknown {
  try {
    const object: unknown = construct.toJson();
    refuseTokens(object, at);
    return object;
  } catch (error) {
    if (mistakesOf(error) !== undefined) throw error;
    if (error instanceof PatchFailed) {
      const { path, site } = error.patch;
      const problem = `the patch of '${oneLine(path)}' does not apply: ${error.message}`;
      throw renderFailed(
        at,
        problem,
        'patch what explain lists; add a group before what is in it',
        locate(site)?.position,
      );
    }
    throw renderFailed(at, `can not be written: ${reasonOf(error)}`, 'give plain data: texts, numbers, lists and maps');
  }
}

/** What all stacks hold; what an override put there may be nothing that cdktf can write. */
function contentsIn(stacks: readonly BlockStack[]): ReturnType<typeof contentsOf> {
  try {
    return contentsOf(stacks);
  } catch (error) {
    if (mistakesOf(error) !== undefined) throw error;
    const fix = 'give overrides plain data: texts, numbers, lists and maps';
    throw renderFailed('terraform', `can not be written: ${reasonOf(error)}`, fix);
  }
}

/** What an escape hatch put there may be no data. */
function toCanonical(value: unknown, at: string): Json {
  try {
    return canonical(value);
  } catch (error) {
    throw renderFailed(at, `can not be written: ${reasonOf(error)}`, 'give plain data: texts, numbers, lists and maps');
  }
}

function renderFailed(at: string, problem: string, fix: string, source?: SourcePosition): TaxiwayError {
  return new TaxiwayError({ code: 'RENDER_FAILED', at: oneLine(at, 200), problem, fix, source });
}

/** Whether a value can be a part of a document's id: ids are split at their slashes. */
function isNameable(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !value.includes('/') && isWritable(value);
}

/** The first line of what an engine said, without its stack of prefixes. */
function reasonOf(error: unknown): string {
  const [line = ''] = messageOf(error).split('\n');
  if (line.includes('Maximum call stack')) return 'it contains itself, or is nested too deeply';
  if (/non-data object|non-simple object|BigInt/.test(line))
    return 'it holds a function, an instance of a class, or nothing';
  if (/Cannot (?:read|set|use|convert|create)|is not (?:a function|iterable)/.test(line))
    return 'it leads through what is not there';
  return oneLine(
    line.replace(/^Failed serializing construct at path '.*' with name '.*?': /, '').replace(/^\w*Error: /, ''),
    200,
  );
}
