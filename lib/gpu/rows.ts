/** How nodes are paid for, as a machine may be had. */
export type Provisioning = 'on-demand' | 'spot' | 'reserved' | 'flex-start';

/** One machine shape that carries a GPU model. */
export interface GpuMachine {
  /** Google's name of the machine type. */
  readonly type: string;
  /** GPUs that it carries. */
  readonly gpus: number;
  /** Virtual processors. */
  readonly vcpus: number;
  /** As Google states it, in GB of 2^30 bytes. */
  readonly memoryGi: number;
  /** Local SSD that comes with it, in GB. */
  readonly localSsdGb?: number;
  /** The part of a GPU that it carries, where that isn't a whole one. */
  readonly share?: number;
  /** How it can be had, where that isn't every way. */
  readonly capacities?: readonly Provisioning[];
}

/** What a GPU model is, and where Google offers it. */
export interface GpuModel {
  /** Terraform's accelerator type, which is also the node label's value. */
  readonly accelerator: string;
  /** Memory of one GPU, in GB as its maker states it. */
  readonly memoryGb: number;
  /** What a driver reports of it, in GiB; absent where nobody looked. */
  readonly usableGi?: number;
  /** CUDA compute capability; bfloat16 needs 8.0, native FP8 needs 8.9. */
  readonly computeCapability: number;
  /** The driver that GKE installs. */
  readonly driver: 'DEFAULT' | 'LATEST';
  /** Extra nodes during an upgrade; 0 where the GPU is scarce. */
  readonly upgradeSurge: 0 | 1;
  /** The kind of boot disk that its machines take. */
  readonly bootDisk: 'pd-balanced' | 'hyperdisk-balanced';
  /** Google's quota for it; absent where the name isn't known. */
  readonly quota?: string;
  /** The processors of its machines.
   *  @defaultValue amd64 */
  readonly arch?: 'amd64' | 'arm64';
  /** Whether its machines have to stand close together. */
  readonly compact?: boolean;
  /** The machine for each GPU count that can be had. */
  readonly machines: Readonly<Record<number, GpuMachine>>;
  /** Machines with the same GPUs that are not taken by default. */
  readonly otherMachines: readonly GpuMachine[];
  /** MIG profiles, and how many of each one GPU is cut into. */
  readonly partitions: Readonly<Record<string, number>>;
  /** Zone letters by region; absent where nobody collected them. */
  readonly zones?: Readonly<Record<string, string>>;
}

/** What something costs an hour, in US dollars. What isn't known is absent. */
export interface Price {
  readonly onDemand?: number;
  readonly spot?: number;
  readonly region: string;
  /** Where the price was read. */
  readonly source: string;
  /** The day on which it was read. */
  readonly asOf: string;
}

/** A family of machines without accelerators; all its sizes have memory and prices in proportion. */
export interface CpuFamily {
  readonly arch: 'amd64' | 'arm64';
  /** GiB of memory for each vCPU of a standard machine. */
  readonly memoryGiPerVcpu: number;
  /** vCPUs of its standard machines, smallest first. */
  readonly sizes: readonly number[];
  /** Of the standard machine with four vCPUs. */
  readonly priceOfFour?: Price;
}

/** A TPU; none is rendered. */
export interface TpuModel {
  /** The node label's value. */
  readonly accelerator: string;
  /** Chips, vCPUs and GB of memory by machine type. */
  readonly machines: Readonly<Record<string, readonly [chips: number, vcpus: number, memoryGb: number]>>;
  /** Topologies that one host holds. */
  readonly topologies: readonly string[];
  /** Zone letters by region; absent where nobody collected them. */
  readonly zones?: Readonly<Record<string, string>>;
  /** Of one chip. */
  readonly pricePerChip?: Price;
}
