import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { canonical } from '../assembly/canonical';
import type { Json } from '../assembly/document';
import { TaxiwayError, messageOf, mistakesOf } from '../errors';
import { isKubernetesObject, type Patch } from './object';
import type { EngineRoot } from './root';
import { findObject, type Sections } from './shortcut';
import { blocksOf, sectionsOf } from './terraform';
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
  /** In canonical form. */
  readonly object: Json;
  readonly trace?: Trace;
  readonly patches: readonly Patch[];
}

/** How a tree is rendered. */
export interface RenderOptions {
  /** Takes every part out of the tree once it is rendered, so that a large tree and all that it emits are never in memory together. */
  readonly consume?: boolean;
}

/** Everything that a tree emits, in no particular order. */
export function* renderTree(root: EngineRoot, { consume = false }: RenderOptions = {}): Generator<Rendered> {
  const sections = sectionsOf(unitsOf(root).filter(isBlockStack));
  // By name: a list of the parts themselves would keep them all.
  for (const id of root.node.children.map(({ node }) => node.id)) {
    for (const unit of unitsOf(root.node.findChild(id))) {
      yield* isBlockStack(unit) ? renderStack(unit, sections.get(unit) ?? {}) : renderChart(unit);
      if (isBlockStack(unit)) sections.delete(unit);
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

function* renderStack(stack: BlockStack, sections: Sections): Generator<Rendered> {
  const path = `${stack.unit.folder}/terraform/cdk.tf.json`;
  for (const { kind, name, body, element } of blocksOf(stack, sections)) {
    yield {
      domain: 'terraform',
      unit: stack.unit,
      path,
      group: 'terraform',
      kind,
      name,
      object: body,
      trace: element && traceOf(element),
      patches: element === undefined ? [] : overridesOf(element),
    };
  }
}

function* renderChart(chart: ObjectChart): Generator<Rendered> {
  const path = `${chart.unit.folder}/kubernetes.yaml`;
  for (const construct of chart.node.findAll()) {
    if (!ApiObject.isApiObject(construct)) continue;
    const object = findObject(construct) ?? objectByEngine(construct, chart);
    // The API server takes no object without a name, and cdk8s makes none.
    const { namespace, name } = (object as unknown as NamedObject).metadata;
    yield {
      domain: 'kubernetes',
      unit: chart.unit,
      path,
      group: construct.apiGroup,
      kind: construct.kind,
      namespace,
      name,
      object,
      trace: traceOf(construct),
      patches: isKubernetesObject(construct) ? construct.hatches : [],
    };
  }
}

interface NamedObject {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** The documented way through cdk8s; the short way is compared with it. */
function objectByEngine(construct: ApiObject, chart: ObjectChart): Json {
  const at = `${chart.unit.service ?? 'platform'}.${construct.kind}.${construct.name}`;
  try {
    const object: unknown = construct.toJson();
    refuseTokens(object, at);
    return canonical(object);
  } catch (error) {
    if (mistakesOf(error) !== undefined) throw error;
    const fix = 'give plain data: texts, numbers, lists and maps';
    throw new TaxiwayError({ code: 'RENDER_FAILED', at, problem: `can not be written: ${messageOf(error)}`, fix });
  }
}
