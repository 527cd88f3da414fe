import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
import { PatchedAssembly } from '../assembly/patched-assembly';
import { objectsOf } from '../check/fleet';
import { asNumber, at } from '../check/json';
import { maxSurgeOf, takenBy } from '../check/pod-counts';
import { podOf } from '../check/pods';
import { nameOf, namespaceOf } from '../check/stacks';

/** Quantities are counted in billionths. */
const BILLION = 10n ** 9n;
const MILLION = 10n ** 6n;

/** The pods of a Deployment, as far as they cost. */
export interface DeployedPods {
  /** Undefined where no service owns it. */
  readonly service?: string;
  readonly owner?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly replicas: number;
  readonly maxSurge: number | string;
  /** What one pod requests, in thousandths of a processor. */
  readonly cpu: number;
  /** In bytes. */
  readonly memory: number;
}

/** What was read in documents: those that are the same on both sides of a comparison are looked at once. */
const READ = new WeakMap<Document, DeployedPods>();
const RECALLED = new WeakMap<Assembly, readonly DeployedPods[]>();

/** What is known of an assembly from an earlier run, so that its Deployments need not be read again. */
export function recallPods(assembly: Assembly, pods: readonly DeployedPods[]): void {
  RECALLED.set(assembly, pods);
}

/** The pods of all Deployments. */
export function deployedPods(assembly: Assembly): readonly DeployedPods[] {
  const recalled = RECALLED.get(assembly);
  if (recalled !== undefined) return recalled;
  const known = assembly instanceof PatchedAssembly ? RECALLED.get(assembly.base) : undefined;
  if (!(assembly instanceof PatchedAssembly) || known === undefined) return readIn(objectsOf(assembly, 'Deployment'));
  const { taken, rendered } = assembly;
  return [
    ...known.filter(({ service }) => service !== undefined && taken.has(service)),
    ...readIn(rendered.filter(({ domain, kind }) => domain === 'kubernetes' && kind === 'Deployment')),
  ];
}

function readIn(deployments: readonly Document[]): readonly DeployedPods[] {
  return deployments.flatMap((document) => {
    const read = READ.get(document) ?? readPods(document);
    if (read === undefined) return [];
    READ.set(document, read);
    return [read];
  });
}

function readPods(document: Document): DeployedPods | undefined {
  const pod = podOf(document);
  if (pod === undefined) return undefined;
  const { service, owner, object } = document;
  const namespace = namespaceOf(document);
  return {
    ...(service !== undefined && { service }),
    ...(owner !== undefined && { owner }),
    ...(namespace !== undefined && { namespace }),
    name: nameOf(document),
    replicas: asNumber(at(object, 'spec', 'replicas')) ?? 1,
    maxSurge: maxSurgeOf(object),
    cpu: Number((takenBy(pod, 'requests', 'cpu') + MILLION - 1n) / MILLION),
    memory: Number((takenBy(pod, 'requests', 'memory') + BILLION - 1n) / BILLION),
  };
}
