import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isBlockKind } from '../assembly/terraform';
import { TaxiwayError, messageOf, mistakesOf, type SourcePosition } from '../errors';
import { isRecord } from '../facts/refuse';
import { oneLine, show } from '../nearest';
import { locate } from '../source/locate';
import { isWritable } from '../text';
import { isKubernetesObject, PatchFailed, type Patch } from './object';
import { overridesOf } from './override';
import type { EngineRoot } from './root';
import { renderStacks, type Block } from './terraform';
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
  readonly object: unknown;
  readonly trace?: Trace;
  readonly patches: readonly Patch[];
}

/** Everything that a tree emits, in no particular order. */
export function renderTree(root: EngineRoot): Rendered[] {
  const units = unitsOf(root);
  const blocks = renderBlocks(units.filter(isBlockStack));
  const out: Rendered[] = [];
  for (const unit of units) {
    if (isBlockStack(unit)) renderStack(unit, blocks.get(unit) ?? [], out);
    else renderChart(unit, out);
  }
  return out;
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

function renderStack(stack: BlockStack, blocks: readonly Block[], out: Rendered[]): void {
  const path = `${stack.unit.folder}/terraform/cdk.tf.json`;
  for (const { kind, name, body, element } of blocks) {
    const at = `${stack.unit.service ?? 'platform'}.${kind}.${name}`;
    if (!isBlockKind(kind) || !isRecord(body) || Array.isArray(body))
      throw renderFailed(
        at,
        `is ${show(body)}, no block that a Terraform file holds`,
        'override arguments of blocks that are there',
      );
    if (!isNameable(name)) throw renderFailed(at, `has the name ${show(name)}`, 'give a name without a slash');
    const trace = element === undefined ? undefined : traceOf(element);
    const patches = element === undefined ? [] : overridesOf(element);
    out.push({
      domain: 'terraform',
      unit: stack.unit,
      path,
      group: 'terraform',
      kind,
      name,
      object: body,
      trace,
      patches,
    });
  }
}

function renderChart(chart: ObjectChart, out: Rendered[]): void {
  const path = `${chart.unit.folder}/kubernetes.yaml`;
  for (const construct of chart.node.findAll()) {
    if (!ApiObject.isApiObject(construct)) continue;
    const at = `${chart.unit.service ?? 'platform'}.${construct.kind}.${construct.name}`;
    const object = toObject(construct, at);
    const { apiVersion, kind, metadata } = object;
    const patches = isKubernetesObject(construct) ? construct.hatches : [];
    out.push({
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
      patches,
    });
  }
}

/** What every Kubernetes object has. */
interface PlainObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

function toObject(construct: ApiObject, at: string): PlainObject {
  const object = toData(construct, at);
  const fix = 'leave what an object is and whose it is to the library';
  const { apiVersion, kind, metadata } = isRecord(object) ? object : {};
  if (!isNameable(kind) || typeof apiVersion !== 'string' || !/^(?:[a-z0-9.-]+\/)?[a-z0-9]+$/.test(apiVersion))
    throw renderFailed(at, `is ${show(kind)} of ${show(apiVersion)} after its patches, no kind of object`, fix);
  const { name, namespace } = isRecord(metadata) ? metadata : {};
  if (!isNameable(name) || !(namespace === undefined || isNameable(namespace)))
    throw renderFailed(at, `has the name ${show(name)} in ${show(namespace)} after its patches`, fix);
  // Looked at above.
  return object as PlainObject;
}

function toData(construct: ApiObject, at: string): unknown {
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

/** The blocks of all stacks; what an override put there may be nothing that cdktf can write. */
function renderBlocks(stacks: readonly BlockStack[]): ReturnType<typeof renderStacks> {
  try {
    return renderStacks(stacks);
  } catch (error) {
    if (mistakesOf(error) !== undefined) throw error;
    const fix = 'give overrides plain data: texts, numbers, lists and maps';
    throw renderFailed('terraform', `can not be written: ${reasonOf(error)}`, fix);
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
