import type { Provisioning } from '../gpu/rows';
import type { CostPool, KnownPrice, Prices } from './input';
import { HOURS_A_MONTH, toMicros } from './money';

/** Millionths of a dollar for one node. */
export interface NodePrice {
  /** The machine alone. */
  readonly anHour: bigint;
  /** With its boot disk. */
  readonly aMonth: bigint;
}

/** A price that nobody knows, or a demand that nobody understands, and who is not in the sum for it. */
export interface UnknownPrice {
  /** `a4x-highgpu-4g on-demand in us-central1`. */
  readonly what: string;
  /** Services that it concerns. */
  readonly services: readonly string[];
}

/** A price that went into a sum. */
export interface PriceUsed extends KnownPrice {
  readonly what: string;
  readonly per: 'hour' | 'month';
}

/** Looks prices up for one environment, and keeps what was found and what wasn't. */
export class PriceList {
  private readonly found = new Map<string, PriceUsed>();
  private readonly missing = new Map<string, Set<string>>();

  constructor(
    private readonly prices: Prices,
    private readonly region: string,
  ) {}

  /** What a node costs in the usual way, and in the dearest of its ways; undefined where the usual one has no price. */
  node(
    pool: CostPool,
    services: readonly string[],
  ): { readonly usual: NodePrice; readonly dearest: NodePrice } | undefined {
    const boot = pool.disk === undefined ? this.noDisk(pool, services) : this.disk(pool.disk, services);
    const disk = boot + this.images(pool, services);
    const known = pool.ways.map((way) => this.machine(pool, way, services));
    const [usual] = known;
    if (usual === undefined) return undefined;
    const dearest = known.reduce<bigint>((most, price = 0n) => (price > most ? price : most), usual);
    const node = (anHour: bigint): NodePrice => ({ anHour, aMonth: anHour * BigInt(HOURS_A_MONTH) + disk });
    return { usual: node(usual), dearest: node(dearest) };
  }

  /** A cluster's fee an hour. */
  cluster(): bigint | undefined {
    return this.note('cluster fee', 'hour', this.prices.cluster(this.region), []);
  }

  /** What nobody knows, by its name. */
  unknown(): readonly UnknownPrice[] {
    return sorted(this.missing).map(([what, services]) => ({ what, services: [...services].sort() }));
  }

  /** What went into the sum, by its name. */
  used(): readonly PriceUsed[] {
    return sorted(this.found).map(([, price]) => price);
  }

  private machine({ machine }: CostPool, way: Provisioning, services: readonly string[]): bigint | undefined {
    const attached = machine.model === undefined ? '' : ` with ${machine.model}`;
    const what = `${machine.type}${attached} ${way} in ${this.region}`;
    return this.note(what, 'hour', this.prices.node(machine, way, this.region), services);
  }

  private disk({ type, gb }: NonNullable<CostPool['disk']>, services: readonly string[]): bigint {
    const price = this.note(`GB of ${type} in ${this.region}`, 'month', this.prices.disk(type, this.region), services);
    return (price ?? 0n) * BigInt(gb);
  }

  private images({ name, images }: CostPool, services: readonly string[]): bigint {
    if (images === undefined) return 0n;
    const { type, gb } = images;
    if (gb !== undefined) return this.disk({ type, gb }, services);
    this.miss(`disks of images of ${name}, whose size nobody said`, services);
    return 0n;
  }

  private noDisk({ name, whole }: CostPool, services: readonly string[]): bigint {
    if (whole) this.miss(`boot disks of ${name}, decided elsewhere`, services);
    return 0n;
  }

  /** A price that is nothing or no number is as good as unknown. */
  private note(
    what: string,
    per: PriceUsed['per'],
    price: KnownPrice | undefined,
    services: readonly string[],
  ): bigint | undefined {
    const micros = price && toMicros(price.price);
    if (price === undefined || micros === undefined) this.miss(what, services);
    else this.found.set(what, { ...price, what, per });
    return micros;
  }

  private miss(what: string, services: readonly string[]): void {
    this.missing.set(what, new Set([...(this.missing.get(what) ?? []), ...services]));
  }
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : 1));
}
