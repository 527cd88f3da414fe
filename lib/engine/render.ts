import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { TaxiwayError, messageOf, mistakesOf } from '../errors';
import { isKubernetesObject, type Patch } from './object';
import type { EngineRoot } from './root';
import { renderStacks, type Block } from './terraform';
import { refuseTokens } from './tokens';
import { overridesOf, traceOf, type Trace } from './trace';
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
  const blocks = renderStacks(units.filter(isBlockStack));
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
    refuseTokens(object, at);
    const { namespace, name } = object.metadata;
    const patches = isKubernetesObject(construct) ? construct.hatches : [];
    out.push({
      domain: 'kubernetes',
      unit: chart.unit,
      path,
      group: construct.apiGroup,
      kind: construct.kind,
      namespace,
      name,
      object,
      trace: traceOf(construct),
      patches,
    });
  }
}

interface PlainObject {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

function toObject(construct: ApiObject, at: string): PlainObject {
  try {
    return construct.toJson() as PlainObject;
  } catch (error) {
    if (mistakesOf(error) !== undefined) throw error;
    const fix = 'give plain data: texts, numbers, lists and maps';
    throw new TaxiwayError({ code: 'RENDER_FAILED', at, problem: `can not be written: ${messageOf(error)}`, fix });
  }
}
