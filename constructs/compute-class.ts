import { Construct } from 'constructs';
import { diskOf, type GpuDemand } from '../lib/demand';
import type { ObjectChart } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { bootDiskGb } from '../lib/gpu/boot-disk';
import { zonesWith } from '../lib/gpu/models';
import type { GpuMachine, GpuModel } from '../lib/gpu/rows';
import type { CapacityStep } from '../lib/gpu/shape';
import { names } from '../lib/names';
import type { ComputeClassPriority } from './custom-resources';
import { emit } from './kubernetes';
import type { NodeIdentity } from './node-identity';
import { PLATFORM_LABELS, platformTrace } from './platform-trace';

/** GPU nodes that are looked for in several ways, and who asked for them. */
export interface ComputeClassProps {
  /** The chart that the object is emitted to. */
  readonly objects: ObjectChart;
  /** The environment's facts. */
  readonly spec: EnvironmentSpec;
  /** What the catalogue says of the GPU. */
  readonly model: GpuModel;
  /** The machine that carries the GPUs. */
  readonly machine: GpuMachine;
  /** The ways, in the order in which they are tried. */
  readonly steps: readonly CapacityStep[];
  /** Who asks for such nodes. */
  readonly demands: readonly [GpuDemand, ...GpuDemand[]];
  /** What the nodes act as. */
  readonly identity: NodeIdentity;
}

/** Seconds that a flex-start node lives at most, and before which its successor is looked for. */
const FLEX = { life: 604_800, lead: 3600 };

/**
 * An ordered fallback between ways to get GPU nodes, which GKE makes as it finds them. It has no secure boot and no maximum, so fixed
 * pools stay the default.
 * @example
 * ```ts
 * new ComputeClass(this, 'l4-x1-fallback-0a1b2c', { objects, spec, model, machine, steps: ['on-demand', 'spot'], demands, identity });
 * ```
 */
export class ComputeClass extends Construct {
  /** What pods select it by. */
  readonly className: string;

  constructor(scope: Construct, id: string, props: ComputeClassProps) {
    super(scope, id);
    const { objects, spec, steps, demands, identity } = props;
    this.className = names.computeClass(id);
    const services = [...new Set(demands.map(({ service }) => service))].sort();
    emit(
      objects,
      'ComputeClass',
      {
        metadata: { name: this.className, labels: PLATFORM_LABELS },
        spec: {
          priorities: steps.map((step) => priority(props, step)),
          whenUnsatisfiable: 'DoNotScaleUp',
          nodePoolAutoCreation: { enabled: true },
          activeMigration: { optimizeRulePriority: false },
          nodePoolConfig: {
            serviceAccount: identity.email,
            imageType: 'cos_containerd',
            imageStreaming: { enabled: true },
            ipType: 'private',
          },
        },
      },
      platformTrace(spec, `compute class ${id}`, {
        'spec.priorities': { rule: `in the order that ${services.join(', ')} asked for` },
        'spec.whenUnsatisfiable': { rule: 'no other node than one of these will do' },
        'spec.activeMigration': { rule: 'a pod is not moved only because a better node is free' },
        'spec.nodePoolConfig': { rule: 'what GKE lets a node of its own making be told' },
      }),
    );
  }
}

function priority({ spec, model, machine, demands }: ComputeClassProps, step: CapacityStep): ComputeClassPriority {
  return {
    machineType: machine.type,
    gpu: {
      type: model.accelerator,
      count: machine.gpus,
      driverVersion: model.driver === 'LATEST' ? 'latest' : 'default',
    },
    location: { zones: zonesWith(model, spec.google.region, spec.google.zones), locationPolicy: 'ANY' },
    storage: { bootDiskType: model.bootDisk, bootDiskSize: bootDiskGb(demands[0], machine, diskOf(demands)) },
    ...wayOf(step),
  };
}

function wayOf(step: CapacityStep): Partial<ComputeClassPriority> {
  if (step === 'on-demand') return { spot: false };
  if (step === 'spot') return { spot: true };
  if (step === 'flex-start') {
    return {
      flexStart: { enabled: true, nodeRecycling: { leadTimeSeconds: FLEX.lead } },
      maxRunDurationSeconds: FLEX.life,
    };
  }
  const [, project, name] = /^projects\/([^/]+)\/reservations\/(.+)$/.exec(step.reserved) ?? [];
  const specific = project === undefined ? { name: step.reserved } : { name: name ?? '', project };
  return { reservations: { affinity: 'Specific', specific: [specific] } };
}
