import { findFamily } from '../gpu/cpus';
import { findGpu, nodePrice, pricesBehind } from '../gpu/models';
import { CLUSTER_PRICE, DISK_PRICES } from '../gpu/prices';
import type { GpuMachine, Price, Provisioning } from '../gpu/rows';
import type { CostMachine, KnownPrice, Prices } from './input';

/** The list prices of the catalogue: each says in which region it holds, and where it is from. */
export const CATALOGUE_PRICES: Prices = {
  node: ({ type, model }, way) => (model === undefined ? cpuNode(type, way) : gpuNode({ type, model }, way)),
  disk: (type) => {
    const price = Object.hasOwn(DISK_PRICES, type) ? DISK_PRICES[type] : undefined;
    return price === undefined ? undefined : { ...about(CLUSTER_PRICE), price };
  },
  cluster: () =>
    CLUSTER_PRICE.onDemand === undefined ? undefined : { ...about(CLUSTER_PRICE), price: CLUSTER_PRICE.onDemand },
};

/** What a way costs: reserved nodes what they cost on demand. Of flex-start nobody knows. */
function columnOf(way: Provisioning): 'onDemand' | 'spot' | undefined {
  if (way === 'flex-start') return undefined;
  return way === 'spot' ? 'spot' : 'onDemand';
}

function gpuNode({ type, model }: Required<CostMachine>, way: Provisioning): KnownPrice | undefined {
  const known = findGpu(model);
  const machines: readonly GpuMachine[] =
    known === undefined ? [] : [...Object.values(known.machines), ...known.otherMachines];
  const machine = machines.find((one) => one.type === type);
  const column = columnOf(way);
  const price = machine && column && nodePrice(model, machine, column);
  const [row] = machine === undefined ? [] : pricesBehind(model, machine);
  return price === undefined || row === undefined ? undefined : { ...about(row), price };
}

/** Machines of a family cost in proportion to their processors. */
function cpuNode(type: string, way: Provisioning): KnownPrice | undefined {
  const [, family = '', vcpus = ''] = /^([a-z0-9]+)-standard-(\d+)$/.exec(type) ?? [];
  const row: Price | undefined = findFamily(family)?.priceOfFour;
  const column = columnOf(way);
  const four = column && row?.[column];
  return row === undefined || four === undefined ? undefined : { ...about(row), price: (four * Number(vcpus)) / 4 };
}

function about({ region, source, asOf }: Price): Omit<KnownPrice, 'price'> {
  return { region, source, asOf };
}
