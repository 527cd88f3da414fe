import { isRecord } from '../lib/facts/refuse';
import { CPU_FAMILIES, findFamily, familiesOf, type Arch } from '../lib/gpu/cpus';
import { show } from '../lib/nearest';
import type { Props } from '../lib/props';

/** The machines that a workload without GPUs runs on. */
export interface ChosenNode {
  readonly arch: Arch;
  readonly family: string;
}

/** The nodes that were asked for, or undefined where any will do; every mistake is noted. */
export function readNode(read: Props, given: unknown): ChosenNode | undefined {
  if (given === undefined) return undefined;
  read.known('run.node', given, ['arch', 'family']);
  const node: Readonly<Record<string, unknown>> = isRecord(given) ? given : {};
  const arch = read.take<unknown>(
    'run.node.arch',
    node['arch'],
    { value: archOf(node['family']) ?? 'amd64', because: 'what images are built for unless they say otherwise' },
    (value) =>
      value === 'amd64' || value === 'arm64'
        ? undefined
        : {
            code: 'NODE_UNKNOWN',
            problem: `is ${show(value)}`,
            fix: "use 'amd64' or 'arm64'",
            allowed: ['amd64', 'arm64'],
          },
  ) as Arch;
  const families = familiesOf(arch);
  const family = read.take<unknown>(
    'run.node.family',
    node['family'],
    { value: families[0] ?? '', because: `the cheapest family of ${arch} in the catalogue` },
    (value) => {
      if (families.some((one) => one === value)) return undefined;
      const other = archOf(value);
      const problem = `is ${show(value)}, ${other === undefined ? 'which the catalogue lacks' : `which is ${other}`}`;
      return { code: 'NODE_UNKNOWN', problem, fix: `for ${arch} there is ${families.join(', ')}`, allowed: families };
    },
  );
  return { arch, family: String(family) };
}

function archOf(family: unknown): Arch | undefined {
  return typeof family === 'string' && Object.hasOwn(CPU_FAMILIES, family) ? findFamily(family)?.arch : undefined;
}
