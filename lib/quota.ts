import { asksForGpus, byShape, cpuDemandsByFamily, cpuNodesOf, diskOf, imageDiskOf, type Demand } from './demand';
import { bootDiskGb, CPU_DISK_GB } from './gpu/boot-disk';
import { cpuPoolName } from './gpu/cpu-nodes';
import { findGpu } from './gpu/models';
import { machineOf, provisioningOf } from './gpu/shape';
import type { PoolSizes } from './gpu-pools';

/** The kind of the document that lists what an environment needs of Google's quotas. */
export const QUOTA_CHECKLIST = 'QuotaChecklist';

/** How much of one of Google's quotas the pools of an environment can take, and why so much. */
export interface QuotaNeed {
  /** Google's name of the quota: `NVIDIA_L4_GPUS`. */
  readonly metric: string;
  readonly needed: number;
  /** What it is the sum of. */
  readonly terms: readonly string[];
}

/** One pool's part of a quota. */
interface Term {
  readonly metric: string;
  readonly amount: number;
  readonly says: string;
}

/** Disks that count against the region's quota of SSDs. */
const SSD = new Set(['pd-balanced', 'pd-ssd']);

/**
 * What an environment's pools can take of Google's quotas, at their maximum and with the nodes of an upgrade: GPUs, and boot disks. GPUs
 * without a known name of their quota count among those of all regions only.
 */
export function quotaNeeds(demands: readonly Demand[], sizes: PoolSizes): readonly QuotaNeed[] {
  const terms = [...gpuTerms(demands, sizes), ...cpuTerms(demands)];
  const metrics = [...new Set(terms.map(({ metric }) => metric))].sort();
  return metrics.map((metric) => {
    const own = terms.filter((term) => term.metric === metric);
    return { metric, needed: own.reduce((sum, { amount }) => sum + amount, 0), terms: own.map(({ says }) => says) };
  });
}

function* gpuTerms(demands: readonly Demand[], sizes: PoolSizes): Generator<Term> {
  for (const [pool, asking] of byShape(demands.filter(asksForGpus))) {
    const [shape] = asking;
    const model = findGpu(shape.model);
    const machine = machineOf(shape);
    if (model === undefined || machine === undefined) continue;
    const most = sizes.get(pool) ?? 0;
    const nodes = most + model.upgradeSurge;
    const many = `${pool}: (${most} + ${model.upgradeSurge} while upgrading)`;
    const gpus = { amount: nodes * machine.gpus, says: `${many} × ${machine.gpus}` };
    yield { metric: 'GPUS_ALL_REGIONS', ...gpus };
    const ways = new Set(provisioningOf(shape.capacity).map((way) => way === 'spot' || way === 'flex-start'));
    if (model.quota !== undefined && ways.has(false)) yield { metric: model.quota, ...gpus };
    if (model.quota !== undefined && ways.has(true)) yield { metric: `PREEMPTIBLE_${model.quota}`, ...gpus };
    const disk = bootDiskGb(shape, machine, diskOf(asking));
    const images = imageDiskOf(asking) ?? 0;
    const each = images === 0 ? String(disk) : `(${disk} + ${images} of images)`;
    if (SSD.has(model.bootDisk))
      yield { metric: 'SSD_TOTAL_GB', amount: nodes * (disk + images), says: `${many} × ${each}` };
  }
}

function* cpuTerms(demands: readonly Demand[]): Generator<Term> {
  for (const [family, asking] of cpuDemandsByFamily(demands)) {
    const nodes = cpuNodesOf(asking);
    if (nodes === undefined) continue;
    const says = `${cpuPoolName(family)}: (${nodes} + 1 while upgrading) × ${CPU_DISK_GB}`;
    yield { metric: 'SSD_TOTAL_GB', amount: (nodes + 1) * CPU_DISK_GB, says };
  }
}
