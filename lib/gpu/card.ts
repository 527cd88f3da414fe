import { partitionMemoryGb } from './models';
import type { GpuModel } from './rows';

const GI = 2 ** 30;
/** Of a memory that nobody has measured, so much is taken for usable: more than a tenth is missing of no card or slice. */
const USABLE_PERCENT = 90;

/** One GPU, or a part of one, as far as its memory and its arithmetic go. */
export interface Card {
  /** `l4`, `a100-80gb 1g.10gb`. */
  readonly name: string;
  /** Bytes that a program can have. */
  readonly usable: number;
  /** Where the figure is from, for people. */
  readonly because: string;
  readonly computeCapability: number;
  /** Whether it is a part: parts can't work together on one model. */
  readonly part: boolean;
}

/** The memory of a GPU of the catalogue, or of one of its MIG partitions. */
export function cardOf(name: string, model: GpuModel, partition?: string): Card {
  const { memoryGb, usableGi, computeCapability } = model;
  if (partition !== undefined) {
    const label = partitionMemoryGb(partition);
    const usable = Math.floor((label * GI * USABLE_PERCENT) / 100);
    const because = `${USABLE_PERCENT} % of the ${label} GB in its name`;
    return { name: `${name} ${partition}`, usable, because, computeCapability, part: true };
  }
  if (usableGi !== undefined) {
    const usable = Math.floor(usableGi * GI);
    return { name, usable, because: `as drivers report of ${memoryGb} GB`, computeCapability, part: false };
  }
  const usable = Math.floor((memoryGb * GI * USABLE_PERCENT) / 100);
  const because = `${USABLE_PERCENT} % of ${memoryGb} GB, since nobody has measured it`;
  return { name, usable, because, computeCapability, part: false };
}

/** The memory of one of several processes that share a card by turns: nothing keeps it apart, so each has to leave the others theirs. */
export function turnOf(card: Card, clients: number): Card {
  const usable = Math.floor(card.usable / clients);
  const because = `one of ${clients} equal parts, which nothing but the servers keeps apart; ${card.because}`;
  return { ...card, name: `${card.name} by ${clients}`, usable, because, part: true };
}
