/*
 * What the machines of the catalogue cost an hour in US dollars, list price: the file to edit when prices change. A price that
 * nobody knows has no row; it is never 0.
 */
import type { Price } from './rows';

const CENTRAL = 'us-central1';
const catalogue = (onDemand: number, spot?: number, region = CENTRAL): Price => ({
  onDemand,
  ...(spot === undefined ? {} : { spot }),
  region,
  source: 'skypilot-org/skypilot-catalog, catalogs/v8/gcp/vms.csv',
  asOf: '2026-08-22',
});
const autoscaler = (onDemand: number, spot?: number): Price => ({
  onDemand,
  ...(spot === undefined ? {} : { spot }),
  region: CENTRAL,
  source: 'kubernetes/autoscaler, gce_price_info.go (itself undated)',
  asOf: '2026-08-22',
});
const unverified = (onDemand: number, spot?: number): Price => ({
  onDemand,
  ...(spot === undefined ? {} : { spot }),
  region: CENTRAL,
  source: 'unverified: from memory',
  asOf: '2026-08-22',
});
/** Machines of a family whose vCPUs, memory and GPUs grow in proportion cost in proportion. */
const times = (count: number, { onDemand, spot, ...rest }: Price): Price => ({
  ...rest,
  ...(onDemand === undefined ? {} : { onDemand: cents(onDemand * count) }),
  ...(spot === undefined ? {} : { spot: cents(spot * count) }),
});
const cents = (dollars: number): number => Math.round(dollars * 1000) / 1000;

const A2_HIGH = catalogue(3.673, 1.804);
const A2_ULTRA: Price = {
  ...catalogue(5.069, 2.51),
  source: 'skypilot-org/skypilot-catalog; the autoscaler has 1.60 for spot',
};
const A3_HIGH: Price = catalogue(10.98, 2.506, 'us-east4');

/** Whole nodes: host, GPUs and the local SSD that comes with them. */
export const NODE_PRICES: Readonly<Record<string, Price>> = {
  'g2-standard-4': autoscaler(0.76),
  'g2-standard-8': autoscaler(0.91, 0.27),
  'g2-standard-12': autoscaler(1.06, 0.32),
  'g2-standard-16': autoscaler(1.2, 0.36),
  'g2-standard-24': autoscaler(2.11, 0.63),
  'g2-standard-32': autoscaler(1.79, 0.54),
  'g2-standard-48': autoscaler(4.23, 1.27),
  'g2-standard-96': autoscaler(8.46, 2.54),
  'a2-highgpu-1g': A2_HIGH,
  'a2-highgpu-2g': times(2, A2_HIGH),
  'a2-highgpu-4g': times(4, A2_HIGH),
  'a2-highgpu-8g': times(8, A2_HIGH),
  'a2-ultragpu-1g': A2_ULTRA,
  'a2-ultragpu-2g': times(2, A2_ULTRA),
  'a2-ultragpu-4g': times(4, A2_ULTRA),
  'a2-ultragpu-8g': times(8, A2_ULTRA),
  'a3-highgpu-1g': A3_HIGH,
  'a3-highgpu-2g': times(2, A3_HIGH),
  'a3-highgpu-4g': times(4, A3_HIGH),
  'a3-highgpu-8g': times(8, A3_HIGH),
};

/** Hosts to which GPUs are attached: without them. */
export const HOST_PRICES: Readonly<Record<string, Price>> = {
  'n1-standard-8': unverified(0.38),
  'n1-standard-16': unverified(0.76),
  'n1-standard-32': unverified(1.52),
};

/** One GPU, without the host that carries it. */
export const GPU_PRICES: Readonly<Record<string, Price>> = {
  t4: catalogue(0.35, 0.175),
  l4: catalogue(0.56, 0.223),
  'a100-40gb': catalogue(2.934, 1.434),
  'h100-80gb': catalogue(9.797, 2.236, 'us-east4'),
  'h100-mega-80gb': catalogue(cents(82.75 / 8), cents(25.28 / 8)),
  'h200-141gb': catalogue(cents(74.49 / 8), cents(37.25 / 8)),
  b200: catalogue(cents(90.22 / 8), cents(32.61 / 8)),
};

/** A CPU machine of four vCPUs, by family. */
export const CPU_PRICES: Readonly<Record<string, Price>> = {
  e2: unverified(0.134, 0.04),
  n2: unverified(0.194, 0.047),
  n2d: unverified(0.169, 0.034),
  c3: unverified(0.209, 0.046),
  t2a: unverified(0.154, 0.046),
};

/** One chip, by TPU. */
export const TPU_PRICES: Readonly<Record<string, Price>> = {
  v5e: unverified(1.2),
  v6e: catalogue(2.7, 0.54),
};

/** A GB of disk a month. */
export const DISK_PRICES: Readonly<Record<string, number>> = {
  'pd-standard': 0.04,
  'pd-balanced': 0.1,
  'pd-ssd': 0.17,
  'hyperdisk-balanced': 0.08,
};

/** A cluster an hour. */
export const CLUSTER_PRICE = unverified(0.1);
