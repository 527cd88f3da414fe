import { enginesAreLoaded } from './late-packages';
import { Chart } from 'cdk8s';
import { GcsBackend, TerraformStack } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import type { Stack } from '../assembly/document';
import { watchOverrides } from './override';

enginesAreLoaded();

/** What is applied as one: the stack's name, the folder of its files, and whose it is. */
export interface UnitProps {
  readonly stack: Stack;
  /** Folder below the environment's, `code-suggestions/grants`. */
  readonly folder: string;
  readonly service?: string;
  readonly owner?: string;
}

/** The Kubernetes objects of one stack; they end in `<folder>/kubernetes.yaml`. */
export class ObjectChart extends Chart {
  constructor(
    scope: Construct,
    id: string,
    readonly unit: UnitProps,
  ) {
    super(scope, id);
  }
}

/** The Terraform blocks of one stack, with its state in the environment's bucket; they end in `<folder>/terraform/cdk.tf.json`. */
export class BlockStack extends TerraformStack {
  constructor(
    scope: Construct,
    id: string,
    readonly unit: UnitProps,
    bucket: string,
  ) {
    super(scope, id);
    watchOverrides(this);
    watchOverrides(new GcsBackend(this, { bucket, prefix: unit.folder }));
  }
}

/** Whether a construct is a chart of ours; cdk8s answers `instanceof` for every chart alike. */
export function isObjectChart(construct: IConstruct): construct is ObjectChart {
  return Chart.isChart(construct) && 'unit' in construct;
}

/** Whether a construct is a Terraform stack of ours. */
export function isBlockStack(construct: IConstruct): construct is BlockStack {
  return TerraformStack.isStack(construct) && 'unit' in construct;
}

/** Whether a construct is a chart or stack that belongs to no stack of ours, and would be rendered nowhere. */
export function isForeign(construct: IConstruct): boolean {
  return (Chart.isChart(construct) || TerraformStack.isStack(construct)) && !('unit' in construct);
}
